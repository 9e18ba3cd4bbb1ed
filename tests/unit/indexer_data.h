/* What the tests of JSON, CSV and Markdown share: a reader over memory or a file, told as a line of text. */
#ifndef DATELINE_TESTS_INDEXER_DATA_H
#define DATELINE_TESTS_INDEXER_DATA_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "indexer/reader.h"
#include "tests/unit/suite.h"

/* A text literal with its NULs. */
#define TEXT(literal) ((struct str){literal, sizeof literal - 1})

/* A source and its reader. */
struct opened {
    struct source *source;
    struct field_map *map;
    struct reader *reader;
    struct article article;
    enum status status;
    struct err err;
};

static inline void open_reader(struct opened *o, const char *format, const char *map)
{
    ck_assert_msg(field_map_new(map, &o->map, &o->err) == S_OK, "%s", o->err.text);
    ck_assert_msg(reader_open(o->source, format, o->map, &o->reader, &o->err) == S_OK, "%s", o->err.text);
}

static inline void open_memory(struct opened *o, const char *name, struct str bytes, const char *format,
                               const char *map)
{
    *o = (struct opened){0};
    ck_assert_int_eq(source_open_memory(name, bytes, &o->source, &o->err), S_OK);
    open_reader(o, format, map);
}

/* A file of corpora/. */
static inline void open_corpus(struct opened *o, const char *name, const char *format)
{
    char path[4096];
    const char *root = getenv("DATELINE_ROOT");
    *o = (struct opened){0};
    snprintf(path, sizeof path, "%s/corpora/%s", root ? root : ".", name);
    ck_assert_msg(source_open(path, &o->source, &o->err) == S_OK, "%s", o->err.text);
    open_reader(o, format, NULL);
}

static inline void close_reader(struct opened *o)
{
    reader_close(o->reader);
    source_close(o->source);
    field_map_free(o->map);
    article_release(&o->article);
}

static inline bool next(struct opened *o)
{
    return reader_next(o->reader, &o->article, &o->status, &o->err);
}

static inline void assert_clean(const struct article *a)
{
    for (int field = 0; field < FIELD_COUNT; field++) {
        struct str value = article_get(a, (enum field)field);
        ck_assert(value.len == 0 || utf8_valid(value.ptr, value.len));
    }
}

static inline void assert_field(const struct article *a, enum field field, const char *want, const char *text)
{
    struct str got = article_get(a, field);
    ck_assert_msg(str_equal(got, str_of(want)), "%s is \"%.*s\", not \"%s\", of: %s", schema[field].name, (int)got.len,
                  got.len ? got.ptr : "", want, text);
}

/* Tells all records: "=BODY" an article, "LINE:REASON" a refusal; "!" when the source failed at the end. */
static inline void tell(struct opened *o, struct buf *out)
{
    while (next(o)) {
        if (out->len)
            buf_append_byte(out, ' ');
        if (o->status == S_OK) {
            assert_clean(&o->article);
            buf_append_byte(out, '=');
            buf_append_str(out, article_get(&o->article, FIELD_BODY));
            ck_assert(article_get(&o->article, FIELD_BODY).len > 0);
        } else {
            ck_assert_int_eq(o->status, S_INPUT);
            ck_assert_int_ne(reader_reject(o->reader), REJECT_NONE);
            buf_printf(out, "%llu:%s", (unsigned long long)reader_place(o->reader).line,
                       reject_name(reader_reject(o->reader)));
        }
    }
    if (o->status != S_OK)
        buf_append_byte(out, '!');
}

static inline void assert_told(const char *format, struct str text, const char *want)
{
    struct opened o;
    struct buf out = {0};
    open_memory(&o, "memory", text, format, NULL);
    tell(&o, &out);
    ck_assert_msg(strcmp(buf_text(&out), want) == 0, "%s, not %s, of: %.*s", buf_text(&out), want,
                  text.len < 500 ? (int)text.len : 500, text.ptr);
    close_reader(&o);
    buf_release(&out);
}

/* One article with one field of that value, or with a date. */
static inline void assert_value(const char *format, const char *map, struct str text, int field, const char *want)
{
    struct opened o;
    char date[DATE_TEXT_MAX];
    open_memory(&o, "memory", text, format, map);
    ck_assert_msg(next(&o) && o.status == S_OK, "%s: %.*s", o.err.text, (int)text.len, text.ptr);
    if (field == FIELD_COUNT)
        ck_assert_msg(strcmp(date_format(&o.article.published, date), want) == 0, "%s, not %s, of: %.*s", date, want,
                      (int)text.len, text.ptr);
    else
        assert_field(&o.article, (enum field)field, want, text.ptr);
    close_reader(&o);
}

/* The first refusal's text holds a part. */
static inline void assert_refusal(const char *format, struct str text, const char *part)
{
    struct opened o;
    open_memory(&o, "memory", text, format, NULL);
    while (next(&o) && o.status == S_OK)
        continue;
    ck_assert_msg(o.status == S_INPUT && strstr(o.err.text, part), "%s: %.*s", o.err.text, (int)text.len, text.ptr);
    close_reader(&o);
}

static inline bool has_suffix(const struct reader_kind *kind, struct str suffix)
{
    const char *at = suffix.len ? strstr(kind->suffixes, suffix.ptr) : NULL;
    return at && (at == kind->suffixes || at[-1] == '|') && (at[suffix.len] == '\0' || at[suffix.len] == '|');
}

/* Whether `format` is what content and then the name choose. */
static inline void assert_chosen(const char *name, struct str text, const char *format)
{
    const char *chosen = NULL;
    struct str suffix = {strrchr(name, '.'), 0};
    suffix = suffix.ptr ? str_of(suffix.ptr + 1) : suffix;
    int best = 0;
    for (const struct reader_kind *kind = reader_kinds; kind->name; kind++) {
        int sure = kind->sniff(text);
        bool named = has_suffix(kind, suffix);
        if (sure > best || (named && (sure == best || (sure < 2 && best < 2)))) {
            best = sure > best ? sure : best;
            chosen = kind->name;
        }
    }
    ck_assert_msg(chosen && strcmp(chosen, format) == 0, "%s, not %s: %s %.*s", chosen ? chosen : "none", format, name,
                  text.len < 200 ? (int)text.len : 200, text.ptr);
}

/* Whether the reader's articles are those of formats/articles.jsonl, but for the fields in `without` (bits). */
static inline void assert_common(struct opened *o, int first, int count, unsigned without)
{
    struct opened common;
    open_corpus(&common, "formats/articles.jsonl", "jsonl");
    for (int i = 0; i < first; i++)
        ck_assert(next(&common));
    for (int i = first; i < first + count; i++) {
        ck_assert(next(&common) && common.status == S_OK);
        ck_assert_msg(next(o) && o->status == S_OK, "%s", o->err.text);
        for (int field = 0; field < FIELD_COUNT; field++) {
            struct str want = article_get(&common.article, (enum field)field);
            char text[2048];
            snprintf(text, sizeof text, "%.*s", (int)want.len, want.len ? want.ptr : "");
            if (!(without & 1u << field))
                assert_field(&o->article, (enum field)field, text, source_path(o->source));
        }
        ck_assert_int_eq(o->article.published.seconds, common.article.published.seconds);
        ck_assert_int_eq(o->article.published.precision, common.article.published.precision);
    }
    ck_assert_msg(!next(o), "%s", o->err.text);
    ck_assert_int_eq(o->status, S_OK);
    close_reader(&common);
}

#endif
