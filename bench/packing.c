/* What packing costs: nanoseconds a block of 128 numbers and megabytes of numbers (4 bytes each) a second, for numbers
 * spread as those of an archive are: gaps between documents, frequencies in a document, gaps between positions.
 *
 *   bench-packing [ROUNDS]   200 rounds over 2,000 blocks by default; the best round counts */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "archive/packing.h"

enum { BLOCKS = 2000, NUMBERS = BLOCKS * PACKING_BLOCK };

static uint32_t numbers[NUMBERS];
static unsigned char packed[BLOCKS * PACKING_BYTES_MAX];
static const unsigned char *packed_end;
static uint32_t block_count = PACKING_BLOCK; /* numbers of each block */
static uint32_t seen;                        /* keeps the compiler from leaving out what nobody reads */

static uint64_t random_next(void)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

/* How often chance fails before it succeeds, once in `mean` + 1 times on average. */
static uint32_t geometric(uint32_t mean)
{
    uint32_t failures = 0;
    while (random_next() % (mean + 1) != 0)
        failures++;
    return failures;
}

/* Gaps: each block is of a word that is in one document of 2 to 1,000. */
static uint32_t gap_number(uint32_t block)
{
    return geometric(1 + block * 7919 % 997);
}

static uint32_t frequency_number(uint32_t block)
{
    (void)block;
    return random_next() % 50 == 0 ? geometric(12) : geometric(1);
}

/* Gaps between positions in one article: most are some dozens, the first of an article may be hundreds. */
static uint32_t position_number(uint32_t block)
{
    return random_next() % 8 == 0 ? (uint32_t)(random_next() % 800) : geometric(10 + block % 60);
}

static uint32_t wide_number(uint32_t block)
{
    (void)block;
    return (uint32_t)random_next() & 0x3ff;
}

static void encode_all(void)
{
    unsigned char *at = packed;
    for (uint32_t block = 0; block < BLOCKS; block++)
        at += packing_encode(numbers + (size_t)block * PACKING_BLOCK, block_count, at);
    packed_end = at;
}

typedef const unsigned char *decoder(const unsigned char *at, const unsigned char *end, uint32_t count, uint32_t *out);

static void decode_with(decoder *decode)
{
    uint32_t out[PACKING_BLOCK];
    const unsigned char *at = packed;
    for (uint32_t block = 0; block < BLOCKS && at; block++) {
        at = decode(at, packed_end, block_count, out);
        seen += out[block % block_count];
    }
    if (at != packed_end) {
        fputs("bench-packing: a block did not come back\n", stderr);
        exit(1);
    }
}

static void decode_all(void)
{
    decode_with(packing_decode);
}

static void decode_all_scalar(void)
{
    decode_with(packing_decode_scalar);
}

static const unsigned char *skip(const unsigned char *at, const unsigned char *end, uint32_t count, uint32_t *out)
{
    out[0] = out[count - 1] = 0;
    return packing_skip(at, end, count);
}

static void skip_all(void)
{
    decode_with(skip);
}

static void sum_with(uint32_t (*sum)(uint32_t *values, uint32_t count, uint32_t base, uint32_t gap))
{
    uint32_t values[PACKING_BLOCK] = {0};
    for (uint32_t block = 0; block < BLOCKS; block++)
        sum(values, block_count, block, 1);
    seen += values[block_count - 1];
}

static void sum_all(void)
{
    sum_with(packing_prefix_sum);
}

static void sum_all_scalar(void)
{
    sum_with(packing_prefix_sum_scalar);
}

static void measure(const char *what, void (*run)(void), int rounds)
{
    double best = 1e18;
    for (int round = 0; round < rounds; round++) {
        struct timespec from, to;
        clock_gettime(CLOCK_MONOTONIC, &from);
        run();
        clock_gettime(CLOCK_MONOTONIC, &to);
        double ns = (double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec);
        if (ns < best)
            best = ns;
    }
    double block = best / BLOCKS;
    printf("  %-20s %8.1f ns a block %9.0f MB/s\n", what, block, block_count * 4 / block * 1e3);
}

static void measure_numbers(const char *name, uint32_t (*number)(uint32_t block), int rounds)
{
    for (uint32_t i = 0; i < NUMBERS; i++)
        numbers[i] = number(i / PACKING_BLOCK);
    encode_all();
    printf("%s, %u a block: %.2f bits a number\n", name, block_count,
           (double)(packed_end - packed) * 8 / BLOCKS / block_count);
    measure("encode", encode_all, rounds);
    measure("decode, scalar", decode_all_scalar, rounds / 10 + 1);
    measure("decode", decode_all, rounds);
    measure("skip", skip_all, rounds);
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 200;

    measure_numbers("gaps", gap_number, rounds);
    measure_numbers("frequencies", frequency_number, rounds);
    measure_numbers("positions", position_number, rounds);
    measure_numbers("10 bits, no exceptions", wide_number, rounds);
    puts("prefix sum");
    measure("scalar", sum_all_scalar, rounds);
    measure("vector", sum_all, rounds);
    block_count = PACKING_BLOCK - 1;
    measure_numbers("gaps", gap_number, rounds);
    return seen == 1 ? 2 : 0;
}
