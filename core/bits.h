/* Bits of a word. */
#ifndef DATELINE_CORE_BITS_H
#define DATELINE_CORE_BITS_H

#include <stdint.h>

/* How many are set: the sums of each two, four and eight of them side by side, then of all eights. Without an
 * instruction for it, which not every machine has, compilers call a function. */
static inline uint32_t count_bits(uint64_t bits)
{
    const uint64_t ones = 0x0101010101010101u;
    bits -= bits >> 1 & ones * 0x55;
    bits = (bits & ones * 0x33) + (bits >> 2 & ones * 0x33);
    return (uint32_t)(((bits + (bits >> 4)) & ones * 0x0f) * ones >> 56);
}

#endif
