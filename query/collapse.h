/* One article for those that say the same (collapse=text): of the matches with equal texts (store_text) the one that
 * comes first among equals stays, the newest, and the others are no matches any more. Which one stays does not depend
 * on the order that was asked for, so that facets, timelines and exports count just what is shown. Inner header of
 * query/. */
#ifndef DATELINE_QUERY_COLLAPSE_H
#define DATELINE_QUERY_COLLAPSE_H

#include "query/matches.h"

struct collapse; /* how many others each of those that stay stands for */

/* Takes the others out of the matches. collapse_free frees *out, which takes 16 to 64 bytes a match. */
enum status collapse_texts(struct archive *archive, struct matches *m, struct collapse **out, struct err *err);
/* Accepts NULL. */
void collapse_free(struct collapse *c);
/* How many others with this text there were. */
uint32_t collapse_others(const struct collapse *c, uint64_t text);

#endif
