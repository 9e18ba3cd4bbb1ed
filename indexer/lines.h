/* Lines of a text that is there as a whole. Inner header of indexer/. */
#ifndef DATELINE_INDEXER_LINES_H
#define DATELINE_INDEXER_LINES_H

#include <stdbool.h>

#include "core/buf.h"

/* Takes a line off the front of `rest`, trimmed; false at the end. Borrowed. */
bool lines_next(struct str *rest, struct str *line);
/* The first line with something in it, or the empty start of the text; *behind is what follows it. */
struct str lines_first(struct str text, struct str *behind);

#endif
