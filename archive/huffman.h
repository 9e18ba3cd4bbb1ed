/* Bytes as codes of a few bits: a canonical Huffman code of limited length, as deflate has it (RFC 1951, section 3.2.2;
 * the codes of one length are ascending numbers, and of a code the most significant bit comes first in a stream that is
 * packed from the lowest bit of the first byte on). Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_HUFFMAN_H
#define DATELINE_ARCHIVE_HUFFMAN_H

#include "archive/segment_out.h"

enum { HUFFMAN_SYMBOLS = 256, HUFFMAN_BITS_MAX = 12, HUFFMAN_LENGTHS_BYTES = HUFFMAN_SYMBOLS / 2 };

/* ---- writing ---- */

/* length 0: the byte does not occur */
struct huffman_code {
    uint16_t code[HUFFMAN_SYMBOLS]; /* as it is packed */
    uint8_t length[HUFFMAN_SYMBOLS];
};

/* A code for bytes that occur so often. */
void huffman_make(const uint64_t count[HUFFMAN_SYMBOLS], struct huffman_code *out);
/* The lengths, 4 bits each, the lower half of a byte first. */
void huffman_write_lengths(const struct huffman_code *code, unsigned char out[HUFFMAN_LENGTHS_BYTES]);
/* Each byte must be one that occurs. */
void huffman_append(const struct huffman_code *code, struct str bytes, struct bit_packer *packer, struct buf *out);

/* ---- reading ---- */

struct huffman_table {
    struct {
        uint8_t symbol, length; /* 0: no code begins so */
    } entry[1 << HUFFMAN_BITS_MAX];
};

/* False when the lengths are those of no code. */
bool huffman_read_lengths(const unsigned char in[HUFFMAN_LENGTHS_BYTES], struct huffman_table *out);

/* A stream that is read bit by bit. */
struct huffman_stream {
    const unsigned char *at, *end;
    uint64_t held;
    uint32_t held_bits;
};

/* Whether nothing but the rest of a last byte is left, which is 0. */
static inline bool huffman_is_over(const struct huffman_stream *stream)
{
    return stream->at == stream->end && stream->held_bits < 8 && stream->held == 0;
}

/* False when the stream ends before, or holds what is no code. */
bool huffman_decode(const struct huffman_table *table, struct huffman_stream *stream, unsigned char *out, size_t len);

#endif
