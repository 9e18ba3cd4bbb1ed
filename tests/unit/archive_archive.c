#include <check.h>
#include <errno.h>
#include <signal.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "archive/archive.h"
#include "archive/manifest.h"
#include "archive/segment.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

static struct buf path;
static struct err err;

static void setup(void)
{
    scratch_make();
    buf_reset(&path);
    buf_printf(&path, "%s/archive", scratch);
    err.text[0] = '\0';
}

static void teardown(void)
{
    scratch_remove();
    buf_release(&path);
}

static struct archive_writer *open_writer(void)
{
    struct archive_settings settings = {.stemmer = "english", .store_bodies = true};
    struct archive_writer *w;
    ck_assert_msg(archive_writer_open(buf_text(&path), &settings, &w, &err) == S_OK, "%s", err.text);
    return w;
}

static struct archive *open_reader(void)
{
    struct archive *a;
    ck_assert_msg(archive_open(buf_text(&path), &a, &err) == S_OK, "%s", err.text);
    return a;
}

static enum archive_change put(struct archive_writer *w, const char *id, const char *headline, const char *body,
                               bool keep)
{
    struct article a = {0};
    enum archive_change change;
    article_set(&a, FIELD_ID, str_of(id));
    article_set(&a, FIELD_HEADLINE, str_of(headline));
    article_set(&a, FIELD_BODY, str_of(body));
    article_set(&a, FIELD_URL, str_of("https://user@News.example:8080/a?b"));
    a.published = (struct date){86400, 0, DATE_DAY};
    ck_assert_msg(archive_put(w, &a, keep, &change, &err) == S_OK, "%s", err.text);
    article_release(&a);
    return change;
}

static uint64_t article_count(void)
{
    struct archive_counts counts;
    struct archive *a = open_reader();
    archive_counts(a, &counts);
    archive_close(a);
    return counts.documents;
}

static uint32_t documents_with(struct archive *a, const char *term)
{
    struct cursor *c;
    ck_assert_int_eq(store_cursor(archive_store(a, 0), str_of(term), &c, &err), S_OK);
    uint32_t count = c->document_count;
    cursor_close(c);
    return count;
}

START_TEST(a_second_put_changes_nothing)
{
    struct archive_writer *w = open_writer();
    ck_assert_int_eq(put(w, "a", "One", "first body", false), ARCHIVE_ADDED);
    ck_assert_int_eq(put(w, "a", "One", "first body", false), ARCHIVE_UNCHANGED);
    ck_assert_int_eq(put(w, "a", "One", "second body", true), ARCHIVE_IGNORED);
    ck_assert_int_eq(put(w, "a", "One", "second body", false), ARCHIVE_UPDATED);
    ck_assert_int_eq(archive_commit(w, &err), S_OK);
    ck_assert_int_eq(put(w, "a", "One", "second body", false), ARCHIVE_UNCHANGED);
    archive_writer_close(w);
    struct archive *a = open_reader();
    ck_assert_uint_eq(documents_with(a, "first"), 0);
    ck_assert_uint_eq(documents_with(a, "second"), 1);
    archive_close(a);
    ck_assert_uint_eq(article_count(), 1);
}
END_TEST

START_TEST(articles_without_an_id_get_one_from_their_content)
{
    struct archive_writer *w = open_writer();
    ck_assert_int_eq(put(w, NULL, "One", "body", false), ARCHIVE_ADDED);
    ck_assert_int_eq(put(w, NULL, "One", "body", false), ARCHIVE_UNCHANGED);
    ck_assert_int_eq(put(w, NULL, "One", "other body", false), ARCHIVE_ADDED);
    ck_assert_int_eq(archive_commit(w, &err), S_OK);
    archive_writer_close(w);
    ck_assert_uint_eq(article_count(), 2);
}
END_TEST

START_TEST(stores_terms_columns_and_the_article)
{
    struct archive_writer *w = open_writer();
    put(w, "a", "Observers’ report", "The U.S. observers reported.", false);
    ck_assert_int_eq(archive_commit(w, &err), S_OK);
    archive_writer_close(w);

    struct archive *a = open_reader();
    struct store *s = archive_store(a, 0);
    static const char *const terms[] = {"observ", "report", "us", "Sobserv", "Sreport", "Hnews.example", "Qa"};
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++)
        ck_assert_msg(documents_with(a, terms[i]) == 1, "%s", terms[i]);
    ck_assert_uint_eq(documents_with(a, "Sus"), 0);

    uint32_t document;
    const int64_t *date;
    struct buf id = {0};
    uint32_t headline, one_length;
    int64_t one_date;
    ck_assert_int_eq(store_find(s, str_of("a"), &document, &err), S_OK);
    ck_assert_int_eq(store_find(s, str_of("b"), &document, &err), S_NOT_FOUND);
    ck_assert_int_eq(store_length(s, document, &one_length, &err), S_OK);
    ck_assert_int_eq(store_date(s, document, &one_date, &err), S_OK);
    ck_assert_uint_eq(one_length, 6);
    ck_assert_int_eq(one_date, 86400);
    ck_assert_int_eq(store_headline_lengths(s, &document, 1, &headline, &err), S_OK);
    ck_assert_int_eq(store_dates(s, &date, &err), S_OK);
    ck_assert_int_eq(store_id(s, document, &id, &err), S_OK);
    ck_assert_uint_eq(headline, 2);
    ck_assert_int_eq(date[document], 86400);
    ck_assert_str_eq(buf_text(&id), "a");
    buf_release(&id);

    struct cursor *c;
    struct u32_array positions = {0};
    ck_assert_int_eq(store_cursor(s, str_of("observ"), &c, &err), S_OK);
    ck_assert_int_eq(cursor_seek(c, 1, &err), S_OK);
    ck_assert_int_eq(cursor_copy_positions(c, &positions, &err), S_OK);
    ck_assert_uint_eq(positions.count, 2);
    ck_assert_uint_eq(positions.data[0], 1);
    ck_assert_uint_eq(positions.data[1], 2 + HEADLINE_GAP + 3);
    cursor_close(c);
    u32_array_release(&positions);

    struct article article = {0};
    ck_assert_int_eq(store_article(s, document, &article, &err), S_OK);
    ck_assert(str_equal(article_get(&article, FIELD_BODY), str_of("The U.S. observers reported.")));
    article_release(&article);
    archive_close(a);
}
END_TEST

/* Ids that a term cannot hold are hashed, and those that differ only at the far end stay apart. */
START_TEST(takes_long_ids)
{
    char one[400], two[400];
    memset(one, 'x', sizeof one);
    one[399] = '\0';
    memcpy(two, one, sizeof two);
    two[398] = 'y';
    struct archive_writer *w = open_writer();
    ck_assert_int_eq(put(w, one, "One", "body", false), ARCHIVE_ADDED);
    ck_assert_int_eq(put(w, two, "Two", "body", false), ARCHIVE_ADDED);
    ck_assert_int_eq(put(w, one, "One", "body", false), ARCHIVE_UNCHANGED);

    struct buf huge = {0};
    struct article article = {0};
    enum archive_change change;
    buf_append_repeat(&huge, 'x', ARCHIVE_ID_MAX + 1);
    article_set(&article, FIELD_ID, buf_str(&huge));
    article_set(&article, FIELD_BODY, str_of("body"));
    ck_assert_int_eq(archive_put(w, &article, false, &change, &err), S_INPUT);
    ck_assert_int_eq(archive_commit(w, &err), S_OK);
    archive_writer_close(w);
    ck_assert_uint_eq(article_count(), 2);
    article_release(&article);
    buf_release(&huge);
}
END_TEST

START_TEST(what_is_not_committed_is_not_there)
{
    struct archive_writer *w = open_writer();
    bool found;
    put(w, "a", "One", "body", false);
    ck_assert_int_eq(archive_commit(w, &err), S_OK);
    put(w, "b", "Two", "body", false);
    ck_assert_int_eq(archive_remove(w, str_of("a"), &found, &err), S_OK);
    ck_assert(found);
    archive_writer_close(w);
    ck_assert_uint_eq(article_count(), 1);

    w = open_writer();
    ck_assert_int_eq(archive_remove(w, str_of("a"), &found, &err), S_OK);
    ck_assert(found);
    ck_assert_int_eq(archive_remove(w, str_of("nobody"), &found, &err), S_OK);
    ck_assert(!found);
    ck_assert_int_eq(archive_commit(w, &err), S_OK);
    archive_writer_close(w);
    ck_assert_uint_eq(article_count(), 0);
}
END_TEST

START_TEST(a_second_writer_is_told_who_holds_it)
{
    struct archive_writer *w = open_writer(), *second;
    char pid[32];
    snprintf(pid, sizeof pid, "process %ld", (long)getpid());
    ck_assert_int_eq(archive_writer_open(buf_text(&path), NULL, &second, &err), S_LOCKED);
    ck_assert_msg(strstr(err.text, pid), "%s", err.text);
    archive_writer_close(w);
    ck_assert_int_eq(archive_writer_open(buf_text(&path), NULL, &second, &err), S_OK);
    archive_writer_close(second);
}
END_TEST

/* A reader whose snapshot two commits have overtaken says so and goes on after a reopen. */
START_TEST(a_stale_reader_can_go_on)
{
    struct archive_writer *w = open_writer();
    for (int i = 0; i < 900; i++) {
        char id[16];
        snprintf(id, sizeof id, "a%d", i);
        put(w, id, "One", "body text that goes on", false);
    }
    ck_assert_int_eq(archive_commit(w, &err), S_OK);
    struct archive *a = open_reader();
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 900; j += 3) {
            char id[16];
            snprintf(id, sizeof id, "a%d", j);
            put(w, id, i % 2 ? "Two" : "Three", "another body text", false);
        }
        ck_assert_int_eq(archive_commit(w, &err), S_OK);
    }
    const int64_t *date;
    struct article article = {0};
    enum status s = store_dates(archive_store(a, 0), &date, &err);
    for (uint32_t d = 1; s == S_OK && d <= 900; d++)
        s = store_article(archive_store(a, 0), d, &article, &err);
    ck_assert_int_eq(s, S_STALE);
    ck_assert_int_eq(archive_reopen(a, &err), S_OK);
    ck_assert_int_eq(store_dates(archive_store(a, 0), &date, &err), S_OK);
    ck_assert_int_eq(store_article(archive_store(a, 0), 1, &article, &err), S_OK);
    ck_assert(str_equal(article_get(&article, FIELD_HEADLINE), str_of("Two")));
    article_release(&article);
    archive_close(a);
    archive_writer_close(w);
}
END_TEST

static void write_file(const char *name, const char *text)
{
    struct buf file = {0};
    buf_printf(&file, "%s/%s", buf_text(&path), name);
    FILE *f = fopen(buf_text(&file), "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
    buf_release(&file);
}

static enum status try_open(void)
{
    struct archive *a = NULL;
    enum status s = archive_open(buf_text(&path), &a, &err);
    archive_close(a);
    return s;
}

/* Each state has a number of its own, and that another one is there is seen without opening it. */
START_TEST(a_change_is_seen_from_outside)
{
    struct archive_writer *w = open_writer();
    put(w, "a", "One", "body", false);
    ck_assert_int_eq(archive_commit(w, &err), S_OK);
    struct archive *a = open_reader();
    uint64_t before = archive_state(a), revision = archive_revision(a);
    ck_assert(!archive_has_changed(a));

    put(w, "b", "Two", "body", false);
    ck_assert(!archive_has_changed(a));
    ck_assert_int_eq(archive_commit(w, &err), S_OK);
    ck_assert(archive_has_changed(a));
    ck_assert_int_eq(archive_reopen(a, &err), S_OK);
    ck_assert(!archive_has_changed(a));
    ck_assert_uint_gt(archive_revision(a), revision);
    ck_assert_uint_ne(archive_state(a), before);

    before = archive_state(a);
    ck_assert_int_eq(archive_compact(w, &err), S_OK);
    archive_writer_close(w);
    ck_assert(archive_has_changed(a));
    ck_assert_int_eq(archive_reopen(a, &err), S_OK);
    ck_assert(!archive_has_changed(a));
    ck_assert_uint_ne(archive_state(a), before);
    ck_assert_uint_eq(archive_revision(a), 0);
    archive_close(a);
}
END_TEST

/* Articles of some 500 bytes. */
static void stage_many(struct archive_writer *w, unsigned from, unsigned count)
{
    struct buf body = {0};
    char id[16];
    for (unsigned i = from; i < from + count; i++) {
        snprintf(id, sizeof id, "n%u", i);
        buf_reset(&body);
        for (unsigned j = 1; j <= 20; j++)
            buf_printf(&body, "Number %u times %u: %u. ", i, j, i * j);
        put(w, id, "Many", buf_text(&body), false);
    }
    buf_release(&body);
}

static void put_many(struct archive_writer *w, unsigned from, unsigned count)
{
    stage_many(w, from, count);
    ck_assert_int_eq(archive_commit(w, &err), S_OK);
}

static uint64_t bytes_of(struct archive *a)
{
    uint64_t bytes;
    ck_assert_int_eq(archive_size(a, &bytes, &err), S_OK);
    return bytes;
}

/* Commits with files that may have so many bytes. */
static enum status commit_within(struct archive_writer *w, rlim_t bytes)
{
    struct rlimit before, limit;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    limit = before;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
    enum status s = archive_commit(w, &err);
    setrlimit(RLIMIT_FSIZE, &before);
    return s;
}

/* As on a full disk: a commit to the live store that cannot end takes no space, and what is smaller can follow. A
 * reader of the state before finds all of it. */
START_TEST(a_commit_that_fails_gives_its_space_back)
{
    enum { LIMIT = 1 << 19 };
    struct archive_writer *w = open_writer();
    put_many(w, 0, 200);
    archive_writer_close(w);
    struct archive *reader = open_reader();
    uint64_t before = bytes_of(reader);
    w = open_writer();
    stage_many(w, 200, 700);
    ck_assert_int_eq(commit_within(w, LIMIT), S_IO);
    ck_assert_uint_gt(bytes_of(reader), before);
    archive_writer_close(w);
    ck_assert_uint_eq(bytes_of(reader), before);
    ck_assert_uint_eq(documents_with(reader, "number"), 200);

    struct buf table = {0};
    buf_printf(&table, "%s/live.000001/position.glass", buf_text(&path));
    struct stat info;
    ck_assert_int_eq(stat(buf_text(&table), &info), 0);
    ck_assert_int_eq(truncate(buf_text(&table), info.st_size + 81920), 0);
    ck_assert_uint_eq(bytes_of(reader), before + 81920);
    w = open_writer();
    ck_assert_uint_eq(bytes_of(reader), before);
    stage_many(w, 200, 1);
    ck_assert_int_eq(commit_within(w, LIMIT), S_OK);
    archive_writer_close(w);
    ck_assert_uint_eq(article_count(), 201);
    buf_release(&table);
    archive_close(reader);
}
END_TEST

/* The first commit to a new live store: none of its tables has a block that counts. */
START_TEST(a_first_commit_that_fails_gives_its_space_back)
{
    enum { LIMIT = 1 << 19 };
    struct archive_writer *w = open_writer();
    stage_many(w, 0, 900);
    ck_assert_int_eq(commit_within(w, LIMIT), S_IO);
    struct archive *reader = open_reader();
    ck_assert_uint_gt(bytes_of(reader), LIMIT);
    archive_writer_close(w);
    ck_assert_uint_lt(bytes_of(reader), 1 << 16);
    archive_close(reader);
    w = open_writer();
    put_many(w, 0, 200);
    archive_writer_close(w);
    ck_assert_uint_eq(article_count(), 200);
}
END_TEST

/* Whether two of the archive's segments have stored articles of one dictionary. */
static bool share_dictionary(size_t one, size_t other)
{
    struct archive *a = open_reader();
    struct str of_one, of_other;
    ck_assert_uint_gt(archive_store_count(a), one > other ? one : other);
    ck_assert_int_eq(segment_stored_dictionary(segment_of(archive_store(a, one)), &of_one, &err), S_OK);
    ck_assert_int_eq(segment_stored_dictionary(segment_of(archive_store(a, other)), &of_other, &err), S_OK);
    bool shared = of_one.len && str_equal(of_one, of_other);
    archive_close(a);
    return shared;
}

/* Three articles are no example for many. */
START_TEST(segments_share_the_dictionary_of_the_largest)
{
    struct archive_writer *w = open_writer();
    struct buf copy = {0};
    buf_printf(&copy, "%s/copy", scratch);
    put_many(w, 0, 3);
    ck_assert_int_eq(archive_backup(w, buf_text(&copy), &err), S_OK); /* seals them */
    put_many(w, 10000, 1200);
    put_many(w, 20000, 1100);
    put_many(w, 30000, 1000);
    archive_writer_close(w);
    ck_assert(!share_dictionary(0, 1));
    ck_assert(share_dictionary(1, 2));
    ck_assert(share_dictionary(1, 3));
    buf_release(&copy);
}
END_TEST

static bool stop_merging(void *context, size_t segments, double done)
{
    (void)done;
    *(size_t *)context = segments;
    return false;
}

static size_t store_count(void)
{
    struct archive *a = open_reader();
    size_t count = archive_store_count(a);
    archive_close(a);
    return count;
}

static size_t stores_of_backup(const char *name)
{
    struct archive *copy;
    ck_assert_msg(archive_backup_at(buf_text(&path), in_scratch(name), &err) == S_OK, "%s", err.text);
    ck_assert_int_eq(archive_open(in_scratch(name), &copy, &err), S_OK);
    size_t count = archive_store_count(copy);
    archive_close(copy);
    return count;
}

/* A writer is in the way only of a backup that has a live store to seal. */
START_TEST(a_backup_is_made_beside_a_writer)
{
    struct archive_writer *w = open_writer();
    put_many(w, 0, 1200);
    ck_assert_uint_eq(stores_of_backup("first"), 1);
    put_many(w, 10000, 1);
    ck_assert_int_eq(archive_backup_at(buf_text(&path), in_scratch("second"), &err), S_LOCKED);
    ck_assert_int_ne(access(in_scratch("second"), F_OK), 0);
    archive_writer_close(w);
    ck_assert_uint_eq(stores_of_backup("second"), 2);
    ck_assert_int_eq(archive_backup_at(buf_text(&path), in_scratch("second"), &err), S_USAGE);
}
END_TEST

enum { NOBODY = 65534 };

/* Becomes a user who may read the archive and not write to it. */
static void become_reader(void)
{
    ck_assert_int_eq(chmod(scratch, 0755), 0);
    ck_assert_int_eq(mkdir(in_scratch("copies"), 0777), 0);
    ck_assert_int_eq(chmod(in_scratch("copies"), 0777), 0);
    ck_assert_int_eq(chmod(buf_text(&path), 0555), 0);
    if (geteuid() == 0)
        ck_assert_int_eq(setresuid(NOBODY, NOBODY, 0), 0);
}

/* So that the test's files can be removed. */
static void become_oneself(void)
{
    uid_t real, effective, saved;
    ck_assert_int_eq(getresuid(&real, &effective, &saved), 0);
    ck_assert_int_eq(setresuid(saved, saved, saved), 0);
    ck_assert_int_eq(chmod(buf_text(&path), 0755), 0);
}

START_TEST(who_may_only_read_is_told_what_to_do)
{
    struct archive_writer *w = open_writer();
    put(w, "a", "One", "body", false);
    ck_assert_int_eq(archive_commit(w, &err), S_OK);
    archive_writer_close(w);
    ck_assert_int_eq(chmod(in_scratch("archive/lock"), 0444), 0);
    become_reader();
    ck_assert_int_eq(archive_backup_at(buf_text(&path), in_scratch("copies/one"), &err), S_IO);
    ck_assert_msg(strstr(err.text, "dateline compact"), "%s", err.text);
    ck_assert_int_ne(access(in_scratch("copies/one"), F_OK), 0);
    ck_assert_int_eq(archive_writer_open(buf_text(&path), NULL, &w, &err), S_IO);
    ck_assert_msg(strstr(err.text, "as a user who may"), "%s", err.text);
    ck_assert_msg(strstr(err.text, strerror(EACCES)), "%s", err.text);
    become_oneself();
}
END_TEST

START_TEST(a_backup_of_segments_only_reads)
{
    struct archive_writer *w = open_writer();
    put_many(w, 0, 1200);
    archive_writer_close(w);
    ck_assert_int_eq(chmod(in_scratch("archive/lock"), 0), 0);
    become_reader();
    ck_assert_uint_eq(stores_of_backup("copies/one"), 1);
    become_oneself();
}
END_TEST

/* What comes in between before the next file is linked; NULL: nothing. */
static void (*before_link)(const char *to);

/* In place of libc's, for a backup. */
int link(const char *from, const char *to)
{
    void (*act)(const char *) = before_link;
    before_link = NULL;
    if (act)
        act(to);
    return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

static void be_another_backup(const char *to)
{
    FILE *file = fopen(to, "wx");
    ck_assert_ptr_nonnull(file);
    fclose(file);
}

/* Two that begin at once both find the place empty: the one that fails must not take away what the other has made. */
START_TEST(a_backup_leaves_the_files_of_another)
{
    struct archive_writer *w = open_writer();
    put_many(w, 0, 1200);
    archive_writer_close(w);
    before_link = be_another_backup;
    ck_assert_int_eq(archive_backup_at(buf_text(&path), in_scratch("copy"), &err), S_USAGE);
    ck_assert_int_eq(access(in_scratch("copy/000001.seg"), F_OK), 0);
}
END_TEST

/* Until the file that is about to be copied is gone. */
static void merge_all(const char *to)
{
    (void)to;
    struct archive_writer *w = open_writer();
    struct buf segment = {0}; /* the backup's own path is in_scratch's */
    buf_printf(&segment, "%s/000001.seg", buf_text(&path));
    for (unsigned i = 1; access(buf_text(&segment), F_OK) == 0; i++) {
        ck_assert_uint_lt(i, 10);
        put_many(w, 10000 * i, 1200);
        ck_assert_int_eq(archive_compact(w, &err), S_OK);
    }
    buf_release(&segment);
    archive_writer_close(w);
}

START_TEST(a_backup_that_loses_its_files_starts_over)
{
    struct archive_writer *w = open_writer();
    put_many(w, 0, 1200);
    archive_writer_close(w);
    before_link = merge_all;
    ck_assert_uint_eq(stores_of_backup("copy"), 1);
    ck_assert_ptr_null(before_link);
    ck_assert_int_ne(access(in_scratch("copy/000001.seg"), F_OK), 0);
}
END_TEST

/* The writer goes on, and the next one merges. */
START_TEST(a_stopped_merge_leaves_all_as_it_was)
{
    struct archive_writer *w = open_writer();
    size_t told = 0;
    const struct archive_merging stops = {&told, stop_merging, 0}, nobody = {0};
    for (unsigned i = 0; i < 8; i++)
        put_many(w, i * 1000, 1000);
    archive_writer_watch(w, &stops);
    ck_assert_int_eq(archive_tidy(w, &err), S_INTERRUPTED);
    ck_assert_uint_eq(told, 8);
    ck_assert_uint_eq(store_count(), 8);
    ck_assert_int_eq(archive_compact(w, &err), S_INTERRUPTED);
    ck_assert_uint_eq(store_count(), 8);
    put_many(w, 0, 1); /* unchanged */
    archive_writer_watch(w, &nobody);
    ck_assert_int_eq(archive_tidy(w, &err), S_OK);
    archive_writer_close(w);
    ck_assert_uint_eq(store_count(), 1);
    ck_assert_uint_eq(article_count(), 8000);
}
END_TEST

START_TEST(compact_ends)
{
    struct archive_writer *w = open_writer();
    struct archive_counts counts;
    put_many(w, 0, 1500);
    put_many(w, 5000, 1100);
    uint64_t state[3];
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(archive_compact(w, &err), S_OK);
        struct archive *a = open_reader();
        archive_counts(a, &counts);
        ck_assert_uint_eq(archive_store_count(a), 1);
        ck_assert_uint_eq(counts.documents, 2600);
        state[i] = archive_state(a);
        archive_close(a);
    }
    archive_writer_close(w);
    ck_assert_uint_eq(state[0], state[1]);
    ck_assert_uint_eq(state[1], state[2]);
}
END_TEST

/* No archive, and then one of the same articles. */
START_TEST(another_archive_in_its_place_is_seen)
{
    uint64_t state[2];
    for (int i = 0; i < 2; i++) {
        struct archive_writer *w = open_writer();
        put(w, "a", "One", "body", false);
        ck_assert_int_eq(archive_commit(w, &err), S_OK);
        archive_writer_close(w);
        struct archive *a = open_reader();
        state[i] = archive_state(a);
        ck_assert(!archive_has_changed(a));
        remove_tree(buf_text(&path));
        ck_assert(archive_has_changed(a));
        archive_close(a);
    }
    ck_assert_uint_ne(state[0], state[1]);
}
END_TEST

START_TEST(each_wrong_place_has_its_message)
{
    ck_assert_int_eq(try_open(), S_NOT_FOUND);
    ck_assert_int_eq(mkdir(buf_text(&path), 0777), 0);
    ck_assert_int_eq(try_open(), S_NOT_FOUND);
    write_file("letter.txt", "Dear reader");
    ck_assert_int_eq(try_open(), S_USAGE);
    ck_assert_msg(strstr(err.text, "not an archive"), "%s", err.text);

    struct archive_settings settings = {.stemmer = "english", .store_bodies = true};
    struct archive_writer *w;
    ck_assert_int_eq(archive_writer_open(buf_text(&path), &settings, &w, &err), S_USAGE);
    write_file("MANIFEST", "dateline-archive 99\nsomething new\n");
    ck_assert_int_eq(try_open(), S_VERSION);
    ck_assert_msg(strstr(err.text, "99"), "%s", err.text);
    write_file("MANIFEST", "dateline-archive 7\ngeneration 1\n");
    ck_assert_int_eq(try_open(), S_CORRUPT);
    write_file("MANIFEST", "");
    ck_assert_int_eq(try_open(), S_CORRUPT);
}
END_TEST

/* Every changed bit of the manifest is noticed. */
START_TEST(notices_a_damaged_manifest)
{
    archive_writer_close(open_writer());
    struct buf file = {0};
    char text[1024];
    buf_printf(&file, "%s/MANIFEST", buf_text(&path));
    FILE *f = fopen(buf_text(&file), "r");
    size_t len = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    ck_assert_int_eq(try_open(), S_OK);
    for (size_t i = 0; i < 8 * len; i++) {
        char bit = (char)(1 << i % 8);
        text[len] = '\0';
        text[i / 8] ^= bit;
        f = fopen(buf_text(&file), "w");
        fwrite(text, 1, len, f);
        fclose(f);
        text[i / 8] ^= bit;
        enum status s = try_open();
        ck_assert_msg(s == S_CORRUPT || s == S_VERSION, "bit %zu of byte %zu: %s", i % 8, i / 8, status_name(s));
    }
    buf_release(&file);
}
END_TEST

START_TEST(an_archive_keeps_its_stemmer)
{
    archive_writer_close(open_writer());
    struct archive_settings german = {.stemmer = "german", .store_bodies = true}, any = {.store_bodies = true};
    struct archive_settings unknown = {.stemmer = "klingon", .store_bodies = true};
    struct archive_writer *w;
    ck_assert_int_eq(archive_writer_open(buf_text(&path), &german, &w, &err), S_USAGE);
    ck_assert_msg(strstr(err.text, "english"), "%s", err.text);
    ck_assert_int_eq(archive_writer_open(buf_text(&path), &any, &w, &err), S_OK);
    archive_writer_close(w);
    buf_append_text(&path, "2");
    ck_assert_int_eq(archive_writer_open(buf_text(&path), &unknown, &w, &err), S_USAGE);
    ck_assert_msg(strstr(err.text, "klingon"), "%s", err.text);
}
END_TEST

START_TEST(another_analyzer_may_read_but_not_write)
{
    struct archive_writer *w = open_writer();
    put(w, "a", "One", "body", false);
    ck_assert_int_eq(archive_commit(w, &err), S_OK);
    archive_writer_close(w);
    struct manifest m;
    ck_assert_int_eq(manifest_read(buf_text(&path), &m, &err), S_OK);
    m.fingerprint ^= 1;
    m.identity ^= 1;
    m.generation++;
    ck_assert_int_eq(manifest_write(buf_text(&path), &m, &err), S_OK);
    ck_assert_int_eq(archive_writer_open(buf_text(&path), NULL, &w, &err), S_VERSION);
    struct archive *a = open_reader();
    ck_assert(!archive_analyzer_matches(a));
    archive_close(a);
}
END_TEST

/* A making that was interrupted before the manifest leaves a directory that the next run takes over. */
START_TEST(goes_on_after_an_interrupted_making)
{
    ck_assert_int_eq(mkdir(buf_text(&path), 0777), 0);
    write_file("lock", "1\n");
    write_file("MANIFEST.new", "dateline-arch");
    ck_assert_int_eq(try_open(), S_NOT_FOUND);
    struct archive_writer *w = open_writer();
    put(w, "a", "One", "body", false);
    ck_assert_int_eq(archive_commit(w, &err), S_OK);
    archive_writer_close(w);
    ck_assert_uint_eq(article_count(), 1);
}
END_TEST

/* Without its manifest an archive is damaged, and nothing is made over it. */
START_TEST(a_lost_manifest_is_damage)
{
    struct archive_writer *w = open_writer();
    struct archive_settings settings = {.stemmer = "german", .store_bodies = true};
    struct buf file = {0};
    put(w, "a", "One", "body", false);
    ck_assert_int_eq(archive_commit(w, &err), S_OK);
    archive_writer_close(w);
    buf_printf(&file, "%s/MANIFEST", buf_text(&path));
    ck_assert(archive_is_at(buf_text(&path)));
    ck_assert_int_eq(unlink(buf_text(&file)), 0);
    buf_release(&file);
    ck_assert_int_eq(try_open(), S_CORRUPT);
    ck_assert_int_eq(archive_writer_open(buf_text(&path), &settings, &w, &err), S_CORRUPT);
    ck_assert_int_eq(try_open(), S_CORRUPT);
    ck_assert(!archive_is_at(buf_text(&path)));
}
END_TEST

START_TEST(an_unknown_language_leaves_nothing_behind)
{
    struct archive_settings unknown = {.stemmer = "klingon", .store_bodies = true};
    struct archive_writer *w;
    ck_assert_int_eq(archive_writer_open(buf_text(&path), &unknown, &w, &err), S_USAGE);
    ck_assert_int_ne(access(buf_text(&path), F_OK), 0);
}
END_TEST

/* Long articles do not pile up before the workers: with two of them, what the first five of eight take is counted when
 * the eighth has been put. */
START_TEST(long_articles_do_not_pile_up)
{
    enum { ARTICLES = 8, BODY = 2200000 };
    struct archive_writer *w = open_writer();
    struct buf body = {0};
    unsigned word = 1 << 20;
    archive_writer_tune(w, 32 << 20, 2);
    for (int i = 0; i < ARTICLES; i++) {
        char id[16];
        snprintf(id, sizeof id, "a%d", i);
        ck_assert(!archive_wants_commit(w));
        buf_reset(&body);
        while (body.len < BODY)
            buf_printf(&body, "%x ", word++);
        put(w, id, "One", buf_text(&body), false);
    }
    ck_assert(archive_wants_commit(w));
    buf_release(&body);
    archive_writer_close(w);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("archive");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_second_put_changes_nothing);
    tcase_add_test(tests, articles_without_an_id_get_one_from_their_content);
    tcase_add_test(tests, stores_terms_columns_and_the_article);
    tcase_add_test(tests, takes_long_ids);
    tcase_add_test(tests, what_is_not_committed_is_not_there);
    tcase_add_test(tests, a_second_writer_is_told_who_holds_it);
    tcase_add_test(tests, a_stale_reader_can_go_on);
    tcase_add_test(tests, a_change_is_seen_from_outside);
    tcase_add_test(tests, segments_share_the_dictionary_of_the_largest);
    tcase_add_test(tests, a_backup_is_made_beside_a_writer);
    tcase_add_test(tests, who_may_only_read_is_told_what_to_do);
    tcase_add_test(tests, a_backup_of_segments_only_reads);
    tcase_add_test(tests, a_commit_that_fails_gives_its_space_back);
    tcase_add_test(tests, a_first_commit_that_fails_gives_its_space_back);
    tcase_add_test(tests, a_backup_leaves_the_files_of_another);
    tcase_add_test(tests, a_backup_that_loses_its_files_starts_over);
    tcase_add_test(tests, a_stopped_merge_leaves_all_as_it_was);
    tcase_add_test(tests, compact_ends);
    tcase_add_test(tests, another_archive_in_its_place_is_seen);
    tcase_add_test(tests, each_wrong_place_has_its_message);
    tcase_add_test(tests, notices_a_damaged_manifest);
    tcase_add_test(tests, an_archive_keeps_its_stemmer);
    tcase_add_test(tests, another_analyzer_may_read_but_not_write);
    tcase_add_test(tests, goes_on_after_an_interrupted_making);
    tcase_add_test(tests, a_lost_manifest_is_damage);
    tcase_add_test(tests, an_unknown_language_leaves_nothing_behind);
    tcase_add_test(tests, long_articles_do_not_pile_up);
    return run_suite(tests, "archive");
}
