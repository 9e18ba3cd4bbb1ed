/* Two ways, with the same result: by the columns of the stores, which are made once; or from the matches themselves
 * where these are few and the columns are not there. */
#include "query/facets.h"

#include <stdlib.h>
#include <string.h>

#include "query/filters.h"
#include "query/find_dated.h"
#include "query/mask.h"

/* Reading this many stored articles costs less than to make a column. */
enum { FEW_MATCHES = 64 };

/* A value by its term (with the field's prefix), and how many matches have it. */
struct tally {
    struct str term;
    uint64_t count;
    size_t store; /* by columns: a store that has it, and its number in the column there */
    uint32_t value;
};

struct tallies {
    struct tally *of;
    size_t count, capacity;
};

struct counting {
    struct archive *archive;
    const struct matches *matches;
    enum field field;
    struct arena *arena;
    struct tallies sums;
    uint64_t with; /* matches that have a value */
    bool by_columns;
};

/* Makes room for `more` tallies. */
static enum status reserve(struct tallies *t, size_t more, struct err *err)
{
    if (more <= t->capacity - t->count)
        return S_OK;
    size_t capacity = 2 * t->capacity > t->count + more ? 2 * t->capacity : t->count + more;
    struct tally *grown = realloc(t->of, capacity * sizeof *grown);
    if (!grown)
        return err_no_memory(err);
    t->of = grown;
    t->capacity = capacity;
    return S_OK;
}

static int by_term(const void *a, const void *b)
{
    const struct tally *x = a, *y = b;
    return str_compare(x->term, y->term);
}

/* The tallies of one column are in order, each term once. */
static bool is_of_one_column(const struct counting *f)
{
    const struct tallies *t = &f->sums;
    return f->by_columns && (t->count == 0 || t->of[0].store == t->of[t->count - 1].store);
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

/* ---- by columns ---- */

/* Of few values the same one comes again and again, and increments of one place wait for each other: they are counted
 * side by side. */
enum { SIDES = 4, FEW_VALUES = 256 };

/* Counts of a column's values: of value `i` the number i + 1 of each side; number 0 is of matches without one. */
struct value_counts {
    uint32_t *of;
    size_t sides, stride;
};

/* What is behind the last value, up to a whole mask, stays 0. */
static bool value_counts_init(struct value_counts *c, const struct store_values *values)
{
    size_t masks = ((size_t)values->count + MASK_BITS - 1) / MASK_BITS;
    c->sides = values->only && values->count <= FEW_VALUES ? SIDES : 1;
    c->stride = 1 + masks * MASK_BITS;
    c->of = calloc(c->sides * c->stride, sizeof *c->of);
    return c->of != NULL;
}

/* Counts what the matches have, and returns how many have any. */
static uint64_t count_several(const struct store_matches *m, const struct store_values *values, struct value_counts *c)
{
    uint64_t with = 0;
    for (uint32_t first = 0; first < m->limit; first += 64)
        for (uint64_t bits = m->bits[first / 64]; bits; bits &= bits - 1) {
            uint32_t d = first + (uint32_t)__builtin_ctzll(bits), at = values->start[d], end = values->start[d + 1];
            with += end > at;
            for (; at < end; at++)
                c->of[values->value[at] + 1]++;
        }
    return with;
}

/* The same of a column whose documents have one value at most. */
static uint64_t count_only(const struct store_matches *m, const struct store_values *values, struct value_counts *c)
{
    uint64_t matches = 0, without = 0;
    uint32_t *side[SIDES];
    for (size_t i = 0; i < SIDES; i++)
        side[i] = c->of + i % c->sides * c->stride;
    for (uint32_t first = 0; first < m->limit; first += 64) {
        const uint16_t *only = values->only + first;
        for (uint64_t bits = m->bits[first / 64]; bits; bits &= bits - 1, matches++) {
            unsigned d = (unsigned)__builtin_ctzll(bits);
            side[d % SIDES][only[d]]++;
        }
    }
    for (size_t i = 0; i < c->sides; i++)
        without += side[i][0];
    for (size_t other = 1; other < c->sides; other++)
        for (size_t i = 1; i < c->stride; i++)
            c->of[i] += side[other][i];
    return matches - without;
}

/* Makes tallies of the values that were met, which may be few of many. */
static enum status add_tallies(struct counting *f, const struct value_counts *c, size_t store,
                               const struct store_values *values, struct err *err)
{
    enum status s = reserve(&f->sums, values->count, err);
    for (uint32_t first = 0; !s && first < values->count; first += MASK_BITS)
        for (uint32_t met = mask_numbers(c->of + 1 + first, 1); met; met &= met - 1) {
            uint32_t i = first + (uint32_t)__builtin_ctz(met);
            f->sums.of[f->sums.count++] = (struct tally){values->term[i], c->of[i + 1], store, i};
        }
    return s;
}

static enum status count_store(struct counting *f, size_t store, struct err *err)
{
    const struct store_matches *m = &f->matches->of[store];
    const struct store_values *values;
    struct value_counts counts;
    enum status s = store_values(m->store, f->field, &values, err);
    if (s)
        return s;
    if (!value_counts_init(&counts, values))
        return err_no_memory(err);
    f->with += values->only ? count_only(m, values, &counts) : count_several(m, values, &counts);
    s = add_tallies(f, &counts, store, values, err);
    free(counts.of);
    return s;
}

static enum status count_by_columns(struct counting *f, struct err *err)
{
    enum status s = S_OK;
    for (size_t i = 0; !s && i < f->matches->stores; i++)
        s = count_store(f, i, err);
    return s;
}

/* ---- from the matches ---- */

static enum status add_article_tally(struct counting *f, struct str term, struct err *err)
{
    struct str kept = arena_copy(f->arena, term);
    enum status s = kept.ptr ? reserve(&f->sums, 1, err) : err_no_memory(err);
    if (!s)
        f->sums.of[f->sums.count++] = (struct tally){.term = kept, .count = 1};
    return s;
}

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
            s = add_article_tally(f, buf_str(&term), err);
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

/* ---- how a value is written ---- */

/* The number of a term in a column; its `count` when it is not there. */
static uint32_t find_value(const struct store_values *values, struct str term)
{
    uint32_t low = 0, high = values->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (str_compare(values->term[middle], term) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < values->count && str_equal(values->term[low], term) ? low : values->count;
}

/* By the columns: of their newest articles the newest. */
static enum status look_up_text(const struct counting *f, const struct tally *tally, struct str *out, struct err *err)
{
    struct store *store = NULL;
    uint32_t newest = 0, value = 0;
    enum status s = S_OK;
    for (size_t i = 0; !s && i < f->matches->stores; i++) {
        const struct store_values *values;
        bool first = false;
        s = store_values(f->matches->of[i].store, f->field, &values, err);
        uint32_t at = s ? 0 : i == tally->store ? tally->value : find_value(values, tally->term);
        if (s || at == values->count)
            continue;
        first = store == NULL;
        if (!first)
            s = store_comes_first(f->matches->of[i].store, values->newest[at], store, newest, &first, err);
        if (first) {
            store = f->matches->of[i].store;
            newest = values->newest[at];
            value = at;
        }
    }
    return s || !store ? s : store_value_text(store, f->field, value, out, err);
}

/* Without columns. */
static enum status read_text(const struct counting *f, struct str term, struct article *article, struct str *out,
                             struct err *err)
{
    struct finding found;
    enum status s = find_newest_with(f->archive, term, 1, &found, err);
    if (!s && found.count) {
        const struct candidate *c = &found.candidate[0];
        s = store_article(archive_store(f->archive, c->store), c->document, article, err);
    }
    if (!s)
        *out = article_value_of_term(article, f->field, term);
    finding_release(&found);
    return s;
}

/* As the newest article of all writes it, which need not be one of the matches: so it is the same whatever is asked. */
static enum status write_value(const struct counting *f, const struct tally *tally, struct str *out, struct err *err)
{
    struct article article = {0};
    struct str text = {0};
    enum status s =
        f->by_columns ? look_up_text(f, tally, &text, err) : read_text(f, tally->term, &article, &text, err);
    if (!s) {
        *out = arena_copy(f->arena, text);
        s = out->ptr ? S_OK : err_no_memory(err);
    }
    article_release(&article);
    return s;
}

/* ---- together ---- */

/* The tallies stand in the order of their terms, which decides between equal counts. */
struct place {
    uint64_t count;
    size_t tally;
};

static bool is_before(const struct place *a, const struct place *b)
{
    return a->count > b->count || (a->count == b->count && a->tally < b->tally);
}

static int by_count(const void *a, const void *b)
{
    return is_before(a, b) ? -1 : 1;
}

/* The same without putting all in order. */
static void choose_few(const struct tallies *t, size_t wanted, struct place *place)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->count && wanted; i++) {
        struct place next = {t->of[i].count, i};
        if (kept == wanted && !is_before(&next, &place[kept - 1]))
            continue;
        kept += kept < wanted;
        size_t at = kept - 1;
        for (; at > 0 && is_before(&next, &place[at - 1]); at--)
            place[at] = place[at - 1];
        place[at] = next;
    }
}

/* Puts the `wanted` most frequent in order at the head of `place`, which has room for all. */
static void choose_most_frequent(const struct tallies *t, size_t wanted, struct place *place)
{
    enum { FEW = 64 };
    if (wanted <= FEW) {
        choose_few(t, wanted, place);
        return;
    }
    for (size_t i = 0; i < t->count; i++)
        place[i] = (struct place){t->of[i].count, i};
    qsort(place, t->count, sizeof *place, by_count);
}

static enum status take_most_frequent(struct counting *f, size_t limit, struct facet *out, struct err *err)
{
    enum status s = S_OK;
    size_t count = f->sums.count < limit ? f->sums.count : limit;
    struct place *place = malloc((f->sums.count + 1) * sizeof *place);
    out->values = f->sums.count;
    out->without = f->matches->total - f->with;
    out->value = place ? arena_alloc(f->arena, (count + 1) * sizeof *out->value) : NULL;
    if (!out->value)
        s = err_no_memory(err);
    else
        choose_most_frequent(&f->sums, count, place);
    for (; !s && out->count < count; out->count++) {
        struct facet_value *value = &out->value[out->count];
        const struct tally *tally = &f->sums.of[place[out->count].tally];
        value->count = tally->count;
        s = write_value(f, tally, &value->text, err);
    }
    free(place);
    return s;
}

static bool columns_are_worthwhile(const struct counting *f)
{
    bool worthwhile = true;
    for (size_t i = 0; i < f->matches->stores; i++)
        worthwhile &= store_values_are_worthwhile(f->matches->of[i].store, f->field);
    return worthwhile;
}

enum status facet_count(struct archive *archive, const struct matches *matches, enum field field, size_t limit,
                        struct arena *arena, struct facet *out, struct err *err)
{
    struct counting f = {.archive = archive, .matches = matches, .field = field, .arena = arena};
    *out = (struct facet){.field = field};
    f.by_columns = matches->total > FEW_MATCHES || columns_are_worthwhile(&f);
    enum status s = f.by_columns ? count_by_columns(&f, err) : count_by_articles(&f, err);
    if (!is_of_one_column(&f))
        gather(&f.sums);
    if (!s)
        s = take_most_frequent(&f, limit, out, err);
    free(f.sums.of);
    return s;
}
