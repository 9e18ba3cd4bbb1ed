/* What a request changes: POST /v1/articles and DELETE /v1/articles?ids=.
 *
 * POST takes one object, an array of them or JSON Lines (indexer's json, with the aliases of the field table), plain or
 * in gzip (HTTP_POST_MAX bytes at most, also unpacked), and puts each article in place of the one with its id. A record
 * that is bad is told and costs nothing else. The answer:
 *
 *   {"added": 1, "updated": 0, "unchanged": 0, "rejected": 1,
 *    "rejects": [{"record": 2, "line": 2, "reason": "no body", "detail": "..."}],
 *                         at most CHANGE_REJECTS_TOLD of them; `record` is its number in the body, from 1 on,
 *                         and `line` where it begins
 *    "ids": ["..."]}      of those that were taken, in their order, also those made for articles that had none; at
 *                         most CHANGE_IDS_MAX
 *
 * When none could be taken the answer is a problem, with the same `rejects`.
 *
 * DELETE takes articles out: {"removed": 1, "missing": ["id that the archive does not have"]}. */
#ifndef DATELINE_SERVER_CHANGES_H
#define DATELINE_SERVER_CHANGES_H

#include <stdbool.h>
#include <stdint.h>

#include "archive/archive.h"
#include "core/buf.h"
#include "core/err.h"
#include "server/target.h"

enum {
    CHANGE_REJECTS_TOLD = 100,
    CHANGE_IDS_MAX = 1000 /* of a DELETE: more do not fit into a target as a rule */
};

struct change_counts {
    uint64_t added, updated, unchanged, rejected, removed;
};

struct change {
    /* what is asked */
    const struct target *target;
    struct str body;
    bool gzipped; /* the body is */
    struct archive_writer *writer;
    /* what becomes of it */
    struct change_counts counts;
    struct buf *out;      /* the answer's body, which holds once the group is committed */
    struct buf rejects;   /* of POST: what was rejected and why, a JSON array; the caller's to release */
    struct str parameter; /* set with a failure: the one that is wrong */
    bool harmed;          /* the writer has failed, and with it all that is in its group */
};

/* Makes the change with the writer, and leaves the commit to the caller. S_USAGE, S_LIMIT and S_INPUT (no article could
 * be taken) with a text for the client: nothing is changed; S_LIMIT without a parameter says that the body is too
 * long. With `harmed`, a failure of the writer. */
typedef enum status change_handler(struct change *change, struct err *err);
enum status change_post(struct change *change, struct err *err);
enum status change_delete(struct change *change, struct err *err);

#endif
