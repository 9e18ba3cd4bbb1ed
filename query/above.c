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

/* ---- one term ---- */

/* The least frequency that reaches the floor in the shortest document of the range. Floors only rise, so that it is
 * looked for from where it was. */
static uint32_t least_frequency(const struct matcher *m, struct mnode *n, double floor)
{
    double length_part = about_length_part(m, n->shortest);
    while (n->least < BOUND_FREQUENCY_LIMIT && word_is_below(n, n->least, length_part, floor))
        n->least++;
    return n->least;
}

/* Moves on in the cursor's block to a posting that may reach the floor: by frequency first, which costs no look at a
 * length. False when the block has no more. */
static enum status scan_block(const struct matcher *m, struct mnode *n, double floor, bool *found, struct err *err)
{
    struct cursor *c = n->cursor;
    enum status s = cursor_load_frequency(c, err);
    uint32_t at = c->at, least = least_frequency(m, n, floor);
    for (*found = false; !s && !*found && at < c->count; at += !*found) {
        uint32_t length;
        at = next_frequency(c, at, c->count, least);
        if (at == c->count)
            break;
        s = store_length(m->store, c->documents[at], &length, err);
        *found = !s && !word_is_below(n, c->frequencies[at], about_length_part(m, length), floor);
    }
    if (*found) {
        c->at = at;
        c->document = c->documents[at];
    }
    return s;
}

static enum status next_term_above(struct matcher *m, struct mnode *n, uint32_t target, double floor, struct err *err)
{
    for (;;) {
        bool found = false;
        enum status s = pass_over(m, n, floor, &target, err);
        if (s)
            return s;
        if (target == CURSOR_END) {
            n->document = CURSOR_END;
            return S_OK;
        }
        s = mnode_seek(n, target, err);
        if (s || n->document == CURSOR_END || n->document > n->bound_last) {
            if (s || n->document == CURSOR_END)
                return s;
            target = n->document;
            continue;
        }
        s = scan_block(m, n, floor, &found, err);
        if (s || found) {
            n->document = n->cursor->document;
            return s;
        }
        target = n->cursor->documents[n->cursor->count - 1] + 1;
    }
}

/* ---- any tree ---- */

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
    bool yes = n->kind == M_PHRASE || n->kind == M_NEAR || n->kind == M_AND || n->kind == M_FILTER;
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
    if (m->root->kind != M_TERM && scores_first(m->root)) {
        uint32_t length;
        double sum;
        enum status s = store_length(m->store, m->root->document, &length, err);
        if (!s)
            s = matcher_score(m, bm25_length_part(length, m->average_length), &sum, err);
        if (s || is_below(sum, floor))
            return s;
    }
    return mnode_confirm(m->root, hit, err);
}

enum status matcher_next_above(struct matcher *m, uint32_t target, double floor, uint32_t *document, struct err *err)
{
    struct mnode *root = m->root;
    bool any = root->kind == M_OR && root->count <= BOUND_CHILDREN_MAX;
    bool hit = false;
    if (root->batch)
        return conjunction_next(m, target, floor, document, err);
    *document = CURSOR_END;
    while (!hit) {
        enum status s;
        if (root->kind == M_TERM && root->term.len)
            s = next_term_above(m, root, target, floor, err);
        else if (any)
            s = disjunction_next_above(m, root, target, floor, &hit, err);
        else
            s = next_of_tree(m, target, floor, err);
        if (s || root->document == CURSOR_END)
            return s;
        if (!any && (s = confirm_above(m, floor, &hit, err)))
            return s;
        target = root->document + 1;
    }
    *document = root->document;
    return S_OK;
}
