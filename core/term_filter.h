/* Which words can give one of a set of terms, judged by the first bytes of the word: what cannot need not be folded,
 * stemmed and looked up. It lets words through that give none of them, but keeps none back that does.
 *
 * It is asked about words of ASCII letters and digits only, and looks at the low five bits of a byte: there the cases
 * of a letter are the same, and a digit may be taken for a letter. */
#ifndef DATELINE_CORE_TERM_FILTER_H
#define DATELINE_CORE_TERM_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TERM_FILTER_PAIRS = 5, TERM_FILTER_ROWS = 32 };

/* Zeroed = no word passes. */
struct term_filter {
    uint32_t first; /* bit b: a word may begin with byte b */
    /* [i][b], bit c: byte i of a word may be b when the next is c */
    uint32_t pair[TERM_FILTER_PAIRS][TERM_FILTER_ROWS];
};

/* Lets the words through that begin with the first `kept` bytes of the term (at least 1), where a later i may be a y in
 * the word: stems of English turn happy into happi. */
void term_filter_add(struct term_filter *f, struct str term, size_t kept);

static inline unsigned term_filter_row(char byte)
{
    return (unsigned char)byte % TERM_FILTER_ROWS;
}

static inline bool term_filter_may_begin(const struct term_filter *f, char byte)
{
    return f->first >> term_filter_row(byte) & 1;
}

static inline bool term_filter_passes(const struct term_filter *f, const char *word, size_t len)
{
    if (!term_filter_may_begin(f, word[0]))
        return false;
    for (size_t i = 0; i < TERM_FILTER_PAIRS && i + 1 < len; i++)
        if (!(f->pair[i][term_filter_row(word[i])] >> term_filter_row(word[i + 1]) & 1))
            return false;
    return true;
}

#ifdef __cplusplus
}
#endif
#endif
