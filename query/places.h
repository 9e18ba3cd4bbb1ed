/* Where documents stand in a word's block. Many of them are looked up by a table, which costs a store for each document
 * of the block and a load for each of those, and no search. Inner header of conjunction.c and disjunction.c. */
#ifndef DATELINE_QUERY_PLACES_H
#define DATELINE_QUERY_PLACES_H

#include "archive/cursor.h"

enum {
    PLACES_SPAN = 4096, /* documents that a table reaches over */
    PLACES_PART = 8     /* to look up no more than this part of the block, a search costs less */
};

/* What it holds from one time to the next does not matter: where a document of the block is not, a table gives the
 * place of some other. */
struct places {
    uint8_t of[PLACES_SPAN]; /* by document, less the first that is looked up */
};

/* Finds `count` ascending documents in the cursor's block: if one is there, then at its place. */
static inline void places_find(struct places *p, const struct cursor *c, const uint32_t *document, uint32_t count,
                               uint8_t place[CURSOR_BLOCK])
{
    if (count <= c->count / PLACES_PART || document[count - 1] - document[0] >= PLACES_SPAN) {
        for (uint32_t i = 0; i < count; i++)
            place[i] = (uint8_t)cursor_place(c, document[i]);
        return;
    }
    uint32_t first = document[0], last = document[count - 1], at = 0, end = 0;
    if (!cursor_block_is_before(c, first)) {
        at = cursor_place(c, first);
        end = c->documents[c->count - 1] <= last ? c->count : cursor_place(c, last + 1);
    }
    for (; at < end; at++)
        p->of[c->documents[at] - first] = (uint8_t)at;
    for (uint32_t i = 0; i < count; i++)
        place[i] = p->of[document[i] - first] % CURSOR_BLOCK;
}

#endif
