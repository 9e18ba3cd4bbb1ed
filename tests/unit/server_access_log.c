#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/access_log.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

enum { LINE_BYTES = 40 };

static struct err err;

static struct access_log *open_log(const char *path)
{
    struct access_log *log;
    ck_assert_msg(access_log_open(path, -1, &log, &err) == S_OK, "%s", err.text);
    return log;
}

static void add_line(struct access_log *log, int number)
{
    char line[LINE_BYTES + 1];
    snprintf(line, sizeof line, "line %-34d\n", number);
    access_log_add(log, (struct str){line, LINE_BYTES});
}

/* The thread of the log is some milliseconds behind. */
static void await_dropped(struct access_log *log, uint64_t dropped)
{
    while (access_log_dropped(log) < dropped)
        usleep(1000);
    ck_assert_uint_eq(access_log_dropped(log), dropped);
}

static void await_bytes(const char *path, off_t bytes)
{
    struct stat info = {0};
    while (stat(path, &info) != 0 || info.st_size < bytes)
        usleep(1000);
    ck_assert_int_eq(info.st_size, bytes);
}

static void limit_file_size(rlim_t bytes)
{
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes ? bytes : limit.rlim_max;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void assert_lines(const char *path, const char *want)
{
    char line[128], got[256] = "";
    FILE *file = fopen(path, "re");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file)) {
        size_t len = strcspn(line, "\n");
        bool ended = line[len] == '\n';
        while (len && line[len - 1] == ' ')
            len--;
        snprintf(got + strlen(got), sizeof got - strlen(got), "%.*s%s", (int)len, line, ended ? ";" : "|");
    }
    fclose(file);
    ck_assert_str_eq(got, want);
}

/* As on a full disk: two lines and a half have room. */
START_TEST(lost_lines_are_counted_and_a_torn_one_is_ended)
{
    const char *path = in_scratch("log");
    struct access_log *log = open_log(path);
    limit_file_size(LINE_BYTES * 2 + LINE_BYTES / 2);
    for (int i = 1; i <= 3; i++)
        add_line(log, i);
    await_dropped(log, 1);
    add_line(log, 4);
    add_line(log, 5);
    await_dropped(log, 3);
    limit_file_size(0);
    add_line(log, 6);
    await_bytes(path, LINE_BYTES * 3 + LINE_BYTES / 2 + 1);
    add_line(log, 7);
    access_log_close(log);
    assert_lines(path, "line 1;line 2;line 3;line 6;line 7;");
}
END_TEST

/* A file that is opened anew where it was may end in a torn line; one that is another does not. */
START_TEST(a_torn_line_is_ended_after_reopening)
{
    const char *path = in_scratch("log");
    char moved[256];
    struct access_log *log = open_log(path);
    limit_file_size(LINE_BYTES / 2);
    add_line(log, 1);
    await_dropped(log, 1);
    access_log_reopen(log);
    limit_file_size(0);
    add_line(log, 2);
    await_bytes(path, LINE_BYTES * 3 / 2 + 1);
    limit_file_size(LINE_BYTES * 2);
    add_line(log, 3);
    await_dropped(log, 2);
    snprintf(moved, sizeof moved, "%s.1", path);
    ck_assert_int_eq(rename(path, moved), 0);
    access_log_reopen(log);
    limit_file_size(0);
    add_line(log, 4);
    access_log_close(log);
    assert_lines(moved, "line 1;line 2;line 3|");
    assert_lines(path, "line 4;");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("access_log");
    signal(SIGXFSZ, SIG_IGN);
    tcase_set_timeout(tests, 30);
    tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_test(tests, lost_lines_are_counted_and_a_torn_one_is_ended);
    tcase_add_test(tests, a_torn_line_is_ended_after_reopening);
    return run_suite(tests, "access_log");
}
