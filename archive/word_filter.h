/* A Bloom filter of the words of a dictionary, in blocks (F. Putze, P. Sanders, J. Singler, "Cache-, hash- and
 * space-efficient Bloom filters", ACM JEA 14, 2009): of a word that is not there it tells so, but for about one in a
 * hundred, at the cost of one cache line.
 *
 * A word's hash is its XXH3-64 (seed 0). Its high half, times the number of blocks, gives above 32 bits the block, its
 * lowest bits, six by six, the bit in each of the block's words of 64 bits, little-endian, that is set.
 *
 * Terms of fields, which begin with a capital of ASCII, are not in it. A short word in which one letter is none of
 * a to z is in it a second time, with WORD_FILTER_OTHER for that letter: so what a word of plain letters may be by an
 * edit can be asked for letter by letter. */
#ifndef DATELINE_ARCHIVE_WORD_FILTER_H
#define DATELINE_ARCHIVE_WORD_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "archive/segment_format.h"
#include "core/buf.h"

#define WORD_FILTER_OTHER '?'

enum {
    WORD_FILTER_BLOCK = 32,  /* bytes */
    WORD_FILTER_WORDS = 4,   /* of 64 bits in them */
    WORD_FILTER_BITS = 12,   /* a word that is in it */
    WORD_FILTER_LETTERS = 8, /* of a word that is in it twice, at most */
    WORD_FILTER_HASHES = 2   /* of a term, at most */
};

struct word_filter {
    const unsigned char *bytes;
    uint64_t blocks; /* 0: nothing is in it */
};

/* Of a filter for so many hashes. */
uint64_t word_filter_bytes(uint64_t hashes);
uint64_t word_filter_hash(struct str word);
/* The hashes that stand for a term of a dictionary; how many. */
size_t word_filter_hashes(struct str term, uint64_t out[WORD_FILTER_HASHES]);
/* To a filter of so many bytes, more than 0. */
void word_filter_add(unsigned char *filter, uint64_t bytes, uint64_t hash);

/* Where the block of a word that has this hash begins. */
static inline uint64_t word_filter_block_at(uint64_t blocks, uint64_t hash)
{
    return ((hash >> 32) * blocks >> 32) * WORD_FILTER_BLOCK;
}

static inline const unsigned char *word_filter_block(const struct word_filter *f, uint64_t hash)
{
    return f->bytes + word_filter_block_at(f->blocks, hash);
}

/* Says that a word will be asked for. */
static inline void word_filter_expect(const struct word_filter *f, uint64_t hash)
{
    __builtin_prefetch(word_filter_block(f, hash));
}

/* Whether the word that has this hash may be in it. */
static inline bool word_filter_passes(const struct word_filter *f, uint64_t hash)
{
    if (f->blocks == 0)
        return false;
    const unsigned char *block = word_filter_block(f, hash);
    uint64_t all = 1;
    for (int i = 0; i < WORD_FILTER_WORDS; i++, hash >>= 6)
        all &= le64(block + 8 * i) >> (hash & 63);
    return all & 1;
}

#endif
