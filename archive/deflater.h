/* Records -> raw deflate streams (RFC 1951) with a preset dictionary, by ISA-L, which takes a seventh of zlib's time
 * for streams of the same length (level 2 of either, on news). What it writes may differ from one kind of processor to
 * another, and so may the bytes of a segment; of one kind the same records give the same streams, in any order. Inner
 * header of archive/. */
#ifndef DATELINE_ARCHIVE_DEFLATER_H
#define DATELINE_ARCHIVE_DEFLATER_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/err.h"

struct deflater {
    struct str dictionary;          /* borrowed */
    bool bodies;                    /* records hold articles' texts; without, a few hundred bytes each */
    struct deflater_stream *stream; /* made for the first record */
};

/* A dictionary for records: slices of some of them, as they will be deflated, with bodies or without. Appends to `out`;
 * all of them fit into SEGMENT_DICTIONARY_BYTES. */
enum { DICTIONARY_SLICES = 32 };
void dictionary_add_slice(struct buf *out, struct str record, bool bodies);

/* Whether a dictionary is full enough to be an example for other records than those that it was made of. */
bool dictionary_serves(struct str dictionary, bool bodies);

/* Appends the stream of a record, of less than 4 GiB, to `out`. A zeroed deflater with the first two members set is
 * ready. S_NOMEM; S_INTERNAL: the library is not there. */
enum status deflater_append(struct deflater *d, struct str record, struct buf *out, struct err *err);
void deflater_release(struct deflater *d);

#endif
