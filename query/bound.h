/* Bounds of scores: what pruning asks before it looks at postings. Inner header of bound.c, which finds them, above.c
 * and disjunction.c, which pass over what is below a floor.
 *
 * A document is passed over only when its score is certainly below the floor. Bounds are sums in another order than
 * scores are, so they are held against a floor that is lower by more than the rounding of all sums. */
#ifndef DATELINE_QUERY_BOUND_H
#define DATELINE_QUERY_BOUND_H

#include <string.h>

#include "core/bm25.h"
#include "query/mnode.h"

static const double BOUND_ROUNDING = 1e-9;

enum {
    /* The children of a disjunction that takes part in pruning; one with more is walked whole. */
    BOUND_CHILDREN_MAX = 32
};

struct bound {
    double score;
    uint32_t last; /* it holds up to this document */
};

/* The bound of a node's score from document `target` on; it is kept in the node as long as it holds. */
enum status bound_node(const struct matcher *m, struct mnode *n, uint32_t target, struct bound *out, struct err *err);

/* Keeps a bound of a word's score in all of the store, and the length of its shortest document. */
static inline void bound_keep(struct mnode *word, double score, uint32_t shortest)
{
    word->bound_from = 1;
    word->bound_last = CURSOR_END - 1;
    word->bound = score;
    word->shortest = shortest;
}

static inline bool is_below(double score, double floor)
{
    return score < floor * (1 - BOUND_ROUNDING);
}

/* As bm25_length_part, without its division: what this loses is far below BOUND_ROUNDING. */
static inline double about_length_part(const struct matcher *m, uint32_t length)
{
    return m->length_base + m->length_slope * length;
}

/* Moves *target over the ranges whose bound is below the floor; CURSOR_END when none is left. */
enum status pass_over(const struct matcher *m, struct mnode *n, double floor, uint32_t *target, struct err *err);

/* matcher_next (floor 0), matcher_next_above, matcher_is_below, matcher_count and matcher_mark for a root with a batch;
 * the last two only for one of kind AND. */
enum status conjunction_next(struct matcher *m, uint32_t target, double floor, uint32_t *document, struct err *err);
enum status conjunction_is_below(struct matcher *m, double floor, bool *yes, struct err *err);
enum status conjunction_count(struct matcher *m, uint64_t *count, struct err *err);
enum status conjunction_mark(struct matcher *m, uint64_t *bits, struct err *err);

/* matcher_next_above for a root with a range. */
enum status disjunction_next_above(struct matcher *m, uint32_t target, double floor, uint32_t *document,
                                   struct err *err);

#endif
