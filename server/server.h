/* The HTTP server over one archive: what `dateline serve` runs.
 *
 *   HTTP thread (http.c)            worker threads (pool.c)
 *   read a request, check it   ->   bounded queue -> newest state of the archive -> route's handler
 *   send, count, log           <-   resume
 *
 * The HTTP thread never searches, and never waits. The thread that starts the server tends and stops it; the signals
 * that are to end the process must be blocked before, so that the threads have them blocked. */
#ifndef DATELINE_SERVER_SERVER_H
#define DATELINE_SERVER_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

enum {
    SERVER_TIMEOUT_MS = 5000,        /* for an answer, by default */
    SERVER_QUEUE = 512,              /* requests that may wait, by default: at 1,000 a second half of one */
    SERVER_CONNECTIONS = 2048,       /* that may be open, by default */
    SERVER_POSTED_BYTES = 256 << 20, /* of bodies that are held at a time */
    SERVER_WORKERS_MAX = 256,
    SERVER_QUEUE_MAX = 65536,
    SERVER_CONNECTIONS_MAX = 60000,
    SERVER_TEND_MS = 200,     /* between two calls of server_tend */
    SERVER_DRAIN_SECONDS = 30 /* that a stop waits for clients to send and take what is under way */
};

struct server_options {
    const char *archive;
    const char *listen;       /* as of listen.h */
    const char *const *hosts; /* names that the server goes by, besides those of loopback */
    size_t host_count;
    const char *const *origins; /* whose pages may read answers: "https://news.example", or "*" */
    size_t origin_count;
    unsigned workers, queue, connections;
    bool writable;                                 /* takes POST and DELETE */
    const char *keys;                              /* file of keys.h; NULL: none */
    double rate;                                   /* requests a second, of all clients together; 0: no limit */
    uint32_t timeout;                              /* milliseconds */
    const char *log;                               /* file of the access log; NULL: log_descriptor */
    int log_descriptor;                            /* -1: none */
    void (*told)(void *context, const char *text); /* a line about the archive; by server_tend */
    void *context;
};

struct server;

/* Starts it. The options' texts are borrowed until it stops. S_USAGE (the address), S_IO, S_NOMEM. An archive that
 * cannot be opened is told, and tried again with each request. */
enum status server_start(const struct server_options *options, struct server **out, struct err *err);
/* http://127.0.0.1:8080, with the port that it got. */
const char *server_url(const struct server *server);
/* Ends what is too slow; to be called every SERVER_TEND_MS. */
void server_tend(struct server *server);
/* Reads the keys again and has the file of the access log opened anew. Keys that cannot be read are told, and the old
 * ones stay. */
void server_reload(struct server *server);
/* Takes no connections any more, answers the requests that are under way, and ends. Accepts NULL. */
void server_stop(struct server *server);

#endif
