/* What a reader may want to go on typing: words, phrases of headlines, values of fields, as articles write them.
 *
 *   words      the last word completed, from the dictionary: those in the most articles
 *   phrases    what follows in headlines, from the newest SUGGEST_HEADLINES that have the words typed: of two words or
 *              more, in two headlines or more
 *   values     names, places, sections and the like that begin so; of fields that are found by their words also those
 *              where a later word begins so
 *
 * A prefix of fewer than two letters has none. S_LIMIT and S_USAGE never; what is asked for too broadly is looked
 * through as far as its limits go. */
#ifndef DATELINE_QUERY_SUGGEST_H
#define DATELINE_QUERY_SUGGEST_H

#include "archive/archive.h"
#include "query/tree.h"

enum {
    SUGGEST_LIMIT_DEFAULT = 5,
    SUGGEST_LIMIT_MAX = 50,
    SUGGEST_HEADLINES = 100,
    SUGGEST_BYTES_MAX = 256,  /* of a prefix */
    SUGGEST_TERMS_MAX = 20000 /* of a store's dictionary that are looked at for each kind: a millisecond */
};

enum suggestion_kind { SUGGESTION_WORD, SUGGESTION_PHRASE, SUGGESTION_VALUE };

struct suggestion {
    enum suggestion_kind kind;
    enum field field; /* of a value */
    struct str text;  /* in the arena */
    uint64_t count;   /* articles that have it: in the text, in the headline, as a value */
};

struct suggestions {
    struct arena *arena;
    struct suggestion *of; /* words, then phrases, then values by field; of each the most frequent first */
    size_t count;
};

/* At most `limit` of words, of phrases, and of the values of each field. suggestions_release releases *out also after a
 * failure. S_STALE is the caller's to deal with. */
enum status suggest(struct archive *archive, struct str prefix, size_t limit, struct suggestions *out, struct err *err);
void suggestions_release(struct suggestions *s);
/* The same of the newest state, when the snapshot is lost on the way. */
enum status suggest_newest(struct archive *archive, struct str prefix, size_t limit, struct suggestions *out,
                           struct err *err);

/* Reads a limit from text: a number from 1 to SUGGEST_LIMIT_MAX. S_USAGE. */
enum status suggest_read_limit(struct str value, size_t *out, struct err *err);

/* What answers call its kind: "word", "headline", or the name of the field whose value it is. */
const char *suggestion_kind_name(const struct suggestion *s);
/* Appends all as one line of JSON. */
void suggestions_json(const struct suggestions *suggestions, struct buf *out);

#endif
