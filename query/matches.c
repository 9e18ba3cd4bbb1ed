#include "query/matches.h"

#include <stdlib.h>

#include "core/bits.h"
#include "query/collapse.h"
#include "query/find.h"

static enum status open_stores(struct archive *archive, struct matches *out, struct err *err)
{
    *out = (struct matches){.stores = archive_store_count(archive)};
    out->of = calloc(out->stores + 1, sizeof *out->of);
    if (!out->of)
        return err_no_memory(err);
    for (size_t i = 0; i < out->stores; i++) {
        struct store_matches *m = &out->of[i];
        struct store_counts counts;
        m->store = archive_store(archive, i);
        store_counts(m->store, &counts);
        m->limit = counts.document_limit;
        m->bits = calloc((size_t)m->limit / 64 + 2, sizeof *m->bits);
        if (!m->bits)
            return err_no_memory(err);
    }
    return S_OK;
}

void matches_release(struct matches *m)
{
    for (size_t i = 0; m->of && i < m->stores; i++)
        free(m->of[i].bits);
    free(m->of);
    collapse_free(m->collapse);
    *m = (struct matches){0};
}

static void sum_up(struct matches *m)
{
    for (size_t i = 0; i < m->stores; i++) {
        m->of[i].count = matches_between(&m->of[i], 0, m->of[i].limit);
        m->total += m->of[i].count;
    }
}

enum status matches_find(struct archive *archive, const struct query *query, bool collapse, struct matches *out,
                         struct err *err)
{
    struct matching matching = {0};
    enum status s = open_stores(archive, out, err);
    if (!s)
        s = matching_open(archive, query, query->root, &matching, err);
    for (size_t i = 0; !s && i < out->stores; i++)
        s = matcher_mark(matching.matcher[i], out->of[i].bits, err);
    matching_close(&matching);
    if (s == S_TIMEOUT) {
        out->timed_out = true;
        s = S_OK;
    }
    if (!s)
        sum_up(out);
    out->others = out->total;
    if (!s && collapse)
        s = collapse_texts(archive, out, &out->collapse, err);
    out->others -= out->total;
    return s;
}

enum status matches_all(struct archive *archive, bool collapse, struct matches *out, struct err *err)
{
    struct query all = {.arena = arena_new(archive_arenas(archive))};
    all.root = all.arena ? node_new(all.arena, NODE_ALL) : NULL;
    *out = (struct matches){0};
    enum status s = all.root ? matches_find(archive, &all, collapse, out, err) : err_no_memory(err);
    query_release(&all);
    return s;
}

enum status matches_count_others(const struct matches *m, struct candidate *candidate, size_t count, struct err *err)
{
    enum status s = S_OK;
    for (size_t i = 0; m->collapse && !s && i < count; i++) {
        uint64_t text;
        s = store_text(m->of[candidate[i].store].store, candidate[i].document, &text, err);
        candidate[i].others = s ? 0 : collapse_others(m->collapse, text);
    }
    return s;
}

static enum status count_with(const struct store_matches *m, struct str term, uint64_t *count, struct err *err)
{
    struct cursor *c = NULL;
    enum status s = store_cursor(m->store, term, &c, err);
    if (!s)
        s = cursor_seek(c, 1, err);
    for (; !s && c->document != CURSOR_END; s = cursor_seek(c, c->documents[c->count - 1] + 1, err))
        for (uint32_t i = c->at; i < c->count; i++)
            *count += matches_has(m, c->documents[i]);
    cursor_close(c);
    return s;
}

enum status matches_with(const struct matches *m, struct str term, uint64_t *count, struct err *err)
{
    enum status s = S_OK;
    *count = 0;
    for (size_t i = 0; !s && i < m->stores; i++)
        s = m->of[i].count ? count_with(&m->of[i], term, count, err) : S_OK;
    return s;
}

uint32_t matches_next(const struct store_matches *m, uint32_t document)
{
    if (document >= m->limit)
        return CURSOR_END;
    size_t word = document / 64, words = (size_t)m->limit / 64 + 1;
    uint64_t bits = m->bits[word] & UINT64_MAX << document % 64;
    while (!bits && ++word < words)
        bits = m->bits[word];
    return bits ? (uint32_t)(word * 64) + (uint32_t)__builtin_ctzll(bits) : CURSOR_END;
}

uint32_t matches_before(const struct store_matches *m, uint32_t limit)
{
    limit = limit < m->limit ? limit : m->limit;
    size_t word = limit / 64;
    uint64_t bits = m->bits[word] & ((UINT64_C(1) << limit % 64) - 1);
    while (!bits && word > 0)
        bits = m->bits[--word];
    return bits ? (uint32_t)(word * 64) + 63 - (uint32_t)__builtin_clzll(bits) : 0;
}

uint64_t matches_between(const struct store_matches *m, uint32_t first, uint32_t limit)
{
    uint64_t count = 0;
    limit = limit < m->limit ? limit : m->limit;
    if (first >= limit)
        return 0;
    size_t from = first / 64, to = limit / 64;
    uint64_t head = UINT64_MAX << first % 64, tail = (UINT64_C(1) << limit % 64) - 1;
    for (size_t word = from; word <= to; word++) {
        uint64_t bits = m->bits[word];
        bits &= word == from ? head : UINT64_MAX;
        bits &= word == to ? tail : UINT64_MAX;
        count += count_bits(bits);
    }
    return count;
}
