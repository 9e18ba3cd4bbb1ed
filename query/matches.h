/* Everything that a query matches, as a bit for each document of each store: what facets, timelines and exports count
 * and walk. Inner header of query/. */
#ifndef DATELINE_QUERY_MATCHES_H
#define DATELINE_QUERY_MATCHES_H

#include "archive/archive.h"
#include "query/tree.h"

struct store_matches {
    struct store *store;
    uint64_t *bits; /* bit d: document d; one more word than `limit` needs */
    uint32_t limit; /* one more than the greatest document number */
    uint64_t count;
};

struct matches {
    struct store_matches *of;
    size_t stores;
    uint64_t total;
    uint64_t others;           /* that were matches, too, and are not for their texts */
    struct collapse *collapse; /* NULL: none was asked for */
    bool timed_out;            /* the archive's deadline passed: there may be more */
};

/* What the tree of the query matches; of those that say the same only one, if `collapse`. matches_release releases *out
 * also after a failure. */
enum status matches_find(struct archive *archive, const struct query *query, bool collapse, struct matches *out,
                         struct err *err);
/* Every article of the archive. */
enum status matches_all(struct archive *archive, bool collapse, struct matches *out, struct err *err);
void matches_release(struct matches *m);

struct candidate;
/* Sets `others` of some candidates. */
enum status matches_count_others(const struct matches *m, struct candidate *candidate, size_t count, struct err *err);

/* How many matches have a term. */
enum status matches_with(const struct matches *m, struct str term, uint64_t *count, struct err *err);

static inline bool matches_has(const struct store_matches *m, uint32_t document)
{
    return m->bits[document / 64] >> (document % 64) & 1;
}

/* The first match >= document, or CURSOR_END. */
uint32_t matches_next(const struct store_matches *m, uint32_t document);
/* The last match below `limit`, or 0. */
uint32_t matches_before(const struct store_matches *m, uint32_t limit);
/* How many matches lie in [first, limit). */
uint64_t matches_between(const struct store_matches *m, uint32_t first, uint32_t limit);

#endif
