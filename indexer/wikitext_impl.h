/* The three steps of wikitext.h, each over the whole text:
 *
 *   1  marks   finds brackets that belong together, the bars between them, and what goes as a whole: comments,
 *              references. One stack, one pass.
 *   2  flat    walks the marks and writes the text without them: jumps over what goes, and sets a jump at the end of
 *              what is kept of a template. So nothing is moved twice, however deep brackets are nested.
 *   3  lines   headings, lists, tables, sections; inside a line quotes, tags, references, external links.
 *
 * Between 2 and 3, VERBATIM_BEGIN and VERBATIM_END stand around text that step 3 takes as it is, on every line of it.
 */
#ifndef DATELINE_INDEXER_WIKITEXT_IMPL_H
#define DATELINE_INDEXER_WIKITEXT_IMPL_H

#include "indexer/wikitext.h"

/* No repaired text holds these. */
enum { VERBATIM_BEGIN = 1, VERBATIM_END = 2 };

enum mark_kind {
    MARK_TEMPLATE, /* {{ or {{{ */
    MARK_LINK,     /* [[ */
    MARK_BAR,
    MARK_END,      /* of a template or a link that was begun */
    MARK_COMMENT,  /* all of it, as are the following */
    MARK_GONE,     /* an element whose content is no text */
    MARK_VERBATIM, /* <nowiki>, <pre> */
    /* set by step 2 */
    MARK_SPACE,     /* a bar that becomes a space */
    MARK_STOP,      /* the end of what is kept of a template */
    MARK_STOP_BLOCK /* the same, and of the paragraph */
};

struct mark {
    uint32_t at, end; /* in the text */
    uint32_t next;    /* of a bracket or a bar: the next bar of the same pair, or its end. Of MARK_VERBATIM: where the
                         content begins */
    uint32_t close;   /* of a bracket: its end; 0: it has none. Of a stop: the mark to go on behind. Of MARK_VERBATIM:
                         where the content ends */
    uint8_t kind;
};

/* The marks of w->clean, into w->marks; the first is none, so that 0 can say so. */
void wikitext_mark(struct wikitext *w);
static inline struct mark *wikitext_marks(const struct wikitext *w)
{
    return (struct mark *)(void *)w->marks.data;
}
static inline uint32_t wikitext_mark_count(const struct wikitext *w)
{
    return (uint32_t)(w->marks.len / sizeof(struct mark));
}

/* What is kept of a template that is closed, mark `i`: sets a stop and gives the mark to go on from, with *at where.
 * Tells what the page says about itself. */
uint32_t wikitext_template(struct wikitext *w, uint32_t i, size_t *at);

/* Where the HTML tag that begins at `at` ends, behind its '>'; 0 when it does not. */
size_t wikitext_tag_end(struct str text, size_t at);

/* Paragraphs, one behind the other in `out`. A zeroed rest is none begun. */
struct paragraphs {
    struct buf *out;
    size_t before;     /* length of out without the paragraph that is open */
    size_t start;      /* where its text begins */
    size_t line_break; /* length of out behind the last <br> */
    bool open;
};
/* Ends the paragraph, if one is open: single spaces, none at its ends; a blank one goes. */
void paragraph_end(struct paragraphs *p);
void paragraph_append(struct paragraphs *p, struct str text);
/* Appends what a part of a line says; tags of blocks in it end the paragraph. */
void wikitext_inline(struct paragraphs *p, struct str text);

/* Appends the paragraphs of a flat text. */
void wikitext_lines(struct str flat, struct buf *out);

#endif
