/* Wikitext -> plain text, and what a page says about itself. Inner header of indexer/.
 *
 * Source: https://www.mediawiki.org/wiki/Specs/wikitext/1.0.0 and Help:Formatting, Help:Links, Help:Tables there;
 * https://en.wikinews.org/wiki/Wikinews:Style_guide for templates. Nothing is expanded or fetched, so the text is what
 * a page holds itself.
 *
 *   kept       text; the label of a link, or its target, with the trail; the label of an external link; headings and
 *              items of lists, each a paragraph; tables, each row a paragraph with its cells separated by " | ";
 *              <nowiki> and <pre> without a look at what is inside; character references, resolved
 *   templates  {{w|Article|label}}, {{lang|xx|text}}, {{lang-xx|text}}, {{nowrap|text}}, {{quote|text}} and its kind,
 *              {{convert|5|km}} and signs such as {{ndash}} leave their text; all others go, infoboxes among them
 *   dropped    comments, references, galleries, formulas, code and the like; files with their captions; links to other
 *              languages; external links without a label; quotes of bold and italics; HTML tags, behaviour switches,
 *              signatures; sections "Sources", "References", "External links", "See also", "Related news" and so on
 *   told       {{date|..}} and {{byline|date=..|location=..}}; categories, but not "Published", "Archived" and those
 *              that are dates, of which the first serves as the date of a page that has no template for it
 *
 * Every input is taken: brackets that are not closed go and leave what is behind them, and what is not UTF-8 is
 * repaired. The time is linear in the length and nothing is recursive. Memory is three times the text, and under
 * 100 MB whatever is in it: past WIKITEXT_MARKS_MAX brackets and bars the rest of a page is text without any. */
#ifndef DATELINE_INDEXER_WIKITEXT_H
#define DATELINE_INDEXER_WIKITEXT_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/date.h"
#include "core/err.h"

enum {
    WIKITEXT_BYTES_MAX = 8 << 20, /* of a text; what is behind is left out */
    WIKITEXT_MARKS_MAX = 2 << 20,
    WIKITEXT_TAGS_MAX = 200, /* categories of a page; the others are left out */
    WIKITEXT_VALUE_MAX = 300 /* bytes of a category, a date, a place; a longer one is left out */
};

/* What a wiki calls two of its namespaces beside the English names, each a list separated by '|'; may be absent. */
struct wikitext_names {
    struct str file, category;
};

/* A zeroed one is empty. It keeps its memory from one text to the next. */
struct wikitext {
    struct buf text;       /* paragraphs, a blank line between them */
    struct buf tags;       /* categories, a newline behind each */
    struct buf place;      /* of the byline template, as plain text */
    struct date published; /* or none */
    /* the rest is its own */
    struct wikitext_names names;
    struct buf clean, flat, marks, frames;
    struct str date_value, place_value; /* borrowed from clean */
    struct date category_date;
    unsigned tag_count;
    bool plain; /* nothing is told: a value of a template is read */
};

/* Reads a text; the results stand until the next one. S_NOMEM. */
enum status wikitext_read(struct wikitext *w, struct str source, const struct wikitext_names *names, struct err *err);
void wikitext_release(struct wikitext *w);
/* Whether a text is a redirect to another page, as "#REDIRECT [[Other]]". */
bool wikitext_is_redirect(struct str source);
/* Whether the list, separated by '|', has the name: ASCII letters in any case, '_' as a space. */
bool wikitext_listed(struct str name, struct str list);

#endif
