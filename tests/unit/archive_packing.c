#include <check.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "archive/packing.h"
#include "archive/packing_vector.h"
#include "tests/unit/suite.h"

enum { WIDTH_MAX = 32 };

/* ---- numbers ---- */

static uint64_t random_state;

static uint64_t random_next(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    return random_state ^= random_state << 17;
}

/* Below `limit`. */
static uint32_t random_below(uint32_t limit)
{
    return (uint32_t)((random_next() >> 16) % limit);
}

static uint32_t random_bits(uint32_t width)
{
    return (uint32_t)((random_next() >> 8) & (((uint64_t)1 << width) - 1));
}

static void fill_width(uint32_t *values, uint32_t count, uint32_t width)
{
    for (uint32_t i = 0; i < count; i++)
        values[i] = random_bits(width);
}

static void fill_equal(uint32_t *values, uint32_t count, uint32_t width)
{
    uint32_t value = random_bits(width);
    for (uint32_t i = 0; i < count; i++)
        values[i] = value;
}

/* Small numbers, and some of up to 32 bits among them: none to all. */
static void fill_exceptions(uint32_t *values, uint32_t count, uint32_t width)
{
    uint32_t in_a_hundred = random_below(101);
    for (uint32_t i = 0; i < count; i++)
        values[i] = random_bits(random_below(100) < in_a_hundred ? random_below(WIDTH_MAX + 1) : width);
}

static void fill_one_exception(uint32_t *values, uint32_t count, uint32_t width)
{
    fill_width(values, count, width);
    values[random_below(count)] = UINT32_MAX;
}

/* Of every length as many. */
static void fill_lengths(uint32_t *values, uint32_t count, uint32_t width)
{
    for (uint32_t i = 0; i < count; i++)
        values[i] = random_bits(width > 0 ? random_below(width) + 1 : 0);
}

static void fill_greatest(uint32_t *values, uint32_t count, uint32_t width)
{
    for (uint32_t i = 0; i < count; i++)
        values[i] = (uint32_t)(((uint64_t)1 << width) - 1 - i % 2 * (width > 0));
}

typedef void filler(uint32_t *values, uint32_t count, uint32_t width);
static filler *const fillers[] = {fill_width,         fill_equal,   fill_exceptions,
                                  fill_one_exception, fill_lengths, fill_greatest};
enum { FILLERS = sizeof fillers / sizeof *fillers };

/* ---- blocks ---- */

/* The bytes alone, so that a sanitizer sees every access beside them. */
static unsigned char *copy_of(const unsigned char *bytes, size_t len)
{
    unsigned char *copy = malloc(len > 0 ? len : 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, len);
    return copy;
}

/* A room for numbers that begins as junk. */
static uint32_t *room_make(void)
{
    uint32_t *room = malloc(PACKING_BLOCK * sizeof *room);
    ck_assert_ptr_nonnull(room);
    memset(room, 0xa5, PACKING_BLOCK * sizeof *room);
    return room;
}

/* Where the three readers agree that the block ends; NULL where they agree on damage. Numbers are in `out`. */
static const unsigned char *decode_all_ways(const unsigned char *at, const unsigned char *end, uint32_t count,
                                            uint32_t *out)
{
    uint32_t *scalar = room_make();
    const unsigned char *behind = packing_decode(at, end, count, out);

    ck_assert_ptr_eq(packing_decode_scalar(at, end, count, scalar), behind);
    const unsigned char *skipped = packing_skip(at, end, count);
    ck_assert(behind ? skipped == behind : !skipped || (skipped > at && skipped <= end));
    if (behind) {
        ck_assert(behind > at && behind <= end);
        ck_assert_mem_eq(out, scalar, count * sizeof *out);
    }
    free(scalar);
    return behind;
}

static uint32_t length_of(uint32_t value)
{
    uint32_t length = 0;
    for (; value > 0; value >>= 1)
        length++;
    return length;
}

static size_t varint_size(uint32_t value)
{
    return value == 0 ? 1 : (length_of(value) + 6) / 7;
}

/* The least bytes that the block can take, from the description of its bytes. */
static size_t least_bytes(const uint32_t *values, uint32_t count)
{
    size_t least = SIZE_MAX;
    uint32_t equal = 0;

    for (uint32_t width = 0; width <= WIDTH_MAX; width++) {
        size_t bytes = 1 + (count * width + 7) / 8, exceptions = 0;
        for (uint32_t i = 0; i < count; i++)
            if (length_of(values[i]) > width) {
                exceptions++;
                bytes += 1 + varint_size(values[i] >> width);
            }
        bytes += exceptions > 0;
        least = bytes < least ? bytes : least;
    }
    while (equal < count && values[equal] == values[0])
        equal++;
    if (equal == count && 1 + varint_size(values[0]) < least)
        least = 1 + varint_size(values[0]);
    return least;
}

static size_t encode(const uint32_t *values, uint32_t count, unsigned char bytes[PACKING_BYTES_MAX])
{
    unsigned char *exact = malloc(PACKING_BYTES_MAX);
    ck_assert_ptr_nonnull(exact);
    size_t len = packing_encode(values, count, exact);
    ck_assert_uint_ge(len, 1);
    ck_assert_uint_le(len, PACKING_BYTES_MAX);
    memcpy(bytes, exact, len);
    free(exact);
    return len;
}

static void check_round_trip(const uint32_t *values, uint32_t count)
{
    unsigned char bytes[PACKING_BYTES_MAX], again[PACKING_BYTES_MAX];
    size_t len = encode(values, count, bytes);
    uint32_t *out = room_make();

    ck_assert_uint_eq(encode(values, count, again), len);
    ck_assert_mem_eq(bytes, again, len);
    /* Nothing behind the block, and then enough that nothing has to be careful. */
    for (size_t behind = 0; behind <= 16; behind += 4) {
        unsigned char *copy = malloc(len + behind);
        ck_assert_ptr_nonnull(copy);
        memcpy(copy, bytes, len);
        memset(copy + len, 0xff, behind);
        ck_assert_ptr_eq(decode_all_ways(copy, copy + len + behind, count, out), copy + len);
        ck_assert_mem_eq(out, values, count * sizeof *values);
        free(copy);
    }
    free(out);
}

/* Every part of a block from its first byte on is damage. */
static void check_cuts(const uint32_t *values, uint32_t count)
{
    unsigned char bytes[PACKING_BYTES_MAX];
    size_t len = encode(values, count, bytes);
    uint32_t *out = room_make();

    for (size_t cut = 0; cut < len; cut++) {
        unsigned char *copy = copy_of(bytes, cut);
        ck_assert_ptr_null(decode_all_ways(copy, copy + cut, count, out));
        free(copy);
    }
    free(out);
}

/* ---- tests ---- */

START_TEST(comes_back_at_every_width_and_count)
{
    uint32_t values[PACKING_BLOCK];

    random_state = 1;
    for (int kind = 0; kind < FILLERS; kind++)
        for (uint32_t width = 0; width <= WIDTH_MAX; width++)
            for (uint32_t count = 1; count <= PACKING_BLOCK; count++) {
                fillers[kind](values, count, width);
                check_round_trip(values, count);
            }
}
END_TEST

/* An exception of every length at every place of a full block and of a short one. */
START_TEST(patches_exceptions_at_every_place)
{
    uint32_t values[PACKING_BLOCK];

    random_state = 2;
    for (uint32_t count = PACKING_BLOCK - 1; count <= PACKING_BLOCK; count++)
        for (uint32_t place = 0; place < count; place++)
            for (uint32_t length = 6; length <= WIDTH_MAX; length++) {
                fill_width(values, count, 5);
                values[place] = (uint32_t)1 << (length - 1);
                values[(place + 50) % count] = UINT32_MAX >> (WIDTH_MAX - length);
                check_round_trip(values, count);
            }
}
END_TEST

START_TEST(takes_the_least_bytes)
{
    unsigned char bytes[PACKING_BYTES_MAX];
    uint32_t values[PACKING_BLOCK];

    random_state = 3;
    for (int round = 0; round < 20000; round++) {
        uint32_t count = round % 2 ? PACKING_BLOCK : random_below(PACKING_BLOCK) + 1;
        fillers[round % FILLERS](values, count, random_below(WIDTH_MAX + 1));
        ck_assert_uint_eq(encode(values, count, bytes), least_bytes(values, count));
    }
}
END_TEST

static void check_bytes(const uint32_t *values, uint32_t count, const char *expected, size_t len)
{
    unsigned char bytes[PACKING_BYTES_MAX];
    ck_assert_uint_eq(encode(values, count, bytes), len);
    ck_assert_mem_eq(bytes, expected, len);
    check_round_trip(values, count);
}

/* Archives are kept: the bytes may not change. */
START_TEST(has_the_bytes_that_are_described)
{
    uint32_t lanes[PACKING_BLOCK], zeros[PACKING_BLOCK] = {0}, ramp[PACKING_BLOCK];

    check_bytes((const uint32_t[]){1, 2, 3}, 3, "\x02\x39", 2);
    check_bytes((const uint32_t[]){0x1ff, 0x100}, 2, "\x09\xff\x01\x02", 4);
    check_bytes((const uint32_t[]){7, 7}, 2, "\x03\x3f", 2);
    check_bytes((const uint32_t[]){7, 7, 7}, 3, "\x80\x07", 2);
    check_bytes((const uint32_t[]){300, 300, 300}, 3, "\x80\xac\x02", 3);
    check_bytes((const uint32_t[]){0, 0, 0, 0, 0, 0, 0, 0, 0, 300}, 10, "\x40\x01\x09\xac\x02", 5);
    check_bytes((const uint32_t[]){1, 0, 1, 1, 0, 1, 1, 700, 1, 0}, 10, "\x41\x01\x6d\x01\x07\xde\x02", 7);
    check_bytes(zeros, PACKING_BLOCK, "\x00", 1);
    /* Width 0 with one exception would take 4 bytes too. */
    check_bytes((const uint32_t[24]){[9] = 1}, 24, "\x01\x00\x02\x00", 4);
    for (uint32_t i = 0; i < PACKING_BLOCK; i++)
        lanes[i] = i % 4;
    check_bytes(lanes, PACKING_BLOCK,
                "\x02\x00\x00\x00\x00\x55\x55\x55\x55\xaa\xaa\xaa\xaa\xff\xff\xff\xff"
                "\x00\x00\x00\x00\x55\x55\x55\x55\xaa\xaa\xaa\xaa\xff\xff\xff\xff",
                33);
    for (uint32_t i = 0; i < PACKING_BLOCK; i++)
        ramp[i] = i;
    unsigned char bytes[PACKING_BYTES_MAX];
    ck_assert_uint_eq(encode(ramp, PACKING_BLOCK, bytes), 1 + 16 * 7);
    /* The first word of lane 1: 1, 5, 9, 13 and the low 4 bits of 17, from the lowest bit up. */
    ck_assert_mem_eq(bytes + 5, "\x81\x42\xa2\x11", 4);
}
END_TEST

START_TEST(sees_every_cut)
{
    static const uint32_t counts[] = {1, 2, 3, 5, 8, 31, 64, 127, 128};
    uint32_t values[PACKING_BLOCK];

    random_state = 4;
    for (int kind = 0; kind < FILLERS; kind++)
        for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
            for (uint32_t width = 0; width <= WIDTH_MAX; width += 1 + width % 3) {
                fillers[kind](values, counts[i], width);
                check_cuts(values, counts[i]);
            }
}
END_TEST

static bool is_block(const char *bytes, size_t len, uint32_t count)
{
    unsigned char *copy = copy_of((const unsigned char *)bytes, len);
    uint32_t *out = room_make();
    bool is = decode_all_ways(copy, copy + len, count, out) != NULL;
    free(out);
    free(copy);
    return is;
}

START_TEST(refuses_what_is_no_block)
{
    ck_assert(is_block("\x00", 1, 1));
    ck_assert(is_block("\x00", 1, PACKING_BLOCK));
    ck_assert(!is_block("\x00", 1, 0));
    ck_assert(!is_block("\x00", 1, PACKING_BLOCK + 1));
    ck_assert(!is_block("\x00", 1, UINT32_MAX));
    /* heads */
    ck_assert(is_block("\x20\x01\x02\x03\x04", 5, 1));
    ck_assert(!is_block("\x21\x01\x02\x03\x04\x05\x06\x07\x08", 9, 1));
    ck_assert(!is_block("\x3f\x01\x02\x03\x04\x05\x06\x07\x08\x09", 10, 1));
    ck_assert(!is_block("\x81\x01\x02", 3, 1));
    ck_assert(!is_block("\xc0\x01\x00\x01\x01", 5, 1));
    /* equal numbers */
    ck_assert(is_block("\x80\xff\xff\xff\xff\x0f", 6, 9));
    ck_assert(!is_block("\x80\xff\xff\xff\xff\x10", 6, 9));
    ck_assert(!is_block("\x80\x80\x80\x80\x80\x80\x00", 7, 9));
    /* how many exceptions */
    ck_assert(is_block("\x40\x01\x00\x01", 4, 2));
    ck_assert(!is_block("\x40\x00\x00\x01", 4, 2));
    ck_assert(is_block("\x40\x02\x00\x01\x01\x01", 6, 2));
    ck_assert(!is_block("\x40\x03\x00\x01\x02\x01\x01\x01", 8, 2));
    /* where they are */
    ck_assert(!is_block("\x40\x01\x02\x01", 4, 2));
    ck_assert(!is_block("\x40\x01\xff\x01", 4, 2));
    ck_assert(!is_block("\x40\x02\x01\x01\x01\x01", 6, 2));
    ck_assert(!is_block("\x40\x02\x01\x00\x01\x01", 6, 2));
    /* what they are: not 0, and 32 bits with the low ones */
    ck_assert(!is_block("\x40\x01\x00\x00", 4, 2));
    ck_assert(is_block("\x5f\x01\x00\x00\x00\x00\x00\x01", 8, 1));
    ck_assert(!is_block("\x5f\x01\x00\x00\x00\x00\x00\x02", 8, 1));
    ck_assert(!is_block("\x60\x01\x00\x00\x00\x00\x00\x01", 8, 1));
}
END_TEST

START_TEST(survives_every_changed_bit)
{
    unsigned char bytes[PACKING_BYTES_MAX];
    uint32_t values[PACKING_BLOCK], *out = room_make();
    uint32_t changed = 0, flips = 0;

    random_state = 5;
    for (int round = 0; round < 200; round++) {
        uint32_t count = round % 2 ? PACKING_BLOCK : random_below(PACKING_BLOCK) + 1;
        fillers[round % FILLERS](values, count, random_below(WIDTH_MAX + 1));
        size_t len = encode(values, count, bytes);
        for (size_t bit = 0; bit < 8 * len; bit++, flips++) {
            unsigned char *copy = copy_of(bytes, len);
            copy[bit / 8] ^= (unsigned char)(1 << bit % 8);
            const unsigned char *behind = decode_all_ways(copy, copy + len, count, out);
            changed += !behind || behind != copy + len || memcmp(out, values, count * sizeof *out) != 0;
            free(copy);
        }
    }
    free(out);
    /* All but the bits that fill up a last byte and long forms of varints. */
    ck_assert_uint_gt(changed, flips - flips / 100);
}
END_TEST

/* Bytes of chance: most that decode have a head that could be one. */
START_TEST(survives_garbage)
{
    uint32_t *out = room_make(), blocks = 0, damaged = 0;

    for (uint32_t seed = 1; seed <= 100000; seed++) {
        random_state = seed * 0x9e3779b97f4a7c15u;
        uint32_t count = random_next() % 4 == 0 ? PACKING_BLOCK : random_below(PACKING_BLOCK) + 1;
        size_t len = random_below(random_next() % 4 == 0 ? 600 : 40) + 1;
        unsigned char *bytes = malloc(len);
        ck_assert_ptr_nonnull(bytes);
        for (size_t i = 0; i < len; i++)
            bytes[i] = (unsigned char)(random_next() >> 24);
        if (seed % 2)
            bytes[0] &= 0x47;
        if (seed % 4 == 1 && len > 4)
            bytes[1] = (unsigned char)(1 + random_below(3));
        if (decode_all_ways(bytes, bytes + len, count, out))
            blocks++;
        else
            damaged++;
        free(bytes);
    }
    free(out);
    ck_assert_uint_gt(blocks, 5000);
    ck_assert_uint_gt(damaged, 5000);
}
END_TEST

static uint32_t any_bits(const uint32_t *values, uint32_t count)
{
    uint32_t bits = 0;
    for (uint32_t i = 0; i < count; i++)
        bits |= values[i];
    return bits;
}

START_TEST(adds_to_each)
{
    random_state = 7;
    for (uint32_t count = 0; count <= PACKING_BLOCK; count++) {
        uint32_t values[PACKING_BLOCK + 1], before[PACKING_BLOCK + 1], four[PACKING_BLOCK + 1], more = random_bits(32);
        fill_width(values, PACKING_BLOCK + 1, count % (WIDTH_MAX + 1));
        memcpy(before, values, sizeof before);
        memcpy(four, values, sizeof four);
        ck_assert_uint_eq(packing_add_four(four, count, more), any_bits(before, count));
        ck_assert_uint_eq(packing_add(values, count, more), any_bits(before, count));
        for (uint32_t i = 0; i <= PACKING_BLOCK; i++)
            ck_assert_uint_eq(values[i], before[i] + (i < count ? more : 0));
        ck_assert_mem_eq(four, values, sizeof four);
    }
}
END_TEST

START_TEST(sums_gaps)
{
    uint32_t values[] = {4, 0, 0, 2, 9};
    packing_prefix_sum(values, 5, 10, 1);
    ck_assert_mem_eq(values, ((const uint32_t[]){15, 16, 17, 20, 30}), sizeof values);
    packing_prefix_sum(values, 2, 1, 0);
    ck_assert_mem_eq(values, ((const uint32_t[]){16, 32, 17, 20, 30}), sizeof values);

    random_state = 6;
    for (uint32_t width = 0; width <= WIDTH_MAX; width++)
        for (uint32_t count = 0; count <= PACKING_BLOCK + 5; count++) {
            uint32_t *vector = malloc((count + 1) * sizeof *vector), *scalar = malloc((count + 1) * sizeof *scalar),
                     *four = malloc((count + 1) * sizeof *four);
            uint32_t base = random_bits(32), gap = random_below(2), sum = base;
            ck_assert(vector && scalar && four);
            fill_width(vector, count + 1, width);
            memcpy(scalar, vector, (count + 1) * sizeof *scalar);
            memcpy(four, vector, (count + 1) * sizeof *four);
            for (uint32_t i = 0; i < count; i++)
                sum += vector[i] + gap;
            uint32_t bits = packing_prefix_sum(vector, count, base, gap);
            ck_assert_uint_eq(bits, any_bits(scalar, count));
            ck_assert_uint_eq(packing_prefix_sum_scalar(scalar, count, base, gap), bits);
            ck_assert_uint_eq(packing_prefix_sum_four(four, count, base, gap), bits);
            ck_assert_mem_eq(vector, scalar, (count + 1) * sizeof *scalar);
            ck_assert_mem_eq(four, scalar, (count + 1) * sizeof *scalar);
            ck_assert_uint_eq(count > 0 ? vector[count - 1] : base, sum);
            free(vector);
            free(scalar);
            free(four);
        }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("packing");
    tcase_set_timeout(tests, 100);
    tcase_add_test(tests, adds_to_each);
    tcase_add_test(tests, comes_back_at_every_width_and_count);
    tcase_add_test(tests, patches_exceptions_at_every_place);
    tcase_add_test(tests, takes_the_least_bytes);
    tcase_add_test(tests, has_the_bytes_that_are_described);
    tcase_add_test(tests, sees_every_cut);
    tcase_add_test(tests, refuses_what_is_no_block);
    tcase_add_test(tests, survives_every_changed_bit);
    tcase_add_test(tests, survives_garbage);
    tcase_add_test(tests, sums_gaps);
    return run_suite(tests, "packing");
}
