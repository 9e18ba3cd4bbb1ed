/* Records -> raw deflate streams with a preset dictionary. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_DEFLATER_H
#define DATELINE_ARCHIVE_DEFLATER_H

#include <stdbool.h>
#include <zlib.h>

#include "core/buf.h"
#include "core/err.h"

enum { DEFLATER_BLOCKS = 16 }; /* zlib takes five for a stream, and there are two streams at a time */

struct deflater {
    struct str dictionary; /* borrowed */
    bool bodies;           /* records hold articles' texts; without, a few hundred bytes each */
    z_stream primed;       /* has the dictionary */
    bool is_primed;
    /* memory for a stream, kept from one record to the next */
    struct deflater_block {
        void *memory;
        size_t bytes;
        bool taken;
    } block[DEFLATER_BLOCKS];
};

/* A dictionary for records: slices of some of them, as they will be deflated, with bodies or without. Appends to `out`;
 * all of them fit into SEGMENT_DICTIONARY_BYTES. */
enum { DICTIONARY_SLICES = 32 };
void dictionary_add_slice(struct buf *out, struct str record, bool bodies);

/* Whether a dictionary is full enough to be an example for other records than those that it was made of. */
bool dictionary_serves(struct str dictionary, bool bodies);

/* Appends the stream of a record to `out`. A zeroed deflater with the first two members set is ready; from the first
 * record on it stays where it is. */
enum status deflater_append(struct deflater *d, struct str record, struct buf *out, struct err *err);
void deflater_release(struct deflater *d);

#endif
