/* A client that writes what it likes to a socket, for the tests of the server. Failures of its own end the test. */
#ifndef DATELINE_TESTS_SERVER_CLIENT_H
#define DATELINE_TESTS_SERVER_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"

/* Prints and exits with 1. */
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
void check(bool good, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The port at the end of http://127.0.0.1:8080. */
uint16_t port_of(const char *url);
/* A connection to 127.0.0.1. Reads wait at most `seconds`. */
int client_connect(uint16_t port, int seconds);
/* The same; -1: nobody listens there. */
int client_try(uint16_t port, int seconds);
/* Writes all; false when the other side is gone. */
bool client_write(int socket, const void *bytes, size_t len);

struct reply {
    struct buf bytes; /* the whole of it */
    unsigned code;    /* of the first answer; 0: none came */
    struct str body;  /* of the first answer */
    bool closed;      /* the server ended the connection */
};

/* Reads one answer: its header fields, and a body of Content-Length; with `head`, none. */
void client_read(int socket, bool head, struct reply *out);
/* Reads until the server ends the connection, or says nothing for as long as reads wait. */
void client_read_all(int socket, struct reply *out);
/* Connects, asks for a target by GET, reads one answer, closes. */
void client_get(uint16_t port, const char *target, struct reply *out);
void reply_release(struct reply *r);
/* Whether a header field stands in the answer, as "Connection: close". */
bool reply_has(const struct reply *r, const char *field);

#endif
