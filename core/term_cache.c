#include "core/term_cache.h"

#include <stdlib.h>

enum { LINE = sizeof(struct term_cache_slot) };
static_assert((TERM_CACHE_BITS - TERM_CACHE_FIRST_BITS) % TERM_CACHE_STEP_BITS == 0, "the steps end at the largest");

/* Memory of zeros. Words fall on every page of a large table, first to be looked for and then to be added: two faults
 * for each page, the second of which stops all threads. So all of it is written at once. */
static void *take_zeros(size_t bytes)
{
    void *memory = aligned_alloc(LINE, bytes);
    return memory ? memset(memory, 0, bytes) : NULL;
}

/* An empty table of 2^bits slots in place of the one that is there; false, and nothing changed, without memory. */
static bool make_table(struct term_cache *cache, unsigned bits)
{
    size_t slots = ((size_t)1 << bits) + TERM_CACHE_PROBES;
    void *memory = take_zeros(slots * LINE);
    if (!memory)
        return false;
    free(cache->slots);
    *cache = (struct term_cache){.slots = memory, .bits = bits, .mask = ((uint64_t)1 << bits) - 1};
    return true;
}

enum status term_cache_init(struct term_cache *cache, struct err *err)
{
    *cache = (struct term_cache){0};
    return make_table(cache, TERM_CACHE_FIRST_BITS) ? S_OK
                                                    : err_set(err, S_NOMEM, "out of memory for the analyzer's cache");
}

void term_cache_release(struct term_cache *cache)
{
    free(cache->slots);
    *cache = (struct term_cache){0};
}

void term_cache_forget_memos(struct term_cache *cache)
{
    for (uint64_t i = 0; i < cache->mask + 1 + TERM_CACHE_PROBES; i++)
        cache->slots[i].memo = 0;
}

static struct term_cache_slot *make_room(struct term_cache *cache, uint64_t hash)
{
    struct term_cache_slot *home = term_cache_home(cache, hash), *found = NULL;
    for (int i = 0; i < TERM_CACHE_PROBES; i++) {
        if (home[i].surface_len == 0)
            return home + i;
        if (!found && !home[i].used)
            found = home + i;
    }
    for (int i = 0; i < TERM_CACHE_PROBES; i++)
        home[i].used = 0;
    return found ? found : home + TERM_CACHE_PROBES - 1;
}

void term_cache_add(struct term_cache *cache, struct str surface, uint64_t hash, struct str term, unsigned flags)
{
    bool shared = term.len <= surface.len && memcmp(surface.ptr, term.ptr, term.len) == 0;
    if (surface.len == 0 || surface.len + (shared ? 0 : term.len) > TERM_CACHE_BYTES)
        return;
    if (++cache->added > cache->mask && cache->bits < TERM_CACHE_BITS)
        make_table(cache, cache->bits + TERM_CACHE_STEP_BITS); /* without memory the small one stays */
    struct term_cache_slot *slot = make_room(cache, hash);
    slot->tag = (uint32_t)(hash >> 32);
    slot->memo = 0;
    slot->surface_len = (uint8_t)surface.len;
    slot->term_at = shared ? 0 : (uint8_t)surface.len;
    slot->term_len = (uint8_t)term.len;
    slot->flags = (uint8_t)flags;
    slot->used = 0;
    memcpy(slot->bytes, surface.ptr, surface.len);
    if (!shared)
        memcpy(slot->bytes + surface.len, term.ptr, term.len);
}
