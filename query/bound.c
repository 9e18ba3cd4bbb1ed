/* Passing over what cannot score enough: bounds of blocks, and the search for the next document that may.
 *
 * A document is passed over only when its score is certainly below the floor. Bounds are sums in another order than
 * scores are, so they are held against a floor that is lower by more than the rounding of all sums. */
#include <math.h>

#include "query/bm25.h"
#include "query/mnode.h"

static const double ROUNDING = 1e-9;

/* The children of a disjunction that takes part in pruning; one with more is walked whole. */
enum { CHILDREN_MAX = 32 };

struct bound {
    double score;
    uint32_t last; /* it holds up to this document */
};

/* ---- bounds ---- */

static enum status bound_term(const struct matcher *m, struct mnode *n, uint32_t target, struct bound *out,
                              struct err *err)
{
    *out = (struct bound){.last = CURSOR_END - 1};
    if (n->term.len == 0 || n->document == CURSOR_END)
        return S_OK;
    if (n->bound_from > target || n->bound_last < target) {
        struct cursor_impacts impacts = {.last = CURSOR_END - 1};
        bool known = n->cursor->source->impacts;
        enum status s = known ? n->cursor->source->impacts(n->cursor, target, &impacts, err) : S_OK;
        if (s)
            return s;
        n->bound = known ? 0 : INFINITY;
        n->shortest = known ? UINT32_MAX : 0;
        for (uint32_t i = 0; i < impacts.count; i++) {
            double part = bm25_length_part(impacts.pair[i].length, m->average_length);
            n->bound = fmax(n->bound, bm25_term(n->idf, impacts.pair[i].frequency, part));
            n->shortest = impacts.pair[i].length < n->shortest ? impacts.pair[i].length : n->shortest;
        }
        n->least = 1;
        n->bound_from = target;
        n->bound_last = impacts.last;
    }
    *out = (struct bound){n->bound, n->bound_last};
    return S_OK;
}

/* The bound of each kind follows how scores are made (matcher.c). */
static enum status bound_node(const struct matcher *m, struct mnode *n, uint32_t target, struct bound *out,
                              struct err *err)
{
    size_t scored = n->count;
    *out = (struct bound){.last = CURSOR_END - 1};
    switch (n->kind) {
    case M_TERM:
        return bound_term(m, n, target, out, err);
    case M_MAX:
        if (n->count > CHILDREN_MAX)
            out->score = INFINITY;
        scored = n->count > CHILDREN_MAX ? 0 : n->count;
        break;
    case M_NOT:
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
        out->score = n->kind == M_MAX ? fmax(out->score, b.score) : out->score + b.score;
        out->last = b.last < out->last ? b.last : out->last;
    }
    return S_OK;
}

static bool is_below(double score, double floor)
{
    return score < floor * (1 - ROUNDING);
}

/* Moves *target over the ranges whose bound is below the floor; CURSOR_END when none is left. */
static enum status pass_over(const struct matcher *m, struct mnode *n, double floor, uint32_t *target, struct err *err)
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

/* More often than this no floor asks for. */
enum { FREQUENCY_LIMIT = 1 << 16 };

/* The least frequency that reaches the floor in the shortest document of the range. Floors only rise, so that it is
 * looked for from where it was. */
static uint32_t least_frequency(const struct matcher *m, struct mnode *n, double floor)
{
    double length_part = bm25_length_part(n->shortest, m->average_length);
    while (n->least < FREQUENCY_LIMIT && is_below(bm25_term(n->idf, n->least, length_part), floor))
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
        if (c->frequencies[at] < least)
            continue;
        s = store_length(m->store, c->documents[at], &length, err);
        double part = s ? 0 : bm25_length_part(length, m->average_length);
        *found = !is_below(bm25_term(n->idf, c->frequencies[at], part), floor);
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

/* ---- any of several ---- */

struct disjunction {
    struct matcher *m;
    struct mnode *n;
    double floor;
    struct mnode *child[CHILDREN_MAX];                    /* by bound, the least first */
    double bound[CHILDREN_MAX], before[CHILDREN_MAX + 1]; /* before[i]: sum of the bounds of the first i */
    size_t essential; /* a document in none of the children from here on is below the floor */
    uint32_t last;    /* all this holds up to this document */
    double length_part;
};

/* Bounds for the range that begins at target. */
static enum status enter_range(struct disjunction *d, uint32_t target, struct err *err)
{
    d->last = CURSOR_END - 1;
    for (size_t i = 0; i < d->n->count; i++) {
        struct bound b;
        enum status s = bound_node(d->m, d->n->child[i], target, &b, err);
        if (s)
            return s;
        d->last = b.last < d->last ? b.last : d->last;
        size_t at = i;
        for (; at > 0 && d->bound[at - 1] > b.score; at--) {
            d->bound[at] = d->bound[at - 1];
            d->child[at] = d->child[at - 1];
        }
        d->bound[at] = b.score;
        d->child[at] = d->n->child[i];
    }
    d->before[0] = 0;
    for (size_t i = 0; i < d->n->count; i++)
        d->before[i + 1] = d->before[i] + d->bound[i];
    d->essential = 0;
    while (d->essential < d->n->count && is_below(d->before[d->essential + 1], d->floor))
        d->essential++;
    return S_OK;
}

/* The least document >= target of an essential child. */
static enum status least_essential(struct disjunction *d, uint32_t target, uint32_t *out, struct err *err)
{
    *out = CURSOR_END;
    for (size_t i = d->essential; i < d->n->count; i++) {
        enum status s = mnode_seek(d->child[i], target, err);
        if (s)
            return s;
        *out = d->child[i]->document < *out ? d->child[i]->document : *out;
    }
    return S_OK;
}

/* What a child gives the document, at most: exactly for a word. */
static enum status part_of(const struct disjunction *d, size_t i, double *out, struct err *err)
{
    struct mnode *child = d->child[i];
    *out = d->bound[i];
    if (child->kind != M_TERM || child->term.len == 0)
        return S_OK;
    enum status s = cursor_load_frequency(child->cursor, err);
    if (!s)
        *out = bm25_term(child->idf, cursor_frequency(child->cursor), d->length_part);
    return s;
}

/* Whether the document may reach the floor: what the essential children give is known, and the others are asked one
 * after the other, from the greatest bound down, as long as it can still be enough. */
static enum status may_reach(struct disjunction *d, uint32_t document, bool *yes, struct err *err)
{
    double sum = 0, part;
    uint32_t length;
    enum status s = S_OK;
    *yes = false;
    for (size_t i = d->essential; i < d->n->count; i++)
        sum += d->child[i]->document == document ? d->bound[i] : 0;
    if (is_below(sum + d->before[d->essential], d->floor))
        return S_OK;
    s = store_length(d->m->store, document, &length, err);
    if (s)
        return s;
    d->length_part = bm25_length_part(length, d->m->average_length);
    sum = 0;
    for (size_t i = d->n->count; !s && i-- > 0;) {
        if (i < d->essential)
            s = mnode_seek(d->child[i], document, err);
        if (!s && d->child[i]->document == document && !(s = part_of(d, i, &part, err)))
            sum += part;
        if (i <= d->essential && is_below(sum + d->before[i], d->floor))
            return s;
    }
    *yes = true;
    return s;
}

static enum status next_any_above(struct disjunction *d, uint32_t target, struct err *err)
{
    uint32_t document;
    d->n->document = CURSOR_END;
    for (;;) {
        enum status s = enter_range(d, target, err);
        if (s)
            return s;
        while (d->essential < d->n->count && target <= d->last) {
            bool yes = false;
            s = least_essential(d, target, &document, err);
            if (s || document > d->last)
                break;
            s = may_reach(d, document, &yes, err);
            if (s || yes) {
                d->n->document = document;
                return s;
            }
            target = document + 1;
        }
        if (s || d->last == CURSOR_END - 1)
            return s;
        target = d->last + 1;
    }
}

/* Marks the children that are confirmed in the document. */
static enum status confirm_children(struct mnode *n, bool *hit, struct err *err)
{
    enum status s = S_OK;
    *hit = false;
    for (size_t i = 0; !s && i < n->count; i++) {
        struct mnode *child = n->child[i];
        child->hit = false;
        if (child->document == n->document)
            s = mnode_confirm(child, &child->hit, err);
        *hit = *hit || child->hit;
    }
    return s;
}

/* ---- any tree ---- */

bool matcher_is_below(struct matcher *m, double floor)
{
    struct bound b;
    return bound_node(m, m->root, m->root->document, &b, NULL) == S_OK && is_below(b.score, floor);
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
        /* the document found may lie in a range that is below the floor */
        uint32_t found = target = m->root->document;
        s = pass_over(m, m->root, floor, &target, err);
        if (s || found == target)
            return s;
    }
}

enum status matcher_next_above(struct matcher *m, uint32_t target, double floor, uint32_t *document, struct err *err)
{
    struct mnode *root = m->root;
    bool any = root->kind == M_OR && root->count <= CHILDREN_MAX;
    struct disjunction d = {.m = m, .n = root, .floor = floor};
    bool hit = false;
    *document = CURSOR_END;
    while (!hit) {
        enum status s;
        if (root->kind == M_TERM && root->term.len)
            s = next_term_above(m, root, target, floor, err);
        else if (any)
            s = next_any_above(&d, target, err);
        else
            s = next_of_tree(m, target, floor, err);
        if (s || root->document == CURSOR_END)
            return s;
        s = any ? confirm_children(root, &hit, err) : mnode_confirm(root, &hit, err);
        if (s)
            return s;
        target = root->document + 1;
    }
    *document = root->document;
    return S_OK;
}
