/* Opening and reading what is no whole database: other files, other formats, missing and damaged tables. */
#include <fcntl.h>
#include <sys/stat.h>

#include "tests/unit/shim_live.h"

static void path_in_live(char path[PATH_MAX + 64], const char *name)
{
    snprintf(path, PATH_MAX + 64, "%s/%s", live, name);
}

static void overwrite(const char *name, off_t at, const void *bytes, size_t len)
{
    char path[PATH_MAX + 64];
    path_in_live(path, name);
    int fd = open(path, O_WRONLY);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(pwrite(fd, bytes, len, at), (ssize_t)len);
    close(fd);
}

/* ---- opening ---- */

START_TEST(what_is_no_database)
{
    char plain[PATH_MAX + 64], nowhere[PATH_MAX + 64];
    snprintf(plain, sizeof plain, "%s/plain", directory);
    snprintf(nowhere, sizeof nowhere, "%s/no/where", directory);
    FILE *f = fopen(plain, "w");
    ck_assert_ptr_nonnull(f);
    fputs("remote 127.0.0.1:1\n", f);
    fclose(f);
    struct xap_reader *r;
    struct xap_writer *w;
    const char *const paths[] = {nowhere, plain, directory, ""};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        ck_assert_msg(xap_reader_open(paths[i], &r, &err) == S_NOT_FOUND, "%s: %s", paths[i], err.text);
        ck_assert_ptr_null(r);
        ck_assert_int_eq(xap_writer_open(paths[i], false, &w, &err), S_NOT_FOUND);
        ck_assert_ptr_null(w);
    }
    ck_assert_int_eq(xap_writer_open(nowhere, true, &w, &err), S_IO);
    ck_assert_int_eq(xap_writer_open(plain, true, &w, &err), S_IO);
    ck_assert_ptr_nonnull(strstr(err.text, plain));
}
END_TEST

START_TEST(another_format)
{
    make_database(3);
    overwrite("iamglass", 14, "\x05\x01", 2);
    struct xap_reader *r;
    struct xap_writer *w;
    ck_assert_int_eq(xap_reader_open(live, &r, &err), S_VERSION);
    ck_assert_int_eq(xap_writer_open(live, true, &w, &err), S_VERSION);
}
END_TEST

/* A missing table is damage, never an empty table; and no writer makes a new database over what is left. */
START_TEST(missing_files)
{
    static const char *const tables[] = {"postlist.glass", "docdata.glass", "termlist.glass", "position.glass"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        for (int emptied = 0; emptied < 2; emptied++) {
            char path[PATH_MAX + 64];
            struct xap_reader *r;
            struct xap_writer *w;
            make_database(3);
            path_in_live(path, tables[i]);
            ck_assert_int_eq(emptied ? truncate(path, 0) : unlink(path), 0);
            ck_assert_msg(xap_reader_open(live, &r, &err) == S_CORRUPT, "%s", tables[i]);
            ck_assert_msg(strstr(err.text, live), "%s", err.text);
            ck_assert_msg(xap_writer_open(live, true, &w, &err) == S_CORRUPT, "%s", tables[i]);
            remove_tree(live);
        }
    }
    char path[PATH_MAX + 64];
    struct xap_reader *r;
    struct xap_writer *w;
    make_database(3);
    path_in_live(path, "iamglass");
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(xap_reader_open(live, &r, &err), S_NOT_FOUND);
    ck_assert_int_eq(xap_writer_open(live, false, &w, &err), S_CORRUPT);
    ck_assert_int_eq(xap_writer_open(live, true, &w, &err), S_CORRUPT);
    struct stat st;
    path_in_live(path, "postlist.glass");
    ck_assert(stat(path, &st) == 0 && st.st_size > 0);
}
END_TEST

static enum status check_copy(void)
{
    struct xap_copy *copy;
    enum status s = xap_copy_make(live, &copy, &err);
    if (!s)
        s = xap_copy_check(copy, &err);
    xap_copy_free(copy);
    return s;
}

/* Tables that are rightly not there: nothing has positions, nothing has data. */
START_TEST(absent_because_empty)
{
    char path[PATH_MAX + 64];
    const struct xap_posting p = {.term = str_of("word"), .frequency = 1};
    const struct xap_document d = {&p, 1, NULL, 0, {0}};
    struct xap_writer *w = open_writer();
    ck_ok(xap_put(w, str_of("Qa"), &d, &err));
    ck_ok(xap_commit(w, &err));
    xap_writer_close(w);
    path_in_live(path, "position.glass");
    ck_assert_int_ne(access(path, F_OK), 0);
    path_in_live(path, "docdata.glass");
    ck_assert_int_ne(access(path, F_OK), 0);
    ck_assert_uint_eq(count_documents(), 1);
    ck_ok(check_copy());
    make_database(3);
    ck_assert_uint_eq(count_documents(), 4);
    ck_ok(check_copy());
}
END_TEST

/* ---- damage ---- */

/* libxapian calls a block from the future a later commit. Without a commit it is damage, and reopening would not end.
 */
START_TEST(block_from_the_future)
{
    static const char *const tables[] = {"postlist.glass", "docdata.glass", "position.glass"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        make_database(3);
        overwrite(tables[i], 0, "\x00\x01\x00\x00", 4);
        struct xap_reader *r;
        enum status s = xap_reader_open(live, &r, &err);
        s = s ? s : read_everything(r);
        ck_assert_msg(s == S_CORRUPT, "%s: %s", tables[i], status_name(s));
        xap_reader_close(r);
        remove_tree(live);
    }
}
END_TEST

/* Overwrites a part of a file, reads everything, and puts the part back: an answer or a status, no crash and no hang.
 */
static void read_damaged(const char *name, off_t at, const char *bytes, size_t len)
{
    char path[PATH_MAX + 64], before[8192];
    path_in_live(path, name);
    int fd = open(path, O_RDONLY);
    ck_assert_int_ge(fd, 0);
    ssize_t there = pread(fd, before, len, at);
    close(fd);
    ck_assert_int_gt(there, 0);
    overwrite(name, at, bytes, (size_t)there);

    struct xap_reader *r;
    err.text[0] = '\0';
    enum status s = xap_reader_open(live, &r, &err);
    if (!s)
        s = read_everything(r);
    ck_assert_msg(s == S_OK || s == S_CORRUPT || s == S_VERSION || s == S_NOMEM, "%s at %ld: %s: %s", name, (long)at,
                  status_name(s), err.text);
    ck_assert(s == S_OK || err.text[0]);
    xap_reader_close(r);
    overwrite(name, at, before, (size_t)there);
}

/* Of a table's block the head and the whole, so that the item list ends outside of the block. libxapian believes items
 * that lie inside, and has no checksums. */
START_TEST(overwritten_files)
{
    static const struct {
        off_t at;
        size_t len;
    } places[] = {{0, 4}, {4, 1}, {5, 2}, {7, 2}, {9, 2}, {0, 11}, {0, 8192}};
    static const char *const tables[] = {"postlist.glass", "docdata.glass", "termlist.glass", "position.glass"};
    static char zeros[8192], ones[8192], noise[8192];
    const char *const damages[] = {zeros, ones, noise};
    memset(ones, 0xff, sizeof ones);
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (char)(i * 37 + 0x91);
    make_database(60);
    for (size_t d = 0; d < sizeof damages / sizeof *damages; d++) {
        for (off_t at = 0; at < 96; at++) {
            read_damaged("iamglass", at, damages[d], 1);
            read_damaged("iamglass", at, damages[d], 8);
        }
        for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
            for (size_t k = 0; k < sizeof places / sizeof *places; k++)
                read_damaged(tables[i], places[k].at, damages[d], places[k].len);
        }
    }
    struct xap_reader *r = open_reader();
    ck_ok(read_everything(r));
    xap_reader_close(r);
}
END_TEST

START_TEST(truncated_files)
{
    static const char *const names[] = {"iamglass", "postlist.glass", "docdata.glass", "termlist.glass",
                                        "position.glass"};
    static const off_t lengths[] = {1, 20, 40, 60, 4096};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
            char path[PATH_MAX + 64];
            struct xap_reader *r;
            make_database(60);
            path_in_live(path, names[i]);
            ck_assert_int_eq(truncate(path, lengths[k]), 0);
            enum status s = xap_reader_open(live, &r, &err);
            s = s ? s : read_everything(r);
            /* the list of a document's terms is read by no call of a reader; a cut in the statistics may go unseen */
            bool unread = i == 3 || (i == 0 && lengths[k] > 40);
            ck_assert_msg(s == S_CORRUPT || s == S_VERSION || (unread && s == S_OK), "%s cut to %ld: %s %s", names[i],
                          (long)lengths[k], status_name(s), err.text);
            xap_reader_close(r);
            remove_tree(live);
        }
    }
}
END_TEST

/* A length that no string can have, as damaged data may name one, is caught like every other exception. */
START_TEST(impossible_length)
{
    struct xap_stemmer *s;
    char out[16];
    volatile size_t len = SIZE_MAX;
    ck_ok(xap_stemmer_new("english", &s, &err));
    ck_assert_uint_eq(xap_stem(s, "word", len, out, sizeof out), 0);
    xap_stemmer_free(s);
}
END_TEST

/* The library's own check: its finding is the status, with the table where it tells. */
START_TEST(checked_by_the_library)
{
    char word[] = "!";
    struct xap_writer *w;
    ck_assert_int_eq(check_copy(), S_NOT_FOUND);
    w = open_writer();
    ck_ok(check_copy());
    commit_documents(w, 0, 10);
    xap_writer_close(w);
    ck_assert_uint_eq(count_documents(), 10);
    remove_tree(live);
    make_database(3000);
    ck_ok(check_copy());
    overwrite("position.glass", 8192 + 5, word, 1);
    ck_assert_int_eq(check_copy(), S_CORRUPT);
    ck_assert_msg(strstr(err.text, "/position.glass is damaged"), "%s", err.text);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("damage");
    tcase_add_test(tests, what_is_no_database);
    tcase_add_test(tests, another_format);
    tcase_add_test(tests, missing_files);
    tcase_add_test(tests, absent_because_empty);
    tcase_add_test(tests, block_from_the_future);
    tcase_add_test(tests, overwritten_files);
    tcase_add_test(tests, truncated_files);
    tcase_add_test(tests, impossible_length);
    tcase_add_test(tests, checked_by_the_library);
    return run_live_suite(tests, "damage");
}
