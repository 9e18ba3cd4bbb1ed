/* The socket that a server listens on. */
#ifndef DATELINE_SERVER_LISTEN_H
#define DATELINE_SERVER_LISTEN_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/err.h"

struct listening {
    int socket;
    bool beyond_loopback; /* other machines may reach it */
    struct buf url;       /* http://127.0.0.1:8080 */
};

/* Listens on ADDR:PORT, [ADDR]:PORT or PORT (of loopback); port 0 takes one that is free. ADDR is an address, or a name
 * that stands for one. S_USAGE: it is none of these; S_IO. */
enum status listen_open(const char *address, struct listening *out, struct err *err);
/* Closes the socket, when it is still open, and releases. */
void listen_close(struct listening *l);

#endif
