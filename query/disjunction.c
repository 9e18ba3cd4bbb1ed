/* Any of several words: MaxScore over ranges of blocks. In a range, the children whose bounds together stay below the
 * floor cannot lead to a document by themselves; the others propose, and these are asked as long as it can be enough.
 */
#include "query/bound.h"

struct disjunction {
    struct matcher *m;
    struct mnode *n;
    double floor;
    struct mnode *child[BOUND_CHILDREN_MAX];                          /* by bound, the least first */
    double bound[BOUND_CHILDREN_MAX], before[BOUND_CHILDREN_MAX + 1]; /* before[i]: sum of the bounds of the first i */
    size_t essential;                   /* a document in none of the children from here on is below the floor */
    uint32_t least[BOUND_CHILDREN_MAX]; /* frequency without which a child's word alone is not enough; 0: not known */
    uint32_t last;                      /* all this holds up to this document */
    double length_part;
};

/* The least frequency that reaches the floor in the shortest document of the range: it may be another in the next. */
static uint32_t least_in_range(const struct matcher *m, const struct mnode *n, double floor)
{
    double length_part = about_length_part(m, n->shortest);
    uint32_t least = 1;
    while (least < BOUND_FREQUENCY_LIMIT && word_is_below(n, least, length_part, floor))
        least++;
    return least;
}

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
    for (size_t i = d->essential; i < d->n->count; i++) {
        struct mnode *child = d->child[i];
        bool word = child->kind == M_TERM && child->term.len > 0;
        d->least[i] = word ? least_in_range(d->m, child, d->floor - d->before[d->essential]) : 0;
    }
    return S_OK;
}

/* The essential child with the least document, and the least document of the others. */
static size_t first_essential(const struct disjunction *d, uint32_t *second)
{
    size_t first = d->essential;
    *second = CURSOR_END;
    for (size_t i = d->essential + 1; i < d->n->count; i++) {
        uint32_t document = d->child[i]->document;
        if (document < d->child[first]->document) {
            *second = d->child[first]->document;
            first = i;
        } else if (document < *second) {
            *second = document;
        }
    }
    return first;
}

/* Passes over documents that are in one essential child alone, too seldom. *moved: it came to another document. */
static enum status pass_alone(struct disjunction *d, size_t i, uint32_t second, bool *moved, struct err *err)
{
    struct mnode *child = d->child[i];
    struct cursor *c = child->cursor;
    *moved = false;
    if (!d->least[i] || child->document >= second)
        return S_OK;
    enum status s = cursor_load_frequency(c, err);
    if (s)
        return s;
    uint32_t at = next_frequency(c, c->at, c->count, d->least[i]);
    if (at == c->at)
        return S_OK;
    *moved = true;
    uint32_t target = at < c->count ? c->documents[at] : c->documents[c->count - 1] + 1;
    target = target < second ? target : second;
    return mnode_seek(child, target <= d->last ? target : d->last + 1, err); /* behind it `least` is another */
}

/* The least document >= target of an essential child that its own word does not rule out. */
static enum status least_essential(struct disjunction *d, uint32_t target, uint32_t *out, struct err *err)
{
    enum status s = S_OK;
    for (size_t i = d->essential; !s && i < d->n->count; i++)
        s = mnode_seek(d->child[i], target, err);
    for (bool moved = true; !s && moved;) {
        uint32_t second;
        size_t first = first_essential(d, &second);
        *out = d->child[first]->document;
        if (*out > d->last)
            break;
        s = pass_alone(d, first, second, &moved, err);
    }
    return s;
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
    d->length_part = about_length_part(d->m, length);
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

enum status disjunction_next_above(struct matcher *m, struct mnode *n, uint32_t target, double floor, bool *hit,
                                   struct err *err)
{
    struct disjunction d; /* its arrays are filled before they are read, as far as there are children */
    d.m = m;
    d.n = n;
    d.floor = floor;
    *hit = false;
    enum status s = next_any_above(&d, target, err);
    return s || n->document == CURSOR_END ? s : confirm_children(n, hit, err);
}
