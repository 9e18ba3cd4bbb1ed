/* Counting and marking what matches, without scores. */
#include <string.h>

#include "query/bound.h"

enum {
    WINDOW_BITS = 1 << 16, /* documents that are marked at a time: 8 KB */
    WINDOW_WORDS = WINDOW_BITS / 64
};

static bool is_plain_term(const struct mnode *n)
{
    return n->kind == M_TERM && n->term.len > 0;
}

static bool is_union_of_terms(const struct mnode *n)
{
    bool yes = n->kind == M_OR || n->kind == M_BEST || n->kind == M_MAX;
    for (size_t i = 0; yes && i < n->count; i++)
        yes = is_plain_term(n->child[i]);
    return yes;
}

/* What is done with some ascending documents of a window that begins at `start`; returns how many of them count. */
typedef uint64_t visit_documents(const uint32_t *document, uint32_t count, uint32_t start, uint64_t *bits);

static uint64_t mark(const uint32_t *document, uint32_t count, uint32_t start, uint64_t *bits)
{
    for (uint32_t i = 0; i < count; i++)
        bits[(document[i] - start) / 64] |= UINT64_C(1) << (document[i] - start) % 64;
    return count;
}

/* Those count that were not marked before. */
static uint64_t mark_new(const uint32_t *document, uint32_t count, uint32_t start, uint64_t *bits)
{
    uint64_t marked = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t *word = &bits[(document[i] - start) / 64];
        marked += *word >> (document[i] - start) % 64 & 1;
        *word |= UINT64_C(1) << (document[i] - start) % 64;
    }
    return count - marked;
}

static uint64_t count_unmarked(const uint32_t *document, uint32_t count, uint32_t start, uint64_t *bits)
{
    uint64_t marked = 0;
    for (uint32_t i = 0; i < count; i++)
        marked += bits[(document[i] - start) / 64] >> (document[i] - start) % 64 & 1;
    return count - marked;
}

/* Visits a cursor's documents from `start` to before `end`, block by block, and adds up what counts. */
static enum status walk(struct cursor *c, uint32_t start, uint32_t end, visit_documents *visit, uint64_t *bits,
                        uint64_t *sum, struct err *err)
{
    enum status s = cursor_seek(c, start ? start : 1, err);
    while (!s && c->document < end) {
        uint32_t at = c->documents[c->count - 1] < end ? c->count : cursor_place(c, end);
        *sum += visit(c->documents + c->at, at - c->at, start, bits);
        if (at < c->count) {
            c->at = at;
            c->document = c->documents[at];
            break;
        }
        s = cursor_seek(c, c->documents[c->count - 1] + 1, err);
    }
    return s;
}

static struct mnode *most_frequent(const struct mnode *n)
{
    struct mnode *most = n->child[0];
    for (size_t i = 1; i < n->count; i++)
        if (n->child[i]->cost > most->cost)
            most = n->child[i];
    return most;
}

/* How many of the marked documents a cursor has: it seeks them, and passes over blocks that have none. */
static enum status count_marked(struct cursor *c, uint32_t start, const uint64_t *bits, size_t words, uint64_t *sum,
                                struct err *err)
{
    enum status s = S_OK;
    for (size_t i = 0; i < words; i++) {
        for (uint64_t left = bits[i]; !s && left; left &= left - 1) {
            uint32_t document = start + (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(left);
            s = cursor_seek(c, document, err);
            *sum += c->document == document;
        }
    }
    return s;
}

/* How the documents of several words are counted, a window at a time: all words but the most frequent are marked, since
 * a mark costs more than a look, and of that one what is not marked counts. Where the others are much rarer, all of its
 * documents count, and what is looked at is which of theirs it has, too. */
struct union_count {
    struct mnode *node, *last;
    bool is_known; /* the number of documents of the last, of which none is hidden and none needs a look */
};

enum { MUCH_RARER = 16 };

static struct union_count plan_count(struct mnode *n, bool hidden)
{
    struct mnode *last = most_frequent(n);
    uint64_t others = 0;
    for (size_t i = 0; i < n->count; i++)
        others += n->child[i] == last ? 0 : n->child[i]->cursor->document_count;
    return (struct union_count){n, last, !hidden && others * MUCH_RARER < last->cursor->document_count};
}

static enum status count_window(const struct union_count *u, uint32_t start, uint32_t end, uint64_t *count,
                                struct err *err)
{
    uint64_t bits[WINDOW_WORDS], both = 0;
    size_t words = (end - start + 63) / 64;
    enum status s = S_OK;
    memset(bits, 0, words * sizeof *bits);
    for (size_t i = 0; !s && i < u->node->count; i++)
        if (u->node->child[i] != u->last)
            s = walk(u->node->child[i]->cursor, start, end, mark_new, bits, count, err);
    if (s)
        return s;
    if (!u->is_known)
        return walk(u->last->cursor, start, end, count_unmarked, bits, count, err);
    s = count_marked(u->last->cursor, start, bits, words, &both, err);
    *count -= both;
    return s;
}

static enum status count_union(struct mnode *n, const struct store_counts *counts, uint64_t *count, struct err *err)
{
    enum status s = S_OK;
    if (n->count == 0)
        return S_OK;
    struct union_count u = plan_count(n, counts->hidden > 0);
    *count += u.is_known ? u.last->cursor->document_count : 0;
    uint32_t limit = counts->document_limit;
    for (uint64_t start = 0; !s && start < limit; start += WINDOW_BITS) {
        uint64_t end = start + WINDOW_BITS < limit ? start + WINDOW_BITS : limit;
        s = count_window(&u, (uint32_t)start, (uint32_t)end, count, err);
    }
    return s;
}

uint64_t matcher_known_count(const struct matcher *m, bool *all)
{
    struct store_counts counts;
    uint32_t most = 0;
    store_counts(m->store, &counts);
    *all = is_plain_term(m->root) && counts.hidden == 0;
    if (*all)
        return m->root->cursor->document_count;
    bool some = counts.hidden == 0 && is_union_of_terms(m->root);
    for (size_t i = 0; some && i < m->root->count; i++)
        if (m->root->child[i]->cursor->document_count > most)
            most = m->root->child[i]->cursor->document_count;
    return most;
}

enum status matcher_count(struct matcher *m, uint64_t *count, struct err *err)
{
    struct store_counts counts;
    uint32_t document = 0;
    bool all;
    enum status s = S_OK;
    *count = matcher_known_count(m, &all);
    if (all)
        return S_OK;
    *count = 0;
    store_counts(m->store, &counts);
    if (is_union_of_terms(m->root))
        return count_union(m->root, &counts, count, err);
    if (m->root->batch && m->root->kind == M_AND)
        return conjunction_count(m, count, err);
    while (!s && !(s = matcher_next(m, document + 1, &document, err)) && document != CURSOR_END)
        ++*count;
    return s;
}

bool matcher_rewind(struct matcher *m)
{
    bool possible = matcher_counts_cheaply(m);
    for (size_t i = 0; possible && i < m->leaf_count; i++)
        possible = m->leaf[i]->cursor->source->rewind != NULL;
    for (size_t i = 0; possible && i < m->leaf_count; i++) {
        m->leaf[i]->cursor->source->rewind(m->leaf[i]->cursor);
        m->leaf[i]->document = 0;
    }
    return possible;
}

enum status matcher_mark(struct matcher *m, uint64_t *bits, struct err *err)
{
    uint64_t count = 0;
    uint32_t document = 0;
    enum status s = S_OK;
    if (m->root->kind == M_TERM)
        return walk(m->root->cursor, 0, CURSOR_END, mark, bits, &count, err);
    if (m->root->batch && m->root->kind == M_AND)
        return conjunction_mark(m, bits, err);
    if (is_union_of_terms(m->root)) {
        for (size_t i = 0; !s && i < m->root->count; i++)
            s = walk(m->root->child[i]->cursor, 0, CURSOR_END, mark, bits, &count, err);
        return s;
    }
    while (!s && !(s = matcher_next(m, document + 1, &document, err)) && document != CURSOR_END)
        bits[document / 64] |= UINT64_C(1) << document % 64;
    return s;
}

uint64_t matcher_cost(const struct matcher *m)
{
    return m->root->cost;
}

bool matcher_counts_cheaply(const struct matcher *m)
{
    return is_plain_term(m->root) || is_union_of_terms(m->root);
}
