#include "archive/inflater.h"

#include <assert.h>
#include <stdint.h>

#include <libdeflate.h>

/* The first room for a record does not believe the length of its stream far. */
enum { FIRST_ROOM = 16 << 10, FIRST_ROOM_MAX = 1 << 20, STORED_MAX = 65535, HEAD_BYTES = 5, LINE_BYTES = 64 };

enum status inflater_begin(struct inflater *i, struct str dictionary, struct err *err)
{
    assert(dictionary.len <= STORED_MAX);
    uint16_t len = (uint16_t)dictionary.len, not_len = (uint16_t)~len;
    const unsigned char head[HEAD_BYTES] = {0, (unsigned char)len, (unsigned char)(len >> 8), (unsigned char)not_len,
                                            (unsigned char)(not_len >> 8)};
    /* one room for all streams of the usual length, so that the dictionary is copied once */
    buf_reserve(&i->in, sizeof head + dictionary.len + FIRST_ROOM);
    buf_append(&i->in, head, sizeof head);
    buf_append_str(&i->in, dictionary);
    i->dictionary_len = i->in.len;
    i->decompressor = i->in.failed ? NULL : libdeflate_alloc_decompressor();
    return i->decompressor ? S_OK : err_no_memory(err);
}

void inflater_release(struct inflater *i)
{
    if (i->decompressor)
        libdeflate_free_decompressor(i->decompressor);
    buf_release(&i->in);
    buf_release(&i->out);
    *i = (struct inflater){0};
}

/* Where the output begins: the dictionary lies there as it does in the input, by lines of cache. Copying it takes
 * fifteen times as long when it goes a few bytes ahead of its place in a page, and two blocks of a heap that follow
 * each other lie just so. */
static char *output_of(const struct inflater *i)
{
    uintptr_t wanted = (uintptr_t)i->in.data + HEAD_BYTES, is = (uintptr_t)i->out.data;
    return i->out.data + (wanted - is) % LINE_BYTES;
}

enum status inflater_run(struct inflater *i, struct str stream, size_t most, struct str *record, struct err *err)
{
    size_t before = i->dictionary_len - HEAD_BYTES, taken = 0, given = 0;
    size_t room = FIRST_ROOM + (stream.len < FIRST_ROOM_MAX / 4 ? stream.len * 4 : FIRST_ROOM_MAX);
    enum libdeflate_result result = LIBDEFLATE_INSUFFICIENT_SPACE;
    buf_truncate(&i->in, i->dictionary_len);
    buf_append_str(&i->in, stream);
    while (result == LIBDEFLATE_INSUFFICIENT_SPACE && room <= most * 2) {
        i->out.len = 0;
        if (i->in.failed || !buf_reserve(&i->out, LINE_BYTES + before + room))
            return err_no_memory(err);
        result = libdeflate_deflate_decompress_ex(i->decompressor, i->in.data, i->in.len, output_of(i), before + room,
                                                  &taken, &given);
        room *= 2;
    }
    if (result != LIBDEFLATE_SUCCESS || taken != i->in.len || given < before || given - before > most)
        return S_CORRUPT;
    *record = (struct str){output_of(i) + before, given - before};
    return S_OK;
}
