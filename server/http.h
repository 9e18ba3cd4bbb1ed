/* The HTTP side: the one file that knows libmicrohttpd. Its thread reads requests, hands those that need the archive to
 * the workers, and sends what they answer.
 *
 * The library is run with poll: its epoll mode stalls when 128 events come at once. Its parsing is lenient; what it
 * lets through is refused here (http_check.c). */
#ifndef DATELINE_SERVER_HTTP_H
#define DATELINE_SERVER_HTTP_H

#include "core/err.h"
#include "server/request.h"

struct http;

/* Serves on the server's socket, which becomes the library's. S_IO, S_NOMEM. */
enum status http_start(struct server *server, struct http **out, struct err *err);
/* Sends a request's answer; for the workers. */
void http_resume(struct request *request);
/* Takes no connections any more. */
void http_quiesce(struct http *http);
/* Ends, with no request with the workers. Accepts NULL. */
void http_stop(struct http *http);

#endif
