#include "core/term_filter.h"

/* The spellings in a word of byte `at` of a term, as a set of rows. */
static uint32_t spellings(struct str term, size_t at)
{
    uint32_t rows = UINT32_C(1) << term_filter_row(term.ptr[at]);
    return at && term.ptr[at] == 'i' ? rows | UINT32_C(1) << term_filter_row('y') : rows;
}

void term_filter_add(struct term_filter *f, struct str term, size_t kept)
{
    f->first |= spellings(term, 0);
    for (size_t i = 0; i < TERM_FILTER_PAIRS; i++) {
        uint32_t left = i < kept ? spellings(term, i) : UINT32_MAX;
        uint32_t right = i + 1 < kept ? spellings(term, i + 1) : UINT32_MAX;
        for (unsigned row = 0; row < TERM_FILTER_ROWS; row++)
            if (left >> row & 1)
                f->pair[i][row] |= right;
    }
}
