/* Text in blocks: pieces of text with breaks between them -> paragraphs with one blank line between, white space made
 * one space. Inner header of indexer/. */
#ifndef DATELINE_INDEXER_BLOCKS_H
#define DATELINE_INDEXER_BLOCKS_H

#include <stdbool.h>

#include "core/buf.h"

enum { BLOCKS_TEXT_MAX = 8 << 20 };

enum blocks_break { BLOCKS_NONE, BLOCKS_SPACE, BLOCKS_PARAGRAPH };

struct blocks {
    struct buf *out;
    size_t start;              /* of this text in out */
    enum blocks_break pending; /* comes before the next word */
    bool full;                 /* BLOCKS_TEXT_MAX has been reached: the rest is not there */
};

/* A text that begins a paragraph at the end of out, which is borrowed. */
void blocks_init(struct blocks *b, struct buf *out);
void blocks_break(struct blocks *b, enum blocks_break kind);
/* Adds a piece. With `lines` a blank line in it separates paragraphs. */
void blocks_add(struct blocks *b, struct str piece, bool lines);

#endif
