/* The routes: which path takes which method and which parameters, and who answers it. The one table for serving, for
 * counting and for openapi.json. */
#ifndef DATELINE_SERVER_ROUTE_H
#define DATELINE_SERVER_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/archive.h"
#include "core/err.h"
#include "query/params.h"
#include "server/answer.h"
#include "server/changes.h"
#include "server/target.h"

struct server;

enum method { METHOD_OTHER, METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_DELETE, METHOD_OPTIONS, METHOD_COUNT };

enum { ROUTE_ALLOW_MAX = 64 /* bytes of a list of all methods */ };

/* "GET"; "other" for one that no route takes. */
const char *method_name(enum method method);
/* The method of that name; METHOD_OTHER: it is none of them. */
enum method method_of(const char *name);

/* What a handler works with. */
struct call {
    struct server *server;
    const struct route *route;
    const struct target *target; /* its parameters are known to the route, each there once; values may have faults */
    struct archive *archive;     /* of the newest state; NULL where the route needs none */
    uint32_t timeout;            /* milliseconds that an answer may take, and a client may shorten */
    int64_t now;                 /* seconds since 1970 */
    struct str host;             /* that was asked for, of a route at once; absent: not told */
    bool secure;                 /* through a proxy that speaks TLS */
    struct answer *answer;       /* to be filled */
    struct str parameter;        /* set with a failure: the one that is wrong */
};

/* Fills call->answer. A failure becomes a problem; its text is the client's to read when reason_is_the_clients. */
typedef enum status route_handler(struct call *call, struct err *err);

enum route_kind {
    ROUTE_AT_ONCE, /* in the HTTP thread: it only tells what is known */
    ROUTE_ARCHIVE, /* by a worker */
    ROUTE_CACHED,  /* likewise, and its answer follows from the archive's state and the parameters alone */
    ROUTE_CHANGE   /* by the writer, where there is one */
};

struct route {
    const char *path;
    enum method method; /* a route for GET takes HEAD as well */
    const char *help;   /* one line */
    enum route_kind kind;
    route_handler *answer;
    change_handler *change;       /* of a ROUTE_CHANGE, in place of `answer` */
    const struct param_info *own; /* parameters beside those of a search; NULL: none */
    size_t own_count;
    bool searches;        /* takes those of a search */
    const char *left_out; /* but not these, separated by '|'; NULL: all */
    const char *required; /* a parameter without which it makes no sense; NULL: none */
    bool page;            /* for people: problems are HTML, and openapi.json does not tell it */
    const char *answers;  /* what openapi.json calls the answer's schema */
    bool open;            /* to everyone, whatever keys there are */
    bool by_id;           /* 404 when there is nothing of what it asks for */
};

size_t route_count(void);
const struct route *route_at(size_t i);
/* The place of the route of this path that takes the method; of OPTIONS, of any of this path. route_count(): there is
 * none. Those that change something are there with `changes` alone. */
size_t route_find(struct str path, enum method method, bool changes);
/* Writes the methods that a path takes, as the Allow field has them; false when there is nothing at this path. */
bool route_allow(struct str path, bool changes, char out[ROUTE_ALLOW_MAX]);
/* The place of the first route of its path. */
size_t route_first(const struct route *route);

/* The parameters that a route takes, from 0; NULL behind the last. */
const struct param_info *route_param(const struct route *route, size_t i);
/* Takes off the target of a page what the page does not take: addresses that people pass on get more on their way, such
 * as utm_source. Of other routes the target stays as it is, for programs want to know. */
void route_forget_unknown(const struct route *route, struct target *target);
/* Refuses parameters that the route does not take, and repeated ones: S_USAGE, and *wrong names it. */
enum status route_check(const struct route *route, const struct target *target, struct str *wrong, struct err *err);

#endif
