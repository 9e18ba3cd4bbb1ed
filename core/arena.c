/* Blocks of which the last is given out. Each is at least as large as those before it together, so that there are few.
 */
#include "core/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_FIRST = 4 << 10, ARENA_ALIGN = 16 };

#ifdef DATELINE_SANITIZED
enum { POOL_KEEPS = 0 };
#else
enum { POOL_KEEPS = ARENA_POOL_ARENAS };
#endif

struct block {
    struct block *before;
    size_t size; /* of data */
    _Alignas(ARENA_ALIGN) unsigned char data[];
};

struct arena {
    struct arena_pool *pool;
    struct block *last;
    size_t left;  /* of the last block */
    size_t taken; /* bytes of all blocks */
    size_t first; /* bytes of the first block */
};

static void free_blocks(struct block *b)
{
    while (b) {
        struct block *before = b->before;
        free(b);
        b = before;
    }
}

static void arena_destroy(struct arena *a)
{
    free_blocks(a->last);
    free(a);
}

void arena_pool_release(struct arena_pool *pool)
{
    while (pool->count)
        arena_destroy(pool->arena[--pool->count]);
}

struct arena *arena_new(struct arena_pool *pool)
{
    if (pool && pool->count)
        return pool->arena[--pool->count];
    struct arena *a = calloc(1, sizeof *a);
    if (a) {
        a->pool = pool;
        a->first = ARENA_FIRST;
    }
    return a;
}

/* Empties the arena. A block that all fitted in stays; in place of several there will be one. */
static void arena_reset(struct arena *a)
{
    if (a->last && (a->last->before || a->last->size > ARENA_POOL_BYTES)) {
        a->first = a->taken < ARENA_POOL_BYTES ? a->taken : ARENA_POOL_BYTES;
        free_blocks(a->last);
        a->last = NULL;
    }
    a->left = a->taken = a->last ? a->last->size : 0;
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    if (!a->pool || a->pool->count + 1 > POOL_KEEPS) { /* with 0, >= would always hold */
        arena_destroy(a);
        return;
    }
    arena_reset(a);
    a->pool->arena[a->pool->count++] = a;
}

/* A new last block, with room for `size`. */
static bool add_block(struct arena *a, size_t size)
{
    size_t least = a->taken ? a->taken : a->first;
    size = size > least ? size : least;
    struct block *b = malloc(sizeof *b + size);
    if (!b)
        return false;
    b->before = a->last;
    b->size = size;
    a->last = b;
    a->left = size;
    a->taken += size;
    return true;
}

void *arena_alloc_raw(struct arena *a, size_t size)
{
    if (!a || size > SIZE_MAX / 4)
        return NULL;
    size = (size + (size == 0) + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    if (a->left < size && !add_block(a, size))
        return NULL;
    void *piece = a->last->data + (a->last->size - a->left);
    a->left -= size;
    return piece;
}

void *arena_alloc(struct arena *a, size_t size)
{
    void *piece = arena_alloc_raw(a, size);
    return piece ? memset(piece, 0, size) : NULL;
}

struct str arena_copy(struct arena *a, struct str s)
{
    char *copy = arena_alloc_raw(a, s.len + 1);
    if (!copy)
        return (struct str){0};
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return (struct str){copy, s.len};
}
