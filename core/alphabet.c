#include "core/alphabet.h"

#include <stdbool.h>
#include <string.h>

#include "core/fold.h"
#include "core/utf8.h"
#include "core/words.h"

enum { BLOCK = 128 }; /* code points: most scripts have one or two such blocks */
static const uint32_t NO_BLOCK = UINT32_MAX;

static bool holds(const uint32_t *letters, size_t count, uint32_t letter)
{
    while (count > 0 && letters[count - 1] != letter)
        count--;
    return count > 0;
}

/* Whether folded words are written with it: a letter, or a vowel sign of the scripts of India. */
static bool is_written(uint32_t c, unsigned flags)
{
    enum char_class class = char_class(c);
    char bytes[UTF8_MAX], folded[FOLD_PIECE_MAX];
    if (class != CHAR_LETTER && class != CHAR_MARK)
        return false;
    size_t len = utf8_encode(c, bytes);
    return fold_piece((struct str){bytes, len}, flags, folded, sizeof folded) == len && memcmp(bytes, folded, len) == 0;
}

static size_t add_block(uint32_t first, unsigned flags, uint32_t *out, size_t count, size_t max)
{
    for (uint32_t c = first; c < first + BLOCK && count < max; c++)
        if (is_written(c, flags) && !holds(out, count, c))
            out[count++] = c;
    return count;
}

/* The first block from one on that has some of the letters. */
static uint32_t next_block(const uint32_t *letters, size_t count, uint32_t from)
{
    uint32_t next = NO_BLOCK;
    for (size_t i = 0; i < count; i++)
        if (letters[i] >= from && letters[i] < next)
            next = letters[i];
    return next == NO_BLOCK ? NO_BLOCK : next / BLOCK * BLOCK;
}

size_t alphabet_of(struct str word, unsigned flags, uint32_t *out, size_t max)
{
    size_t count = 0;
    for (size_t at = 0; at < word.len && count < max;) {
        uint32_t c;
        at += utf8_decode(word.ptr + at, word.len - at, &c, NULL);
        if (is_written(c, flags) && !holds(out, count, c))
            out[count++] = c;
    }
    size_t own = count;
    for (uint32_t first = 0; (first = next_block(out, own, first)) != NO_BLOCK; first += BLOCK)
        count = add_block(first, flags, out, count, max);
    return count;
}
