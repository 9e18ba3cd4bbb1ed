/* The lists of positions that were read last. A search looks for a phrase in its best candidates and then weighs the
 * positions of the same words in the same articles; reading a list again from the live store's database costs two
 * blocks of its file. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_POSITION_CACHE_H
#define DATELINE_ARCHIVE_POSITION_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"

enum {
    POSITION_CACHE_LISTS = 1024,         /* four words in the candidates of both passes; a power of two */
    POSITION_CACHE_POSITIONS = 256 << 10 /* 1 MB: past it the cache is emptied */
};

struct position_list {
    uint32_t document; /* 0: free */
    uint32_t term_len;
    size_t term_start; /* in terms */
    size_t first;      /* in positions */
    uint32_t count;
};

/* Zeroed = empty; nothing is allocated before the first list is kept. */
struct position_cache {
    struct position_list *list; /* direct mapped by document and term */
    struct buf terms;
    struct u32_array positions;
};

void position_cache_release(struct position_cache *c);
/* Copies a list that is kept, in place of what `out` holds; false when it is not, or memory has run out. */
bool position_cache_find(const struct position_cache *c, struct str term, uint32_t document, struct u32_array *out);
/* Keeps a list, in place of the one in its slot. Without memory it is not kept. */
void position_cache_add(struct position_cache *c, struct str term, uint32_t document, const struct u32_array *list);

#endif
