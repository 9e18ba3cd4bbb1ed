/* The writer: the one thread that changes the archive.
 *
 * Requests that change wait in a bounded queue. The writer takes those that are there as a group, opens the archive
 * under its lock, makes their changes, commits them together and lets the lock go; only then are they answered, so that
 * what was acknowledged is durable, and in the answer to every search that comes after. Between
 * groups other writers, as `dateline index`, get their turn.
 *
 * A reader loses its snapshot of the live store with the second commit after it. So a commit waits for the searches
 * that began before the last one, though no longer than WRITER_PATIENCE_MS; and at least WRITER_PAUSE_MS lie
 * between the beginnings of two, as each has the workers open a new state: who posts one article after the other gets
 * fifty a second in. */
#ifndef DATELINE_SERVER_WRITER_H
#define DATELINE_SERVER_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "server/request.h"

enum {
    WRITER_PAUSE_MS = 18,
    WRITER_PATIENCE_MS = 250,
    WRITER_QUEUE = 256,    /* requests that may wait */
    WRITER_GROUP_MAX = 256 /* requests of a group */
};

struct pool;

struct writer_options {
    struct pool *readers;
    const char *archive;                   /* borrowed */
    void (*done)(struct request *request); /* in the writer's thread */
};

struct writer;

/* S_NOMEM, S_IO (no thread). */
enum status writer_start(const struct writer_options *options, struct writer **out, struct err *err);
/* Whether writer_give may be called; by the one thread that gives. */
bool writer_has_room(struct writer *w);
/* A request whose route changes something, with its body. */
void writer_give(struct writer *w, struct request *request);
/* Ends when all that was given is done. Nothing is given any more. Accepts NULL. */
void writer_stop(struct writer *w);

struct writer_state {
    size_t waiting;
    uint64_t groups; /* committed */
    uint64_t added, updated, removed, rejected;
    double seconds; /* that groups took, from the lock to the end of the commit */
};
void writer_state(struct writer *w, struct writer_state *out);

#endif
