/* The workers: threads that answer requests, each with the archive open for itself.
 *
 * Requests wait in a bounded queue. Before each the worker looks whether another state of the archive is there, and
 * opens that; so what was committed before a request came is in its answer. When the archive cannot be opened, or turns
 * out to be damaged, requests get a problem that says so, and the next one tries again. */
#ifndef DATELINE_SERVER_POOL_H
#define DATELINE_SERVER_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "server/request.h"

struct pool_options {
    const char *archive; /* borrowed */
    unsigned workers, queue;
    uint32_t timeout;                      /* milliseconds that an answer may take, and a request may wait */
    void (*done)(struct request *request); /* in a worker's thread */
};

struct pool;

/* S_NOMEM, S_IO (no threads). An archive that cannot be opened is no failure. */
enum status pool_start(const struct pool_options *options, struct pool **out, struct err *err);
/* Whether a worker has tried to open the archive. */
bool pool_has_tried(struct pool *pool);
/* Whether pool_give may be called; by the one thread that gives. */
bool pool_has_room(struct pool *pool);
void pool_give(struct pool *pool, struct request *request);
/* Ends when all that was given is done. Nothing is given any more. Accepts NULL. */
void pool_stop(struct pool *pool);

/* Whether a request is under way that a worker took before `then` (request_clock). */
bool pool_works_since(struct pool *pool, int64_t then);

struct pool_state {
    unsigned workers, busy;
    size_t waiting;
    enum reason reason; /* why the archive was not there for the last request; REASON_NONE: it was */
    uint64_t openings;  /* of states of the archive */
    /* of the state opened last */
    uint64_t generation, revision, articles, bytes;
};
void pool_state(struct pool *pool, struct pool_state *out);
/* How the archive was met last, with the text of a failure. */
enum reason pool_archive(struct pool *pool, struct err *why);

#endif
