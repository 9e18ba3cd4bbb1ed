/* The compiled tree of a matcher: inner header of compile.c, which builds it, and matcher.c, which walks it. */
#ifndef DATELINE_QUERY_MNODE_H
#define DATELINE_QUERY_MNODE_H

#include <stdbool.h>

#include "query/matcher.h"

enum mkind { M_NONE, M_TERM, M_DATE, M_AND, M_OR, M_BEST, M_MAX, M_NOT, M_WITH, M_FILTER, M_IN, M_PHRASE, M_NEAR };

/* A node of the compiled tree. `document` is where it stands: the first document >= the last seek's target that may
 * match. */
struct mnode {
    struct mnode *next; /* of all of the matcher's */
    enum mkind kind;
    uint32_t document;
    bool hit; /* of a child of OR, BEST, MAX, WITH: whether it was confirmed in `document`, by mnode_confirm or, for
                 an operand of IN, by where it was located */
    uint64_t cost; /* documents that it may give: the rarest leads a conjunction */
    double bound;  /* no document from bound_from to bound_last scores more (bound.c); bound_last 0: not known */
    uint32_t bound_from, bound_last;
    bool plain; /* AND, PHRASE, NEAR: of words alone */

    struct cursor *cursor; /* TERM */
    struct str term;
    uint32_t number; /* among the `order` of a root with a batch */
    double idf;
    uint32_t shortest; /* length among those of `bound` */
    double most;       /* that the word gives anywhere in the store (disjunction.c); 0: not known */

    struct mnode **child; /* in the order of the query; of a phrase, a repeated word is the same child again */
    struct mnode **order; /* AND, PHRASE, NEAR: by cost; OR, BEST, MAX: a heap by document */
    size_t count, ordered;
    struct range *range; /* of a root that is a word, any or the best of some words (disjunction.c), else NULL */
    struct batch *batch; /* of a root that is plain (conjunction.c), else NULL */
    uint32_t *offset;    /* PHRASE: of each child from the first */
    uint32_t *visit;     /* PHRASE: numbers of the children, the rarest first */
    uint32_t span;       /* NEAR: last position - first position */
    bool in_order;       /* NEAR: the children's order counts */

    const struct node *date_node; /* DATE: which dates */
    struct store *store;          /* DATE, IN */
    bool in_body;                 /* IN: the body, else the headline */
    const int64_t *date;          /* DATE; NULL: documents are in order, and its own lie in [first, limit) */
    uint32_t first, limit;

    struct u32_array at; /* PHRASE: starts; operands of NEAR and IN: places in `document` */
};

struct matcher {
    struct store *store;
    size_t number; /* of the store in the archive */
    double average_length;
    double length_base, length_slope; /* about bm25_length_part: base + slope * length */
    uint32_t length_of, length;       /* the document of which it is kept; 0: of none */
    const struct expansion *expansions;
    struct mnode *root;
    struct mnode *phrase; /* over leaves of the tree; NULL: none is looked for */
    struct arena *arena;  /* all that has no end of its own */
    struct mnode *nodes;  /* all */
    struct mnode **leaf;  /* those of kind TERM */
    size_t leaf_count, leaf_capacity;
};

/* Keeps a document's length for matcher_length. */
static inline void keep_length(struct matcher *m, uint32_t document, uint32_t length)
{
    m->length_of = document;
    m->length = length;
}

/* Moves a node to the first document >= target that may match, by document numbers alone. */
enum status mnode_seek(struct mnode *n, uint32_t target, struct err *err);
/* Looks whether the document that the node stands at matches, by positions where they count. */
enum status mnode_confirm(struct mnode *n, bool *hit, struct err *err);

/* Gives a plain root its batch. */
enum status conjunction_open(struct matcher *m, struct mnode *n, struct err *err);
/* Gives a root that is a disjunction its range. */
bool is_disjunction(const struct mnode *n);
enum status disjunction_open(struct matcher *m, struct mnode *n, struct err *err);

/* Makes a node of kind DATE of a DATE, DAY or UNDATED, and moves it as mnode_seek does. */
enum status match_date_open(struct mnode *n, const struct node *node, struct store *store, struct err *err);
enum status match_date_seek(struct mnode *n, uint32_t target, struct err *err);

/* The same for a phrase whose words all stand at n->document. */
enum status mnode_confirm_phrase(struct mnode *n, bool *hit, struct err *err);

/* Positions that an operand of NEAR covers. */
uint32_t operand_length(const struct mnode *n);

#endif
