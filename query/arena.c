/* The arena of a query: memory that is given out in pieces and freed as a whole. */
#include <stdlib.h>
#include <string.h>

#include "query/tree.h"

enum { ARENA_BLOCK = 8 << 10, ARENA_ALIGN = 16 };

struct block {
    struct block *next;
    size_t used, size; /* of data */
    _Alignas(ARENA_ALIGN) unsigned char data[];
};

struct arena {
    struct block *block; /* the one that is being given out, then those before it */
};

struct arena *arena_new(void)
{
    return calloc(1, sizeof(struct arena));
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    while (a->block) {
        struct block *next = a->block->next;
        free(a->block);
        a->block = next;
    }
    free(a);
}

static struct block *add_block(struct arena *a, size_t size)
{
    if (size < ARENA_BLOCK)
        size = ARENA_BLOCK;
    struct block *b = malloc(sizeof *b + size);
    if (!b)
        return NULL;
    b->used = 0;
    b->size = size;
    b->next = a->block;
    a->block = b;
    return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
    if (!a || size > SIZE_MAX / 2)
        return NULL;
    size = (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    struct block *b = a->block;
    if (!b || b->size - b->used < size)
        b = add_block(a, size);
    if (!b)
        return NULL;
    void *piece = b->data + b->used;
    b->used += size;
    return memset(piece, 0, size);
}

struct str arena_copy(struct arena *a, struct str s)
{
    char *copy = arena_alloc(a, s.len + 1);
    if (!copy)
        return (struct str){0};
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    return (struct str){copy, s.len};
}
