/* A hash of bytes for tables in memory: not for files, and not against whoever chooses the bytes to make them collide.
 */
#ifndef DATELINE_CORE_HASH_H
#define DATELINE_CORE_HASH_H

#include <stdint.h>
#include <string.h>

#include "core/buf.h"

static inline uint64_t load_u64(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline uint32_t load_u32(const char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* Multiply and xor-shift over eight bytes at a time; the last eight overlap the ones before. */
static inline uint64_t str_hash(struct str s)
{
    const uint64_t multiplier = 0x9E3779B97F4A7C15U;
    uint64_t a, b = 0, h = s.len * multiplier;
    size_t at = 0;
    for (; s.len - at > 16; at += 8) {
        h = (h ^ load_u64(s.ptr + at)) * multiplier;
        h ^= h >> 32;
    }
    const char *p = s.ptr + at;
    size_t rest = s.len - at;
    if (rest >= 8) {
        a = load_u64(p);
        b = load_u64(p + rest - 8);
    } else if (rest >= 4) {
        a = load_u32(p);
        b = load_u32(p + rest - 4);
    } else {
        a = rest == 0 ? 0
                      : (uint64_t)(unsigned char)p[0] << 16 | (uint64_t)(unsigned char)p[rest / 2] << 8 |
                            (unsigned char)p[rest - 1];
    }
    h = (h ^ a) * multiplier;
    h ^= h >> 32;
    h = (h ^ b) * multiplier;
    return h ^ h >> 29;
}

#endif
