/* The run: paths into an archive, with its counts, its commits, and where it stops. */
#include "indexer/run.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[4096];

static void make_directory(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(directory, sizeof directory, "%s/dateline-run-XXXXXX", base ? base : "/tmp");
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

/* What a listener was told. */
struct told {
    struct buf rejects; /* "reason name line" a line */
    unsigned commits;
    uint64_t committed;
    volatile sig_atomic_t stop;
    uint64_t stop_after_rejects;
};

static void on_rejected(void *context, enum reject reason, const char *path, struct place place, const char *text)
{
    struct told *told = context;
    const char *slash = strrchr(path, '/');
    buf_printf(&told->rejects, "%s %s %llu\n", reject_name(reason), slash ? slash + 1 : path,
               (unsigned long long)place.line);
    ck_assert_ptr_nonnull(strstr(text, slash ? slash + 1 : path));
    if (told->stop_after_rejects && --told->stop_after_rejects == 0)
        told->stop = 1;
}

static void on_committed(void *context, const struct run_totals *totals)
{
    struct told *told = context;
    ck_assert_uint_gt(totals->committed, told->committed);
    told->commits++;
    told->committed = totals->committed;
}

struct outcome {
    struct run_totals totals;
    struct run_stop where;
    struct told told;
    struct err err;
};

static const struct run_options plain = {.format = "auto"};

static enum status run_over(const char *name, struct run_options options, struct outcome *o)
{
    static const struct archive_settings settings = {.stemmer = "english", .store_bodies = true};
    char archive[8192], path[8192];
    struct archive_writer *writer;
    struct run_listener listener = {.context = &o->told, .rejected = on_rejected, .committed = on_committed};
    snprintf(archive, sizeof archive, "%s/archive", directory);
    snprintf(path, sizeof path, "%s/%s", directory, name);
    const char *paths[] = {path};
    enum status opened = archive_writer_open(archive, &settings, &writer, &o->err);
    ck_assert_msg(opened == S_OK, "%s", o->err.text);
    options.stop = &o->told.stop;
    enum status s = run_index(writer, paths, 1, &options, &listener, &o->totals, &o->where, &o->err);
    archive_writer_close(writer);
    return s;
}

static void outcome_release(struct outcome *o)
{
    buf_release(&o->told.rejects);
}

static void write_file(const char *name, struct str bytes)
{
    char path[8192];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(bytes.ptr, 1, bytes.len, f), bytes.len);
    fclose(f);
}

static void make_news(void)
{
    char path[8192];
    snprintf(path, sizeof path, "%s/news", directory);
    ck_assert_int_eq(mkdir(path, 0755), 0);
}

static void write_news(void)
{
    make_news();
    write_file("news/a.txt", str_of("date 2017-12-27\nMOSCOW—While welcoming talks.\n"));
    write_file("news/b.jsonl", str_of("{\"id\":\"1\",\"text\":\"One\"}\nbroken\n\n{\"id\":\"2\"}\n"
                                      "{\"id\":\"3\",\"title\":\"T\",\"text\":\"Three\"}\n"));
    write_file("news/c.png", (struct str){"\x89PNG\r\n\x1a\n\0\0\0", 11});
    write_file("news/d.txt", str_of(" \n"));
    write_file("news/e.gz", str_of("\x1f\x8b\x08"));
}

static uint64_t documents(void)
{
    char path[8192];
    struct archive *archive;
    struct archive_counts counts;
    struct err err;
    snprintf(path, sizeof path, "%s/archive", directory);
    ck_assert_msg(archive_open(path, &archive, &err) == S_OK, "%s", err.text);
    archive_counts(archive, &counts);
    archive_close(archive);
    return counts.documents;
}

START_TEST(good_articles_are_taken_and_the_rest_told)
{
    struct outcome o = {0};
    write_news();
    ck_assert_msg(run_over("news", plain, &o) == S_OK, "%s", o.err.text);
    ck_assert_uint_eq(o.totals.added, 3);
    ck_assert_uint_eq(o.totals.files, 5);
    ck_assert_uint_eq(o.totals.records, 8);
    ck_assert_uint_eq(run_rejected(o.totals.rejected), 5);
    ck_assert_uint_eq(o.totals.committed, 3);
    ck_assert_uint_eq(o.totals.bytes, strlen("While welcoming talks.") + strlen("One") + strlen("TThree"));
    ck_assert_str_eq(buf_text(&o.told.rejects), "broken JSON b.jsonl 2\nno body b.jsonl 4\nnot text c.png 0\n"
                                                "no body d.txt 0\ndamaged file e.gz 0\n");
    ck_assert_uint_eq(o.told.commits, 1);
    ck_assert_uint_eq(documents(), 3);
    outcome_release(&o);
}
END_TEST

START_TEST(a_second_run_changes_nothing)
{
    struct outcome first = {0}, second = {0}, third = {0};
    write_news();
    ck_assert_int_eq(run_over("news", plain, &first), S_OK);
    ck_assert_int_eq(run_over("news", plain, &second), S_OK);
    ck_assert_uint_eq(second.totals.unchanged, 3);
    ck_assert_uint_eq(second.totals.added + second.totals.updated, 0);
    ck_assert_uint_eq(second.totals.committed, 3);
    write_file("news/b.jsonl", str_of("{\"id\":\"1\",\"text\":\"Changed\"}\n"));
    struct run_options keep = plain;
    keep.keep = true;
    ck_assert_int_eq(run_over("news", keep, &third), S_OK);
    ck_assert_uint_eq(third.totals.ignored + third.totals.unchanged, 2);
    ck_assert_uint_eq(third.totals.updated, 0);
    struct outcome fourth = {0};
    ck_assert_int_eq(run_over("news", plain, &fourth), S_OK);
    ck_assert_uint_eq(fourth.totals.updated, 1);
    ck_assert_uint_eq(documents(), 3);
    outcome_release(&first);
    outcome_release(&second);
    outcome_release(&third);
    outcome_release(&fourth);
}
END_TEST

START_TEST(missing_paths_and_long_ids_are_told)
{
    struct outcome o = {0};
    struct run_listener listener = {.context = &o.told, .rejected = on_rejected};
    struct buf text = {0};
    make_news();
    buf_append_text(&text, "{\"text\":\"A\",\"id\":\"");
    buf_append_repeat(&text, 'x', ARCHIVE_ID_MAX + 1);
    buf_append_text(&text, "\"}\n{\"text\":\"B\",\"id\":\"");
    buf_append_repeat(&text, 'y', ARCHIVE_ID_MAX);
    buf_append_text(&text, "\"}\n");
    write_file("news/a.jsonl", buf_str(&text));
    struct run_options jsonl = {.format = "jsonl"};
    char archive[8192], missing_path[8192], path[8192];
    static const struct archive_settings settings = {.stemmer = "english", .store_bodies = true};
    snprintf(archive, sizeof archive, "%s/archive", directory);
    snprintf(missing_path, sizeof missing_path, "%s/missing", directory);
    snprintf(path, sizeof path, "%s/news/a.jsonl", directory);
    struct archive_writer *writer;
    ck_assert_int_eq(archive_writer_open(archive, &settings, &writer, &o.err), S_OK);
    const char *paths[] = {missing_path, path};
    ck_assert_int_eq(run_index(writer, paths, 2, &jsonl, &listener, &o.totals, NULL, NULL), S_OK);
    archive_writer_close(writer);
    ck_assert_uint_eq(o.totals.rejected[REJECT_UNREADABLE], 1);
    ck_assert_uint_eq(o.totals.rejected[REJECT_BAD_ID], 1);
    ck_assert_str_eq(buf_text(&o.told.rejects), "unreadable missing 0\nunusable id a.jsonl 1\n");
    ck_assert_uint_eq(o.totals.added, 1);
    ck_assert_uint_eq(documents(), 1);
    buf_release(&text);
    outcome_release(&o);
}
END_TEST

/* Writes `count` short records, the one in the middle of them broken. */
static void write_many(unsigned count)
{
    struct buf text = {0};
    make_news();
    for (unsigned i = 0; i < count; i++)
        buf_printf(&text, i == count / 2 ? "broken\n" : "{\"id\":%u,\"text\":\"body of %u\"}\n", i, i);
    write_file("news/many.jsonl", buf_str(&text));
    buf_release(&text);
}

START_TEST(groups_are_committed_on_the_way)
{
    struct outcome o = {0};
    const struct run_options groups = {.format = "auto", .group_articles = 5000};
    write_many(12001);
    ck_assert_int_eq(run_over("news", groups, &o), S_OK);
    ck_assert_uint_eq(o.totals.added, 12000);
    ck_assert_uint_eq(o.told.commits, 3);
    ck_assert_uint_eq(o.told.committed, 12000);
    ck_assert_uint_eq(documents(), 12000);
    outcome_release(&o);
}
END_TEST

START_TEST(an_interrupted_run_commits_and_says_where)
{
    struct outcome o = {.told = {.stop_after_rejects = 1}}, rest = {0};
    write_many(1001);
    ck_assert_int_eq(run_over("news", plain, &o), S_INTERRUPTED);
    ck_assert_uint_eq(o.totals.added, 500);
    ck_assert_uint_eq(o.totals.committed, 500);
    ck_assert_uint_eq(o.where.place.line, 502);
    ck_assert_ptr_nonnull(strstr(o.where.path, "news/many.jsonl"));
    ck_assert_uint_eq(documents(), 500);
    ck_assert_int_eq(run_over("news", plain, &rest), S_OK);
    ck_assert_uint_eq(rest.totals.added, 500);
    ck_assert_uint_eq(rest.totals.unchanged, 500);
    outcome_release(&o);
    outcome_release(&rest);
}
END_TEST

START_TEST(undated_articles_may_take_the_files_day)
{
    struct outcome o = {0};
    struct archive *archive;
    const int64_t *dates;
    char path[8192];
    make_news();
    write_file("news/a.txt", str_of("The talks."));
    snprintf(path, sizeof path, "%s/news/a.txt", directory);
    struct timespec times[2] = {{.tv_sec = 842735000}, {.tv_sec = 842735000}}; /* 1996-09-14T21:03:20Z */
    ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
    struct run_options options = {.format = "text", .mtime_date = true};
    ck_assert_int_eq(run_over("news", options, &o), S_OK);
    snprintf(path, sizeof path, "%s/archive", directory);
    ck_assert_int_eq(archive_open(path, &archive, &o.err), S_OK);
    ck_assert_int_eq(store_dates(archive_store(archive, 0), &dates, &o.err), S_OK);
    ck_assert_int_eq(dates[1], 842659200);
    archive_close(archive);
    outcome_release(&o);

    /* the same text under another day is the same article */
    times[0].tv_sec = times[1].tv_sec = 978307200; /* 2001-01-01 */
    snprintf(path, sizeof path, "%s/news/a.txt", directory);
    ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
    struct outcome again = {0};
    ck_assert_int_eq(run_over("news", options, &again), S_OK);
    ck_assert_uint_eq(again.totals.updated, 1);
    ck_assert_uint_eq(documents(), 1);
    outcome_release(&again);
}
END_TEST

START_TEST(wrong_options_end_the_run)
{
    struct outcome o = {0};
    make_news();
    write_file("news/a.txt", str_of("The talks."));
    struct run_options options = {.format = "xml"};
    ck_assert_int_eq(run_over("news", options, &o), S_USAGE);
    options = (struct run_options){.format = "auto", .map = "colour=red"};
    ck_assert_int_eq(run_over("news", options, &o), S_USAGE);
    ck_assert_uint_eq(documents(), 0);
    outcome_release(&o);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("run");
    tcase_add_checked_fixture(tcase, make_directory, remove_directory);
    tcase_add_test(tcase, good_articles_are_taken_and_the_rest_told);
    tcase_add_test(tcase, a_second_run_changes_nothing);
    tcase_add_test(tcase, missing_paths_and_long_ids_are_told);
    tcase_add_test(tcase, groups_are_committed_on_the_way);
    tcase_add_test(tcase, an_interrupted_run_commits_and_says_where);
    tcase_add_test(tcase, undated_articles_may_take_the_files_day);
    tcase_add_test(tcase, wrong_options_end_the_run);
    tcase_set_timeout(tcase, 100);
    return run_suite(tcase, "run");
}
