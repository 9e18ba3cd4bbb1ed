/* Finding in the order of dates. Inner header of query/. */
#ifndef DATELINE_QUERY_FIND_DATED_H
#define DATELINE_QUERY_FIND_DATED_H

#include "query/find.h"

/* A search whose hits are taken a few at a time: nothing but its bits and the few is held. */
struct dated_search {
    struct archive *archive;
    const struct query *query;
    struct matches matches;
    struct dated_walk *walk;
    struct candidate next; /* the hit that was not taken yet, when there is more */
    bool more;
};

/* Begins behind a position, or with NULL at the start; what is given is borrowed. dated_search_end releases it also
 * after a failure. */
enum status dated_search_begin(struct archive *archive, const struct query *query, enum order_by order, bool collapse,
                               const struct date_position *after, struct dated_search *out, struct err *err);
void dated_search_end(struct dated_search *d);
/* The next hits, at most `count`; the total is that of the whole search. finding_release releases them. */
enum status dated_search_take(struct dated_search *d, size_t count, struct finding *out, struct err *err);

/* The newest of some matches, which are released: what there is when the time is over. */
enum status find_newest_of(struct archive *archive, const struct query *query, struct matches *matches, size_t depth,
                           struct finding *out, struct err *err);
/* The newest articles that have a term; out->total says how many have it. Its words lie nowhere. */
enum status find_newest_with(struct archive *archive, struct str term, size_t depth, struct finding *out,
                             struct err *err);

/* `find` in the order of dates. */
enum status find_dated(struct archive *archive, const struct query *query, const struct find_options *options,
                       struct finding *out, struct err *err);

#endif
