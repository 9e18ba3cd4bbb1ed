/* What a search answers, written down so that two answers can be compared byte by byte. */
#ifndef DATELINE_TESTS_LAYOUTS_ANSWERS_H
#define DATELINE_TESTS_LAYOUTS_ANSWERS_H

#include "archive/archive.h"
#include "query/params.h"

/* The whole page: total, order, each hit with its id, its score and the parts of it as exact doubles, its snippet.
 * Numbers of documents and stores are left out. Appends to out. With total=fast the search is run with an exact total
 * as well; false, and both answers in out, when the hits are not the same or the total is greater. */
bool answer_page(struct archive *archive, const struct params *params, struct buf *out);
/* What does not depend on statistics: total, and the ids of all that match, sorted. */
bool answer_set(struct archive *archive, const struct params *params, struct buf *out);

#endif
