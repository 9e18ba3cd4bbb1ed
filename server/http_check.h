/* What is refused before any route is asked: requests that mean two things at once, that are for another host, or too
 * long. Inner header of server/. */
#ifndef DATELINE_SERVER_HTTP_CHECK_H
#define DATELINE_SERVER_HTTP_CHECK_H

#include "server/host.h"
#include "server/request.h"

enum {
    HTTP_HEADERS_MAX =
        16 << 10,             /* bytes of the header fields: a browser's, with cookies of other servers on its host */
    HTTP_BODY_MAX = 64 << 10, /* bytes of a body that nobody asked for, and that is read to be passed over */
    HTTP_POST_MAX = 32 << 20  /* bytes of one that is posted: some thousand articles */
};

/* What the header fields of a request say, as they are gone through. */
struct http_fields {
    size_t bytes, hosts, lengths, encodings, misnamed;
    struct str host, length, encoding, authorization, content_type;
    struct str coding; /* Content-Encoding */
    bool forwarded;    /* a proxy speaks for the client */
    bool old;          /* HTTP/1.0, which need not name the host */
};

/* Takes a field: what is to be checked into *fields, what the answer depends on into the request. */
void http_take_field(struct http_fields *fields, struct request *r, struct str name, struct str value);
/* The bytes that a request's body may have. */
size_t http_body_limit(const struct request *r);
/* Sets r->refused. What may not be followed by another request on the same connection also sets r->close. */
void http_check(const struct http_fields *fields, const struct host_names *names, struct request *r);
/* Finds the route, and what methods its path takes. Before the checks, which ask for it. */
void http_find_route(struct request *r);
/* Refuses when there is none. */
void http_check_route(struct request *r);

#endif
