/* Timelines: how what was found spreads over time. Inner header of query/, but for the labels of periods. */
#ifndef DATELINE_QUERY_TIMELINE_H
#define DATELINE_QUERY_TIMELINE_H

#include "query/matches.h"
#include "query/page.h"

/* Counts matches by period, from that of the first match to that of the last without gaps; an article that is dated by
 * a year or a month counts in its first period. With `whole`, which are all articles of the archive, each period has
 * its share of these as well. S_LIMIT when there are too many periods. Memory comes from the arena. */
enum status timeline_make(const struct matches *matches, const struct matches *whole, enum timeline_unit unit,
                          struct arena *arena, struct timeline *out, struct err *err);
/* The first day of a period, as long as its unit needs: "1996", "1996-09", "1996-09-14", of a week its Monday. Returns
 * out. */
const char *timeline_label(enum timeline_unit unit, int64_t period, char out[DATE_TEXT_MAX]);

#endif
