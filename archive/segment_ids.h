/* The bucket of an id in a segment's table of ids: the same for who writes it and who looks up. Inner header of
 * archive/. */
#ifndef DATELINE_ARCHIVE_SEGMENT_IDS_H
#define DATELINE_ARCHIVE_SEGMENT_IDS_H

#include <stdint.h>

#include <xxhash.h>

#include "core/buf.h"

enum { SEGMENT_IDS_A_BUCKET = 4 };

/* The low half of the hash that stands in the term of a long id too. */
static inline uint64_t segment_id_hash(struct str id)
{
    return XXH3_128bits(id.ptr, id.len).low64;
}

static inline uint32_t segment_id_buckets(uint32_t documents)
{
    return documents / SEGMENT_IDS_A_BUCKET + 1;
}

static inline uint32_t segment_id_bucket(uint64_t hash, uint32_t buckets)
{
    return (uint32_t)((hash >> 32) * buckets >> 32);
}

#endif
