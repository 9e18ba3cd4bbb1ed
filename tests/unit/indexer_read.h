/* Whole sources through a reader, as one text that a test compares: the fields that an article has, in the order of the
 * schema, each on a line; a refusal with its line and reason. Inner header of the tests. */
#ifndef DATELINE_TESTS_INDEXER_READ_H
#define DATELINE_TESTS_INDEXER_READ_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "indexer/reader.h"

static void write_article(const struct article *article, struct buf *out)
{
    char date[DATE_TEXT_MAX];
    if (article->published.precision)
        buf_printf(out, "date %s\n", date_format(&article->published, date));
    for (int field = 0; field < FIELD_COUNT; field++) {
        struct str value;
        size_t at = 0;
        while (article_next_value(article, (enum field)field, &at, &value))
            buf_printf(out, "%s %.*s\n", schema[field].name, (int)value.len, value.ptr);
    }
}

/* "auto" or a format. A source that ends badly gives a line of its own. */
static void write_articles(struct source *source, const char *format, struct buf *out)
{
    struct reader *reader;
    struct article article = {0};
    enum status status;
    struct err err = {""};
    ck_assert_msg(reader_open(source, format, NULL, &reader, &err) == S_OK, "%s", err.text);
    while (reader_next(reader, &article, &status, &err)) {
        ck_assert_int_eq(status, reader_reject(reader) ? S_INPUT : S_OK);
        if (status == S_OK)
            write_article(&article, out);
        else
            buf_printf(out, "line %d: %s\n", (int)reader_place(reader).line, reject_name(reader_reject(reader)));
    }
    if (status)
        buf_printf(out, "end: %s\n", err.text);
    reader_close(reader);
    article_release(&article);
    ck_assert(!out->failed);
}

static void assert_read(const char *format, struct str text, const char *want)
{
    struct source *source;
    struct err err;
    struct buf out = {0};
    ck_assert_int_eq(source_open_memory("memory.xml", text, &source, &err), S_OK);
    write_articles(source, format, &out);
    ck_assert_msg(strcmp(buf_text(&out), want) == 0, "got:\n%.4000s\nnot:\n%s\nof: %.*s", buf_text(&out), want,
                  text.len < 1000 ? (int)text.len : 1000, text.ptr);
    buf_release(&out);
    source_close(source);
}

/* A record with a start, a piece of ten bytes or more that fills it up, and an end is too long, and the one behind it,
 * "b", is read all the same. */
static inline void assert_too_long(const char *format, const char *before, const char *const form[3],
                                   const char *behind)
{
    struct buf text = {0};
    buf_append_text(&text, before);
    buf_append_text(&text, form[0]);
    for (size_t n = 0; n < READER_TEXT_MAX / 10 + 1; n++)
        buf_append_text(&text, form[1]);
    buf_append_text(&text, form[2]);
    buf_append_text(&text, behind);
    assert_read(format, buf_str(&text), "line 1: too long\nbody b\n");
    buf_release(&text);
}

/* Leaves lines of a field out. */
static void drop_field(struct buf *text, const char *name)
{
    struct buf kept = {0};
    const char *rest = buf_text(text), *end;
    size_t len = strlen(name);
    for (; *rest; rest = end + 1) {
        end = strchrnul(rest, '\n');
        if (strncmp(rest, name, len) != 0 || rest[len] != ' ')
            buf_append(&kept, rest, (size_t)(end - rest) + 1);
    }
    buf_release(text);
    *text = kept;
}

static void append_sample(const char *name, struct buf *out)
{
    char path[4096];
    struct source *source;
    struct err err;
    const char *root = getenv("DATELINE_ROOT");
    snprintf(path, sizeof path, "%s/corpora/formats/%s", root ? root : ".", name);
    ck_assert_msg(source_open(path, &source, &err) == S_OK, "%s", err.text);
    write_articles(source, "auto", out);
    source_close(source);
}

/* A file of the data beside the checkout, where it is there, gives this. */
static inline void assert_shared(const char *folder, const char *name, const char *want)
{
    char path[4096];
    struct source *source;
    struct err err;
    struct buf out = {0};
    const char *root = getenv("DATELINE_ROOT");
    snprintf(path, sizeof path, "%s/../shared/data/formats/%s/%s", root ? root : ".", folder, name);
    if (access(path, R_OK)) {
        printf("skipped: no %s\n", path);
        return;
    }
    ck_assert_int_eq(source_open(path, &source, &err), S_OK);
    write_articles(source, "auto", &out);
    ck_assert_str_eq(buf_text(&out), want);
    buf_release(&out);
    source_close(source);
}

/* The samples, ended by NULL, together hold the three articles of articles.jsonl, but for fields that the format does
 * not have, ended by NULL. */
static void assert_samples(const char *const *names, const char *const *without)
{
    struct buf want = {0}, got = {0};
    append_sample("articles.jsonl", &want);
    for (; *without; without++)
        drop_field(&want, *without);
    for (; *names; names++)
        append_sample(*names, &got);
    ck_assert_str_eq(buf_text(&got), buf_text(&want));
    buf_release(&want);
    buf_release(&got);
}

#endif
