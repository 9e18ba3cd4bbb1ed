/* For tests of readers: what a reader makes of bytes, as one text. An article is "@LINE" and its fields, each
 * "name=value" with newlines as "|", the date as "date", that of the record as "recorded"; a refused record is "@LINE!
 * reason" and its text without the path; lines are ended by newlines. A source that ends badly adds "! status". */
#ifndef DATELINE_TESTS_INDEXER_RECORDS_H
#define DATELINE_TESTS_INDEXER_RECORDS_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "indexer/reader_impl.h"
#include "tests/unit/suite.h"

static inline void record_value(struct buf *out, const char *name, struct str value)
{
    if (!value.len)
        return;
    ck_assert_msg(utf8_valid(value.ptr, value.len), "%s is not UTF-8", name);
    buf_printf(out, "%s=", name);
    for (size_t i = 0; i < value.len; i++)
        buf_append_byte(out, value.ptr[i] == '\n' ? '|' : value.ptr[i]);
    buf_append_byte(out, '\n');
}

static inline void record_article(struct buf *out, const struct reader *r, const struct article *a)
{
    char date[DATE_TEXT_MAX];
    buf_printf(out, "@%llu\n", (unsigned long long)reader_place(r).line);
    record_value(out, "date", str_of(date_format(&a->published, date)));
    record_value(out, "recorded", str_of(date_format(&r->recorded, date)));
    for (int field = 0; field < FIELD_COUNT; field++)
        record_value(out, schema[field].name, article_get(a, (enum field)field));
}

/* The next record as its format says it: nothing that is found in text and address is added. */
static inline bool next_record(struct reader *r, struct article *article, enum status *status, struct err *err)
{
    r->reject = REJECT_NONE;
    *status = S_OK;
    article_reset(article);
    return r->verbs->next(r, article, status, err);
}

/* Appends the transcript of all records of the source, which is closed. */
static inline void record_source(struct source *source, const char *format, struct buf *out)
{
    struct reader *reader;
    struct article article = {0};
    enum status status;
    struct err err;
    ck_assert_msg(reader_open(source, format, NULL, &reader, &err) == S_OK, "%s", err.text);
    while (next_record(reader, &article, &status, &err)) {
        if (status == S_OK) {
            record_article(out, reader, &article);
            continue;
        }
        ck_assert_int_eq(status, S_INPUT);
        ck_assert(reader_reject(reader) != REJECT_NONE);
        const char *why = strstr(err.text, ": ");
        buf_printf(out, "@%llu! %s: %s\n", (unsigned long long)reader_place(reader).line,
                   reject_name(reader_reject(reader)), why ? why + 2 : err.text);
    }
    if (status)
        buf_printf(out, "! %s\n", status_name(status));
    article_release(&article);
    reader_close(reader);
    source_close(source);
}

static inline void record_memory(struct str bytes, const char *format, struct buf *out)
{
    struct source *source;
    struct err err;
    ck_assert_int_eq(source_open_memory("memory", bytes, &source, &err), S_OK);
    record_source(source, format, out);
}

/* The transcript of bytes is this. */
static inline void assert_records(struct str bytes, const char *format, const char *want)
{
    struct buf got = {0};
    record_memory(bytes, format, &got);
    ck_assert_msg(strcmp(buf_text(&got), want) == 0, "got:\n%s\nnot:\n%s", buf_text(&got), want);
    buf_release(&got);
}

/* A file below the root of the checkout. */
static inline struct source *open_sample(const char *path)
{
    char whole[4096];
    struct source *source;
    struct err err;
    const char *root = getenv("DATELINE_ROOT");
    snprintf(whole, sizeof whole, "%s/%s", root ? root : ".", path);
    ck_assert_msg(source_open(whole, &source, &err) == S_OK, "%s", err.text);
    return source;
}

/* The sample gives the articles of corpora/formats/articles.jsonl, as far as these fields go, and the same days. */
static inline void assert_same_articles(const char *path, const char *format, const enum field *fields, size_t count)
{
    struct source *sources[] = {open_sample("corpora/formats/articles.jsonl"), open_sample(path)};
    const char *const formats[] = {"jsonl", format};
    struct reader *readers[2];
    struct article articles[2] = {{.published = {0}}, {.published = {0}}};
    enum status status;
    struct err err;
    char days[2][DATE_TEXT_MAX];
    size_t records = 0;
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(reader_open(sources[i], formats[i], NULL, &readers[i], &err), S_OK);
    while (reader_next(readers[0], &articles[0], &status, &err)) {
        ck_assert(reader_next(readers[1], &articles[1], &status, &err));
        ck_assert_msg(status == S_OK, "%s", err.text);
        for (size_t i = 0; i < count; i++) {
            struct str want = article_get(&articles[0], fields[i]), got = article_get(&articles[1], fields[i]);
            ck_assert_msg(str_equal(want, got), "%s is %.*s, not %.*s", schema[fields[i]].name, (int)got.len,
                          got.len ? got.ptr : "", (int)want.len, want.len ? want.ptr : "");
        }
        for (int i = 0; i < 2; i++)
            date_format(&articles[i].published, days[i]);
        ck_assert_msg(strncmp(days[0], days[1], strlen("1996-09-14")) == 0, "%s, not %s", days[1], days[0]);
        records++;
    }
    ck_assert(!reader_next(readers[1], &articles[1], &status, &err));
    ck_assert_uint_eq(records, 3);
    for (int i = 0; i < 2; i++) {
        article_release(&articles[i]);
        reader_close(readers[i]);
        source_close(sources[i]);
    }
}

/* A file below the data beside the checkout gives so many articles and refuses so many records, which with `pages` may
 * be fewer and more, since a page may have no main text; skipped visibly without the data. */
static inline void assert_real_records(const char *path, size_t want_articles, size_t want_refused, bool pages)
{
    char whole[4096];
    struct source *source;
    struct err err;
    struct buf records = {0};
    const char *root = getenv("DATELINE_ROOT");
    snprintf(whole, sizeof whole, "%s/../shared/data/formats/%s", root ? root : ".", path);
    if (source_open(whole, &source, &err)) {
        printf("skipped: no %s\n", whole);
        return;
    }
    size_t articles = 0, refused = 0;
    record_source(source, "auto", &records);
    for (const char *at = buf_text(&records); *at; at = strchr(at, '\n') + 1) {
        size_t digits = at[0] == '@' ? strspn(at + 1, "0123456789") : 0;
        articles += digits && at[digits + 1] == '\n';
        refused += digits && at[digits + 1] == '!';
    }
    buf_release(&records);
    ck_assert_uint_eq(articles + refused, want_articles + want_refused);
    if (!pages)
        ck_assert_uint_eq(articles, want_articles);
}

static inline int run_record_suite(TCase *tests, const char *name)
{
    tcase_set_timeout(tests, 60);
    return run_suite(tests, name);
}

#endif
