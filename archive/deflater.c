#include "archive/deflater.h"

#include <stdint.h>
#include <stdlib.h>

#include "archive/segment_format.h"

enum {
    /* Where more work stops to pay, on news: level 2 leaves 0.40 of the text, level 3 leaves 0.38 for a quarter more
     * time, and building with bodies is to be no slower than others are without. */
    LEVEL = 2,
    MEMORY_LEVEL = 8,
    /* Of records without bodies: a fifth of the memory, which is copied for each of them. */
    FIELDS_WINDOW_BITS = 13,
    FIELDS_MEMORY_LEVEL = 5
};

static size_t dictionary_room(bool bodies)
{
    return bodies ? (size_t)SEGMENT_DICTIONARY_BYTES : (size_t)1 << FIELDS_WINDOW_BITS;
}

bool dictionary_serves(struct str dictionary, bool bodies)
{
    return dictionary.len >= dictionary_room(bodies) / 4;
}

void dictionary_add_slice(struct buf *out, struct str record, bool bodies)
{
    size_t most = dictionary_room(bodies);
    size_t room = out->len < most ? most - out->len : 0, slice = most / DICTIONARY_SLICES;
    size_t len = record.len < slice ? record.len : slice;
    buf_append(out, record.ptr, len < room ? len : room);
}

/* Up to a quarter of a megabyte for each record would go back to the system, and its pages come from there anew: that
 * takes longer than to deflate the record. */
static void *take_block(void *deflater, unsigned items, unsigned item_bytes)
{
    struct deflater *d = deflater;
    size_t bytes = (size_t)items * item_bytes, i = 0;
    while (i < DEFLATER_BLOCKS && d->block[i].memory && (d->block[i].taken || d->block[i].bytes != bytes))
        i++;
    if (i == DEFLATER_BLOCKS)
        return NULL;
    if (!d->block[i].memory)
        d->block[i] = (struct deflater_block){.memory = malloc(bytes), .bytes = bytes};
    d->block[i].taken = d->block[i].memory != NULL;
    return d->block[i].memory;
}

static void give_block_back(void *deflater, void *memory)
{
    struct deflater *d = deflater;
    for (size_t i = 0; i < DEFLATER_BLOCKS; i++)
        if (d->block[i].memory == memory)
            d->block[i].taken = false;
}

static bool prime(struct deflater *d)
{
    d->primed = (z_stream){.zalloc = take_block, .zfree = give_block_back, .opaque = d};
    int window_bits = d->bodies ? MAX_WBITS : FIELDS_WINDOW_BITS;
    int memory_level = d->bodies ? MEMORY_LEVEL : FIELDS_MEMORY_LEVEL;
    if (deflateInit2(&d->primed, LEVEL, Z_DEFLATED, -window_bits, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    d->is_primed = true;
    if (d->dictionary.len)
        deflateSetDictionary(&d->primed, (const Bytef *)d->dictionary.ptr, (uInt)d->dictionary.len);
    return true;
}

/* Taking the dictionary in costs more than an article: it is done once, and the deflater that has it is copied. */
enum status deflater_append(struct deflater *d, struct str record, struct buf *out, struct err *err)
{
    z_stream z;
    if ((!d->is_primed && !prime(d)) || deflateCopy(&z, &d->primed) != Z_OK)
        return err_no_memory(err);
    size_t bound = deflateBound(&z, record.len);
    bool good = buf_reserve(out, bound);
    if (good) {
        z.next_in = (Bytef *)(uintptr_t)record.ptr;
        z.avail_in = (uInt)record.len;
        z.next_out = (Bytef *)out->data + out->len;
        z.avail_out = (uInt)bound;
        good = deflate(&z, Z_FINISH) == Z_STREAM_END;
        out->len += bound - z.avail_out;
    }
    deflateEnd(&z);
    return good ? S_OK : err_no_memory(err);
}

void deflater_release(struct deflater *d)
{
    if (d->is_primed)
        deflateEnd(&d->primed);
    for (size_t i = 0; i < DEFLATER_BLOCKS; i++)
        free(d->block[i].memory);
    *d = (struct deflater){0};
}
