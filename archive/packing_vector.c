/* The kernels. Vectors of four numbers are the compiler's own, which makes SSE2 or NEON of them. Sums are chosen at run
 * time: AVX2's eight lanes take half of the time. For unpacking these were measured, too: a block took at best 4 ns
 * less, at some widths 1 ns more. */
#include <string.h>

#include "archive/cpu.h"
#include "archive/packing.h"
#include "archive/packing_vector.h"

typedef uint32_t lanes __attribute__((vector_size(16)));

#define INLINE     static inline __attribute__((always_inline))
#define FOUR(X, n) X((n)) X((n) + 1) X((n) + 2) X((n) + 3)
#define STEPS(X)   FOUR(X, 0) FOUR(X, 4) FOUR(X, 8) FOUR(X, 12) FOUR(X, 16) FOUR(X, 20) FOUR(X, 24) FOUR(X, 28)
#define WIDTHS(X)  STEPS(X) X(32)

/* Between the machine's order of bytes and the block's, which has the lowest first. */
INLINE lanes little_endian(lanes v)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return v;
#else
    return v << 24 | (v & 0xff00) << 8 | (v >> 8 & 0xff00) | v >> 24;
#endif
}

INLINE lanes words_load(const unsigned char *in, unsigned word)
{
    lanes v;
    memcpy(&v, in + (size_t)16 * word, sizeof v);
    return little_endian(v);
}

INLINE void words_store(unsigned char *out, unsigned word, lanes v)
{
    v = little_endian(v);
    memcpy(out + (size_t)16 * word, &v, sizeof v);
}

/* One kernel for each width: the width is a constant in it, so that nothing is left of the steps but loads, shifts and
 * stores.
 *
 * The numbers 4 * step and on: in each lane the bits from step * width on. */
INLINE void unpack_step(const unsigned char *in, unsigned width, unsigned step, uint32_t *out)
{
    unsigned word = step * width / 32, shift = step * width % 32;
    lanes v = {0};

    if (width > 0)
        v = words_load(in, word) >> shift;
    if (shift + width > 32)
        v |= words_load(in, word + 1) << (32 - shift);
    if (width < 32)
        v &= ((uint32_t)1 << width) - 1;
    memcpy(out + (size_t)4 * step, &v, sizeof v);
}

INLINE void unpack_width(const unsigned char *in, unsigned width, uint32_t *out)
{
#define STEP(n) unpack_step(in, width, n, out);
    STEPS(STEP)
#undef STEP
}

void packing_lanes_unpack(const unsigned char *in, uint32_t width, uint32_t *out)
{
#define CASE(n)                   \
    case (n):                     \
        unpack_width(in, n, out); \
        break;
    switch (width) {
        WIDTHS(CASE)
    }
#undef CASE
}

/* `word` holds the bits that are not yet a full word of each lane. */
INLINE void pack_step(const uint32_t *values, unsigned width, unsigned step, lanes *word, unsigned char *out)
{
    unsigned at = step * width / 32, shift = step * width % 32;
    lanes v;

    memcpy(&v, values + (size_t)4 * step, sizeof v);
    if (width < 32)
        v &= ((uint32_t)1 << width) - 1;
    *word = shift > 0 ? *word | v << shift : v;
    if (shift + width >= 32)
        words_store(out, at, *word);
    if (shift + width > 32)
        *word = v >> (32 - shift);
}

INLINE void pack_width(const uint32_t *values, unsigned width, unsigned char *out)
{
    lanes word = {0};
    if (width == 0)
        return;
#define STEP(n) pack_step(values, width, n, &word, out);
    STEPS(STEP)
#undef STEP
}

void packing_lanes_pack(const uint32_t *values, uint32_t width, unsigned char *out)
{
#define CASE(n)                     \
    case (n):                       \
        pack_width(values, n, out); \
        break;
    switch (width) {
        WIDTHS(CASE)
    }
#undef CASE
}

uint32_t packing_prefix_sum_scalar(uint32_t *values, uint32_t count, uint32_t base, uint32_t gap)
{
    uint32_t bits = 0;
    for (uint32_t i = 0; i < count; i++) {
        bits |= values[i];
        base += values[i] + gap;
        values[i] = base;
    }
    return bits;
}

static uint32_t any_lane(lanes v)
{
    return v[0] | v[1] | v[2] | v[3];
}

/* Sums within each four first, which do not wait for each other, then what went before. */
uint32_t packing_prefix_sum_four(uint32_t *values, uint32_t count, uint32_t base, uint32_t gap)
{
    uint32_t i = 0, bits = 0;
#if defined __clang__ || __GNUC__ >= 12
    const lanes zero = {0};
    lanes before = {base, base, base, base}, all = {0};

    for (; i + 4 <= count; i += 4) {
        lanes v;
        memcpy(&v, values + i, sizeof v);
        all |= v;
        v += gap;
        v += __builtin_shufflevector(zero, v, 3, 4, 5, 6);
        v += __builtin_shufflevector(zero, v, 2, 3, 4, 5);
        lanes sums = v + before;
        memcpy(values + i, &sums, sizeof sums);
        before += __builtin_shufflevector(v, v, 3, 3, 3, 3);
    }
    base = before[0];
    bits = any_lane(all);
#endif
    return bits | packing_prefix_sum_scalar(values + i, count - i, base, gap);
}

uint32_t packing_add_four(uint32_t *values, uint32_t count, uint32_t more)
{
    uint32_t i = 0, bits = 0;
    lanes all = {0};
    for (; i + 4 <= count; i += 4) {
        lanes v;
        memcpy(&v, values + i, sizeof v);
        all |= v;
        v += more;
        memcpy(values + i, &v, sizeof v);
    }
    for (; i < count; i++) {
        bits |= values[i];
        values[i] += more;
    }
    return bits | any_lane(all);
}

uint32_t packing_prefix_sum(uint32_t *values, uint32_t count, uint32_t base, uint32_t gap)
{
    return cpu_has_avx2() ? packing_prefix_sum_avx2(values, count, base, gap)
                          : packing_prefix_sum_four(values, count, base, gap);
}

uint32_t packing_add(uint32_t *values, uint32_t count, uint32_t more)
{
    return cpu_has_avx2() ? packing_add_avx2(values, count, more) : packing_add_four(values, count, more);
}
