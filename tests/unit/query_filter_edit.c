/* Filter lists that links change: one value more, one less. */
#include <check.h>
#include <stdlib.h>

#include "query/filter_edit.h"
#include "tests/unit/suite.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
    const char *list, *value;
    bool either;
    const char *expected; /* NULL: it cannot stand in a list */
} with_cases[] = {
    {"", "world", true, "world"},
    {"world", "home", true, "world|home"},
    {"world", "home", false, "world,home"},
    {"", "Smith, Jane", false, "\"Smith, Jane\""},
    {"", "a|b", false, "\"a|b\""},
    {"", "-5 degrees", false, "\"-5 degrees\""},
    {"", "the \"Post\"", false, "the \"Post\""},
    {"", "\"Post\"", false, NULL},
    {"", "the \"Post\", London", false, NULL},
    {"", "  ", false, NULL},
};

START_TEST(a_value_more)
{
    struct buf out = {0};
    bool good = filter_with(str_of(with_cases[_i].list), str_of(with_cases[_i].value), with_cases[_i].either, &out);
    ck_assert_int_eq(good, with_cases[_i].expected != NULL);
    ck_assert_str_eq(buf_text(&out), good ? with_cases[_i].expected : "");
    buf_release(&out);
}
END_TEST

static const struct {
    const char *list, *value, *expected; /* expected NULL: the list does not ask for the value */
} without_cases[] = {
    {"world", "World", ""}, {"a,b,c", "b", "a,c"}, {"a|b|c", "b", "a|c"}, {"a|b|c", "c", "a|b"},
    {"a|b|c", "a", "b|c"},  {"a,b|c", "b", "a,c"}, {"a|b,c", "b", "a,c"}, {"a , \"b, c\"", "B, c", "a"},
    {"-a,b", "b", "-a"},    {"-a,b", "a", NULL},   {"Café", "cafe", ""},  {"", "a", NULL},
    {"a,\"b", "b", NULL},
};

START_TEST(a_value_less)
{
    struct buf out = {0};
    size_t place;
    bool there = filter_place(str_of(without_cases[_i].list), str_of(without_cases[_i].value), &place);
    ck_assert_int_eq(there, without_cases[_i].expected != NULL);
    if (there)
        filter_without(str_of(without_cases[_i].list), place, &out);
    ck_assert_str_eq(buf_text(&out), there ? without_cases[_i].expected : "");
    buf_release(&out);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("filter_edit");
    tcase_add_loop_test(t, a_value_more, 0, LENGTH(with_cases));
    tcase_add_loop_test(t, a_value_less, 0, LENGTH(without_cases));
    return run_suite(t, "filter_edit");
}
