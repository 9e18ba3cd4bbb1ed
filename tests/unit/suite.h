/* The end of a unit test's program: runs its only test case. */
#ifndef DATELINE_TESTS_UNIT_SUITE_H
#define DATELINE_TESTS_UNIT_SUITE_H

#include <check.h>

/* libcheck notes each assertion that holds with a system call, which is most of the time of tests that look at every
 * byte. What fails says by itself where that is. */
#define _mark_point(file, line) ((void)0)

/* Takes the case. What main is to return: 0 when all tests have passed, else 1. */
static inline int run_suite(TCase *tests, const char *name)
{
    Suite *suite = suite_create(name);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}

#endif
