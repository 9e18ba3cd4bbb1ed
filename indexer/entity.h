/* Characters that HTML has names for: &eacute; &mdash;. Inner header of indexer/. */
#ifndef DATELINE_INDEXER_ENTITY_H
#define DATELINE_INDEXER_ENTITY_H

#include <stdint.h>

enum { ENTITY_NAME_LONGEST = 10 /* bytes; no name of HTML 4 has more */ };

/* The character of a name without & and ;, or 0. Source: HTML 4.01, section 24, and &apos; of XML. */
uint32_t entity_character(const char *name);

#endif
