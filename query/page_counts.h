/* What is counted over all that a search finds: facets, a timeline, keywords. Inner header of query/. */
#ifndef DATELINE_QUERY_PAGE_COUNTS_H
#define DATELINE_QUERY_PAGE_COUNTS_H

#include "query/find.h"

/* Whether anything of it is asked for; then the total is counted there. */
static inline bool page_is_counted(const struct params *params)
{
    return params->facet_count || params->timeline || params->keywords;
}

/* Counts over all that the query matches, and the total; `options` say how hits are found. Where the time is over, what
 * is counted to the end is told, and nothing by halves. */
enum status page_count(struct archive *archive, const struct query *query, const struct params *params,
                       const struct find_options *options, struct page *page, struct err *err);

#endif
