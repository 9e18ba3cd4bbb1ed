/* Values of a source as an article takes them: clean UTF-8, trimmed, and for a line with single spaces. Inner header of
 * indexer/. */
#ifndef DATELINE_INDEXER_CLEAN_H
#define DATELINE_INDEXER_CLEAN_H

#include <stdbool.h>

#include "core/buf.h"

/* Whether clean UTF-8 holds nothing that can be seen. */
bool text_is_blank(struct str text);
/* Repairs (core/utf8.h) and trims a value into `scratch`, which *out borrows from; false when nothing is left. */
bool clean_value(struct str value, struct buf *scratch, struct str *out);
/* The same for a value of one line: runs of white space become one space. */
bool clean_line(struct str value, struct buf *scratch, struct str *out);

#endif
