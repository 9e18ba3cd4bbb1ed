/* Pseudo-relevance feedback: words that the best articles found have in common, to look for as well.
 *
 *     w(d)   of the 10 best articles: score^8, in sum 1
 *     p(t)   sum over them of w(d) * frequency of t in d / words of d; the 30 greatest, in sum 1
 *     score  0.6 BM25 + 0.4 Q sum of p(t) * BM25 of t, Q the number of words in the query
 *
 * Words are of letters alone, two or more, no stop words, and stand in at least two articles and at most a tenth of
 * all. It is a relevance model mixed with the query (V. Lavrenko, W. B. Croft, "Relevance-based language models", SIGIR
 * 2001; N. Abdul-Jaleel et al., "UMass at TREC 2004: novelty and HARD", 2004), with the weights of articles sharpened.
 * Chosen by measurement on ten judged collections. Inner header of query/. */
#ifndef DATELINE_QUERY_FEEDBACK_H
#define DATELINE_QUERY_FEEDBACK_H

#include "query/find.h"

enum { FEEDBACK_ARTICLES = 10 };

static const double FEEDBACK_QUERY = 0.6; /* what remains of the BM25 of the query */

/* Chooses the words out of `count` articles, the best first. */
enum status feedback_choose(struct matching *m, const struct candidate *best, size_t count, struct feedback *out,
                            struct err *err);
/* The key terms of one article against the archive: the FEEDBACK_TERMS words with the greatest frequency * idf, which
 * is their weight. Of `m` only the archive, the counts, the number of stores and the query's arena are looked at. */
enum status feedback_key_terms(struct matching *m, const struct candidate *article, struct feedback *out,
                               struct err *err);
/* Adds up for each of `count` documents of one store, ascending, what the words give to the score. */
enum status feedback_score(const struct feedback *f, struct matching *m, uint32_t store, const uint32_t *document,
                           size_t count, double *score, struct err *err);

#endif
