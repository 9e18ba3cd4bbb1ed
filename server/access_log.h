/* The access log: lines that a thread of its own writes, so that a reader of the log who does not keep up, or a slow
 * disk, holds up no request. Lines that find no room, or cannot be written, are dropped
 * and counted. */
#ifndef DATELINE_SERVER_ACCESS_LOG_H
#define DATELINE_SERVER_ACCESS_LOG_H

#include <stdint.h>

#include "core/buf.h"
#include "core/err.h"

enum {
    ACCESS_LOG_BYTES = 1 << 20, /* that may wait to be written */
    ACCESS_LOG_PAUSE_MS = 5     /* between two writes: what comes meanwhile is written together */
};

struct access_log;

/* Appends to a file; or, when `path` is NULL, writes to the descriptor, which stays the caller's. S_IO, S_NOMEM. */
enum status access_log_open(const char *path, int descriptor, struct access_log **out, struct err *err);
/* Writes what waits. Accepts NULL. */
void access_log_close(struct access_log *log);
/* A line with its newline. From any thread, and never waits for a write. */
void access_log_add(struct access_log *log, struct str line);
/* Has the file opened anew before the next line, as when it was renamed. Accepts NULL. */
void access_log_reopen(struct access_log *log);
uint64_t access_log_dropped(struct access_log *log);

#endif
