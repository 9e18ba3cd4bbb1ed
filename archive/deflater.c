#include "archive/deflater.h"

#include <stdint.h>
#include <stdlib.h>

#include "archive/late_isal.h"
#include "archive/segment_format.h"

enum {
    /* Of news level 2 leaves 0.41 and level 3 leaves 0.40 of the text, for a sixth more time. Records without bodies
     * are too short for either to leave less than level 1. */
    BODIES_LEVEL = ISAL_DEF_MAX_LEVEL,
    FIELDS_LEVEL = 1,
    ROOM_BYTES = ISAL_DEF_LVL3_SMALL, /* with more nothing gets smaller or faster, with less both are worse */
    FIELDS_DICTIONARY_BYTES = 1 << 13,
    MOST_ADDED = 64 /* bytes by which a short record may grow; what grows more takes another round */
};

/* A stream, and what it begins with each time: the dictionary and its hashes, made once. */
struct deflater_stream {
    struct isal_zstream isal;
    struct isal_dict dictionary;
    uint8_t room[ROOM_BYTES];
};

static size_t dictionary_room(bool bodies)
{
    return bodies ? (size_t)SEGMENT_DICTIONARY_BYTES : (size_t)FIELDS_DICTIONARY_BYTES;
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

/* All is zeroed: the library looks at what a dictionary held before. */
static enum status prime(struct deflater *d, struct err *err)
{
    enum status s = late_isal(err);
    if (s)
        return s;
    struct deflater_stream *stream = calloc(1, sizeof *stream);
    if (!stream)
        return err_no_memory(err);
    isal_deflate_init(&stream->isal);
    stream->isal.level = d->bodies ? BODIES_LEVEL : FIELDS_LEVEL;
    stream->isal.level_buf = stream->room;
    stream->isal.level_buf_size = sizeof stream->room;
    uint8_t *bytes = (uint8_t *)(uintptr_t)d->dictionary.ptr;
    if (d->dictionary.len &&
        isal_deflate_process_dict(&stream->isal, &stream->dictionary, bytes, (uint32_t)d->dictionary.len) != COMP_OK) {
        free(stream);
        return err_set(err, S_INTERNAL, "cannot take in the dictionary of stored articles");
    }
    d->stream = stream;
    return S_OK;
}

/* Begins a stream, with the dictionary. */
static bool begin(struct deflater *d, struct str record)
{
    struct isal_zstream *z = &d->stream->isal;
    isal_deflate_reset(z);
    z->end_of_stream = 1;
    z->next_in = (uint8_t *)(uintptr_t)record.ptr;
    z->avail_in = (uint32_t)record.len;
    return d->dictionary.len == 0 || isal_deflate_reset_dict(z, &d->stream->dictionary) == COMP_OK;
}

enum status deflater_append(struct deflater *d, struct str record, struct buf *out, struct err *err)
{
    enum status s = d->stream ? S_OK : prime(d, err);
    if (s)
        return s;
    struct isal_zstream *z = &d->stream->isal;
    bool good = begin(d, record);
    while (good && z->internal_state.state != ZSTATE_END) {
        size_t room = record.len + MOST_ADDED;
        if (!buf_reserve(out, room))
            return err_no_memory(err);
        z->next_out = (uint8_t *)out->data + out->len;
        z->avail_out = (uint32_t)room;
        good = isal_deflate(z) == COMP_OK;
        out->len += room - z->avail_out;
    }
    return good ? S_OK : err_set(err, S_INTERNAL, "cannot deflate an article of %zu bytes", record.len);
}

void deflater_release(struct deflater *d)
{
    free(d->stream);
    *d = (struct deflater){0};
}
