/* A search: archive and parameters -> a page of hits. The one entry for the shell and HTTP.
 *
 *   parse -> match and score over each store -> second pass -> page with articles and snippets
 *
 * A search that loses its snapshot (S_STALE) reopens the archive and runs again whole, a few times. Otherwise S_USAGE,
 * S_LIMIT (the query), S_CORRUPT, S_IO, S_NOMEM. Finding nothing is S_OK with page->total 0. */
#ifndef DATELINE_QUERY_SEARCH_H
#define DATELINE_QUERY_SEARCH_H

#include "archive/archive.h"
#include "query/find.h"
#include "query/page.h"
#include "query/params.h"

/* Fills *out, which page_release releases also after a failure. When the parameters' timeout, or without one the
 * archive's deadline, passes on the way, *out is what there was by then, and says so. */
enum status search_run(struct archive *archive, const struct params *params, struct page *out, struct err *err);

/* The part of it that finds: parses and ranks, and loads nothing of what was found. finding->candidate holds the hits
 * of the pages up to the one that was asked for. query_release and finding_release release both also after a failure;
 * the finding's words lie in the query. S_STALE is the caller's to deal with. */
enum status search_find(struct archive *archive, const struct params *params, struct query *query,
                        struct finding *finding, struct err *err);

/* All hits in the order of their dates, from the cursor on, one after the other: however many there are, only a few are
 * held. Needs an order by date. A snapshot that is lost on the way is renewed, and the hits go on behind the last one.
 * A status other than S_OK of the visit ends it. *given says how many there were. */
typedef enum status export_visit(void *context, const struct hit *hit, struct err *err);
enum status search_export(struct archive *archive, const struct params *params, export_visit *visit, void *context,
                          uint64_t *given, struct err *err);

/* The ids of all articles that match, each with a NUL behind it, in no particular order: for delete --query. A query
 * that asks for nothing (no words, or words without letters), and so means every article, is S_USAGE. */
enum status search_ids(struct archive *archive, const struct params *params, struct buf *ids, struct err *err);

/* Refuses words that find all articles but those that they name (-sport), unless a star says that all are meant
 * (* -sport): S_USAGE. For who deletes, since that is nearly always a mistake. S_LIMIT, S_NOMEM. */
enum status search_refuse_exclusions(struct archive *archive, const struct params *params, struct err *err);

#endif
