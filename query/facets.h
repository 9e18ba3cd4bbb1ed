/* Facets: how often the values of a field stand in what was found. Inner header of query/. */
#ifndef DATELINE_QUERY_FACETS_H
#define DATELINE_QUERY_FACETS_H

#include "query/matches.h"
#include "query/page.h"

/* Counts the values of a keyword field over all matches, and keeps the `limit` most frequent, those of equal counts in
 * the order of their folded forms. A value is shown as the newest article of the archive with it writes it. Memory
 * comes from the arena. */
enum status facet_count(struct archive *archive, const struct matches *matches, enum field field, size_t limit,
                        struct arena *arena, struct facet *out, struct err *err);

#endif
