/* Bylines as a line of their own: "By Ann Author and Bob de Vries". Inner header of indexer/. */
#ifndef DATELINE_INDEXER_BYLINE_H
#define DATELINE_INDEXER_BYLINE_H

#include <stdbool.h>

#include "core/buf.h"

/* Whether a line without white space at its ends is a byline; *names is what stands behind the "By". Borrowed. */
bool byline_parse(struct str line, struct str *names);

#endif
