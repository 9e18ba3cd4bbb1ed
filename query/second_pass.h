/* The second pass of the default ranking: what positions say about the best candidates of the first.
 *
 *     W      max over any 8 consecutive positions of the sum of idf of the distinct query words in it
 *     T      sum of idf of the distinct query words in the headline
 *     L      sum over distinct query words in the body: idf * exp(-(first body offset) / 20)
 *     score  BM25 + 0.4 W + 0.4 T + 0.2 L
 *
 * Chosen by measurement on ten judged collections; bench/judged measures it on four of them. Wildcards have no part in
 * it. */
#ifndef DATELINE_QUERY_SECOND_PASS_H
#define DATELINE_QUERY_SECOND_PASS_H

#include "archive/store.h"
#include "query/collect.h"
#include "query/page.h"

/* Candidates of each tier, whatever the page; the most are for feedback, which draws on what it finds among them. On
 * the four collections of bench/judged 100 give the nDCG@10 of 50, and a MAP of .3203 in place of .3200, at twice the
 * cost. */
enum {
    SECOND_PASS_DEPTH = 50,
    SECOND_PASS_DEPTH_MAX = 100,
    SECOND_PASS_WINDOW = 8 /* positions */
};

/* A distinct word of the query that scores. */
struct query_word {
    struct str term;
    double idf;
    uint32_t times; /* it stands in the query */
};

/* Candidates of one store, in ascending order of document. */
struct second_pass_group {
    size_t count;
    uint32_t document[SECOND_PASS_DEPTH_MAX];
    uint32_t at[SECOND_PASS_DEPTH_MAX]; /* which of all candidates each is */
};

/* Sets window, headline and position (with their weights), placed and body_words in the parts of a group's candidates:
 * those of document[i] are parts[at[i]]. */
enum status second_pass(struct store *store, const struct query_word *word, size_t word_count,
                        const struct second_pass_group *group, struct score_parts *parts, struct arena *arena,
                        struct err *err);

#endif
