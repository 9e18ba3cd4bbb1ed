/* The words that tell what was found from the rest of the archive.
 *
 *     score(t)   the log-likelihood ratio of t's part of the articles found, and of the others (T. Dunning, "Accurate
 *                methods for the statistics of surprise and coincidence", Computational Linguistics 19(1), 1993,
 *                section 4), for the first KEYWORDS_ARTICLES hits as a sample of what was found
 *
 * Words of letters that are more frequent in the sample than elsewhere, not those of the query. Inner header of query/.
 */
#ifndef DATELINE_QUERY_KEYWORDS_H
#define DATELINE_QUERY_KEYWORDS_H

#include "query/find.h"
#include "query/matches.h"

enum { KEYWORDS_ARTICLES = 100 };

/* The `wanted` best (at most KEYWORDS_MAX), best first, with the number of `matches` that have each; they lie in the
 * arena. `sample` is what was found, the first ones first. */
enum status keywords_find(struct archive *archive, const struct query *query, const struct finding *sample,
                          const struct matches *matches, size_t wanted, struct arena *arena, struct keyword **out,
                          size_t *count, struct err *err);

#endif
