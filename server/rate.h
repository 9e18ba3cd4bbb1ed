/* A rate that is kept over time: a bucket of tokens, one a request, that holds a second's worth of them. One thread. */
#ifndef DATELINE_SERVER_RATE_H
#define DATELINE_SERVER_RATE_H

#include <stdbool.h>
#include <stdint.h>

struct rate {
    double per_second; /* 0: no limit */
    double tokens;
    int64_t filled; /* nanoseconds */
};

/* Whether there is a token at `now` (nanoseconds that only grow); takes it. */
static inline bool rate_take(struct rate *r, int64_t now)
{
    if (r->per_second <= 0)
        return true;
    double most = r->per_second < 1 ? 1 : r->per_second;
    r->tokens += (double)(now - r->filled) / 1e9 * r->per_second;
    r->tokens = r->filled == 0 || r->tokens > most ? most : r->tokens;
    r->filled = now;
    if (r->tokens < 1)
        return false;
    r->tokens--;
    return true;
}

#endif
