/* Problems: what a request gets that gets no answer. The one place that turns a status into a code of HTTP, and that
 * writes RFC 9457's application/problem+json:
 *
 *   {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "unknown parameter pages; did you mean
 *    page?", "reason": "parameter", "parameter": "pages"}
 *
 * `reason` is the name below, for programs and for the counters of /metrics; `parameter` is there when one is wrong. */
#ifndef DATELINE_SERVER_PROBLEM_H
#define DATELINE_SERVER_PROBLEM_H

#include "core/buf.h"
#include "core/err.h"

enum reason {
    REASON_NONE,
    REASON_PARAMETER, /* unknown, repeated, or with a value that does not parse */
    REASON_TARGET,    /* a path that is none */
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
    REASON_BUSY, /* the archive changed faster than it could be read, or a writer holds it */
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
/* Seconds after which a client may try again; 0: that would not help. */
unsigned reason_retry_after(enum reason reason);

/* Why a request fails with this status; with `opening`, the archive could not be opened. */
enum reason reason_of(enum status status, bool opening);
/* Whether the text of such an error is for clients: it speaks of their request, and not of this machine's files. */
bool reason_is_the_clients(enum reason reason);

/* Appends the problem. `detail` NULL: what the reason says by itself; `parameter` absent: none is wrong. */
void problem_json(enum reason reason, const char *detail, struct str parameter, struct buf *out);

#endif
