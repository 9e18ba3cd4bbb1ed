#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "tests/unit/suite.h"

/* ---- the calendar ---- */

/* Day after day from 0001-01-01 to 9999-12-31, counted up by hand. */
START_TEST(every_day_comes_back)
{
    struct civil day = {.year = 1, .month = 1, .day = 1};
    int64_t seconds = INT64_C(-62135596800);
    for (; day.year <= 9999; seconds += 86400) {
        struct civil got;
        date_to_civil(seconds, &got);
        if (date_from_civil(&day) != seconds || memcmp(&got, &day, sizeof day) != 0)
            ck_abort_msg("%04d-%02d-%02d is %04d-%02d-%02d", day.year, day.month, day.day, got.year, got.month,
                         got.day);
        if (++day.day > date_days_in_month(day.year, day.month)) {
            day.day = 1;
            if (++day.month > 12) {
                day.month = 1;
                day.year++;
            }
        }
    }
    ck_assert(seconds == INT64_C(253402300800));
}
END_TEST

START_TEST(times_of_day_come_back)
{
    static const int64_t instants[] = {-1, 0, 1, 86399, 86400, -86400, -86401, 842735000, -62135596799, 253402300799};
    for (size_t i = 0; i < sizeof instants / sizeof instants[0]; i++) {
        struct civil civil;
        date_to_civil(instants[i], &civil);
        ck_assert(date_from_civil(&civil) == instants[i]);
    }
}
END_TEST

START_TEST(months_have_their_days)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int month = 1; month <= 12; month++)
        ck_assert_int_eq(date_days_in_month(2017, month), days[month - 1]);
    ck_assert_int_eq(date_days_in_month(2000, 2), 29);
    ck_assert_int_eq(date_days_in_month(1900, 2), 28);
    ck_assert_int_eq(date_days_in_month(2016, 2), 29);
    ck_assert_int_eq(date_days_in_month(2016, 0), 0);
    ck_assert_int_eq(date_days_in_month(2016, 13), 0);
}
END_TEST

START_TEST(any_date_can_be_written)
{
    static const struct {
        struct date date;
        const char *want;
    } cases[] = {
        {{0, 0, DATE_NONE}, ""},
        {{0, 0, DATE_DAY}, "1970-01-01"},
        {{842735000, 120, DATE_SECOND}, "1996-09-14T21:03:20Z"},
        {{INT64_MAX, 0, DATE_SECOND}, "9999-12-31T23:59:59Z"},
        {{INT64_MIN, 0, DATE_SECOND}, "0001-01-01T00:00:00Z"},
        {{0, 0, 255}, "1970-01-01T00:00:00Z"},
    };
    char out[DATE_TEXT_MAX];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(date_format(&cases[i].date, out), cases[i].want);
}
END_TEST

/* ---- bounds ---- */

static const int64_t now = INT64_C(842742180); /* 1996-09-14T23:03:00Z */

static void check_bound(const char *text, const char *first, const char *last)
{
    for (int end = 0; end <= 1; end++) {
        struct date date = {.precision = DATE_SECOND};
        struct err err = {0};
        char got[DATE_TEXT_MAX];
        ck_assert_msg(date_parse_bound(str_of(text), now, end, &date.seconds, &err) == S_OK, "\"%s\": %s", text,
                      err.text);
        ck_assert_msg(strcmp(date_format(&date, got), end ? last : first) == 0, "\"%s\" %s at %s", text,
                      end ? "ends" : "begins", got);
    }
}

START_TEST(bounds_are_whole_units)
{
    static const char *const cases[][3] = {
        {"1996", "1996-01-01T00:00:00Z", "1996-12-31T23:59:59Z"},
        {"1997", "1997-01-01T00:00:00Z", "1997-12-31T23:59:59Z"},
        {"9999", "9999-01-01T00:00:00Z", "9999-12-31T23:59:59Z"},
        {"1996-02", "1996-02-01T00:00:00Z", "1996-02-29T23:59:59Z"},
        {"1996-12", "1996-12-01T00:00:00Z", "1996-12-31T23:59:59Z"},
        {"1996-09-14", "1996-09-14T00:00:00Z", "1996-09-14T23:59:59Z"},
        {"19960914", "1996-09-14T00:00:00Z", "1996-09-14T23:59:59Z"},
        {" 1996/09/14 ", "1996-09-14T00:00:00Z", "1996-09-14T23:59:59Z"},
        {"1996-09-14T21:03", "1996-09-14T21:03:00Z", "1996-09-14T21:03:59Z"},
        {"1996-09-14T21:03:07Z", "1996-09-14T21:03:07Z", "1996-09-14T21:03:07Z"},
        {"1996-09-14T24:00", "1996-09-15T00:00:00Z", "1996-09-15T00:00:00Z"},
        {"1996-09-14T21:03+02:00", "1996-09-14T19:03:00Z", "1996-09-14T19:03:59Z"},
        {"today", "1996-09-14T00:00:00Z", "1996-09-14T23:59:59Z"},
        {"Yesterday", "1996-09-13T00:00:00Z", "1996-09-13T23:59:59Z"},
        {"0d", "1996-09-14T00:00:00Z", "1996-09-14T23:59:59Z"},
        {"7d", "1996-09-07T00:00:00Z", "1996-09-07T23:59:59Z"},
        {"14D", "1996-08-31T00:00:00Z", "1996-08-31T23:59:59Z"},
        {"2w", "1996-08-31T00:00:00Z", "1996-08-31T23:59:59Z"},
        {"3m", "1996-06-14T00:00:00Z", "1996-06-14T23:59:59Z"},
        {"9m", "1995-12-14T00:00:00Z", "1995-12-14T23:59:59Z"},
        {"1y", "1995-09-14T00:00:00Z", "1995-09-14T23:59:59Z"},
        {"1995y", "0001-09-14T00:00:00Z", "0001-09-14T23:59:59Z"},
    };
    setenv("TZ", "UTC", 1);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_bound(cases[i][0], cases[i][1], cases[i][2]);
}
END_TEST

START_TEST(today_is_the_day_in_the_zone)
{
    setenv("TZ", "XXX-2", 1); /* two hours east: the next day has begun */
    check_bound("today", "1996-09-15T00:00:00Z", "1996-09-15T23:59:59Z");
    check_bound("yesterday", "1996-09-14T00:00:00Z", "1996-09-14T23:59:59Z");
    setenv("TZ", "XXX5", 1);
    check_bound("today", "1996-09-14T00:00:00Z", "1996-09-14T23:59:59Z");
    check_bound("1996-09-15", "1996-09-15T00:00:00Z", "1996-09-15T23:59:59Z");
    setenv("TZ", "UTC", 1);
}
END_TEST

START_TEST(months_back_stay_in_the_month)
{
    int64_t bound, last_of_march = INT64_C(1711886400); /* 2024-03-31T12:00:00Z */
    struct date date = {.precision = DATE_DAY};
    char got[DATE_TEXT_MAX];
    setenv("TZ", "UTC", 1);
    static const char *const cases[][2] = {
        {"1m", "2024-02-29"}, {"2m", "2024-01-31"}, {"4m", "2023-11-30"}, {"13m", "2023-02-28"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert_int_eq(date_parse_bound(str_of(cases[i][0]), last_of_march, false, &bound, NULL), S_OK);
        date.seconds = bound;
        ck_assert_str_eq(date_format(&date, got), cases[i][1]);
    }
}
END_TEST

START_TEST(bad_bounds_say_what_would_be_right)
{
    static const char *const cases[][2] = {
        {"", "\"\" is not a date;"},
        {"tomorrow", "\"tomorrow\" is not a date;"},
        {"7", "\"7\" is not a date;"},
        {"d", "\"d\" is not a date;"},
        {"-7d", "\"-7d\" is not a date;"},
        {"7h", "\"7h\" is not a date;"},
        {"7dd", "\"7dd\" is not a date;"},
        {"27-12-2017", "\"27-12-2017\" is not a date;"},
        {"14 September 1996", "\"14 September 1996\" is not a date;"},
        {"2017-02-29", "\"2017-02-29\" is a date that does not exist;"},
        {"1996-13", "\"1996-13\" is a date that does not exist;"},
        {"1996y", "\"1996y\" reaches back before the year 1;"},
        {"99999999999999999999999999d", "reaches back before the year 1;"},
        {"99999999999999999999999999m", "reaches back before the year 1;"},
        {"two\nlines\xFF", "\"two?lines?\" is not a date;"},
        {"\xC3\xA9t\xC3\xA9", "\"\xC3\xA9t\xC3\xA9\" is not a date;"},
        {"a text of more than sixty bytes, which nobody would want to read in full",
         "\"a text of more than sixty bytes, which nobody would want to \"... is not a date;"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err err = {0};
        int64_t bound;
        ck_assert_msg(date_parse_bound(str_of(cases[i][0]), now, false, &bound, &err) == S_USAGE, "\"%s\"",
                      cases[i][0]);
        ck_assert_msg(strstr(err.text, cases[i][1]) != NULL, "%s", err.text);
        ck_assert_msg(strstr(err.text, "write 1996-09-14") != NULL, "%s", err.text);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("calendar");
    tcase_add_test(tests, every_day_comes_back);
    tcase_add_test(tests, times_of_day_come_back);
    tcase_add_test(tests, months_have_their_days);
    tcase_add_test(tests, any_date_can_be_written);
    tcase_add_test(tests, bounds_are_whole_units);
    tcase_add_test(tests, today_is_the_day_in_the_zone);
    tcase_add_test(tests, months_back_stay_in_the_month);
    tcase_add_test(tests, bad_bounds_say_what_would_be_right);
    return run_suite(tests, "calendar");
}
