/* What is compressed and what holds files: the same bytes come out, damage is named, bombs are stopped. */
#include "indexer/container.h"

#include <archive.h>
#include <archive_entry.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "indexer/late.h"
#include "tests/unit/suite.h"

enum { PACKED_MAX = 4 << 20 };

/* What was packed last. */
static char packed[PACKED_MAX];
static size_t packed_len;

static struct str packed_bytes(void)
{
    return (struct str){packed, packed_len};
}

/* ---- compression ---- */

typedef int set_up(struct archive *);

/* `count` times the same text in one compressed stream. */
static void compress(set_up *filter, struct str text, size_t count)
{
    struct archive *a = archive_write_new();
    struct archive_entry *entry = archive_entry_new();
    ck_assert_int_eq(archive_write_set_format_raw(a), ARCHIVE_OK);
    ck_assert_int_ge(filter(a), ARCHIVE_WARN);
    archive_write_set_bytes_in_last_block(a, 1);
    ck_assert_int_eq(archive_write_open_memory(a, packed, sizeof packed, &packed_len), ARCHIVE_OK);
    archive_entry_set_filetype(entry, AE_IFREG);
    ck_assert_int_eq(archive_write_header(a, entry), ARCHIVE_OK);
    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(archive_write_data(a, text.ptr, text.len), (long)text.len);
    ck_assert_int_eq(archive_write_close(a), ARCHIVE_OK);
    archive_entry_free(entry);
    archive_write_free(a);
}

/* Reads all, keeping no more than the first bytes; the number of bytes, and how it ended. */
static size_t drain(struct source *source, struct buf *first, enum status *status, struct err *err)
{
    struct buf block = {0};
    size_t sum = 0;
    do {
        buf_reset(&block);
        *status = source_read(source, &block, err);
        if (sum == 0)
            buf_append_str(first, buf_str(&block));
        sum += block.len;
    } while (!*status && block.len);
    buf_release(&block);
    return sum;
}

static size_t read_packed(struct str bytes, struct buf *first, enum status *status, struct err *err)
{
    struct source *source;
    ck_assert_int_eq(source_open_memory("packed", bytes, &source, err), S_OK);
    size_t sum = drain(source, first, status, err);
    source_close(source);
    return sum;
}

static const struct {
    set_up *filter;
    bool checked; /* a changed byte in the middle is noticed */
} filters[] = {{archive_write_add_filter_gzip, true},
               {archive_write_add_filter_bzip2, true},
               {archive_write_add_filter_xz, true},
               {archive_write_add_filter_zstd, false},
               {archive_write_add_filter_lz4, true}};

enum { FILTERS = sizeof filters / sizeof filters[0] };

START_TEST(every_coding_is_undone)
{
    struct str text = str_of("The pilots in the harbour went back to work.\n");
    for (size_t count = 1; count < 100000; count = count * 10 + 1) {
        struct buf first = {0};
        struct err err;
        enum status status;
        compress(filters[_i].filter, text, count);
        ck_assert_uint_eq(read_packed(packed_bytes(), &first, &status, &err), count * text.len);
        ck_assert_msg(status == S_OK, "%s", err.text);
        ck_assert(str_begins_with(buf_str(&first), text));
        buf_release(&first);
    }
}
END_TEST

START_TEST(streams_one_behind_the_other_are_one)
{
    struct str text = str_of("Forty ships wait outside the mole.\n");
    struct buf twice = {0}, first = {0};
    enum status status;
    compress(filters[_i].filter, text, 1000);
    buf_append_str(&twice, packed_bytes());
    buf_append_str(&twice, packed_bytes());
    ck_assert_uint_eq(read_packed(buf_str(&twice), &first, &status, NULL), 2000 * text.len);
    ck_assert_int_eq(status, S_OK);
    buf_release(&twice);
    buf_release(&first);
}
END_TEST

START_TEST(damage_is_told_with_its_place)
{
    struct str text = str_of("Nobody counted the votes twice that evening.\n");
    struct buf first = {0};
    struct err err;
    enum status status;
    compress(filters[_i].filter, text, 5000);
    read_packed((struct str){packed, packed_len - 6}, &first, &status, &err);
    ck_assert_int_eq(status, S_INPUT);
    ck_assert_msg(strstr(err.text, "packed: ") && strstr(err.text, "byte "), "%s", err.text);
    packed[packed_len / 2] = (char)~packed[packed_len / 2];
    read_packed(packed_bytes(), &first, &status, &err);
    ck_assert_int_eq(status, filters[_i].checked ? S_INPUT : S_OK);
    buf_release(&first);
}
END_TEST

/* 256 MiB of one letter. */
START_TEST(what_expands_without_end_is_stopped)
{
    enum { BLOCK = 1 << 20, BLOCKS = 256 };
    char *zeros = malloc(BLOCK);
    struct buf first = {0};
    struct err err;
    enum status status;
    memset(zeros, 'a', BLOCK);
    compress(filters[_i].filter, (struct str){zeros, BLOCK}, BLOCKS);
    size_t sum = read_packed(packed_bytes(), &first, &status, &err);
    ck_assert_int_eq(status, S_INPUT);
    ck_assert_msg(strstr(err.text, "expands to more than"), "%s", err.text);
    ck_assert_uint_lt(sum, (size_t)BLOCK * BLOCKS);
    buf_release(&first);
    free(zeros);
}
END_TEST

/* ---- containers ---- */

struct file {
    const char *name, *text;
    unsigned type; /* 0: a regular file */
};

static const struct file files[] = {
    {"news/", "", AE_IFDIR},
    {"news/one.txt", "The first.", 0},
    {"news/.hidden", "Nobody sees it.", 0},
    {"__MACOSX/news/._one.txt", "Nor that.", 0},
    {"../../etc/motd", "A name is a name.", 0},
    {"/absolute", "So is this.", 0},
    {"news/link", "", AE_IFLNK},
    {"news/caf\xc3\xa9.txt", "In any script.", 0},
    {"news/empty", "", 0},
};

/* The members that are wanted, as "path: text". */
static const char wanted[] = "news/one.txt: The first.\n../../etc/motd: A name is a name.\n/absolute: So is this.\n"
                             "news/caf\xc3\xa9.txt: In any script.\nnews/empty: \n";

static void add_file(struct archive *a, const struct file *file)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, file->name);
    archive_entry_set_filetype(entry, file->type ? file->type : AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, 842734980, 0);
    if (file->type == AE_IFLNK)
        archive_entry_set_symlink(entry, "/etc/passwd");
    archive_entry_set_size(entry, (la_int64_t)strlen(file->text));
    ck_assert_int_ge(archive_write_header(a, entry), ARCHIVE_WARN);
    archive_write_data(a, file->text, strlen(file->text));
    archive_entry_free(entry);
}

static void pack(set_up *format, const struct file *list, size_t count)
{
    struct archive *a = archive_write_new();
    ck_assert_int_eq(format(a), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_open_memory(a, packed, sizeof packed, &packed_len), ARCHIVE_OK);
    for (size_t i = 0; i < count; i++)
        add_file(a, &list[i]);
    ck_assert_int_eq(archive_write_close(a), ARCHIVE_OK);
    archive_write_free(a);
}

static void list_member(struct source *member, const char *container, struct buf *out)
{
    struct buf text = {0};
    enum status status;
    struct err err;
    const char *path = source_path(member);
    ck_assert(str_begins_with(str_of(path), str_of(container)));
    drain(member, &text, &status, &err);
    buf_printf(out, "%s: %s\n", path + strlen(container) + 1, status ? err.text : buf_text(&text));
    ck_assert_int_eq(source_mtime(member), 842734980);
    buf_release(&text);
}

/* Lists a container's members; returns how it ended. */
static enum status list(struct source *source, struct buf *out, struct err *err)
{
    struct container *container;
    struct source *member;
    struct str head;
    enum status status, s;
    ck_assert_int_eq(source_peek(source, &head, err), S_OK);
    ck_assert(container_begins(head));
    if ((s = container_open(source, &container, err)))
        return s;
    while (container_next(container, &member, &status, err)) {
        if (status)
            buf_printf(out, "! %s\n", err->text);
        else
            list_member(member, source_path(source), out);
    }
    container_close(container);
    return status;
}

static set_up *const formats[] = {archive_write_set_format_ustar, archive_write_set_format_pax,
                                  archive_write_set_format_gnutar, archive_write_set_format_v7tar,
                                  archive_write_set_format_zip};

enum { FORMATS = sizeof formats / sizeof formats[0] };

START_TEST(members_are_sources)
{
    struct source *source;
    struct buf out = {0};
    struct err err;
    pack(formats[_i], files, sizeof files / sizeof files[0]);
    ck_assert_int_eq(source_open_memory("press.tar", packed_bytes(), &source, NULL), S_OK);
    ck_assert_msg(list(source, &out, &err) == S_OK, "%s", err.text);
    ck_assert_str_eq(buf_text(&out), wanted);
    source_close(source);
    buf_release(&out);
}
END_TEST

/* A zip on a disk is read by its directory, which stands at its end. */
START_TEST(a_file_is_read_by_its_directory)
{
    char path[] = "/tmp/dateline-container-XXXXXX";
    int fd = mkstemp(path);
    struct source *source;
    struct buf out = {0};
    struct err err;
    pack(archive_write_set_format_zip, files, sizeof files / sizeof files[0]);
    FILE *f = fdopen(fd, "wb");
    ck_assert_uint_eq(fwrite(packed, 1, packed_len, f), packed_len);
    fclose(f);
    ck_assert_int_eq(source_open(path, &source, NULL), S_OK);
    ck_assert_msg(list(source, &out, &err) == S_OK, "%s", err.text);
    ck_assert_str_eq(buf_text(&out), wanted);
    source_close(source);
    remove(path);
    buf_release(&out);
}
END_TEST

START_TEST(a_damaged_container_gives_what_stands_before)
{
    struct source *source;
    struct buf out = {0};
    struct err err;
    pack(formats[_i], files, sizeof files / sizeof files[0]);
    size_t len = _i == FORMATS - 1 ? packed_len / 2 : 6 * 512 + 100;
    ck_assert_int_eq(source_open_memory("press.tar", (struct str){packed, len}, &source, NULL), S_OK);
    enum status s = list(source, &out, &err);
    ck_assert_msg(s == S_INPUT || strstr(buf_text(&out), "damaged"), "%s", buf_text(&out));
    ck_assert_msg(str_begins_with(buf_str(&out), str_of("news/one.txt: The first.\n")), "%s", buf_text(&out));
    source_close(source);
    buf_release(&out);
}
END_TEST

START_TEST(what_is_no_container_is_told_apart)
{
    static const struct str heads[] = {{"", 0}, {"PK is a name", 12}, {"{\"body\": 1}", 11}};
    char zeros[1024] = {0};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        ck_assert(!container_begins(heads[i]));
    ck_assert(!container_begins((struct str){zeros, sizeof zeros}));
    memset(zeros, 'a', sizeof zeros);
    ck_assert(!container_begins((struct str){zeros, sizeof zeros}));
}
END_TEST

START_TEST(office_documents_are_refused)
{
    static const struct file document[] = {{"mimetype", "application/vnd.oasis.opendocument.text", 0},
                                           {"content.xml", "<office/>", 0}};
    struct source *source;
    struct buf out = {0};
    struct err err;
    pack(archive_write_set_format_zip, document, 2);
    ck_assert_int_eq(source_open_memory("letter.odt", packed_bytes(), &source, NULL), S_OK);
    ck_assert_int_eq(list(source, &out, &err), S_INPUT);
    ck_assert_str_eq(err.text, "letter.odt: not a text file (an office document or a program)");
    source_close(source);
}
END_TEST

int main(void)
{
    late_archive(NULL); /* whose functions what is linked here calls, too */
    TCase *tcase = tcase_create("container");
    tcase_add_loop_test(tcase, every_coding_is_undone, 0, FILTERS);
    tcase_add_loop_test(tcase, streams_one_behind_the_other_are_one, 0, FILTERS);
    tcase_add_loop_test(tcase, damage_is_told_with_its_place, 0, FILTERS);
    tcase_add_loop_test(tcase, what_expands_without_end_is_stopped, 0, FILTERS);
    tcase_add_loop_test(tcase, members_are_sources, 0, FORMATS);
    tcase_add_test(tcase, a_file_is_read_by_its_directory);
    tcase_add_loop_test(tcase, a_damaged_container_gives_what_stands_before, 0, FORMATS);
    tcase_add_test(tcase, what_is_no_container_is_told_apart);
    tcase_add_test(tcase, office_documents_are_refused);
    tcase_set_timeout(tcase, 60);
    return run_suite(tcase, "container");
}
