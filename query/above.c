/* Passing over what cannot score enough: the search for the next document that may. */
#include "query/bound.h"

enum status pass_over(const struct matcher *m, struct mnode *n, double floor, uint32_t *target, struct err *err)
{
    for (;;) {
        struct bound b;
        enum status s = bound_node(m, n, *target, &b, err);
        if (s || !is_below(b.score, floor))
            return s;
        *target = b.last + 1;
        if (*target == CURSOR_END)
            return S_OK;
    }
}

static enum status next_of_tree(struct matcher *m, uint32_t target, double floor, struct err *err)
{
    for (;;) {
        enum status s = pass_over(m, m->root, floor, &target, err);
        if (s)
            return s;
        if (target == CURSOR_END) {
            m->root->document = CURSOR_END;
            return S_OK;
        }
        s = mnode_seek(m->root, target, err);
        if (s || m->root->document == CURSOR_END || m->root->document == target)
            return s;
        if (m->root->document <= m->root->bound_last)
            return S_OK;
        /* the document found may lie in a range that is below the floor */
        uint32_t found = target = m->root->document;
        s = pass_over(m, m->root, floor, &target, err);
        if (s || found == target)
            return s;
    }
}

/* Whether the score of what the node stands at is known before its positions are looked at. */
static bool scores_first(const struct mnode *n)
{
    bool yes = n->kind == M_PHRASE || n->kind == M_NEAR || n->kind == M_AND || n->kind == M_FILTER || n->kind == M_IN;
    if (n->kind == M_TERM || n->kind == M_DATE || n->kind == M_FILTER)
        return true;
    for (size_t i = 0; yes && i < n->count; i++)
        yes = scores_first(n->child[i]);
    return yes;
}

/* Confirms the root's document, if its score reaches the floor. */
static enum status confirm_above(struct matcher *m, double floor, bool *hit, struct err *err)
{
    *hit = false;
    if (scores_first(m->root)) {
        uint32_t length;
        double sum;
        enum status s = matcher_length(m, m->root->document, &length, err);
        if (!s)
            s = matcher_score(m, bm25_length_part(length, m->average_length), &sum, err);
        if (s || is_below(sum, floor))
            return s;
    }
    return mnode_confirm(m->root, hit, err);
}

enum status matcher_next_above(struct matcher *m, uint32_t target, double floor, uint32_t *document, struct err *err)
{
    bool hit = false;
    if (m->root->batch)
        return conjunction_next(m, target, floor, document, err);
    if (m->root->range)
        return disjunction_next_above(m, target, floor, document, err);
    *document = CURSOR_END;
    while (!hit) {
        enum status s = next_of_tree(m, target, floor, err);
        if (s || m->root->document == CURSOR_END)
            return s;
        s = confirm_above(m, floor, &hit, err);
        if (s)
            return s;
        target = m->root->document + 1;
    }
    *document = m->root->document;
    return S_OK;
}
