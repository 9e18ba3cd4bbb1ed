/* What the search by pages (search.c) and the one to the end (export.c) share. Inner header of query/. */
#ifndef DATELINE_QUERY_SEARCH_IMPL_H
#define DATELINE_QUERY_SEARCH_IMPL_H

#include "query/date_cursor.h"
#include "query/search.h"

/* A writer commits at most a few times a second, and a search is far shorter than that: one that loses its snapshot
 * this often has something else in its way. */
enum { SEARCH_ATTEMPTS = 8 };

/* The query that the parameters ask for: parsed, with its words resolved, its filters put on, its wildcards looked up.
 * query_release releases it also after a failure; when it was parsed, it has a root. */
enum status search_make_query(struct archive *archive, const struct params *params, struct query *query,
                              struct err *err);
/* The order that was asked for, or by default relevance when there is something to be relevant to. */
enum order_by search_order(const struct params *params, const struct query *query);
/* Reads where the hits are to go on. A cursor knows its order, which need not be asked for again. */
enum status search_read_cursor(const struct params *params, enum order_by *order, struct date_cursor *out,
                               struct err *err);

#endif
