/* A line of the access log, JSON:
 *
 *   {"time": "2026-11-26T00:44:12.123Z", "client": "127.0.0.1", "method": "GET", "route": "/v1/search",
 *    "q": "osce", "status": 200, "bytes": 5120, "milliseconds": 3.2, "waited": 0.1, "worked": 2.9, "total": 142,
 *    "reason": "archive-damaged", "error": "/srv/news/000012.seg is damaged: ..."}
 *
 * `route` is null when there is none, `status` 0 when the client went before its answer or the HTTP library answered by
 * itself. `waited` and `worked` are those of a worker, `total` is of a search, `reason` of a problem. Of the target
 * only q is there, cut at 256 bytes: other parameters may be secret. */
#ifndef DATELINE_SERVER_LOG_LINE_H
#define DATELINE_SERVER_LOG_LINE_H

#include <sys/socket.h>

#include "server/access_log.h"
#include "server/request.h"

/* `client` may be NULL. */
void log_line_add(struct access_log *log, const struct request *r, const struct sockaddr *client, double seconds);

#endif
