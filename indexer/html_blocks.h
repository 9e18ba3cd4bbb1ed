/* A page as a list of blocks of text, and of the elements that they stand in. Inner header of indexer/.
 *
 *     html_blocks_begin(&b);
 *     while (html_tokens_next(&t, &token))
 *         html_blocks_token(&b, &token);
 *     html_blocks_end(&b);
 *
 * A block is what a browser would set as one paragraph: it ends where an element that is a block begins or ends, and at
 * two line breaks; of a block that is no running text each line is one by itself. White space in it is one space,
 * references are resolved; what is hidden or is no text (scripts, buttons, fallbacks of pictures) is left out. The
 * elements are those blocks that hold text, each with the number of the one around it, in the order of their starts: a
 * number is always greater than that of the element around it. No tree of the page is made. Missing end tags are made
 * up as HTML 4 has it for p, li, dt, dd, tr, td and headings; end tags of what is not open are passed over. Memory is
 * bounded by the page and by HTML_BLOCKS_MAX, past which its rest is not read. A failed allocation shows in the status
 * of `text`. */
#ifndef DATELINE_INDEXER_HTML_BLOCKS_H
#define DATELINE_INDEXER_HTML_BLOCKS_H

#include "indexer/html.h"
#include "indexer/html_hints.h"

enum { HTML_BLOCKS_MAX = 100000, HTML_LINES_MAX = 16, HTML_NO_NODE = -1 };

struct html_node {
    int32_t parent; /* or HTML_NO_NODE */
    uint32_t signature;
    uint32_t hints;
    enum html_tag tag;
};

struct html_block {
    uint32_t start, len; /* in text */
    int32_t node;        /* the innermost element */
    uint32_t letters;    /* characters; those of scripts that write words in one or two of them count threefold */
    uint32_t linked;     /* of them, in links */
    uint32_t slanted;    /* of them, in italics */
    uint8_t level;       /* 1 to 6 of a heading, else 0 */
    bool ends;           /* as a sentence does */
    bool teaser;         /* stands under the headline of another story, as html_main.h has it */
    bool listed;         /* and that in a list of them */
    bool ruled;          /* a rule is between it and the block before it */
    bool line;           /* only a line break is between it and the block before it */
};

struct html_open {
    enum html_tag tag;
    uint32_t signature, hints, inherited;
    int32_t node; /* its number once it holds text */
    bool block, link, italic, silent;
};

struct html_blocks {
    struct buf text;
    struct html_block *blocks;
    size_t count, blocks_room;
    struct html_node *nodes;
    size_t node_count, nodes_room;

    struct html_open open[HTML_DEPTH_MAX];
    size_t depth;
    uint32_t opened[TAG_COUNT]; /* how many are open */
    uint32_t beyond[TAG_COUNT]; /* and were opened too deep */
    unsigned silent, links, italics, preformatted;
    bool full;       /* the rest of the page is passed over */
    bool broken;     /* a block element was seen: line ends in the text mean nothing */
    size_t start;    /* of the present block */
    unsigned breaks; /* line breaks since the last character */
    bool space;      /* white space since the last character */
    bool ruled;      /* a rule since the last block */
    uint32_t letters, linked, slanted;
    struct html_line {
        size_t start;
        uint32_t letters, linked, slanted; /* of the block before it */
    } lines[HTML_LINES_MAX];               /* behind line breaks in the present block */
    size_t line_count;
    struct buf resolved;
};

void html_blocks_begin(struct html_blocks *b);
void html_blocks_token(struct html_blocks *b, const struct html_token *token);
void html_blocks_end(struct html_blocks *b);
void html_blocks_release(struct html_blocks *b);

/* Whether a block is a running text and no label, menu or heading. */
bool html_is_prose(const struct html_block *block);
/* Whether an element is the other one or inside it. */
bool html_is_inside(const struct html_blocks *b, int32_t node, int32_t around);
/* Whether it is a link and little else; of a sentence more of it must be. */
bool html_is_link(const struct html_block *block);
struct str html_block_text(const struct html_blocks *b, const struct html_block *block);
bool html_is_wide_space(uint32_t c);  /* past ASCII */
bool html_is_cell(enum html_tag tag); /* of a table */
/* Whether the two, neighbours in a list, are cells of one row of a table that has nothing but lines in it. */
bool html_blocks_share_row(const struct html_blocks *b, const struct html_block *one, const struct html_block *other);
/* What is known of the place that was reached in the page: hints of all elements that are open. */
uint32_t html_blocks_hints(const struct html_blocks *b);

/* Between html_blocks.c and html_elements.c: ends the present block; opens and closes elements. */
void html_blocks_break(struct html_blocks *b);
void html_elements_open(struct html_blocks *b, const struct html_token *token);
void html_elements_close(struct html_blocks *b, enum html_tag tag);

#endif
