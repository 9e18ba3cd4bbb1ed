/* Problems: what a request gets that gets no answer. The one place that turns a status into a code of HTTP, and that
 * writes RFC 9457's application/problem+json:
 *
 *   {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "unknown parameter pages; did you mean
 *    page?", "reason": "parameter", "parameter": "pages"}
 *
 * `reason` is the name below, for programs and for the counters of /metrics; `parameter` is there when one is wrong,
 * `rejects` (server/changes.h) when no record of a body could be taken. */
#ifndef DATELINE_SERVER_PROBLEM_H
#define DATELINE_SERVER_PROBLEM_H

#include "core/buf.h"
#include "core/err.h"

enum reason {
    REASON_NONE,
    REASON_PARAMETER, /* unknown, repeated, or with a value that does not parse */
    REASON_TARGET,    /* a path that is none */
    REASON_NO_KEY,    /* no key, or one that nobody has been given */
    REASON_NO_RIGHT,  /* the key, or the place that the request comes from, does not do for this */
    REASON_RATE,      /* more requests than the server takes */
    REASON_MEDIA,     /* a body of a type that is not taken */
    REASON_CONTENT,   /* a body without an article that could be taken */
    REASON_FRAMING,   /* a body whose length is told twice, or not at all */
    REASON_HOST,      /* a Host field that is missing, repeated or malformed */
    REASON_MISDIRECTED,
    REASON_NO_ROUTE,
    REASON_NOT_FOUND, /* of the articles asked for there is none */
    REASON_METHOD,
    REASON_TARGET_LENGTH,
    REASON_HEADERS_LENGTH,
    REASON_BODY_LENGTH,
    REASON_NO_LENGTH,
    REASON_QUEUE_FULL,
    REASON_QUEUE_WAIT, /* it waited for a worker as long as an answer may take */
    REASON_OPENING,
    REASON_STOPPING,
    REASON_TIMEOUT,
    REASON_BUSY,   /* the archive changed faster than it could be read */
    REASON_LOCKED, /* another process writes it */
    REASON_FULL,   /* there is no space for the change */
    REASON_NO_ARCHIVE,
    REASON_DAMAGED,
    REASON_UNREADABLE,
    REASON_VERSION,
    REASON_MEMORY,
    REASON_INTERNAL,
    REASON_COUNT
};

/* "queue-full"; never NULL. */
const char *reason_name(enum reason reason);
unsigned reason_code(enum reason reason);
/* What it says by itself. */
const char *reason_detail(enum reason reason);
/* Seconds after which a client may try again; 0: that would not help. */
unsigned reason_retry_after(enum reason reason);

/* Why a request fails with this status; with `opening`, the archive could not be opened. */
enum reason reason_of(enum status status, bool opening);
/* Why a change fails: by itself (`own`), or with its whole group. */
enum reason reason_of_change(enum status status, bool own);
/* Whether the text of such an error is for clients: it speaks of their request, and not of this machine's files. */
bool reason_is_the_clients(enum reason reason);

/* Appends the problem. `detail` NULL: what the reason says by itself; `parameter` absent: none is wrong; `rejects`
 * absent: there are none, else a JSON array. */
void problem_json(enum reason reason, const char *detail, struct str parameter, struct str rejects, struct buf *out);

#endif
