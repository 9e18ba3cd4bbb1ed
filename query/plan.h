/* The plan of a search: what has to be known of the whole archive before a store can be matched. That is the terms that
 * each wildcard and dictionary look-up stands for. */
#ifndef DATELINE_QUERY_PLAN_H
#define DATELINE_QUERY_PLAN_H

#include "archive/archive.h"
#include "core/err.h"
#include "query/tree.h"

/* The terms that one NODE_PREFIX or NODE_VALUES stands for, over all stores, each once. */
struct expansion {
    const struct node *node;
    struct str *term;
    struct term_place *place; /* of the i-th term in the archive's n-th store: [i * stores + n] */
    size_t count, stores;
    size_t total; /* terms of this one and all behind it in the list */
    struct expansion *next;
};

/* Finds the expansions of a tree; they live in the query's arena. S_LIMIT when one stands for more than
 * QUERY_EXPANSIONS_MAX terms, or all together for more than QUERY_EXPANDED_MAX. */
enum status plan_expand(struct archive *archive, const struct query *query, const struct expansion **out,
                        struct err *err);
/* The same once for all that is done with a query that is made. */
enum status plan_query(struct archive *archive, struct query *query, struct err *err);
/* The expansion of a node, which plan_expand has found. */
const struct expansion *plan_of(const struct expansion *list, const struct node *node);

#endif
