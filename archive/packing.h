/* Short blocks of 32-bit numbers packed by patched bit packing: every number of a block gives its low bits at one
 * width, and the few that have more are patched from a list of exceptions behind them.
 *
 * The idea is PFOR's: M. Zukowski, S. Heman, N. Nes, P. Boncz, "Super-Scalar RAM-CPU Cache Compression", ICDE 2006; the
 * layout in four lanes follows D. Lemire and L. Boytsov, "Decoding billions of integers per second through
 * vectorization", Software: Practice and Experience 45(1), 2015. The bytes are described at the head of packing.c. */
#ifndef DATELINE_ARCHIVE_PACKING_H
#define DATELINE_ARCHIVE_PACKING_H

#include <stddef.h>
#include <stdint.h>

enum {
    PACKING_BLOCK = 128,                      /* the most numbers of a block */
    PACKING_BYTES_MAX = 1 + 4 * PACKING_BLOCK /* the most bytes that a block can take */
};

/* Writes the packed form of values[0..count), 1 <= count <= PACKING_BLOCK, to out, which has room for
 * PACKING_BYTES_MAX; returns its bytes. Of the widths it takes the one that makes the block smallest, and the same
 * numbers always give the same bytes. The count is not among them: the reader has to know it. */
size_t packing_encode(const uint32_t *values, uint32_t count, unsigned char *out);

/* Unpacks the block of `count` numbers that begins at `at`; nothing at or behind `end` is read. Returns the first byte
 * behind the block, or NULL when the bytes are no such block, or the count none of a block. Whatever the bytes are,
 * nothing is read or written out of bounds. `out` always has room for PACKING_BLOCK numbers: those from `count` on, and
 * all of them after NULL, hold anything. */
const unsigned char *packing_decode(const unsigned char *at, const unsigned char *end, uint32_t count, uint32_t *out);
/* The same, number by number: the reference. */
const unsigned char *packing_decode_scalar(const unsigned char *at, const unsigned char *end, uint32_t count,
                                           uint32_t *out);
/* The first byte behind the block, without unpacking it. Where packing_decode returns NULL it is that, or any place up
 * to `end`. */
const unsigned char *packing_skip(const unsigned char *at, const unsigned char *end, uint32_t count);

/* Turns gaps into numbers: values[i] = base + the sum of values[0..i], modulo 2^32. When `gap` is 1 the gaps were
 * stored less one, and i + 1 is added; otherwise it is 0. Returns the gaps' bits, each that any of them had. */
uint32_t packing_prefix_sum(uint32_t *values, uint32_t count, uint32_t base, uint32_t gap);
/* The same, number by number: the reference. */
uint32_t packing_prefix_sum_scalar(uint32_t *values, uint32_t count, uint32_t base, uint32_t gap);
/* Adds `more` to each number, modulo 2^32. Returns the bits that the numbers had. */
uint32_t packing_add(uint32_t *values, uint32_t count, uint32_t more);

#endif
