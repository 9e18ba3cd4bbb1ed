/* Progress of a run on standard error: one line that is rewritten, only when it is a terminal. */
#ifndef DATELINE_CLI_PROGRESS_H
#define DATELINE_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "indexer/run.h"

enum { PROGRESS_MS = 100 }; /* between two lines, at least */

struct progress {
    bool enabled;
    bool shown; /* a line stands on the terminal */
    unsigned width;
};

/* `wanted` false keeps it silent. */
void progress_begin(struct progress *p, bool wanted);
/* Rewrites the line with how far a run is. */
void progress_show(struct progress *p, const struct run_totals *totals, const char *path, uint64_t offset,
                   uint64_t size);
/* Rewrites the line with what part of a merge is done, 0 to 1. */
void progress_merging(struct progress *p, size_t segments, double done);
/* Rewrites the line with a text, which is cut to fit. */
void progress_line(struct progress *p, struct buf *text);
/* Takes the line away, before other messages and at the end. */
void progress_clear(struct progress *p);

#endif
