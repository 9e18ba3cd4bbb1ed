/* A request on its way: read in the HTTP thread, answered there or by a worker, sent by the HTTP thread. It belongs to
 * one of them at a time; the queue and the resuming of its connection hand it over. */
#ifndef DATELINE_SERVER_REQUEST_H
#define DATELINE_SERVER_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "server/answer.h"
#include "server/route.h"
#include "server/target.h"

struct server;
struct connection;

enum request_stage {
    STAGE_TARGET,  /* the target is read */
    STAGE_BODY,    /* the header fields are, and were taken */
    STAGE_WAITING, /* with the workers */
    STAGE_SENDING  /* the answer is on its way */
};

struct request {
    struct server *server;
    void *connection;         /* of the HTTP library */
    struct connection *place; /* of the connection among the others */
    enum request_stage stage;
    enum method method;
    const struct route *route;   /* NULL: none, or not known yet */
    char allow[ROUTE_ALLOW_MAX]; /* the methods that its path takes, for a 405 and for OPTIONS; "": not told */
    struct target target;
    uint64_t body_bytes;
    struct buf body;        /* what is posted; of other requests it is passed over */
    bool gzipped;           /* the body is */
    struct buf tags;        /* of If-None-Match, what the client has already */
    struct str host;        /* borrowed, as it was asked for; absent: not told */
    bool secure;            /* a proxy says that it was asked over TLS */
    struct str asks;        /* the origin whose page asks, borrowed; absent: none */
    bool takes_gzip, close; /* close: the connection is not to go on behind it */
    enum reason refused;    /* before any route was asked, or REASON_NONE */
    struct err why_refused; /* its detail, or an empty text */
    int64_t begun, given;   /* nanoseconds of CLOCK_MONOTONIC: its line was read, a worker is to take it; 0: not yet */
    double waited;          /* milliseconds for a worker */
    size_t sent_bytes;      /* of the answer's body, once it is on its way */
    struct answer answer;
};

/* Refuses it, unless it is refused already. `why` NULL: what the reason says by itself. */
void request_refuse(struct request *r, enum reason reason, const char *why);
/* Nanoseconds of CLOCK_MONOTONIC. */
int64_t request_clock(void);

#endif
