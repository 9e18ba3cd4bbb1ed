/* The matcher: walks the documents of one store that a query tree matches, in ascending order, over block cursors.
 *
 * It goes in two steps. `seek` moves the tree to the next document that may match, by document numbers alone; `confirm`
 * looks at positions, of that document only. A score is summed over the tree in the order of the query, so that it is
 * the same double wherever an article lies. */
#ifndef DATELINE_QUERY_MATCHER_H
#define DATELINE_QUERY_MATCHER_H

#include <stdint.h>

#include "archive/store.h"
#include "core/err.h"
#include "query/plan.h"
#include "query/tree.h"

struct matcher;

/* Compiles a tree for a store of the archive, by its number, into an arena. This, the tree, the expansions and the
 * store must outlive the matcher. */
enum status matcher_open(const struct node *root, const struct expansion *expansions, struct arena *arena,
                         struct archive *archive, size_t number, struct matcher **out, struct err *err);
void matcher_close(struct matcher *m);

/* The leaves (terms, expansions) are the same, in the same order, in the matchers of one tree over all stores. */
size_t matcher_leaf_count(const struct matcher *m);
struct str matcher_leaf_term(const struct matcher *m, size_t leaf);
/* In how many documents of this store a leaf is. */
uint32_t matcher_leaf_documents(const struct matcher *m, size_t leaf);
/* Sets the idf of a leaf under the statistics of the whole archive. */
void matcher_set_idf(struct matcher *m, size_t leaf, double idf);
double matcher_leaf_idf(const struct matcher *m, size_t leaf);

/* Gives the matcher a phrase to look for in the documents that match. Its words are to be words that every match holds:
 * their cursors serve both. *shared says whether they are; if not, nothing is done. */
enum status matcher_add_phrase(struct matcher *m, const struct node *phrase, bool *shared, struct err *err);
/* Whether the document that matcher_next gave holds it. */
enum status matcher_holds_phrase(struct matcher *m, bool *yes, struct err *err);

/* The average length of the archive's articles in words, for bounds. */
void matcher_set_average(struct matcher *m, double average_length);

/* The first matching document >= target, or CURSOR_END. target grows from call to call. */
enum status matcher_next(struct matcher *m, uint32_t target, uint32_t *document, struct err *err);
/* The same, but documents whose score is certainly below `floor` may be passed over: whole blocks of them cost nothing
 * but a look at their bounds (S. Ding, T. Suel, "Faster top-k document retrieval using block-max indexes", SIGIR 2011;
 * for disjunctions MaxScore by ranges of blocks: H. Turtle, J. Flood, "Query evaluation: strategies and optimizations",
 * 1995; K. Chakrabarti et al., "Interval-based pruning for top-k processing over compressed lists", ICDE 2011). */
enum status matcher_next_above(struct matcher *m, uint32_t target, double floor, uint32_t *document, struct err *err);
/* Whether the score of the document that matcher_next gave is certainly below `floor`, as far as bounds say. */
enum status matcher_is_below(struct matcher *m, double floor, bool *yes, struct err *err);
/* A score that at least `count` of the documents reach that match; 0: not known. It is known of one word, of any of
 * some and of the best of some, since segments tell it of frequent words, and rare ones can be looked at (A. Kane, F.
 * W. Tompa, "Split-lists and initial thresholds for WAND-based search", SIGIR 2018). The matcher must be fresh, and
 * stays so. */
enum status matcher_reached(struct matcher *m, size_t count, double *out, struct err *err);
/* How many documents match at least, as far as it is known without a look at them; *all says whether no others do. */
uint64_t matcher_known_count(const struct matcher *m, bool *all);
/* How many documents match; the matcher must be fresh, and is used up. */
enum status matcher_count(struct matcher *m, uint64_t *count, struct err *err);
/* Makes a used matcher as fresh as matcher_count wants it; false: this one cannot be. */
bool matcher_rewind(struct matcher *m);
/* Sets bit d of `bits` for each document d that matches; the matcher must be fresh, and is used up. `bits` reaches as
 * far as the store's documents. */
enum status matcher_mark(struct matcher *m, uint64_t *bits, struct err *err);
/* How many documents may match, at most. */
uint64_t matcher_cost(const struct matcher *m);
/* Whether counting costs far less than visiting every match. */
bool matcher_counts_cheaply(const struct matcher *m);
/* The length, in words, of a document of the store; that of the last one is kept. */
enum status matcher_length(struct matcher *m, uint32_t document, uint32_t *out, struct err *err);
/* BM25 of the document that matcher_next gave; length_part as of bm25.h. */
enum status matcher_score(struct matcher *m, double length_part, double *out, struct err *err);

/* What one word of the query gave to a score. */
struct contribution {
    struct str term; /* borrowed from the tree */
    uint32_t frequency;
    double idf, score;
};
enum { CONTRIBUTIONS_MAX = QUERY_LEAVES_MAX };
struct contributions {
    struct contribution of[CONTRIBUTIONS_MAX]; /* in the order of the query */
    size_t count;
};
/* The parts that matcher_score has summed. */
enum status matcher_explain(struct matcher *m, double length_part, struct contributions *out, struct err *err);

#endif
