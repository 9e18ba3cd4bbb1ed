/* A window on a source: the bytes that a reader looks at, and where they stand. Inner header of indexer/.
 *
 * The reader sees window_rest, asks for more with window_fill and lets go of what it has read with window_pass. Only
 * what has not been passed is kept, so that a reader that passes over a record as it comes needs no memory for it. */
#ifndef DATELINE_INDEXER_WINDOW_H
#define DATELINE_INDEXER_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/err.h"
#include "indexer/reader.h"

struct charset_in;

struct window {
    struct source *source; /* borrowed */
    struct charset_in *in; /* reads the source as UTF-8; borrowed; NULL: bytes as they are */
    struct buf data;       /* of the source, from `base` on */
    uint64_t base;         /* offset of the first byte of data in what is read */
    size_t at;             /* in data: the first byte that was not passed */
    uint64_t lines;        /* newlines passed */
    uint64_t line_start;   /* offset behind the last of them */
    bool ended;            /* nothing comes behind data */
    bool failed;           /* the source has failed: a status is its own, not that of a record */
};

void window_release(struct window *w);
/* What is there and was not passed; borrowed until the next fill. */
struct str window_rest(const struct window *w);
/* Reads on; at the end of the source sets `ended`. As source_read. */
enum status window_fill(struct window *w, struct err *err);
/* Reads on until `len` bytes are there or the source has ended. */
enum status window_need(struct window *w, size_t len, struct err *err);
/* Passes over bytes that are there. They stay where they are until the next fill. */
void window_pass(struct window *w, size_t len);
/* Passes over bytes, there or not yet; stops at the end of the source. *passed: how many there were. */
enum status window_skip(struct window *w, uint64_t len, uint64_t *passed, struct err *err);
/* The next line with its newline, left where it is; borrowed until the next fill. Without a newline: the last line, or
 * the first `max` bytes of one that is longer. Empty at the end of the source. */
enum status window_line(struct window *w, size_t max, struct str *line, struct err *err);
/* Where the first byte that was not passed stands. */
struct place window_place(const struct window *w);

#endif
