/* The connections that are open, and how long each has been at what it does. The HTTP library ends those on which
 * nothing happens; one on which a byte happens now and then is ended here, and the idlest ones when there are too many.
 *
 * Ending is a shutdown of the socket, of which the HTTP thread then learns as of a client that has gone. Any thread may
 * call; the HTTP thread adds, moves and removes. */
#ifndef DATELINE_SERVER_CONNECTIONS_H
#define DATELINE_SERVER_CONNECTIONS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CONNECTION_IDLE_SECONDS = 30,    /* without a request: browsers and proxies keep theirs for later */
    CONNECTION_REQUEST_SECONDS = 10, /* from a request's line to its end */
    CONNECTION_POST_SECONDS = 120,   /* to send what is posted: 32 MiB at 280 kB/s */
    CONNECTION_ANSWER_SECONDS = 60   /* to take an answer: 200 articles at 5 kB/s */
};

enum phase {
    PHASE_IDLE, /* no line of a request has come */
    PHASE_READING,
    PHASE_POSTING, /* a body comes that is taken */
    PHASE_WORKING,
    PHASE_ANSWERING
};

struct connection {
    struct connection *previous, *next;
    int socket;
    enum phase phase;
    int64_t since; /* nanoseconds of CLOCK_MONOTONIC */
    bool ended;    /* its socket was shut down */
    void *request; /* that is under way on it, the HTTP thread's; NULL: none */
};

/* Zeroed but for the mutex, by connections_init. */
struct connections {
    pthread_mutex_t mutex;
    struct connection *first, *last; /* longest in its phase first */
    size_t count, limit;
    uint64_t cut_slow, cut_idle; /* how many were ended for being slow, and to make room */
};

void connections_init(struct connections *all, size_t limit);
void connections_release(struct connections *all);
/* NULL: no memory. */
struct connection *connections_add(struct connections *all, int socket);
void connections_remove(struct connections *all, struct connection *c);
/* Puts it into a phase, from now on. */
void connections_move(struct connections *all, struct connection *c, enum phase phase);
/* Ends those that have been too long in their phase at `now`; while there are nearly too many, also idle ones and those
 * that are slow to send a request. */
void connections_tend(struct connections *all, int64_t now);

struct connection_counts {
    size_t open;
    uint64_t cut_slow, cut_idle;
};
void connections_counts(struct connections *all, struct connection_counts *out);

#endif
