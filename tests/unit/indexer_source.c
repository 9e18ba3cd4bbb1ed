/* Sources: the walk over paths, and the bytes behind them. */
#include "indexer/source.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static char directory[4096];

static void make_directory(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(directory, sizeof directory, "%s/dateline-source-XXXXXX", base ? base : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(directory));
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static void remove_directory(void)
{
    nftw(directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* The path of a name in the test's directory; borrowed until the next but three call. */
static const char *path_of(const char *name)
{
    static char paths[4][8192];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", directory, name);
    return path;
}

static void write_file(const char *name, const void *bytes, size_t len)
{
    FILE *f = fopen(path_of(name), "wb");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(bytes, 1, len, f), len);
    fclose(f);
}

/* ---- the walk ---- */

static void write_passed(void *context, const char *path, const char *what)
{
    buf_printf(context, "(%s: %s)\n", path + strlen(directory) + 1, what);
}

/* Walks and writes the paths, relative to the directory, one a line; a failure is written as "! text", and what is
 * passed over in brackets. */
static void walk(const char *const *paths, size_t count, struct buf *out)
{
    struct source_list *list;
    const char *path;
    enum status status;
    struct err err;
    buf_reset(out);
    ck_assert_int_eq(source_list_new(paths, count, &list, &err), S_OK);
    source_list_tell_passed(list, write_passed, out);
    while (source_list_next(list, &path, &status, &err)) {
        size_t base = strlen(directory);
        const char *shown = strncmp(path, directory, base) == 0 ? path + base + 1 : path;
        if (status)
            buf_printf(out, "! %s\n", shown);
        else
            buf_printf(out, "%s\n", shown);
        ck_assert(status == S_OK || strstr(err.text, path));
    }
    source_list_free(list);
}

START_TEST(directories_are_walked_in_order)
{
    struct buf got = {0};
    mkdir(path_of("b"), 0755);
    mkdir(path_of("b/deep"), 0755);
    mkdir(path_of("empty"), 0755);
    mkdir(path_of(".hidden"), 0755);
    mkfifo(path_of("b/pipe"), 0644);
    write_file(".hidden/x", "", 0);
    write_file("b/.x", "", 0);
    write_file("b/deep/z", "", 0);
    write_file("b/y", "", 0);
    write_file("a", "", 0);
    write_file("c", "", 0);
    write_file("B", "", 0);
    mkdir(path_of("archive"), 0755);
    write_file("archive/MANIFEST", "dateline-archive 1\n", 19);
    ck_assert_int_eq(symlink("..", path_of("b/loop")), 0);
    ck_assert_int_eq(symlink("../a", path_of("b/link")), 0);
    ck_assert_int_eq(symlink("nowhere", path_of("b/broken")), 0);
    const char *paths[] = {directory};
    walk(paths, 1, &got);
    ck_assert_str_eq(buf_text(&got), "B\na\n(archive: an archive)\n! b/broken\nb/deep/z\nb/link\n"
                                     "(b/loop: a link to a directory)\n(b/pipe: a named pipe)\nb/y\nc\n");
    buf_release(&got);
}
END_TEST

START_TEST(named_paths_keep_their_order)
{
    struct buf got = {0};
    mkdir(path_of("b"), 0755);
    write_file("b/y", "", 0);
    write_file("a", "", 0);
    ck_assert_int_eq(symlink("b", path_of("link")), 0);
    mkdir(path_of("archive"), 0755);
    write_file("archive/MANIFEST", "dateline-archive 1\n", 19);
    char slashed[8192], link[8192], a[8192], missing[8192], archive[8192];
    snprintf(slashed, sizeof slashed, "%s", path_of("b//"));
    snprintf(link, sizeof link, "%s", path_of("link"));
    snprintf(a, sizeof a, "%s", path_of("a"));
    snprintf(missing, sizeof missing, "%s", path_of("missing"));
    snprintf(archive, sizeof archive, "%s", path_of("archive"));
    const char *paths[] = {slashed, "-", missing, link, archive, a};
    walk(paths, 6, &got);
    ck_assert_str_eq(buf_text(&got), "b/y\n-\n! missing\nlink/y\n! archive\na\n");
    buf_release(&got);
}
END_TEST

/* ---- bytes ---- */

/* A member of gzip of the text. */
static void gzip(const void *text, size_t len, struct buf *out)
{
    z_stream z = {0};
    ck_assert_int_eq(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t bound = deflateBound(&z, len) + 64;
    struct buf copy = {0};
    buf_append(&copy, text, len);
    ck_assert(buf_reserve(out, bound));
    z.next_in = (unsigned char *)copy.data;
    z.avail_in = (unsigned)len;
    z.next_out = (unsigned char *)out->data + out->len;
    z.avail_out = (unsigned)bound;
    ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->len += z.total_out;
    deflateEnd(&z);
    buf_release(&copy);
}

/* Text that does not compress to nothing: numbered lines. */
static void numbered_lines(size_t count, struct buf *out)
{
    uint32_t x = 1;
    for (size_t i = 0; i < count; i++) {
        x = x * 1664525 + 1013904223;
        buf_printf(out, "line %zu %08x\n", i, x);
    }
}

/* Reads a source to its end, in chunks that must be bounded. */
static enum status read_all(struct source *source, struct buf *out, struct err *err)
{
    for (;;) {
        size_t before = out->len;
        enum status s = source_read(source, out, err);
        ck_assert_uint_le(out->len - before, SOURCE_CHUNK + SOURCE_HEAD);
        if (s || out->len == before)
            return s;
    }
}

/* The same bytes as a file and in memory must give the same. */
static enum status read_bytes(struct str bytes, struct buf *out, struct err *err)
{
    struct source *source;
    struct buf again = {0};
    write_file("bytes", bytes.ptr, bytes.len);
    buf_reset(out);
    ck_assert_int_eq(source_open(path_of("bytes"), &source, err), S_OK);
    ck_assert_uint_eq(source_size(source), bytes.len);
    ck_assert(source_mtime(source) > 0);
    enum status s = read_all(source, out, err), s_again;
    ck_assert_int_eq(source_read(source, out, err), s);
    source_close(source);
    ck_assert_int_eq(source_open_memory("bytes", bytes, &source, NULL), S_OK);
    s_again = read_all(source, &again, NULL);
    source_close(source);
    ck_assert_int_eq(s, s_again);
    ck_assert(str_equal(buf_str(out), buf_str(&again)));
    buf_release(&again);
    return s;
}

static void assert_text(const struct buf *got, const struct buf *want)
{
    ck_assert_uint_eq(got->len, want->len);
    ck_assert(str_equal(buf_str(got), buf_str(want)));
}

START_TEST(plain_files)
{
    struct buf text = {0}, got = {0};
    struct err err;
    ck_assert_int_eq(read_bytes((struct str){"", 0}, &got, &err), S_OK);
    ck_assert_uint_eq(got.len, 0);
    ck_assert_int_eq(read_bytes(str_of("\x1f"), &got, &err), S_OK);
    ck_assert_uint_eq(got.len, 1);
    numbered_lines(60000, &text);
    ck_assert_int_eq(read_bytes(buf_str(&text), &got, &err), S_OK);
    assert_text(&got, &text);
    buf_release(&text);
    buf_release(&got);
}
END_TEST

START_TEST(gzip_of_many_members)
{
    struct buf text = {0}, packed = {0}, got = {0};
    struct err err;
    numbered_lines(60000, &text);
    size_t third = text.len / 3;
    gzip(text.data, third, &packed);
    gzip("", 0, &packed);
    gzip(text.data + third, text.len - third, &packed);
    ck_assert_int_eq(read_bytes(buf_str(&packed), &got, &err), S_OK);
    assert_text(&got, &text);
    buf_append_repeat(&packed, '\0', 3000);
    ck_assert_int_eq(read_bytes(buf_str(&packed), &got, &err), S_OK);
    assert_text(&got, &text);
    buf_release(&text);
    buf_release(&packed);
    buf_release(&got);
}
END_TEST

START_TEST(bytes_behind_gzip_are_damage)
{
    static const char *const tails[] = {"garbage", "\x1f", "\x1f\x8c"};
    struct buf text = {0}, packed = {0}, got = {0};
    struct err err;
    char offset[64];
    numbered_lines(1000, &text);
    for (size_t i = 0; i < 3; i++) {
        buf_reset(&packed);
        gzip(text.data, text.len, &packed);
        snprintf(offset, sizeof offset, "byte %zu ", packed.len);
        buf_append_text(&packed, tails[i]);
        ck_assert_int_eq(read_bytes(buf_str(&packed), &got, &err), S_INPUT);
        ck_assert_msg(strstr(err.text, offset) && strstr(err.text, "bytes"), "%s", err.text);
        assert_text(&got, &text);
    }
    buf_release(&text);
    buf_release(&packed);
    buf_release(&got);
}
END_TEST

START_TEST(truncated_gzip_gives_what_it_has)
{
    struct buf text = {0}, packed = {0}, got = {0};
    struct err err;
    char offset[64];
    numbered_lines(40000, &text);
    gzip(text.data, text.len, &packed);
    for (size_t cut = 3; cut < packed.len; cut = cut * 2 + 1) {
        ck_assert_int_eq(read_bytes((struct str){packed.data, cut}, &got, &err), S_INPUT);
        snprintf(offset, sizeof offset, "byte %zu ", cut);
        ck_assert_msg(strstr(err.text, offset) && strstr(err.text, "/bytes"), "%s", err.text);
        ck_assert(got.len < text.len && (got.len == 0 || memcmp(got.data, text.data, got.len) == 0));
        ck_assert(cut < 100000 || got.len > cut);
    }
    /* All but the last byte: the text is whole, its checksum is not. */
    ck_assert_int_eq(read_bytes((struct str){packed.data, packed.len - 1}, &got, &err), S_INPUT);
    assert_text(&got, &text);
    buf_release(&text);
    buf_release(&packed);
    buf_release(&got);
}
END_TEST

START_TEST(corrupt_gzip_gives_what_stands_before)
{
    struct buf text = {0}, packed = {0}, got = {0};
    struct err err;
    numbered_lines(40000, &text);
    gzip(text.data, text.len / 2, &packed);
    size_t first = packed.len;
    gzip(text.data + text.len / 2, text.len - text.len / 2, &packed);
    memset(packed.data + first + 12, 0xff, 40);
    ck_assert_int_eq(read_bytes(buf_str(&packed), &got, &err), S_INPUT);
    ck_assert_msg(strstr(err.text, "damaged") != NULL, "%s", err.text);
    ck_assert(got.len >= text.len / 2 && memcmp(got.data, text.data, text.len / 2) == 0);
    /* A wrong checksum. */
    packed.data[first - 6] ^= 1;
    ck_assert_int_eq(read_bytes(buf_str(&packed), &got, &err), S_INPUT);
    ck_assert_uint_eq(got.len, text.len / 2);
    buf_release(&text);
    buf_release(&packed);
    buf_release(&got);
}
END_TEST

START_TEST(peeked_bytes_are_given_again)
{
    struct buf text = {0}, got = {0};
    struct source *source;
    struct str head;
    struct err err;
    numbered_lines(1000, &text);
    ck_assert_int_eq(source_open_memory("m", buf_str(&text), &source, &err), S_OK);
    ck_assert_int_eq(source_peek(source, &head, &err), S_OK);
    ck_assert_uint_eq(head.len, SOURCE_HEAD);
    ck_assert_int_eq(memcmp(head.ptr, text.data, head.len), 0);
    ck_assert_int_eq(read_all(source, &got, &err), S_OK);
    assert_text(&got, &text);
    source_close(source);
    buf_release(&text);
    buf_release(&got);
}
END_TEST

/* A pipe that gives a byte at a time still shows what it is. */
START_TEST(pipes_give_bytes_slowly)
{
    struct buf packed = {0}, got = {0};
    struct source *source;
    struct err err;
    gzip("hello", 5, &packed);
    ck_assert_int_eq(mkfifo(path_of("pipe"), 0644), 0);
    pid_t child = fork();
    ck_assert(child >= 0);
    if (child == 0) {
        int fd = open(path_of("pipe"), O_WRONLY);
        bool fine = fd >= 0;
        for (size_t i = 0; i < packed.len && fine; i++) {
            fine = write(fd, packed.data + i, 1) == 1;
            usleep(500);
        }
        _exit(!fine);
    }
    ck_assert_int_eq(source_open(path_of("pipe"), &source, &err), S_OK);
    ck_assert_uint_eq(source_size(source), 0);
    ck_assert_int_eq(source_mtime(source), 0);
    ck_assert_int_eq(read_all(source, &got, &err), S_OK);
    ck_assert_str_eq(buf_text(&got), "hello");
    source_close(source);
    buf_release(&packed);
    buf_release(&got);
}
END_TEST

START_TEST(a_stopped_source_says_so)
{
    volatile sig_atomic_t stop = 0;
    struct source *source;
    struct buf got = {0};
    struct err err;
    ck_assert_int_eq(source_open_memory("m", str_of("text"), &source, &err), S_OK);
    source_stop_on(source, &stop);
    stop = 1;
    ck_assert_int_eq(source_read(source, &got, &err), S_INTERRUPTED);
    stop = 0;
    ck_assert_int_eq(source_read(source, &got, &err), S_OK);
    ck_assert_uint_eq(got.len, 4);
    source_close(source);
    buf_release(&got);
}
END_TEST

START_TEST(what_cannot_be_opened_is_named)
{
    struct source *source;
    struct buf got = {0};
    struct err err;
    ck_assert_int_eq(source_open(path_of("missing"), &source, &err), S_IO);
    ck_assert_msg(strstr(err.text, "missing") && strstr(err.text, "No such file"), "%s", err.text);
    ck_assert_ptr_null(source);
    ck_assert_int_eq(source_open(directory, &source, &err), S_OK);
    ck_assert_int_eq(source_read(source, &got, &err), S_IO);
    ck_assert_msg(strstr(err.text, directory) != NULL, "%s", err.text);
    source_close(source);
    source_close(NULL);
}
END_TEST

START_TEST(suffixes_without_gz)
{
    static const char *const names[][2] = {
        {"a.txt", "txt"}, {"a.jsonl.gz", "jsonl"}, {"a.gz", ""},         {"dir.d/a", ""},    {"dir/.hidden", ""},
        {"a.b.c", "c"},   {"a.xml.XZ", "xml"},     {"a.csv.zst", "csv"}, {"a.gz.bz2", "gz"}, {"a.", ""},
        {"", ""}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct source *source;
        ck_assert_int_eq(source_open_memory(names[i][0], str_of("x"), &source, NULL), S_OK);
        ck_assert_msg(str_equal(source_suffix(source), str_of(names[i][1])), "%s", names[i][0]);
        source_close(source);
    }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("source");
    tcase_add_checked_fixture(tcase, make_directory, remove_directory);
    tcase_add_test(tcase, directories_are_walked_in_order);
    tcase_add_test(tcase, named_paths_keep_their_order);
    tcase_add_test(tcase, plain_files);
    tcase_add_test(tcase, gzip_of_many_members);
    tcase_add_test(tcase, bytes_behind_gzip_are_damage);
    tcase_add_test(tcase, truncated_gzip_gives_what_it_has);
    tcase_add_test(tcase, corrupt_gzip_gives_what_stands_before);
    tcase_add_test(tcase, peeked_bytes_are_given_again);
    tcase_add_test(tcase, pipes_give_bytes_slowly);
    tcase_add_test(tcase, a_stopped_source_says_so);
    tcase_add_test(tcase, what_cannot_be_opened_is_named);
    tcase_add_test(tcase, suffixes_without_gz);
    tcase_set_timeout(tcase, 60);
    return run_suite(tcase, "source");
}
