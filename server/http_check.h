/* What is refused before any route is asked: requests that mean two things at once, that are for another host, or too
 * long. Inner header of server/. */
#ifndef DATELINE_SERVER_HTTP_CHECK_H
#define DATELINE_SERVER_HTTP_CHECK_H

#include "server/host.h"
#include "server/request.h"

enum {
    HTTP_HEADERS_MAX =
        16 << 10,            /* bytes of the header fields: a browser's, with cookies of other servers on its host */
    HTTP_BODY_MAX = 64 << 10 /* bytes of a body that nobody asked for, and that is read to be passed over */
};

/* What the header fields of a request say, as they are gone through. */
struct http_fields {
    size_t bytes, hosts, lengths, encodings, misnamed;
    struct str host, length;
    bool old; /* HTTP/1.0, which need not name the host */
};

/* Takes a field: what is to be checked into *fields, what the answer depends on into the request. */
void http_take_field(struct http_fields *fields, struct request *r, struct str name, struct str value);
/* Sets r->refused. What may not be followed by another request on the same connection also sets r->close. */
void http_check(const struct http_fields *fields, const struct host_names *names, struct request *r);
/* Finds the route, and refuses when there is none or it does not take the method. */
void http_route(const struct http_fields *fields, struct request *r);

#endif
