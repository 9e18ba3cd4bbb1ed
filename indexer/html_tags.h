/* The elements of HTML that matter for its text, and how each behaves. Inner header of indexer/.
 *
 * Source: WHATWG HTML, sections 13.1.2 (void and raw text elements) and 15 (which are blocks), with the elements of
 * HTML 3.2 and 4 that old pages have. */
#ifndef DATELINE_INDEXER_HTML_TAGS_H
#define DATELINE_INDEXER_HTML_TAGS_H

#include "core/buf.h"

/* In the order of their names, for the search. */
enum html_tag {
    TAG_A,
    TAG_ABBR,
    TAG_ADDRESS,
    TAG_APPLET,
    TAG_AREA,
    TAG_ARTICLE,
    TAG_ASIDE,
    TAG_AUDIO,
    TAG_B,
    TAG_BASE,
    TAG_BASEFONT,
    TAG_BIG,
    TAG_BLOCKQUOTE,
    TAG_BODY,
    TAG_BR,
    TAG_BUTTON,
    TAG_CANVAS,
    TAG_CAPTION,
    TAG_CENTER,
    TAG_CITE,
    TAG_CODE,
    TAG_COL,
    TAG_DATALIST,
    TAG_DD,
    TAG_DETAILS,
    TAG_DIALOG,
    TAG_DIR,
    TAG_DIV,
    TAG_DL,
    TAG_DT,
    TAG_EM,
    TAG_EMBED,
    TAG_FIELDSET,
    TAG_FIGCAPTION,
    TAG_FIGURE,
    TAG_FONT,
    TAG_FOOTER,
    TAG_FORM,
    TAG_FRAME,
    TAG_FRAMESET,
    TAG_H1,
    TAG_H2,
    TAG_H3,
    TAG_H4,
    TAG_H5,
    TAG_H6,
    TAG_HEAD,
    TAG_HEADER,
    TAG_HR,
    TAG_HTML,
    TAG_I,
    TAG_IFRAME,
    TAG_IMG,
    TAG_INPUT,
    TAG_LABEL,
    TAG_LEGEND,
    TAG_LI,
    TAG_LINK,
    TAG_MAIN,
    TAG_MAP,
    TAG_MENU,
    TAG_META,
    TAG_NAV,
    TAG_NOEMBED,
    TAG_NOFRAMES,
    TAG_NOSCRIPT,
    TAG_OBJECT,
    TAG_OL,
    TAG_OPTION,
    TAG_P,
    TAG_PARAM,
    TAG_PICTURE,
    TAG_PRE,
    TAG_Q,
    TAG_RP,
    TAG_RT,
    TAG_S,
    TAG_SCRIPT,
    TAG_SECTION,
    TAG_SELECT,
    TAG_SMALL,
    TAG_SOURCE,
    TAG_SPAN,
    TAG_STRIKE,
    TAG_STRONG,
    TAG_STYLE,
    TAG_SUB,
    TAG_SUMMARY,
    TAG_SUP,
    TAG_SVG,
    TAG_TABLE,
    TAG_TBODY,
    TAG_TD,
    TAG_TEMPLATE,
    TAG_TEXTAREA,
    TAG_TFOOT,
    TAG_TH,
    TAG_THEAD,
    TAG_TIME,
    TAG_TITLE,
    TAG_TR,
    TAG_TRACK,
    TAG_TT,
    TAG_U,
    TAG_UL,
    TAG_VIDEO,
    TAG_WBR,
    TAG_XMP,
    TAG_OTHER, /* inline, as a browser takes what it does not know */
    TAG_COUNT
};

enum {
    TAG_IS_VOID = 1,    /* has no content and no end */
    TAG_IS_RAW = 2,     /* its content is no markup */
    TAG_IS_BLOCK = 4,   /* begins and ends a block of text */
    TAG_IS_SILENT = 8,  /* nothing in it is text of the page */
    TAG_IS_WALL = 16,   /* what is open outside it cannot be closed from inside */
    TAG_ENDS_P = 32,    /* its start closes a paragraph that is open */
    TAG_IS_HEADING = 64 /* h1 to h6 */
};

enum html_tag html_tag_find(struct str name); /* in any case; TAG_OTHER */
unsigned html_tag_flags(enum html_tag tag);

#endif
