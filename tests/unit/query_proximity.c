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

/* Keeps starts by positions that stand behind others', `before` further up. */
static void check_kept(const char *starts_text, struct u32_array *position, uint32_t before, uint32_t offset,
                       const char *kept_text)
{
    struct u32_array starts = {0}, kept = {0};
    struct positions at;
    ck_assert_int_eq(positions_of_array(position, &at, NULL), S_OK);
    for (size_t i = 0; i < position->count; i++)
        position->data[i] += before;
    at.before = before;
    read_positions(starts_text, &starts);
    read_positions(kept_text, &kept);
    phrase_keep(&starts, &at, offset);
    ck_assert_uint_eq(starts.count, kept.count);
    for (size_t i = 0; i < kept.count; i++)
        ck_assert_uint_eq(starts.data[i], kept.data[i]);
    u32_array_release(&starts);
    u32_array_release(&kept);
}

START_TEST(keeps_the_starts_that_go_on)
{
    for (uint32_t before = 0; before <= 1000; before += 1000) {
        struct u32_array position = {0};
        read_positions(phrases[_i].position, &position);
        check_kept(phrases[_i].starts, &position, before, phrases[_i].offset, phrases[_i].kept);
        u32_array_release(&position);
    }
}
END_TEST

/* Lists of every length, longer than what is compared at once, too. Behind the last stand numbers that would fit. */
START_TEST(keeps_starts_by_lists_of_any_length)
{
    for (uint32_t count = 0; count <= 40; count++) {
        struct u32_array starts = {0};
        uint32_t number[40 + POSITIONS_SPARE];
        for (uint32_t i = 0; i < 40 + POSITIONS_SPARE; i++)
            number[i] = 100 + 2 * i;
        for (uint32_t start = 0; start <= 90; start++)
            ck_assert(u32_array_append(&starts, start));
        phrase_keep(&starts, &(struct positions){number, count, 97}, 1);
        ck_assert_uint_eq(starts.count, count);
        for (uint32_t i = 0; i < count; i++)
            ck_assert_uint_eq(starts.data[i], 2 + 2 * i);
        u32_array_release(&starts);
    }
}
END_TEST

/* Whether one of some numbers is another of some, however they stand. */
START_TEST(words_meet_where_some_pair_does)
{
    uint32_t room[2][24 + POSITIONS_SPARE];
    size_t met = 0;
    srand(1);
    for (int round = 0; round < 20000; round++) {
        struct positions at[2];
        uint32_t offset = (uint32_t)(rand() % 7 - 3);
        for (int w = 0; w < 2; w++) {
            uint32_t before = (uint32_t)(rand() % 3), sum = before;
            for (uint32_t i = 0; i < 24 + POSITIONS_SPARE; i++)
                room[w][i] = sum += 1 + (uint32_t)(rand() % 40);
            at[w] = (struct positions){room[w], (uint32_t)rand() % (round % 2 ? 24 : 6), before};
        }
        bool meet = false;
        for (uint32_t i = 0; i < at[0].count; i++)
            for (uint32_t j = 0; j < at[1].count; j++)
                meet |= position_at(&at[0], i) + offset == position_at(&at[1], j);
        ck_assert_int_eq(phrase_meets(&at[0], &at[1], offset), meet);
        met += meet;
    }
    ck_assert(met > 1000 && met < 19000);
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
    tcase_add_test(tests, keeps_starts_by_lists_of_any_length);
    tcase_add_test(tests, words_meet_where_some_pair_does);
    tcase_add_loop_test(tests, finds_words_near_each_other, 0, sizeof nears / sizeof nears[0]);
    tcase_add_test(tests, repeated_words_end_soon);
    return run_suite(tests, "proximity");
}
