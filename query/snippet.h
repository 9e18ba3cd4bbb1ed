/* Snippets: the best window of a stored article for a query, marked. */
#ifndef DATELINE_QUERY_SNIPPET_H
#define DATELINE_QUERY_SNIPPET_H

#include <stdbool.h>
#include <stdint.h>

#include "core/analyzer.h"
#include "core/err.h"
#include "query/page.h"

/* Bytes of a body that are searched for the window: scanning stays under a few milliseconds. */
enum { SNIPPET_SCAN_MAX = 512 << 10 };

/* A thing to mark: a word (count 1) or a phrase, that is marked as one unit. */
struct snippet_unit {
    const struct str *term; /* analyzed, without prefix */
    const uint32_t *offset; /* of each term from the first, ascending */
    size_t count;
    double weight; /* sum of the idf of its terms */
    bool prefix;   /* count 1: any word whose folded form begins with the term */
    bool pattern;  /* count 1: any word whose folded form the term describes (wildcard.h) */
};

struct snippet_query {
    const struct snippet_unit *unit;
    size_t count;
    const struct lexicon *lexicon; /* of snippet_prepare; NULL: each text makes its own */
    bool bounded; /* no unit stands behind the first `words` words of the text: the rest need not be read */
    uint32_t words;
};

/* Prepares a query for many texts. Copies of it may be used, but only as long as it is not moved or released. */
enum status snippet_prepare(struct analyzer *analyzer, struct snippet_query *query, struct err *err);
/* Accepts a query that is not prepared. */
void snippet_release(struct snippet_query *query);

/* The best window of `text` of about `length` characters: the one whose distinct units weigh most, phrases over their
 * words, earliest first; it begins at a sentence or word and ends at a word. Without any unit in it, the beginning of
 * the text. White space runs become one space. Where a phrase and a word of it are both units, the phrase is marked as
 * one. `out` is replaced. */
enum status snippet_make(struct analyzer *analyzer, struct str text, const struct snippet_query *query, uint32_t length,
                         struct marked *out, struct err *err);
/* The text on one line with its units marked: for headlines. */
enum status snippet_mark(struct analyzer *analyzer, struct str text, const struct snippet_query *query,
                         struct marked *out, struct err *err);
/* The same of a clean text that stays as it is, line ends and all, however long: for articles. */
enum status snippet_mark_whole(struct analyzer *analyzer, struct str text, const struct snippet_query *query,
                               struct marked *out, struct err *err);

#endif
