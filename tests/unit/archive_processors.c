/* The processors that are left to a process. */
#include "archive/processors.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <sched.h>

START_TEST(what_is_taken_away_does_not_count)
{
    cpu_set_t all, first;
    ck_assert_int_eq(sched_getaffinity(0, sizeof all, &all), 0);
    ck_assert_uint_eq(processors_usable(), CPU_COUNT(&all));
    CPU_ZERO(&first);
    for (int i = 0; CPU_COUNT(&first) == 0; i++)
        if (CPU_ISSET(i, &all))
            CPU_SET(i, &first);
    ck_assert_int_eq(sched_setaffinity(0, sizeof first, &first), 0);
    ck_assert_uint_eq(processors_usable(), 1);
    ck_assert_int_eq(sched_setaffinity(0, sizeof all, &all), 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("processors");
    tcase_add_test(tcase, what_is_taken_away_does_not_count);
    return run_suite(tcase, "processors");
}
