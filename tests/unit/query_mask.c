/* Masks of 32 numbers against a look at each. */
#include <check.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "query/mask.h"
#include "tests/random.h"
#include "tests/unit/suite.h"

enum { ROUNDS = 4000 };

static bool bit(uint32_t mask, uint32_t i)
{
    return mask >> i & 1;
}

START_TEST(numbers_and_floats)
{
    struct random lot = {.state = 11};
    for (int round = 0; round < ROUNDS; round++) {
        uint32_t numbers[MASK_BITS], most = 1 + random_below(&lot, round % 2 ? 8 : INT32_MAX);
        uint32_t least = 1 + random_below(&lot, most);
        float floats[MASK_BITS];
        for (uint32_t i = 0; i < MASK_BITS; i++) {
            numbers[i] = random_below(&lot, most) + (round % 2);
            floats[i] = (float)numbers[i] / 3;
        }
        uint32_t mask = mask_numbers(numbers, least), of_floats = mask_floats(floats, (float)least / 3);
        for (uint32_t i = 0; i < MASK_BITS; i++) {
            ck_assert_int_eq(bit(mask, i), numbers[i] >= least);
            ck_assert_int_eq(bit(of_floats, i), floats[i] >= (float)least / 3);
        }
    }
}
END_TEST

START_TEST(between)
{
    for (uint32_t from = 0; from <= MASK_BITS + 1; from++)
        for (uint32_t end = 0; end <= MASK_BITS + 1; end++)
            for (uint32_t i = 0; i < MASK_BITS; i++)
                ck_assert_int_eq(bit(mask_between(UINT32_MAX, from, end), i), i >= from && i < end);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("masks");
    tcase_add_test(tests, numbers_and_floats);
    tcase_add_test(tests, between);
    return run_suite(tests, "masks");
}
