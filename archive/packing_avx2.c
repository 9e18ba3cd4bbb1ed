/* The sums in eight lanes. Compiled with -mavx2 where there is such a thing; elsewhere these are the four lanes, and
 * nobody calls them. */
#include "archive/packing.h"
#include "archive/packing_vector.h"

#ifdef __AVX2__
#include <immintrin.h>

static __m256i load(const uint32_t *at)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)at);
}

static void store(uint32_t *at, __m256i v)
{
    _mm256_storeu_si256((__m256i *)(void *)at, v);
}

static uint32_t any_lane(__m256i v)
{
    __m128i four = _mm_or_si128(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    four = _mm_or_si128(four, _mm_shuffle_epi32(four, 0x4E));
    four = _mm_or_si128(four, _mm_shuffle_epi32(four, 0xB1));
    return (uint32_t)_mm_cvtsi128_si32(four);
}

/* Sums within each eight first, which do not wait for each other, then what went before. */
uint32_t packing_prefix_sum_avx2(uint32_t *values, uint32_t count, uint32_t base, uint32_t gap)
{
    const __m256i gaps = _mm256_set1_epi32((int)gap), last = _mm256_set1_epi32(7);
    __m256i before = _mm256_set1_epi32((int)base), all = _mm256_setzero_si256();
    uint32_t i = 0;
    for (; i + 8 <= count; i += 8) {
        __m256i v = load(values + i);
        all = _mm256_or_si256(all, v);
        v = _mm256_add_epi32(v, gaps);
        v = _mm256_add_epi32(v, _mm256_slli_si256(v, 4));
        v = _mm256_add_epi32(v, _mm256_slli_si256(v, 8));
        __m256i of_low_half = _mm256_shuffle_epi32(v, 0xFF);
        v = _mm256_add_epi32(v, _mm256_permute2x128_si256(of_low_half, of_low_half, 0x08));
        store(values + i, _mm256_add_epi32(v, before));
        before = _mm256_add_epi32(before, _mm256_permutevar8x32_epi32(v, last));
    }
    base = (uint32_t)_mm_cvtsi128_si32(_mm256_castsi256_si128(before));
    return any_lane(all) | packing_prefix_sum_scalar(values + i, count - i, base, gap);
}

uint32_t packing_add_avx2(uint32_t *values, uint32_t count, uint32_t more)
{
    const __m256i mores = _mm256_set1_epi32((int)more);
    __m256i all = _mm256_setzero_si256();
    uint32_t i = 0, bits = 0;
    for (; i + 8 <= count; i += 8) {
        __m256i v = load(values + i);
        all = _mm256_or_si256(all, v);
        store(values + i, _mm256_add_epi32(v, mores));
    }
    for (; i < count; i++) {
        bits |= values[i];
        values[i] += more;
    }
    return bits | any_lane(all);
}
#else
uint32_t packing_prefix_sum_avx2(uint32_t *values, uint32_t count, uint32_t base, uint32_t gap)
{
    return packing_prefix_sum_four(values, count, base, gap);
}

uint32_t packing_add_avx2(uint32_t *values, uint32_t count, uint32_t more)
{
    return packing_add_four(values, count, more);
}
#endif
