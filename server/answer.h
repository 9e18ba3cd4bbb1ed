/* What a request gets: a code of HTTP, its body and what its header fields say. */
#ifndef DATELINE_SERVER_ANSWER_H
#define DATELINE_SERVER_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/err.h"
#include "server/problem.h"

extern const char ANSWER_JSON[], ANSWER_JSONL[], ANSWER_CSV[], ANSWER_ATOM[], ANSWER_TEXT[], ANSWER_METRICS[],
    ANSWER_PROBLEM[], ANSWER_HTML[], ANSWER_CSS[], ANSWER_JS[], ANSWER_SVG[], ANSWER_OPENSEARCH[];

/* Zeroed = none yet. */
struct answer {
    unsigned code;
    const char *type; /* one of the above; NULL: no body */
    struct buf body;
    bool gzip;           /* the body is compressed */
    bool cacheable;      /* it may be kept, and asked for again by its tag */
    bool page;           /* for people: a problem is HTML */
    uint64_t tag;        /* of what is cacheable, and of a 304 */
    enum reason reason;  /* of a problem */
    bool counted;        /* there is a total */
    uint64_t total;      /* of what was found */
    double milliseconds; /* that the work took, of a worker */
    struct err why;      /* of a problem of ours: for the log */
};

void answer_release(struct answer *a);
/* Makes it 200 with the body that it has; S_NOMEM when the body could not be written. */
enum status answer_done(struct answer *a, const char *type, struct err *err);
/* Makes it a problem in place of what it was. `detail` NULL: what the reason says by itself. */
void answer_problem(struct answer *a, enum reason reason, const char *detail, struct str parameter);
/* Makes it the problem of a body of which no record could be taken; `rejects`, a JSON array, tells why. */
void answer_rejects(struct answer *a, const char *detail, struct str rejects);
/* Makes it the problem that a failure is; the text goes to the client when it speaks of the request. */
void answer_failure(struct answer *a, enum reason reason, const struct err *err, struct str parameter);

#endif
