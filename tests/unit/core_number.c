/* Numbers for people. */
#include "core/number.h"
#include "tests/unit/suite.h"

#include <check.h>

static const struct {
    uint64_t number;
    const char *count, *counted, *size;
} rows[] = {
    {0, "0", "0 articles", "0 bytes"},
    {1, "1", "1 article", "1 byte"},
    {999, "999", "999 articles", "999 bytes"},
    {1000, "1,000", "1,000 articles", "1.0 kB"},
    {12409, "12,409", "12,409 articles", "12.4 kB"},
    {123456, "123,456", "123,456 articles", "123.5 kB"},
    {36900000, "36,900,000", "36,900,000 articles", "36.9 MB"},
    {UINT64_MAX, "18,446,744,073,709,551,615", "18,446,744,073,709,551,615 articles", "18446744.1 TB"},
};

START_TEST(numbers_are_grouped)
{
    struct buf count = {0}, counted = {0}, size = {0};
    append_count(&count, rows[_i].number);
    append_counted(&counted, rows[_i].number, "article");
    append_size(&size, rows[_i].number);
    ck_assert_str_eq(buf_text(&count), rows[_i].count);
    ck_assert_str_eq(buf_text(&counted), rows[_i].counted);
    ck_assert_str_eq(buf_text(&size), rows[_i].size);
    buf_release(&count);
    buf_release(&counted);
    buf_release(&size);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("number");
    tcase_add_loop_test(tcase, numbers_are_grouped, 0, sizeof rows / sizeof rows[0]);
    return run_suite(tcase, "number");
}
