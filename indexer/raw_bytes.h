/* The bytes of a file as they are, in a window that is filled on demand from a descriptor, from memory or from a
 * function. Inner header of indexer/.
 *
 *     next, available         the window: bytes that have been read and not yet taken
 *     raw_bytes_fill          until it holds so many, or the end is reached
 *     raw_bytes_take          bytes off its front */
#ifndef DATELINE_INDEXER_RAW_BYTES_H
#define DATELINE_INDEXER_RAW_BYTES_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/err.h"

/* Gives up to `len` bytes, 0 at the end: S_OK, or S_INPUT, S_IO, S_NOMEM, S_INTERRUPTED with a text that names the
 * place. */
typedef enum status raw_pull(void *context, void *bytes, size_t len, size_t *got, struct err *err);

struct raw_bytes {
    const char *path; /* for messages; borrowed */
    int fd;           /* -1: none */
    raw_pull *pull;   /* NULL: none */
    void *context;
    const volatile sig_atomic_t *stop; /* NULL: a wait is never given up */

    unsigned char *room; /* that the window is filled into; NULL for memory */
    const unsigned char *next;
    size_t available;
    uint64_t offset; /* in the file, of the end of the window */
    bool ended;      /* nothing comes behind the window */
};

/* With `room` allocated: for a descriptor or a function. S_NOMEM. */
enum status raw_bytes_init(struct raw_bytes *r, struct err *err);
/* Over bytes in memory, borrowed. */
void raw_bytes_init_memory(struct raw_bytes *r, struct str bytes);
void raw_bytes_release(struct raw_bytes *r); /* closes the descriptor, unless it is standard input */
/* Fills the window until it holds at least `want` bytes, no more than SOURCE_CHUNK, or the file has ended. S_IO,
 * S_INTERRUPTED, and what the function gives. */
enum status raw_bytes_fill(struct raw_bytes *r, size_t want, struct err *err);
void raw_bytes_take(struct raw_bytes *r, size_t bytes);
/* Where the window begins in the file. */
uint64_t raw_bytes_position(const struct raw_bytes *r);
bool raw_bytes_stopped(const struct raw_bytes *r);
/* Goes on at an offset of the file; false where that cannot be done: a pipe, a function. */
bool raw_bytes_seek(struct raw_bytes *r, uint64_t offset);

#endif
