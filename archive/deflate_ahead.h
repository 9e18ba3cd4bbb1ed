/* Stored articles of a merge that are compressed again: by several threads, ahead of who takes them in their order.
 * Inner header of archive/.
 *
 * Threads take the articles in batches, in order, and so many ahead as a ring has room for. Where an article lies is
 * looked up under a lock, since segments note what they have verified; it is inflated and deflated outside. Memory:
 * some batches of 256 KiB of compressed articles a job, and for each job and segment the dictionary twice and the
 * largest article. */
#ifndef DATELINE_ARCHIVE_DEFLATE_AHEAD_H
#define DATELINE_ARCHIVE_DEFLATE_AHEAD_H

#include "archive/segment.h"

struct deflate_ahead;

/* Says where an article lies: the number of its segment among those of the options and that of its document; false
 * behind the last. Called under the lock, by any of the threads, with `at` from 0 on, each once and in order. */
typedef bool deflate_ahead_locate(void *context, uint32_t at, size_t *segment, uint32_t *document);

/* All is borrowed until it is closed. Nobody else may look into the segments meanwhile. */
struct deflate_ahead_options {
    struct segment *const *segment;
    size_t segments;
    deflate_ahead_locate *locate;
    void *context;
    struct str dictionary; /* for the new streams */
    unsigned jobs;         /* threads, as far as they can be made; 1: none but the caller's */
};

enum status deflate_ahead_open(const struct deflate_ahead_options *options, struct deflate_ahead **out,
                               struct err *err);
/* What is to be stored of the next article, borrowed until the next call. S_CORRUPT names the file; S_NOT_FOUND without
 * a text: there is no other. After a failure it is good for nothing but closing. */
enum status deflate_ahead_next(struct deflate_ahead *a, struct str *out, struct err *err);
/* Accepts NULL. */
void deflate_ahead_close(struct deflate_ahead *a);

#endif
