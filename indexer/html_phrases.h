/* Lines that stand on the page of a story and are not of it, known by how they begin: "Read more:", "Copyright 1998",
 * "Lesen Sie auch". Inner header of indexer/. */
#ifndef DATELINE_INDEXER_HTML_PHRASES_H
#define DATELINE_INDEXER_HTML_PHRASES_H

#include "core/buf.h"

enum { HTML_LINE_BYTES = 240 /* a longer block is text, but for notices of copyright */ };

enum html_phrase {
    PHRASE_NONE,
    PHRASE_JUNK, /* leave it out */
    PHRASE_BOX,  /* and what belongs to it: headlines of other stories */
    PHRASE_TAIL, /* behind most of the story: what comes is said of its author, or of its sources */
    PHRASE_END   /* leave it out and all behind it: comments */
};

enum html_phrase html_phrase_of(struct str text);
/* Writes the start of a line in small letters, with plain apostrophes, without what stands before its first letter or
 * number but (c) and ©, and a NUL. Returns its length. */
size_t html_lower_line(struct str text, char out[HTML_LINE_BYTES]);

#endif
