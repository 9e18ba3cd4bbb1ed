/* Lines above a story that say who wrote it and when. Inner header of indexer/. */
#ifndef DATELINE_INDEXER_HTML_BYLINE_H
#define DATELINE_INDEXER_HTML_BYLINE_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/date.h"

/* Whether a line says that and nothing else: "By Ann Author", "Published 14 September 1996". */
bool html_is_byline(struct str text);
/* The name behind "By" or the like at the start of a line, of one of its parts between bars, or behind a date: without
 * what follows the name ("By Ann Author at the weir"). A label that is less sure ("Pictures and text:", "di") needs two
 * to four words that look like a name behind it. Borrowed; absent when there is none. */
struct str html_name_in_byline(struct str text);
/* The date that a line or one of its parts begins with, or that stands behind its first comma, also in brackets or
 * behind "Published" or the like. */
bool html_date_in_byline(struct str text, struct date *out);

/* Whether a text begins with ASCII letters, whatever their case. */
bool html_begins_nocase(struct str text, const char *start);
/* What the data of a page give as its author, without the word before the name, what stands behind a bar, and the
 * office. Borrowed. */
struct str html_bare_byline(struct str text);
/* Whether that is the first step of the way to a page: "Home". */
bool html_is_front_page(struct str name);
/* Whether that is what a system calls those who have no name of their own: "admin". */
bool html_is_nobody(struct str name);

#endif
