/* Measures of relevance over judged queries, as trec_eval (NIST, version 9) defines them: the names in brackets are
 * its.
 *
 *     nDCG@10     [ndcg_cut_10]   sum of grade / log2(rank + 1) over the first ten, by that of the best
 *                                 order of all that is judged (K. Järvelin, J. Kekäläinen, ACM TOIS 20(4),
 *                                 2002)
 *
 *     MAP         [map]           mean over the relevant articles of the precision at the rank of each, 0 where it was
 *                                 not found
 *
 *     P@10        [P_10]          relevant ones among the first ten, by ten
 *
 *     recall@100  [recall_100]    relevant ones among the first hundred, by all
 *
 *     MRR         [recip_rank]    1 / rank of the first relevant one
 *
 * Relevant is a grade of 1 or more. The mean is over the queries that have a relevant article, found or not (trec_eval
 * -c). */
#ifndef DATELINE_QUERY_EVALUATION_H
#define DATELINE_QUERY_EVALUATION_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/err.h"

struct topic {
    struct str id, words;
};

struct judgement {
    struct str topic, article;
    int grade;
};

/* Both borrow from the text that they were read from. */
struct topics {
    struct topic *of; /* in the order of the text */
    size_t count;
};
struct judgements {
    struct judgement *of; /* by topic, then article */
    size_t count;
};

enum { MEASURES = 5 };
extern const char *const measure_names[MEASURES];

struct measures {
    double of[MEASURES];
};

/* Reads lines of id TAB words. S_USAGE with a text that names the line, also of a
 * topic's second one: `name` is what the text is called. */
enum status topics_read(struct str text, const char *name, struct topics *out, struct err *err);
void topics_release(struct topics *t);
/* Reads lines of topic, article and grade, or as TREC has them topic, iteration, article and grade, with white space
 * between. S_USAGE likewise, also of an article that is judged twice for a topic. */
enum status judgements_read(struct str text, const char *name, struct judgements *out, struct err *err);
void judgements_release(struct judgements *j);

/* Measures the articles found for a topic, best first. False when it has no relevant article. S_NOMEM is the only
 * failure. */
enum status measure_topic(const struct judgements *j, struct str topic, const struct str *found, size_t count,
                          bool *judged, struct measures *out, struct err *err);

/* Appends the words of a topic as a query that means them as words: in lower case, nothing of the query's syntax. False
 * when there are none. */
bool topic_words(struct str words, struct buf *out);

#endif
