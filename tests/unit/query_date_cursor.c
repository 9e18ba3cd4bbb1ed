/* Cursors come back as they were written, and what is none is refused. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "query/date_cursor.h"
#include "tests/random.h"
#include "tests/unit/suite.h"

START_TEST(comes_back)
{
    static const int64_t dates[] = {STORE_UNDATED, 0, -1, 872899200, -62135596800, 253402300799};
    struct random lot = {.state = 3};
    for (int round = 0; round < 2000; round++) {
        char id[64];
        size_t len = 1 + random_below(&lot, sizeof id - 1);
        for (size_t i = 0; i < len; i++)
            id[i] = (char)random_below(&lot, 256);
        enum order_by order = round % 2 ? ORDER_NEWEST : ORDER_OLDEST;
        int64_t date = dates[random_below(&lot, sizeof dates / sizeof dates[0])];
        struct buf text = {0};
        struct date_cursor c;
        date_cursor_write(order, date, (struct str){id, len}, &text);
        ck_assert_msg(date_cursor_read(buf_str(&text), &c), "%s", buf_text(&text));
        ck_assert_int_eq(c.order, order);
        ck_assert_int_eq(c.date, date);
        ck_assert(str_equal(buf_str(&c.id), (struct str){id, len}));
        date_cursor_release(&c);
        for (size_t cut = 0; cut < text.len; cut++) /* a part of a cursor is none, or another one */
            if (date_cursor_read((struct str){text.data, cut}, &c))
                date_cursor_release(&c);
        buf_release(&text);
    }
}
END_TEST

static const char *const none[] = {
    "",
    "*",
    "newest",
    "newest:",
    "newest:12",
    "newest:12:",
    "newest::a",
    "newest:x:a",
    "news:1:a",
    "newest:-:a",
    "newest:1:a b",
    "newest:1:a%4",
    "newest:1:%zz",
    "newest:1:%4a",
    "oldest:nona:a",
    "newest:1234567890123:a",
};

START_TEST(what_is_none)
{
    struct date_cursor c;
    ck_assert_msg(!date_cursor_read(str_of(none[_i]), &c), "%s", none[_i]);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("cursors");
    tcase_add_test(tests, comes_back);
    tcase_add_loop_test(tests, what_is_none, 0, sizeof none / sizeof none[0]);
    return run_suite(tests, "cursors");
}
