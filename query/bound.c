/* Passing over what cannot score enough: bounds of blocks, and the search for the next document that may.
 *
 * A document is passed over only when its score is certainly below the floor. Bounds are sums in another order than
 * scores are, so they are held against a floor that is lower by more than the rounding of all sums. */
#include <math.h>
#include <string.h>

#include "query/bm25.h"
#include "query/mnode.h"

static const double ROUNDING = 1e-9;

/* The children of a disjunction that takes part in pruning; one with more is walked whole. */
enum { CHILDREN_MAX = 32 };

/* More often than this no floor asks for a word. */
enum { FREQUENCY_LIMIT = 1 << 16 };

struct bound {
    double score;
    uint32_t last; /* it holds up to this document */
};

/* ---- bounds ---- */

static enum status bound_term(const struct matcher *m, struct mnode *n, uint32_t target, struct bound *out,
                              struct err *err)
{
    struct cursor_impacts impacts = {.last = CURSOR_END - 1};
    *out = (struct bound){.last = CURSOR_END - 1};
    n->least = 1;
    n->shortest = 0;
    if (n->term.len == 0 || n->document == CURSOR_END)
        return S_OK;
    if (!n->cursor->source->impacts) {
        out->score = INFINITY;
        return S_OK;
    }
    enum status s = n->cursor->source->impacts(n->cursor, target, &impacts, err);
    n->shortest = UINT32_MAX;
    for (uint32_t i = 0; !s && i < impacts.count; i++) {
        double part = bm25_length_part(impacts.pair[i].length, m->average_length);
        out->score = fmax(out->score, bm25_term(n->idf, impacts.pair[i].frequency, part));
        n->shortest = impacts.pair[i].length < n->shortest ? impacts.pair[i].length : n->shortest;
    }
    out->last = impacts.last;
    return s;
}

static enum status bound_node(const struct matcher *m, struct mnode *n, uint32_t target, struct bound *out,
                              struct err *err);

/* The bound of each kind follows how scores are made (matcher.c). */
static enum status find_bound(const struct matcher *m, struct mnode *n, uint32_t target, struct bound *out,
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

/* A bound is kept as long as it holds. */
static enum status bound_node(const struct matcher *m, struct mnode *n, uint32_t target, struct bound *out,
                              struct err *err)
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

static bool is_below(double score, double floor)
{
    return score < floor * (1 - ROUNDING);
}

/* As bm25_length_part, without its division: what this loses is far below ROUNDING. */
static double about_length_part(const struct matcher *m, uint32_t length)
{
    return m->length_base + m->length_slope * length;
}

/* Whether bm25_term is below the floor, without its division. */
static bool word_is_below(const struct mnode *n, uint32_t frequency, double length_part, double floor)
{
    return n->idf * (BM25_K1 + 1) * frequency < floor * (1 - ROUNDING) * (frequency + length_part);
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

/* The least frequency that reaches the floor in the shortest document of the range. Floors only rise, so that it is
 * looked for from where it was. */
static uint32_t least_frequency(const struct matcher *m, struct mnode *n, double floor)
{
    double length_part = about_length_part(m, n->shortest);
    while (n->least < FREQUENCY_LIMIT && word_is_below(n, n->least, length_part, floor))
        n->least++;
    return n->least;
}

/* Frequencies are below 2^31, and the processor compares signed numbers more cheaply. */
typedef int32_t four __attribute__((vector_size(16)));
typedef int64_t two __attribute__((vector_size(16)));

/* The first place from `at` on, or `end`, whose frequency is at least `least`. */
static uint32_t next_frequency(const struct cursor *c, uint32_t at, uint32_t end, uint32_t least)
{
    const uint32_t *f = c->frequencies;
    const int32_t below = (int32_t)least - 1;
    const four limit = {below, below, below, below};
    for (; at + 8 <= end; at += 8) {
        four pair[2];
        memcpy(pair, f + at, sizeof pair);
        two any = (two)((pair[0] > limit) | (pair[1] > limit));
        if (any[0] | any[1])
            break;
    }
    while (at < end && f[at] < least)
        at++;
    return at;
}

/* The same for one range of a disjunction, whose floor for a word may fall from range to range. */
static uint32_t least_in_range(const struct matcher *m, const struct mnode *n, double floor)
{
    double length_part = about_length_part(m, n->shortest);
    uint32_t least = 1;
    while (least < FREQUENCY_LIMIT && word_is_below(n, least, length_part, floor))
        least++;
    return least;
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

/* ---- any of several ---- */

struct disjunction {
    struct matcher *m;
    struct mnode *n;
    double floor;
    struct mnode *child[CHILDREN_MAX];                    /* by bound, the least first */
    double bound[CHILDREN_MAX], before[CHILDREN_MAX + 1]; /* before[i]: sum of the bounds of the first i */
    size_t essential;             /* a document in none of the children from here on is below the floor */
    uint32_t least[CHILDREN_MAX]; /* frequency without which a child's word alone is not enough; 0: not known */
    uint32_t last;                /* all this holds up to this document */
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

/* ---- any tree ---- */

enum status matcher_is_below(struct matcher *m, double floor, bool *yes, struct err *err)
{
    struct bound b;
    enum status s = bound_node(m, m->root, m->root->document, &b, err);
    *yes = !s && is_below(b.score, floor);
    return s;
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
    bool any = root->kind == M_OR && root->count <= CHILDREN_MAX;
    struct disjunction d; /* its arrays are filled before they are read, as far as there are children */
    bool hit = false;
    d.m = m;
    d.n = root;
    d.floor = floor;
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
        s = any ? confirm_children(root, &hit, err) : confirm_above(m, floor, &hit, err);
        if (s)
            return s;
        target = root->document + 1;
    }
    *document = root->document;
    return S_OK;
}
