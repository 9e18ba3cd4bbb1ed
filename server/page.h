/* The page at /: one screen for people over the same searches, made here as HTML, with all its states as links. It
 * works by itself; page/page.js has answers come without a new page, as words are typed, and adds keys.
 *
 * Nothing of an article or a request reaches the page but through present_html and its kin; addresses of articles
 * become links only when they are of http or https. The policy that goes with the page allows no script and no style
 * but the files of the page. */
#ifndef DATELINE_SERVER_PAGE_H
#define DATELINE_SERVER_PAGE_H

#include "core/buf.h"
#include "server/problem.h"

/* The value of Content-Security-Policy. */
extern const char page_policy[];

/* Appends a page that says what is wrong, in place of a problem as JSON. */
void page_problem(enum reason reason, const char *detail, struct buf *out);

/* Appends a text with places: what `write` appends stands in place of each {{place}}. */
typedef void page_writer(const void *context, struct str place, struct buf *out);
void page_fill(struct str text, page_writer *write, const void *context, struct buf *out);

#endif
