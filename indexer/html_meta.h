/* What a page says about its article. Inner header of indexer/.
 *
 * Each value that is found has a rank, by where it was found; of each field the best rank wins, of one rank the first,
 * and in a field of several values all of the best rank are kept:
 *
 *   JSON-LD      schema.org's NewsArticle and its kinds, also inside @graph and mainEntity; of several the first; else
 *                an ImageGallery or MediaGallery
 *   meta         OpenGraph's article and og names, those of Dublin Core and of services that read pages (Parsely,
 *                Sailthru), author, date, keywords ...; link rel=canonical
 *   markup       html lang; itemprop, and property as RDFa has it; time elements in the article; rel=author, rel=tag;
 *                classes byline, author, date
 *
 * The title element is kept apart: its headline needs the rest of the page (html_headline). */
#ifndef DATELINE_INDEXER_HTML_META_H
#define DATELINE_INDEXER_HTML_META_H

#include "core/article.h"
#include "indexer/html_blocks.h"
#include "shim/json_in.h"

enum html_rank {
    RANK_JSON_LD = 1,
    RANK_META,        /* to RANK_META + 25: names of meta elements in their order */
    RANK_MARKUP = 30, /* itemprop */
    RANK_TIME,
    RANK_RELATION,
    RANK_CLASS, /* what is written there is for readers */
    RANK_LINE,  /* a line above the story */
    RANK_NONE = 99
};

/* As fields: a summary of the article, and its date. */
enum {
    HTML_DESCRIPTION = FIELD_COUNT,
    HTML_ORGANISATION, /* that is said to be the author */
    HTML_DATE,
    HTML_VALUES = HTML_DATE
};

struct html_value {
    struct buf text; /* values separated by ARTICLE_SEPARATOR */
    int rank;
};

struct html_meta {
    struct html_value values[HTML_VALUES];
    struct date date;
    int date_rank;
    struct str title; /* content of the title element, as it is in the page */
    struct buf body;  /* articleBody */
    bool article;     /* the page says that it is one */
    bool gallery;     /* and that it is one of pictures */
    bool described;   /* an article in JSON-LD was read */
    bool headed;      /* a heading of the first level was seen */
    size_t heading;   /* then: blocks before the last of them */
    bool failed;      /* an allocation */
    struct json_parser *json;
    struct buf scratch, clean, captured;
    struct html_capture {
        int field, rank; /* what the text of an element is for */
        size_t depth;    /* of that element; 0: nothing is captured */
    } capture;
};

/* Before each page. */
void html_meta_begin(struct html_meta *m);
/* Each token, after the blocks have had it. */
void html_meta_token(struct html_meta *m, const struct html_token *token, const struct html_blocks *b);
void html_meta_release(struct html_meta *m);

/* Notes a value, its references unresolved. */
void html_meta_set(struct html_meta *m, int field, int rank, struct str value);
/* Reads the content of a script of JSON-LD, in html_jsonld.c. */
enum status html_meta_read_json(struct html_meta *m, struct str json, struct err *err);
/* The title of the page as its text is written: references resolved, each white space one space. Borrowed from scratch;
 * absent when there is none. In html_headline.c. */
struct str html_title(struct html_meta *m, struct buf *scratch);
/* The headline of a page with that title, without the name of the site behind it or before it: that which its data
 * gives, or what its title and its headings agree on. Borrowed; absent when there is none. In html_headline.c. */
struct str html_headline(struct html_meta *m, const struct html_blocks *b, struct str title);

#endif
