/* Bylines as a line of their own: "By Ann Author and Bob de Vries". Inner header of indexer/. */
#ifndef DATELINE_INDEXER_BYLINE_H
#define DATELINE_INDEXER_BYLINE_H

#include <stdbool.h>

#include "core/buf.h"

/* Whether a line without white space at its ends is a byline; *names is what stands behind the "By". Borrowed. */
bool byline_parse(struct str line, struct str *names);
/* Without a "By" before a name: "By Ann Author" is Ann Author, "By the sea" and "By Any Means Necessary" stay.
 * Borrowed. */
struct str byline_bare(struct str text);
/* The name beside an address: "ann@ledger.example (Ann Author)" and "Ann Author <ann@ledger.example>" are Ann Author;
 * else the whole text, which is not empty. Borrowed. */
struct str byline_of_author(struct str text);

#endif
