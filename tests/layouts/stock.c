#include "tests/layouts/stock.h"

#include <stdio.h>
#include <stdlib.h>

#include "archive/archive.h"
#include "indexer/reader.h"

/* ---- copies ---- */

static void copy_field(const struct article *from, enum field field, struct article *to)
{
    struct str value = article_get(from, field);
    if (value.len)
        article_set(to, field, value);
}

void stock_copy(const struct article *article, struct article *out)
{
    article_reset(out);
    for (int field = 0; field < FIELD_COUNT; field++)
        copy_field(article, (enum field)field, out);
    out->published = article->published;
}

void stock_correct(const struct article *article, const struct article *other, struct article *out)
{
    static const enum field changed[] = {FIELD_BODY, FIELD_HEADLINE, FIELD_SECTION};
    stock_copy(article, out);
    for (size_t i = 0; i < sizeof changed / sizeof changed[0]; i++) {
        article_set(out, changed[i], (struct str){0});
        copy_field(other, changed[i], out);
    }
}

/* ---- reading ---- */

static bool grow(struct stock *s)
{
    if (s->count < s->capacity)
        return true;
    size_t capacity = s->capacity ? s->capacity * 2 : 1024;
    struct article *grown = realloc(s->article, capacity * sizeof *grown);
    if (!grown)
        return false;
    s->article = grown;
    s->capacity = capacity;
    return true;
}

static enum status add(struct stock *s, const struct article *article, struct err *err)
{
    struct buf id = {0};
    if (!grow(s))
        return err_no_memory(err);
    struct article *kept = &s->article[s->count++];
    *kept = (struct article){0};
    stock_copy(article, kept);
    if (article_get(kept, FIELD_ID).len == 0) {
        archive_content_id(kept, &id);
        article_set(kept, FIELD_ID, buf_str(&id));
        buf_release(&id);
    }
    return buf_status(&kept->text, err);
}

static enum status read_all(struct source *source, const struct field_map *map, size_t most, struct stock *out,
                            struct err *err)
{
    struct reader *reader;
    struct article article = {0};
    enum status s = reader_open(source, "jsonl", map, &reader, err), record;
    if (s)
        return s;
    while (!s && out->count < most && reader_next(reader, &article, &record, err))
        if (record == S_OK)
            s = add(out, &article, err);
    reader_close(reader);
    article_release(&article);
    return s;
}

enum status stock_read(const char *path, size_t most, struct stock *out, struct err *err)
{
    struct source *source;
    struct field_map *map;
    *out = (struct stock){0};
    enum status s = field_map_new(NULL, &map, err);
    if (s)
        return s;
    s = source_open(path, &source, err);
    if (!s) {
        s = read_all(source, map, most, out, err);
        source_close(source);
    }
    field_map_free(map);
    return s;
}

enum status stock_generate(const char *directory, size_t count, struct random *r, struct stock *out, struct err *err)
{
    const char *generator = getenv("GENERATE_NEWS");
    char path[256], command[4096];
    snprintf(path, sizeof path, "%s/news.jsonl", directory);
    snprintf(command, sizeof command, "'%s' --seed=%u %zu >%s", generator ? generator : "generate-news",
             random_below(r, 1000000), count, path);
    if (system(command) != 0)
        return err_set(err, S_IO, "%s failed", command);
    return stock_read(path, count, out, err);
}

void stock_release(struct stock *s)
{
    for (size_t i = 0; i < s->count; i++)
        article_release(&s->article[i]);
    free(s->article);
    *s = (struct stock){0};
}

void stock_roughen(struct stock *s, struct random *r)
{
    static const enum field keywords[] = {FIELD_PLACE,  FIELD_SECTION, FIELD_SOURCE,
                                          FIELD_AGENCY, FIELD_TAG,     FIELD_LANG};
    for (size_t i = 0; i < s->count; i++) {
        struct article *a = &s->article[i];
        if (random_chance(r, 4))
            a->published = (struct date){0};
        else if (random_chance(r, 20))
            a->published = s->article[i / 100 * 100].published;
        if (random_chance(r, 3))
            article_set(a, FIELD_HEADLINE, (struct str){0});
        if (random_chance(r, 20))
            article_set(a, keywords[random_below(r, sizeof keywords / sizeof keywords[0])], (struct str){0});
        if (random_chance(r, 15)) /* some have it in small letters */
            article_add(a, FIELD_TAG, str_of("Elections"));
    }
}
