/* Decompression: the raw bytes of a file -> the bytes that were compressed. The coding is recognised by the first
 * bytes, never by a name: gzip (RFC 1952, any number of members, zero bytes of a tape behind them), bzip2, xz, zstd and
 * lz4 frames; anything else is given as it is. One coding only: what is compressed twice comes out compressed. Inner
 * header of indexer/.
 *
 * Gzip goes through zlib, which gives every byte before a damage. The others go through libarchive, which keeps the
 * last block before it to itself; each of its filters is enabled by itself, since all of them together run external
 * programs and undo uuencoding inside plain text. */
#ifndef DATELINE_INDEXER_DECODER_H
#define DATELINE_INDEXER_DECODER_H

#include "indexer/raw_bytes.h"

enum {
    /* Text is compressed to a tenth, a file of the same article over and over to a hundredth. More is an attack, once
     * it is more than memory and time are worth. */
    EXPANSION_MAX = 250,
    EXPANSION_FREE = 64 << 20 /* bytes that may come of anything */
};

struct decoder;

/* Whether `out` bytes are too many to come of `in`. */
bool expands_too_much(uint64_t in, uint64_t out);

/* Whether these first bytes are those of a coding. */
bool decoder_knows(struct str head);
/* Borrows the raw bytes until it is closed; looks at the first of them. */
enum status decoder_open(struct raw_bytes *raw, struct decoder **out, struct err *err);
void decoder_close(struct decoder *d);
bool decoder_is_plain(const struct decoder *d);
/* Appends up to SOURCE_CHUNK bytes; nothing appended and S_OK means the end. S_INPUT: damage, with the place in the
 * file; what was appended before it is good. */
enum status decoder_read(struct decoder *d, struct buf *out, struct err *err);

#endif
