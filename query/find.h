/* Finding: a query tree over all stores -> candidates in order. The inside of a search, apart from parsing and from
 * what is shown. */
#ifndef DATELINE_QUERY_FIND_H
#define DATELINE_QUERY_FIND_H

#include "archive/archive.h"
#include "query/by_date.h"
#include "query/collect.h"
#include "query/decay.h"
#include "query/matcher.h"
#include "query/feedback_terms.h"
#include "query/page.h"
#include "query/second_pass.h"
#include "query/tree.h"

/* The statistics and compiled trees of one query over all stores of an archive. */
struct matching {
    struct archive *archive;
    const struct query *query;
    const struct expansion *expansions;
    struct archive_counts counts;
    double average_length;
    struct arena *arena;      /* of the matchers */
    struct matcher **matcher; /* one a store */
    size_t stores;
    struct decay decay;
    struct query_word *word; /* distinct words that score, in the order of the query; in the query's arena */
    size_t word_count;
};

/* Opens the tree `root` of a query: query->root, or one made of it. */
enum status matching_open(struct archive *archive, const struct query *query, const struct node *root,
                          struct matching *out, struct err *err);
void matching_close(struct matching *m);
/* The score of the first pass for the document that the matcher of a store stands at, with its decay. */
enum status matching_score(struct matching *m, uint32_t store, uint32_t document, double *out, struct err *err);
struct find_options {
    enum order_by order;
    enum ranking ranking;
    size_t depth;   /* how many candidates are wanted, best first */
    bool count_all; /* total is exact; otherwise what cannot reach the page need not be counted */
    bool expand;    /* ranked by feedback, too */
    struct decay decay;
    bool collapse;                     /* one hit for equal texts */
    const struct date_position *after; /* in the order of dates: what comes behind it; NULL: all */
};

/* What was found, best first: parts[i] belongs to candidate[i]. */
struct finding {
    struct candidate *candidate;
    struct score_parts *parts;
    size_t count;
    uint64_t total;
    uint64_t others; /* that are left out for their texts */
    bool at_least;   /* there may be more than `total` */
    bool timed_out;  /* the archive's deadline passed: of what was looked at, the best that may be on a whole page */
    enum order_by order;           /* that they are in */
    bool more;                     /* in the order of dates: something is behind what was wanted */
    struct decay decay;            /* that is in the scores */
    struct feedback feedback;      /* likewise; of no words: none */
    const struct query_word *word; /* distinct words that score; in the query's arena */
    size_t word_count;
};

/* When the archive's deadline passes on the way, *out is what was found by then. */
enum status find(struct archive *archive, const struct query *query, const struct find_options *options,
                 struct finding *out, struct err *err);
void finding_release(struct finding *f);

/* Calls for each match of each store, in ascending order of store and document; a status other than S_OK ends the walk.
 */
typedef enum status find_visit(void *context, struct store *store, uint32_t document, struct err *err);
enum status find_all(struct archive *archive, const struct query *query, find_visit *visit, void *context,
                     struct err *err);

#endif
