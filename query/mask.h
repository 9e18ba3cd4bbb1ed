/* Which of 32 numbers are at least another, as bits: a walk over the bits that are set costs nothing for those that are
 * not, while a branch for each number would go wrong at every other. */
#ifndef DATELINE_QUERY_MASK_H
#define DATELINE_QUERY_MASK_H

#include <stdint.h>

enum { MASK_BITS = 32 };

#ifdef __SSE2__
#include <emmintrin.h>

static inline uint32_t mask_pack(__m128i a, __m128i b, __m128i c, __m128i d)
{
    return (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(_mm_packs_epi32(a, b), _mm_packs_epi32(c, d)));
}

/* Numbers below 2^31, least > 0. */
static inline uint32_t mask_numbers(const uint32_t numbers[MASK_BITS], uint32_t least)
{
    const __m128i *v = (const __m128i *)(const void *)numbers, limit = _mm_set1_epi32((int32_t)least - 1);
    uint32_t mask = 0;
    for (int i = 0; i < 2; i++, v += 4)
        mask |=
            mask_pack(_mm_cmpgt_epi32(_mm_loadu_si128(v), limit), _mm_cmpgt_epi32(_mm_loadu_si128(v + 1), limit),
                      _mm_cmpgt_epi32(_mm_loadu_si128(v + 2), limit), _mm_cmpgt_epi32(_mm_loadu_si128(v + 3), limit))
            << (16 * i);
    return mask;
}

static inline uint32_t mask_floats(const float numbers[MASK_BITS], float least)
{
    const __m128 limit = _mm_set1_ps(least);
    uint32_t mask = 0;
    for (int i = 0; i < MASK_BITS; i += 4)
        mask |= (uint32_t)_mm_movemask_ps(_mm_cmpge_ps(_mm_loadu_ps(numbers + i), limit)) << i;
    return mask;
}
#else
static inline uint32_t mask_numbers(const uint32_t numbers[MASK_BITS], uint32_t least)
{
    uint32_t mask = 0;
    for (int i = 0; i < MASK_BITS; i++)
        mask |= (uint32_t)(numbers[i] >= least) << i;
    return mask;
}

static inline uint32_t mask_floats(const float numbers[MASK_BITS], float least)
{
    uint32_t mask = 0;
    for (int i = 0; i < MASK_BITS; i++)
        mask |= (uint32_t)(numbers[i] >= least) << i;
    return mask;
}
#endif

/* Without the bits before `from` and from `end` on, both counted from the first bit. */
static inline uint32_t mask_between(uint32_t mask, uint32_t from, uint32_t end)
{
    mask &= from < MASK_BITS ? UINT32_MAX << from : 0;
    return end < MASK_BITS ? mask & ((UINT32_C(1) << end) - 1) : mask;
}

#endif
