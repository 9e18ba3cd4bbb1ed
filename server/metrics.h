/* What /metrics tells: counts and times of requests, in the text format of Prometheus. All of it belongs to the HTTP
 * thread, which counts each request when it is over and writes the text; so nothing here locks. */
#ifndef DATELINE_SERVER_METRICS_H
#define DATELINE_SERVER_METRICS_H

#include "core/buf.h"
#include "server/request.h"

struct metrics;

/* NULL: no memory. */
struct metrics *metrics_new(void);
/* Accepts NULL. */
void metrics_free(struct metrics *m);
/* Counts a request that is over; `whole`: its answer was sent to the end. */
void metrics_count(struct metrics *m, const struct request *r, bool whole, double seconds);
/* Appends the text: the counts, and what the server says of itself now. */
void metrics_write(const struct metrics *m, struct server *server, struct buf *out);

#endif
