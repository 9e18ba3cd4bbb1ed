/* Matches in the order of their dates, one after the other over all stores: the newest or the oldest first, those of
 * one instant by id, undated ones last in both. Nothing is sorted but the live store's matches: in a segment documents
 * stand in this order already. Inner header of query/. */
#ifndef DATELINE_QUERY_BY_DATE_H
#define DATELINE_QUERY_BY_DATE_H

#include "query/collect.h"
#include "query/matches.h"

/* A place in the order, that of an article which need not be there any more. */
struct date_position {
    int64_t date; /* STORE_UNDATED: among the undated */
    struct str id;
};

struct dated_walk;

/* Begins behind a position, or with NULL at the start. The matches and the position's id are borrowed. */
enum status dated_walk_open(const struct matches *matches, enum order_by order, const struct date_position *after,
                            struct dated_walk **out, struct err *err);
/* Accepts NULL. */
void dated_walk_close(struct dated_walk *w);
/* The next match, without a score. */
enum status dated_walk_next(struct dated_walk *w, bool *more, struct candidate *out, struct err *err);

#endif
