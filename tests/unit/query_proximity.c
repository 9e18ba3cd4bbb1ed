#include <check.h>
#include <stdlib.h>

#include "query/proximity.h"
#include "tests/unit/suite.h"

/* A list of positions written as text: "3 17 20". */
static void read_positions(const char *text, struct u32_array *out)
{
    for (char *end; *text; text = *end ? end + 1 : end)
        ck_assert(u32_array_append(out, (uint32_t)strtoul(text, &end, 10)));
}

static const struct {
    const char *starts, *position;
    uint32_t offset;
    const char *kept;
} phrases[] = {
    {"1 5 9", "2 6 11", 1, "1 5"}, {"1 5 9", "1 5 9", 0, "1 5 9"}, {"1 5 9", "", 1, ""}, {"", "1 2", 1, ""},
    {"4294967290", "4", 1, ""},    {"7", "17", 10, "7"},
};

START_TEST(keeps_the_starts_that_go_on)
{
    struct u32_array starts = {0}, position = {0}, kept = {0};
    read_positions(phrases[_i].starts, &starts);
    read_positions(phrases[_i].position, &position);
    read_positions(phrases[_i].kept, &kept);
    phrase_keep(&starts, &position, phrases[_i].offset);
    ck_assert_uint_eq(starts.count, kept.count);
    for (size_t i = 0; i < kept.count; i++)
        ck_assert_uint_eq(starts.data[i], kept.data[i]);
    u32_array_release(&starts);
    u32_array_release(&position);
    u32_array_release(&kept);
}
END_TEST

static const struct {
    const char *operand[4];
    uint32_t length[4];
    uint32_t span;
    bool ordered, match;
} nears[] = {
    {{"10", "15"}, {1, 1}, 5, false, true},
    {{"10", "16"}, {1, 1}, 5, false, false},
    {{"15", "10"}, {1, 1}, 5, false, true},
    {{"15", "10"}, {1, 1}, 5, true, false},
    {{"10", "15"}, {1, 1}, 5, true, true},
    {{"10 100", "1 103"}, {1, 1}, 3, true, true},
    /* a phrase of two at 10 and 11: its second word is not the other operand */
    {{"10", "11"}, {2, 1}, 5, false, false},
    {{"10", "11 12"}, {2, 1}, 5, false, true},
    {{"1 9", "5", "7"}, {1, 1, 1}, 4, false, true},
    {{"1 10", "5", "7"}, {1, 1, 1}, 4, false, false},
    {{"4294967295", "4294967290"}, {1, 1}, 5, false, true},
    {{"", "5"}, {1, 1}, 5, false, false},
    /* two ways to place the first operand, and only one leaves room for the second */
    {{"5 6", "5"}, {1, 1}, 3, false, true},
};

START_TEST(finds_words_near_each_other)
{
    struct u32_array position[4] = {0};
    struct near_operand operand[4];
    size_t count = 0;
    for (; count < 4 && nears[_i].operand[count]; count++) {
        read_positions(nears[_i].operand[count], &position[count]);
        operand[count] = (struct near_operand){&position[count], nears[_i].length[count]};
    }
    ck_assert(near_match(operand, count, nears[_i].span, nears[_i].ordered) == nears[_i].match);
    for (size_t i = 0; i < count; i++)
        u32_array_release(&position[i]);
}
END_TEST

/* The same word eight times where it stands seven times: no match, and no search through all orders. */
START_TEST(repeated_words_end_soon)
{
    struct u32_array position = {0};
    struct near_operand operand[NEAR_OPERANDS_MAX];
    for (uint32_t i = 0; i < NEAR_OPERANDS_MAX; i++)
        operand[i] = (struct near_operand){&position, 1};
    for (uint32_t i = 1; i < NEAR_OPERANDS_MAX; i++)
        ck_assert(u32_array_append(&position, i));
    ck_assert(!near_match(operand, NEAR_OPERANDS_MAX, 100, false));
    ck_assert(u32_array_append(&position, NEAR_OPERANDS_MAX));
    ck_assert(near_match(operand, NEAR_OPERANDS_MAX, 100, false));
    u32_array_release(&position);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("proximity");
    tcase_add_loop_test(tests, keeps_the_starts_that_go_on, 0, sizeof phrases / sizeof phrases[0]);
    tcase_add_loop_test(tests, finds_words_near_each_other, 0, sizeof nears / sizeof nears[0]);
    tcase_add_test(tests, repeated_words_end_soon);
    return run_suite(tests, "proximity");
}
