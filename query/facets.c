/* Two ways, with the same result: from the postings of the field's values, which cost as much as the field has; or from
 * the matches themselves where these are few. */
#include "query/facets.h"

#include <stdlib.h>
#include <string.h>

#include "query/filters.h"
#include "query/value_text.h"

/* Reading this many stored articles costs less than going through the values of a field that has many. */
enum { FEW_MATCHES = 64 };

/* A value by its term (with the field's prefix), and how many matches have it. */
struct tally {
    struct str term;
    uint64_t count;
};

struct tallies {
    struct tally *of; /* ascending by term */
    size_t count, capacity;
};

struct counting {
    const struct matches *matches;
    enum field field;
    struct arena *arena;
    struct tallies sums;
    uint64_t with; /* matches that have a value */
};

static enum status add_tally(struct tallies *t, struct str term, uint64_t count, struct arena *arena, struct err *err)
{
    if (t->count == t->capacity) {
        size_t capacity = t->capacity ? 2 * t->capacity : 64;
        struct tally *grown = realloc(t->of, capacity * sizeof *grown);
        if (!grown)
            return err_no_memory(err);
        t->of = grown;
        t->capacity = capacity;
    }
    struct str kept = arena_copy(arena, term);
    if (!kept.ptr)
        return err_no_memory(err);
    t->of[t->count++] = (struct tally){kept, count};
    return S_OK;
}

static int by_term(const void *a, const void *b)
{
    const struct tally *x = a, *y = b;
    return str_compare(x->term, y->term);
}

/* Puts tallies in order, and those of one term together. */
static void gather(struct tallies *t)
{
    size_t kept = 0;
    if (t->count)
        qsort(t->of, t->count, sizeof *t->of, by_term);
    for (size_t i = 0; i < t->count; i++) {
        if (kept && str_equal(t->of[kept - 1].term, t->of[i].term))
            t->of[kept - 1].count += t->of[i].count;
        else
            t->of[kept++] = t->of[i];
    }
    t->count = kept;
}

/* ---- from the postings ---- */

/* Counts the matches among a value's documents, and marks them in `seen`. */
static enum status count_value(const struct store_matches *m, struct str term, uint64_t *seen, uint64_t *count,
                               struct err *err)
{
    struct cursor *c = NULL;
    enum status s = store_cursor(m->store, term, &c, err);
    if (!s)
        s = cursor_seek(c, 1, err);
    for (*count = 0; !s && c->document != CURSOR_END; s = cursor_seek(c, c->documents[c->count - 1] + 1, err))
        for (uint32_t i = c->at; i < c->count; i++) {
            uint32_t document = c->documents[i];
            uint64_t bit = m->bits[document / 64] & UINT64_C(1) << document % 64;
            seen[document / 64] |= bit;
            *count += bit != 0;
        }
    cursor_close(c);
    return s;
}

static enum status count_values(struct counting *f, const struct store_matches *m, uint64_t *seen, struct err *err)
{
    struct store_terms *terms = NULL;
    struct str term;
    uint32_t documents;
    uint64_t count;
    bool more = true;
    enum status s = store_terms_open(m->store, str_of(schema[f->field].prefix), &terms, err);
    while (!s && !(s = store_terms_next(terms, &more, &term, &documents, err)) && more) {
        s = count_value(m, term, seen, &count, err);
        if (!s && count)
            s = add_tally(&f->sums, term, count, f->arena, err);
    }
    store_terms_close(terms);
    return s;
}

static enum status count_by_postings(struct counting *f, struct err *err)
{
    enum status s = S_OK;
    for (size_t i = 0; !s && i < f->matches->stores; i++) {
        const struct store_matches *m = &f->matches->of[i];
        size_t words = (size_t)m->limit / 64 + 1;
        if (m->count == 0)
            continue;
        uint64_t *seen = calloc(words, sizeof *seen);
        s = seen ? count_values(f, m, seen, err) : err_no_memory(err);
        for (size_t w = 0; !s && w < words; w++)
            f->with += (uint64_t)__builtin_popcountll(seen[w]);
        free(seen);
    }
    return s;
}

/* ---- from the matches ---- */

/* An article counts once for a value, however often it has it. */
static enum status count_article(struct counting *f, const struct article *article, struct err *err)
{
    size_t prefix = strlen(schema[f->field].prefix), before = f->sums.count;
    struct buf term = {0};
    struct str value;
    enum status s = S_OK;
    for (size_t at = 0; !s && article_next_value(article, f->field, &at, &value);) {
        buf_reset(&term);
        filter_term(f->field, value, &term);
        s = buf_status(&term, err);
        bool known = term.len == prefix;
        for (size_t i = before; !known && i < f->sums.count; i++)
            known = str_equal(f->sums.of[i].term, buf_str(&term));
        if (!s && !known)
            s = add_tally(&f->sums, buf_str(&term), 1, f->arena, err);
    }
    f->with += f->sums.count > before;
    buf_release(&term);
    return s;
}

static enum status count_by_articles(struct counting *f, struct err *err)
{
    struct article article = {0};
    enum status s = S_OK;
    for (size_t i = 0; !s && i < f->matches->stores; i++) {
        const struct store_matches *m = &f->matches->of[i];
        for (uint32_t d = matches_next(m, 1); !s && d != CURSOR_END; d = matches_next(m, d + 1)) {
            s = store_article(m->store, d, &article, err);
            if (!s)
                s = count_article(f, &article, err);
        }
    }
    article_release(&article);
    return s;
}

/* ---- together ---- */

static int by_count(const void *a, const void *b)
{
    const struct tally *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return str_compare(x->term, y->term);
}

static enum status take_most_frequent(struct counting *f, size_t limit, struct facet *out, struct err *err)
{
    enum status s = S_OK;
    if (f->sums.count)
        qsort(f->sums.of, f->sums.count, sizeof *f->sums.of, by_count);
    out->values = f->sums.count;
    out->without = f->matches->total - f->with;
    size_t count = f->sums.count < limit ? f->sums.count : limit;
    out->value = arena_alloc(f->arena, (count + 1) * sizeof *out->value);
    if (!out->value)
        return err_no_memory(err);
    for (; !s && out->count < count; out->count++) {
        struct facet_value *value = &out->value[out->count];
        value->count = f->sums.of[out->count].count;
        s = value_text(f->matches, f->field, f->sums.of[out->count].term, f->arena, &value->text, err);
    }
    return s;
}

enum status facet_count(const struct matches *matches, enum field field, size_t limit, struct arena *arena,
                        struct facet *out, struct err *err)
{
    struct counting f = {.matches = matches, .field = field, .arena = arena};
    *out = (struct facet){.field = field};
    enum status s = matches->total <= FEW_MATCHES ? count_by_articles(&f, err) : count_by_postings(&f, err);
    if (!s) {
        gather(&f.sums);
        s = take_most_frequent(&f, limit, out, err);
    }
    free(f.sums.of);
    return s;
}
