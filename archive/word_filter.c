#include "archive/word_filter.h"

#include <xxhash.h>

#include "core/schema.h"
#include "core/utf8.h"

uint64_t word_filter_bytes(uint64_t hashes)
{
    enum { BLOCK_BITS = 8 * WORD_FILTER_BLOCK };
    return (hashes * WORD_FILTER_BITS + BLOCK_BITS - 1) / BLOCK_BITS * WORD_FILTER_BLOCK;
}

uint64_t word_filter_hash(struct str word)
{
    return XXH3_64bits(word.ptr, word.len);
}

/* Makes of a short word with one letter that is none of a to z the one with WORD_FILTER_OTHER; 0 of any other. */
static size_t with_other(struct str word, char out[WORD_FILTER_LETTERS])
{
    size_t others = 0, letters = 0;
    for (size_t at = 0; at < word.len; letters++) {
        uint32_t letter;
        at += utf8_decode(word.ptr + at, word.len - at, &letter, NULL);
        bool other = letter < 'a' || letter > 'z';
        others += other;
        if (letters == WORD_FILTER_LETTERS || others > 1)
            return 0;
        out[letters] = other ? WORD_FILTER_OTHER : (char)letter;
    }
    return others ? letters : 0;
}

size_t word_filter_hashes(struct str term, uint64_t out[WORD_FILTER_HASHES])
{
    char other[WORD_FILTER_LETTERS];
    if (term.len == 0 || term_is_of_field(term))
        return 0;
    size_t len = with_other(term, other), count = 0;
    out[count++] = word_filter_hash(term);
    if (len)
        out[count++] = word_filter_hash((struct str){other, len});
    return count;
}

void word_filter_add(unsigned char *filter, uint64_t bytes, uint64_t hash)
{
    unsigned char *block = filter + word_filter_block_at(bytes / WORD_FILTER_BLOCK, hash);
    for (int i = 0; i < WORD_FILTER_WORDS; i++, hash >>= 6)
        block[8 * i + (hash & 63) / 8] |= (unsigned char)(1u << (hash & 7));
}
