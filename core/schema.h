/* The one field table: what an article consists of. Indexer, parser, parameters, presenters and help read it.
 *
 * Prefixes follow Omega (xapian-omega, docs/termprefixes.rst): one letter for the common ones, X and capitals for our
 * own. */
#ifndef DATELINE_CORE_SCHEMA_H
#define DATELINE_CORE_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The numbers are written into archives: add at the end, never renumber. */
enum field {
    FIELD_ID,
    FIELD_HEADLINE,
    FIELD_BODY,
    FIELD_BYLINE,
    FIELD_PLACE,
    FIELD_SECTION,
    FIELD_SOURCE,
    FIELD_AGENCY,
    FIELD_TAG,
    FIELD_LANG,
    FIELD_URL,
    FIELD_HOST, /* derived from the URL, not stored */
    FIELD_COUNT
};

enum field_kind {
    FIELD_KIND_ID,      /* names the article; one term */
    FIELD_KIND_TEXT,    /* analyzed into words with positions */
    FIELD_KIND_KEYWORD, /* one folded term a value */
    FIELD_KIND_STORED   /* shown, not searched */
};

struct field_info {
    const char *name;   /* in parameters, queries and JSON: "headline" */
    const char *prefix; /* of its terms; NULL: none of its own */
    enum field_kind kind;
    bool several;        /* may hold several values */
    bool words;          /* keyword: field:word finds every value that holds the word, not only the equal one */
    bool filter;         /* is a search parameter of its own */
    const char *aliases; /* names of it in other people's JSON, separated by '|', in order of preference; NULL: none */
    const char *help;    /* one line for --help */
    const char *example; /* a value, for help and error texts */
};

/* Indexed by enum field. */
extern const struct field_info schema[FIELD_COUNT];

/* Names of the publication date in other people's JSON, separated by '|'. */
extern const char schema_date_aliases[];

/* Whether a term begins with a prefix: those of words do not begin with a capital of ASCII. */
static inline bool term_is_of_field(struct str term)
{
    return term.len && term.ptr[0] >= 'A' && term.ptr[0] <= 'Z';
}

/* The field of that name; FIELD_COUNT when there is none. Names are ASCII and compared without case. */
enum field schema_find(struct str name);

#ifdef __cplusplus
}
#endif
#endif
