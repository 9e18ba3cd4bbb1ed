/* What the attributes of an element say about what is in it: the story, or what stands around it. Inner header of
 * indexer/.
 *
 * Classes, ids and the names that pages give their parts for tests ("article-body", "relatedLinks", "js-share") are
 * taken apart into words, which a table of the words that sites use judges, in English and some other languages. A name
 * with a word such as "has" or "with" speaks of something else and says nothing. */
#ifndef DATELINE_INDEXER_HTML_HINTS_H
#define DATELINE_INDEXER_HTML_HINTS_H

#include <stdint.h>

#include "indexer/html_tokens.h"

enum {
    HINT_BODY = 1,        /* the text of the story: itemprop=articleBody, class=entry-content */
    HINT_STORY = 2,       /* perhaps around it: class=content */
    HINT_ARTICLE = 4,     /* an article with all that belongs to it */
    HINT_MAIN = 8,        /* the main part of the page */
    HINT_FOREIGN = 16,    /* no part of the story: navigation, comments, related links */
    HINT_BESIDE = 32,     /* of the story, but not its text: byline, date, gallery */
    HINT_CAPTION = 64,    /* of a picture */
    HINT_LEAD = 128,      /* its first paragraph, which stands by itself */
    HINT_HEADER = 256,    /* what stands above the text */
    HINT_FORM = 512,      /* a form, which may be around a whole page */
    HINT_HIDDEN = 1024,   /* not shown */
    HINT_PICTURE = 4096,  /* a picture stands in it */
    HINT_HAS_FORM = 8192, /* a form stands in it */
    HINT_QUOTE = 2048,    /* a block quote */
    HINT_FLOAT = 16384,   /* the text flows around it */
    HINT_HEADING = 32768, /* role=heading: a heading whatever the element */
    HINT_WAY = 131072,    /* the way to the page: front page, section */
    HINT_WALL = 65536,    /* for those who pay, or the offer to do so */
    HINT_DROP = HINT_FOREIGN | HINT_BESIDE | HINT_CAPTION
};

uint32_t html_hints(const struct html_token *token);
/* A number for the look of an element: its name, its classes and its id, without numbers in them. */
uint32_t html_signature(const struct html_token *token);

#endif
