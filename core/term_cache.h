/* What a word became the last time: surface bytes -> term and flags. Private to core.
 *
 * A table of slots, one cache line each, so that a known word costs one line of memory. A word is looked for in a few
 * neighbouring slots and nowhere else; when they are taken, one that was not asked for since its neighbours were last
 * full gives way. So frequent words stay, the table never needs emptying, and words chosen to collide cost their own
 * stemming and no more. Words too long for a slot are not kept. */
#ifndef DATELINE_CORE_TERM_CACHE_H
#define DATELINE_CORE_TERM_CACHE_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/buf.h"
#include "core/err.h"

enum {
    TERM_CACHE_FIRST_BITS = 7, /* 8 KB: a query's few words touch few pages */
    TERM_CACHE_STEP_BITS = 3,  /* by which a full table grows, as text of many words comes by */
    TERM_CACHE_BITS = 16,      /* 4 MB */
    TERM_CACHE_PROBES = 4,
    TERM_CACHE_BYTES = 51 /* of a surface, and of a term that is not its beginning */
};

struct term_cache_slot {
    uint32_t tag;        /* upper half of the hash */
    uint32_t memo;       /* token.memo; 0 in a new slot */
    uint8_t surface_len; /* 0: empty */
    uint8_t term_at;     /* in bytes */
    uint8_t term_len;
    uint8_t flags;
    uint8_t used; /* asked for since a neighbour was last looked over for room */
    char bytes[TERM_CACHE_BYTES];
};
static_assert(sizeof(struct term_cache_slot) == 64, "a slot is one cache line");

struct term_cache {
    struct term_cache_slot *slots; /* mask + 1, and room for the probes of the last */
    unsigned bits;                 /* of the number of slots */
    uint64_t mask;
    uint64_t added; /* since the table was made */
};

enum status term_cache_init(struct term_cache *cache, struct err *err);
void term_cache_release(struct term_cache *cache);
/* Sets every memo to 0. */
void term_cache_forget_memos(struct term_cache *cache);
/* Keeps what a surface became; a term longer than a slot has room for is not kept. */
void term_cache_add(struct term_cache *cache, struct str surface, uint64_t hash, struct str term, unsigned flags);

static inline struct term_cache_slot *term_cache_home(const struct term_cache *cache, uint64_t hash)
{
    return cache->slots + (hash & cache->mask);
}

/* The slot of a surface, or NULL. */
static inline struct term_cache_slot *term_cache_find(const struct term_cache *cache, struct str surface, uint64_t hash)
{
    struct term_cache_slot *slot = term_cache_home(cache, hash);
    uint32_t tag = (uint32_t)(hash >> 32);
    for (int i = 0; i < TERM_CACHE_PROBES; i++, slot++) {
        if (slot->tag == tag && slot->surface_len == surface.len &&
            memcmp(slot->bytes, surface.ptr, surface.len) == 0) {
            if (!slot->used) /* a line that is not written need not be written back */
                slot->used = 1;
            return slot;
        }
    }
    return NULL;
}

#endif
