/* Who may ask for what, and how often. Decided in the HTTP thread, once the header fields are there and before a body
 * is read.
 *
 * With keys (keys.h) everything but health, readiness and the API's description wants one: `search` to read, `write` to
 * change. Without, whoever reaches the server may read, and only a client on this machine that no proxy speaks for may
 * change. A page of another origin may change nothing unless its origin is named, and what it could send without being
 * asked first, as a form does, is not taken. */
#ifndef DATELINE_SERVER_ACCESS_H
#define DATELINE_SERVER_ACCESS_H

#include "server/http_check.h"
#include "server/request.h"

struct sockaddr;

/* Sets r->refused. Takes the parameter api-key out of the target. `client` may be NULL: unknown. */
void access_check(const struct http_fields *fields, const struct sockaddr *client, struct request *r);

#endif
