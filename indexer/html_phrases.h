/* Lines that stand on the page of a story and are not of it, known by how they begin: "Read more:", "Copyright 1998",
 * "Lesen Sie auch". Inner header of indexer/. */
#ifndef DATELINE_INDEXER_HTML_PHRASES_H
#define DATELINE_INDEXER_HTML_PHRASES_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/date.h"

enum html_phrase {
    PHRASE_NONE,
    PHRASE_JUNK, /* leave it out */
    PHRASE_BOX,  /* and what belongs to it: headlines of other stories */
    PHRASE_END   /* and all behind it: comments */
};

/* Of a block of a page. A whole sentence is taken for one only where it speaks to the reader: "Subscribe to ...". */
enum html_phrase html_phrase_of(struct str text);
/* Whether a line says who wrote it or when, and nothing else: "By Ann Author", "Published 14 September 1996". */
bool html_is_byline(struct str text);
/* What stands behind "By" or the like at the start of a line, borrowed; absent when there is none. */
struct str html_name_in_byline(struct str text);
/* The date that a line begins with, or that stands behind "Published" or the like in it; none when there is none. */
bool html_date_in_byline(struct str text, struct date *out);

#endif
