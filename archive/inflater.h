/* Raw deflate streams with a preset dictionary -> records. Inner header of archive/.
 *
 * By libdeflate, which takes less than half of zlib's time for records of news, and a search spends more on them than
 * on anything else. It knows no dictionaries: so the dictionary stands before the stream as a stored block (RFC 1951,
 * section 3.2.4), and its bytes before the record. */
#ifndef DATELINE_ARCHIVE_INFLATER_H
#define DATELINE_ARCHIVE_INFLATER_H

#include "core/buf.h"
#include "core/err.h"

struct libdeflate_decompressor;

/* Zeroed = empty. */
struct inflater {
    struct libdeflate_decompressor *decompressor;
    struct buf in, out; /* the dictionary at the beginning of each */
    size_t dictionary_len;
};

/* Sets the dictionary, of at most 65,535 bytes, which is copied. */
enum status inflater_begin(struct inflater *i, struct str dictionary, struct err *err);
static inline bool inflater_is_begun(const struct inflater *i)
{
    return i->decompressor != NULL;
}
void inflater_release(struct inflater *i);
/* *record is borrowed until the next call. S_CORRUPT without a text: the bytes are no such stream, or it is not all of
 * them, or it gives more than `most` bytes. */
enum status inflater_run(struct inflater *i, struct str stream, size_t most, struct str *record, struct err *err);

#endif
