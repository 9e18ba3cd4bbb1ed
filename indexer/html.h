/* HTML: a page of a news site -> an article, and a piece of markup -> text. Inner header of indexer/.
 *
 * Of a page: headline, date, byline, place, section, tags, language, publisher, address from JSON-LD (schema.org
 * NewsArticle and its kinds), then OpenGraph and meta elements, then the markup (title, headings, time, lang,
 * rel=author and rel=tag), at last the lines above the story; the body is the main text, one paragraph a block, a blank
 * line between, cells of a row of a table joined, without navigation, captions, scripts, comments, related links,
 * banners. When there is none, articleBody of the JSON-LD.
 *
 * date_origin is DATE_FROM_JSON_LD, or DATE_FROM_METADATA for meta elements, itemprop and time elements; a date that is
 * only written for readers, around the headline, just below the story or in an element of class "date", is
 * DATE_FROM_DATELINE.
 *
 * The charset is that of a byte order mark, of the transport, of a meta element in the first 8 KiB, or what
 * indexer/charset.h makes of the bytes; a transport that says UTF-8 while the bytes are not yields to the page.
 *
 * Parts: html_tokens.h (tags and texts) -> html_blocks.h (paragraphs and what they stand in) -> html_main.h (which are
 * the story); html_meta.h reads the data beside. Everything takes linear time, and memory in proportion to the page. */
#ifndef DATELINE_INDEXER_HTML_H
#define DATELINE_INDEXER_HTML_H

#include "core/article.h"
#include "core/err.h"

enum {
    HTML_BYTES_MAX = 16 << 20, /* of a page; a longer one is refused by those who call */
    HTML_DEPTH_MAX = 512       /* elements nested deeper are read as if they were closed */
};

struct html;

/* What reads pages, one after the other; it keeps its memory between them. */
enum status html_new(struct html **out, struct err *err);
void html_free(struct html *h);
/* Reads a page into an article that is empty, or that holds what the record around it says (an address): what is there
 * stays. `charset` is what the transport declared, or absent. A page in which no main text is found leaves the body
 * absent. S_NOMEM. */
enum status html_read_page(struct html *h, struct str bytes, struct str charset, struct article *article,
                           struct err *err);
/* Appends the text of a piece of markup (UTF-8), as feeds and JSON have it: paragraphs with a blank line between,
 * character references resolved, scripts and styles left out, and captions and asides where there is more. Plain text
 * comes out as it is. S_NOMEM. */
enum status html_append_text(struct html *h, struct str markup, struct buf *out, struct err *err);
/* Whether a value looks like markup: it holds a tag of HTML, bare or with attributes, such as <p>, a comment, or a
 * character reference, such as &quot;. */
bool html_is_markup(struct str value);
/* How sure it is that these first bytes of a file are a page: 0 no, 1 perhaps, 2 surely. */
int html_sniff(struct str head);

#endif
