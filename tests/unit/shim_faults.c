/* The live store when things go wrong: lost snapshots, other writers, missing and damaged files, a full disk, kill -9.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "tests/unit/shim_live.h"

/* In place of the C library's: counts the directories that are synced, and fails when told to. */
static int directories_synced;
static bool fail_directory_sync;

int fsync(int fd)
{
    struct stat st;
    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
        if (fail_directory_sync) {
            errno = EIO;
            return -1;
        }
        directories_synced++;
    }
    return (int)syscall(SYS_fsync, fd);
}

/* Without Check's asserts: they write to a file, which a child shares and a limit would catch. */
static enum status put_number(struct xap_writer *w, const char *prefix, int number, uint32_t frequency)
{
    char id[32];
    static const char data[64];
    static const uint32_t position = 1;
    const struct xap_posting p = {str_of("all"), frequency, &position, 1};
    const struct xap_document d = {&p, 1, NULL, 0, {data, sizeof data}};
    snprintf(id, sizeof id, "%s%d", prefix, number);
    return xap_put(w, str_of(id), &d, &err);
}

START_TEST(directories_are_synced)
{
    directories_synced = 0;
    struct xap_writer *w = open_writer();
    ck_assert_int_eq(directories_synced, 2); /* itself and its parent */
    commit_documents(w, 0, 1);
    ck_assert_int_eq(directories_synced, 3);
    ck_ok(xap_commit(w, &err));
    xap_writer_close(w);
    ck_assert_int_eq(directories_synced, 3);

    w = open_writer();
    ck_assert_int_eq(directories_synced, 3);
    ck_ok(put_words(w, "Qa", "word"));
    fail_directory_sync = true;
    ck_assert_int_eq(xap_commit(w, &err), S_IO);
    fail_directory_sync = false;
    ck_assert_ptr_nonnull(strstr(err.text, live));
    ck_assert_int_eq(xap_commit(w, &err), S_IO);
    xap_writer_close(w);
}
END_TEST

/* ---- snapshots ---- */

/* Two commits that change every block. */
static void overtake(struct xap_writer *w, int documents)
{
    for (int i = 0; i < 2; i++)
        commit_documents(w, 0, documents);
}

START_TEST(stale_snapshot)
{
    enum { DOCUMENTS = 300 };
    struct xap_writer *w = open_writer();
    commit_documents(w, 0, DOCUMENTS);
    struct xap_reader *r = open_reader();
    ck_ok(read_everything(r));
    overtake(w, DOCUMENTS);
    ck_assert_int_eq(read_everything(r), S_STALE);
    ck_assert_ptr_nonnull(strstr(err.text, live));
    ck_assert_int_eq(read_everything(r), S_STALE);
    ck_ok(xap_reader_reopen(r, &err));
    ck_ok(read_everything(r));
    xap_reader_close(r);
    xap_writer_close(w);
}
END_TEST

static void commit_numbers(struct xap_writer *w, int count, uint32_t frequency)
{
    for (int i = 0; i < count; i++)
        ck_ok(put_number(w, "Q", i, frequency));
    ck_ok(xap_commit(w, &err));
}

/* A cursor that is open while its snapshot goes says so, too. */
START_TEST(stale_cursor)
{
    enum { DOCUMENTS = 5000, FREQUENCY = 1000000000 }; /* whose postings take several blocks */
    struct xap_writer *w = open_writer();
    struct xap_cursor *c;
    uint32_t document, frequency;
    size_t count = 1;
    enum status s = S_OK;

    commit_numbers(w, DOCUMENTS, FREQUENCY + 1);
    struct xap_reader *r = open_reader();
    ck_ok(xap_cursor_open(r, str_of("all"), &c, &err));
    ck_ok(xap_cursor_fill(c, &document, &frequency, 1, &count, &err));
    commit_numbers(w, DOCUMENTS, FREQUENCY + 2);
    commit_numbers(w, DOCUMENTS, FREQUENCY + 3);
    while (!s && count)
        s = xap_cursor_fill(c, &document, &frequency, 1, &count, &err);
    ck_assert_int_eq(s, S_STALE);
    ck_assert_int_eq(xap_cursor_seek(c, DOCUMENTS, &err), S_STALE);
    xap_cursor_close(c);
    xap_reader_close(r);
    xap_writer_close(w);
}
END_TEST

/* Reopening goes by path: a store that is gone is an error and no empty store. */
START_TEST(reopen_after_removal)
{
    make_database(3);
    struct xap_reader *r = open_reader();
    remove_tree(live);
    enum status s = xap_reader_reopen(r, &err);
    ck_assert_msg(s == S_NOT_FOUND || s == S_CORRUPT, "%s", status_name(s));
    xap_reader_close(r);
}
END_TEST

/* ---- other writers ---- */

/* A child that ends with this program, whatever becomes of the test. */
static pid_t fork_child(void)
{
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    return child;
}

static enum status try_writer(void)
{
    struct xap_writer *w;
    enum status s = xap_writer_open(live, true, &w, &err);
    xap_writer_close(w);
    return s;
}

/* The status that a child gets. */
static enum status try_writer_in_child(void)
{
    int result;
    pid_t child = fork_child();
    if (child == 0)
        _exit((int)try_writer());
    ck_assert_int_eq(waitpid(child, &result, 0), child);
    ck_assert(WIFEXITED(result));
    return (enum status)WEXITSTATUS(result);
}

START_TEST(second_writer)
{
    struct xap_writer *w = open_writer();
    ck_assert_int_eq(try_writer(), S_LOCKED);
    ck_assert_ptr_nonnull(strstr(err.text, live));
    ck_assert_int_eq(try_writer_in_child(), S_LOCKED);
    commit_documents(w, 0, 3);
    xap_writer_close(w);
    ck_assert_int_eq(try_writer_in_child(), S_OK);
    ck_assert_int_eq(try_writer(), S_OK);
    ck_assert_uint_eq(count_documents(), 3);
}
END_TEST

static void end_child(pid_t child)
{
    kill(child, SIGKILL);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
}

/* A program that was started while the writer was open does not hold the lock; a bare fork does, until it ends. */
START_TEST(children_and_the_lock)
{
    struct xap_writer *w = open_writer();
    int ready[2];
    ck_assert_int_eq(pipe2(ready, O_CLOEXEC), 0);
    pid_t program = fork_child();
    if (program == 0) {
        execl("/bin/sleep", "sleep", "60", (char *)NULL);
        _exit(127);
    }
    /* the pipe's end closes when exec has happened */
    char byte;
    close(ready[1]);
    ck_assert_int_eq(read(ready[0], &byte, 1), 0);
    close(ready[0]);
    xap_writer_close(w);
    ck_assert_int_eq(try_writer(), S_OK);
    end_child(program);

    w = open_writer();
    pid_t copy = fork_child();
    if (copy == 0) {
        pause();
        _exit(0);
    }
    xap_writer_close(w);
    ck_assert_int_eq(try_writer(), S_LOCKED);
    end_child(copy);
    ck_assert_int_eq(try_writer(), S_OK);
}
END_TEST

/* ---- failing writes ---- */

/* Sets the limit and returns the one before. */
static rlim_t limit_file_size(rlim_t bytes)
{
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    rlim_t before = limit.rlim_cur;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
    return before;
}

/* Every call of a poisoned writer says what happened. */
static void assert_poisoned(struct xap_writer *w)
{
    struct buf b = {0};
    bool found;
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(xap_commit(w, &err), S_IO);
        ck_assert_int_eq(put_words(w, "Qlate", "late"), S_IO);
        ck_assert_int_eq(xap_remove(w, str_of("Q1"), &found, &err), S_IO);
        ck_assert(!found);
        ck_assert_int_eq(xap_writer_value(w, str_of("Q1"), 0, &b, &err), S_IO);
        ck_assert_msg(strstr(err.text, live), "%s", err.text);
    }
    buf_release(&b);
}

/* Writes past a size fail: in the commit of a small group, or in a put of a large one. What was committed stays,
 * nothing of the group comes, even though there is room again when the writer is closed. */
START_TEST(failed_writes_poison)
{
    static const struct {
        const char *threshold;
        int puts;
        rlim_t limit;
        bool in_put;
    } cases[] = {{"10000", 1, 8192, false}, {"10000", 5000, 65536, true}, {"1", 5000, 65536, true}};
    signal(SIGXFSZ, SIG_IGN);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        setenv("XAPIAN_FLUSH_THRESHOLD", cases[i].threshold, 1);
        struct xap_writer *w = open_writer();
        commit_documents(w, 0, 5);
        enum status put = S_OK;
        rlim_t unlimited = limit_file_size(cases[i].limit);
        for (int k = 0; !put && k < cases[i].puts; k++)
            put = put_number(w, "Qlost", k, 1);
        enum status s = put ? put : xap_commit(w, &err);
        limit_file_size(unlimited);
        ck_assert_int_eq(put, cases[i].in_put ? S_IO : S_OK);
        ck_assert_msg(s == S_IO, "case %zu: %s: %s", i, status_name(s), err.text);
        assert_poisoned(w);
        xap_writer_close(w);

        struct xap_reader *r = open_reader();
        uint32_t document;
        ck_ok(read_everything(r));
        ck_assert_int_eq(xap_lookup(r, str_of("Qlost0"), &document, &err), S_NOT_FOUND);
        xap_reader_close(r);
        ck_assert_uint_eq(count_documents(), 5);
        w = open_writer();
        ck_ok(put_words(w, "Qlost1", "back"));
        ck_ok(xap_commit(w, &err));
        xap_writer_close(w);
        ck_assert_uint_eq(count_documents(), 6);
        remove_tree(live);
    }
    unsetenv("XAPIAN_FLUSH_THRESHOLD");
    signal(SIGXFSZ, SIG_DFL);
}
END_TEST

/* ---- kill -9 ---- */

enum { KILL_ROUNDS = 5, PUTS_A_STEP = 50 };

/* Commits ten documents and writes on without a commit, until it is killed. Says a byte after the commit and after each
 * step, so that it is killed by what it has done and not by the clock. */
static void write_until_killed(int first, int said)
{
    struct xap_writer *w;
    enum status s = xap_writer_open(live, true, &w, &err);
    for (int i = 0; !s && i < 10; i++)
        s = put_number(w, "Q", first + i, 1);
    if (s || xap_commit(w, &err) || write(said, "c", 1) != 1)
        _exit(1);
    for (int i = 0; !s && i < KILL_ROUNDS * PUTS_A_STEP; i++) {
        s = put_number(w, "Qnever", i, 1);
        if (i % PUTS_A_STEP == PUTS_A_STEP - 1 && write(said, "p", 1) != 1)
            _exit(1);
    }
    if (!s)
        pause();
    _exit(1);
}

/* Waits until the child has said so many bytes. */
static void wait_for_bytes(int said, int bytes)
{
    for (char byte; bytes > 0; bytes--)
        ck_assert_int_eq(read(said, &byte, 1), 1);
}

START_TEST(killed_writer)
{
    setenv("XAPIAN_FLUSH_THRESHOLD", "7", 1);
    for (int round = 0; round < KILL_ROUNDS; round++) {
        int said[2];
        ck_assert_int_eq(pipe2(said, O_CLOEXEC), 0);
        pid_t child = fork_child();
        if (child == 0)
            write_until_killed(round * 10, said[1]);
        close(said[1]);
        wait_for_bytes(said[0], 1 + round);
        end_child(child);
        close(said[0]);
        struct xap_reader *r = open_reader();
        ck_ok(read_everything(r));
        xap_reader_close(r);
        ck_assert_uint_eq(count_documents(), (round + 1) * 10);
    }
    unsetenv("XAPIAN_FLUSH_THRESHOLD");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("faults");
    tcase_add_test(tests, directories_are_synced);
    tcase_add_test(tests, stale_snapshot);
    tcase_add_test(tests, stale_cursor);
    tcase_add_test(tests, reopen_after_removal);
    tcase_add_test(tests, second_writer);
    tcase_add_test(tests, children_and_the_lock);
    tcase_add_test(tests, failed_writes_poison);
    tcase_add_test(tests, killed_writer);
    return run_live_suite(tests, "faults");
}
