/* The end of a unit test's program: runs its only test case. */
#ifndef DATELINE_TESTS_UNIT_SUITE_H
#define DATELINE_TESTS_UNIT_SUITE_H

#include <check.h>

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
