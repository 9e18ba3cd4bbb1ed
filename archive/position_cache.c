#include "archive/position_cache.h"

#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

void position_cache_release(struct position_cache *c)
{
    free(c->list);
    buf_release(&c->terms);
    u32_array_release(&c->positions);
    c->list = NULL;
}

static struct position_list *slot_of(const struct position_cache *c, struct str term, uint32_t document)
{
    return &c->list[XXH3_64bits_withSeed(term.ptr, term.len, document) & (POSITION_CACHE_LISTS - 1)];
}

static bool append_all(struct u32_array *to, const uint32_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!u32_array_append(to, from[i]))
            return false;
    return true;
}

bool position_cache_find(const struct position_cache *c, struct str term, uint32_t document, struct u32_array *out)
{
    if (!c->list || term.len == 0)
        return false;
    const struct position_list *l = slot_of(c, term, document);
    struct str kept = {c->terms.data + l->term_start, l->term_len};
    if (l->document != document || !str_equal(kept, term))
        return false;
    out->count = 0;
    return append_all(out, c->positions.data + l->first, l->count);
}

static void empty(struct position_cache *c)
{
    memset(c->list, 0, POSITION_CACHE_LISTS * sizeof *c->list);
    buf_reset(&c->terms);
    c->positions.count = 0;
}

void position_cache_add(struct position_cache *c, struct str term, uint32_t document, const struct u32_array *list)
{
    if (!c->list)
        c->list = calloc(POSITION_CACHE_LISTS, sizeof *c->list);
    if (!c->list || list->count > POSITION_CACHE_POSITIONS / 16)
        return;
    if (c->positions.count + list->count > POSITION_CACHE_POSITIONS || c->terms.len > POSITION_CACHE_POSITIONS)
        empty(c);
    struct position_list *l = slot_of(c, term, document);
    *l =
        (struct position_list){.term_start = c->terms.len, .term_len = (uint32_t)term.len, .first = c->positions.count};
    buf_append_str(&c->terms, term);
    if (c->terms.failed || !append_all(&c->positions, list->data, list->count)) {
        empty(c);
        return;
    }
    l->document = document;
    l->count = (uint32_t)list->count;
}
