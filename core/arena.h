/* Memory for one piece of work, such as a query: given out in pieces, and freed as a whole.
 *
 * A pool keeps arenas that were freed for those that are asked for next, so that a query after another takes nothing
 * from the heap. Under sanitizers it keeps none, so that what is used after it was freed is found. */
#ifndef DATELINE_CORE_ARENA_H
#define DATELINE_CORE_ARENA_H

#include <stddef.h>

#include "core/buf.h"

enum {
    ARENA_POOL_ARENAS = 4,       /* that a pool keeps */
    ARENA_POOL_BYTES = 256 << 10 /* that an arena in a pool keeps at most */
};

struct arena;

/* Zeroed: empty. Belongs to one thread. */
struct arena_pool {
    struct arena *arena[ARENA_POOL_ARENAS];
    size_t count;
};

void arena_pool_release(struct arena_pool *pool);

/* An empty arena; NULL without memory. `pool` may be NULL, and has to outlive the arena. */
struct arena *arena_new(struct arena_pool *pool);
/* Gives the arena back to its pool, or frees it. NULL is nothing. */
void arena_free(struct arena *a);

/* A zeroed piece, or one as it comes, aligned for anything; NULL without memory, and of a NULL arena. */
void *arena_alloc(struct arena *a, size_t size);
void *arena_alloc_raw(struct arena *a, size_t size);
/* A copy with a NUL behind it; {NULL, 0} without memory. */
struct str arena_copy(struct arena *a, struct str s);

#endif
