/* A page of hits: what a search returns and a presenter shows. A value that owns all it holds. */
#ifndef DATELINE_QUERY_PAGE_H
#define DATELINE_QUERY_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/article.h"
#include "core/buf.h"
#include "query/feedback_terms.h"
#include "query/params.h"

/* A marked stretch of a snippet or headline, in bytes of its text. */
struct mark {
    size_t start, end;
};

/* Marked text: plain clean UTF-8 with marks in ascending order that do not overlap. Presenters escape the text and
 * write the marks. */
struct marked {
    struct buf text;
    struct mark *mark;
    size_t mark_count, mark_capacity;
    bool cut_front, cut_back; /* text was left out before, behind */
};

void marked_release(struct marked *m);
/* Empties and keeps the memory. */
void marked_reset(struct marked *m);
/* Adds a mark behind the last one; a mark that overlaps the last one is merged with it. Failure is sticky in m->text.
 */
void marked_add(struct marked *m, size_t start, size_t end);
/* The first mark that ends behind `at`; mark_count: none does. */
size_t marked_find(const struct marked *m, size_t at);
/* Appends text[start..end), and what `marks` marks of it. */
void marked_append(struct marked *m, struct str text, const struct marked *marks, size_t start, size_t end);

/* What one query term gave to a hit's score. */
struct term_score {
    struct str term;    /* for people, in the page's arena */
    uint32_t frequency; /* in the article */
    double idf;
    double score; /* its part of BM25 */
};

/* The parts of a hit's score, with the decay of half-life in each; they add up to it. relevance.md names them. */
struct score_parts {
    double bm25, window, headline, position;
    double feedback;  /* of expand=on; bm25 is what remains of it then */
    double decay;     /* the factor that is in the parts; only with explain=on, 0: none */
    bool phrase_tier; /* holds the bare words as a phrase */
    bool placed;      /* the second pass knows how far the body holds the query's words: in its first `body_words` */
    uint32_t body_words;
    struct term_score *term;
    size_t term_count;
};

struct hit {
    uint32_t document; /* in its store */
    size_t store;
    double score;
    uint32_t others; /* articles found with its text that it stands for */
    struct article article;
    struct marked headline, snippet;
    struct score_parts parts; /* terms only with explain=on */
};

/* A value of a field, and how many of the articles found have it. */
struct facet_value {
    struct str text; /* in the page's arena */
    uint64_t count;
};

struct facet {
    enum field field;
    struct facet_value *value; /* the most frequent first, as many as were asked for */
    size_t count;
    uint64_t values;  /* that there are */
    uint64_t without; /* articles without any */
};

struct period {
    int64_t number; /* timeline_label tells it */
    uint64_t count;
    uint64_t articles; /* of the whole archive, when normalized */
};

struct timeline {
    enum timeline_unit unit; /* TIMELINE_NONE: was not asked for */
    struct period *period;   /* one behind the other; in the page's arena */
    size_t count;
    uint64_t undated, undated_articles;
    bool normalized;
};

/* A word that tells what was found from the rest of the archive. */
struct keyword {
    struct str term, text; /* as the index has it, as articles write it; in the page's arena */
    uint64_t count;        /* of the articles found that have it */
    double score;
};

struct page {
    struct hit *hit;
    size_t count;
    uint64_t total;
    uint64_t others; /* articles found that are left out, since one with their text is there */
    bool at_least;   /* there may be more than `total` */
    uint64_t archive_documents;
    uint32_t number, size; /* page and page-size as asked */
    enum order_by order;   /* as used: never ORDER_DEFAULT */
    bool relaxed;
    bool timed_out;           /* the time was over before everything was found, counted or offered */
    struct buf parsed;        /* the query as understood */
    struct buf notes;         /* lines */
    struct buf suggestion;    /* words that find more; empty: none */
    struct feedback feedback; /* words that expand=on has added; in the arena */
    double seconds;           /* the search took */
    struct facet *facet;      /* in the order that was asked for; in the arena */
    size_t facet_count;
    struct timeline timeline;
    struct keyword *keyword; /* best first; in the arena */
    size_t keyword_count;
    bool by_cursor;
    struct buf next_cursor; /* empty when nothing is left */
    struct arena *arena;
};

void page_release(struct page *p);

#endif
