/* Tags of answers that may be kept (RFC 9110, section 8.8).
 *
 * A tag is a hash of what an answer follows from: the program's version, the archive's state, the route, the parameters
 * in the order of their names, and today, from which relative dates count. Tags are weak: an answer in gzip and the
 * same answer plain have the same one. */
#ifndef DATELINE_SERVER_ETAG_H
#define DATELINE_SERVER_ETAG_H

#include <stdbool.h>
#include <stdint.h>

#include "server/target.h"

enum { ETAG_TEXT_MAX = 24 };

/* When today begins, in seconds since 1970, kept for as long as that is certain: to ask for the zone is a system call.
 * Starts as zeros. */
struct etag_day {
    bool known;
    int64_t quarter, begins;
};
int64_t etag_today(struct etag_day *day, int64_t now);
/* `state` as of archive_state, `today` as of etag_today. */
uint64_t etag_of(uint64_t state, int64_t today, const struct target *target);
/* Writes W/"0123456789abcdef". Returns out. */
const char *etag_write(uint64_t tag, char out[ETAG_TEXT_MAX]);
/* Whether the values of If-None-Match, with commas between, have this tag, or are "*". */
bool etag_matches(struct str values, uint64_t tag);

#endif
