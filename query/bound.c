#include "query/bound.h"

#include <math.h>

static enum status bound_term(const struct matcher *m, struct mnode *n, uint32_t target, struct bound *out,
                              struct err *err)
{
    struct cursor_bound of = {.last = CURSOR_END - 1};
    *out = (struct bound){.last = CURSOR_END - 1};
    n->shortest = 0;
    if (n->term.len == 0 || n->document == CURSOR_END)
        return S_OK;
    if (!n->cursor->source->bound) {
        out->score = INFINITY;
        return S_OK;
    }
    enum status s = n->cursor->source->bound(n->cursor, target, m->average_length, &of, err);
    out->score = bm25_score(n->idf, of.impact);
    out->last = of.last;
    n->shortest = of.shortest;
    return s;
}

/* The bound of each kind follows how scores are made (matcher.c). */
static enum status find_bound(const struct matcher *m, struct mnode *n, uint32_t target, struct bound *out,
                              struct err *err)
{
    size_t scored = n->count;
    *out = (struct bound){.last = CURSOR_END - 1};
    switch (n->kind) {
    case M_TERM:
        return bound_term(m, n, target, out, err);
    case M_BEST:
    case M_MAX:
        if (n->count > BOUND_CHILDREN_MAX)
            out->score = INFINITY;
        scored = n->count > BOUND_CHILDREN_MAX ? 0 : n->count;
        break;
    case M_NOT:
    case M_IN:
        scored = 1;
        break;
    case M_FILTER:
    case M_DATE:
    case M_NONE:
        return S_OK;
    case M_AND:
    case M_OR:
    case M_WITH:
    case M_PHRASE:
    case M_NEAR:
        break;
    }
    for (size_t i = 0; i < scored; i++) {
        struct bound b;
        enum status s = bound_node(m, n->child[i], target, &b, err);
        if (s)
            return s;
        out->score = n->kind == M_MAX || n->kind == M_BEST ? fmax(out->score, b.score) : out->score + b.score;
        out->last = b.last < out->last ? b.last : out->last;
    }
    return S_OK;
}

/* A bound is kept as long as it holds. */
enum status bound_node(const struct matcher *m, struct mnode *n, uint32_t target, struct bound *out, struct err *err)
{
    if (n->bound_from > target || n->bound_last < target) {
        enum status s = find_bound(m, n, target, out, err);
        if (s)
            return s;
        n->bound_from = target;
        n->bound_last = out->last;
        n->bound = out->score;
    }
    *out = (struct bound){n->bound, n->bound_last};
    return S_OK;
}

enum status matcher_is_below(struct matcher *m, double floor, bool *yes, struct err *err)
{
    struct bound b;
    if (m->root->batch)
        return conjunction_is_below(m, floor, yes, err);
    enum status s = bound_node(m, m->root, m->root->document, &b, err);
    *yes = !s && is_below(b.score, floor);
    return s;
}
