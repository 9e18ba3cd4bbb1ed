#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"

/* ---- forms ---- */

struct reading {
    const char *text;
    const char *want; /* as date_format writes it; NULL: not a date */
};

static void check_readings(const struct reading *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char got[DATE_TEXT_MAX] = "nothing";
        struct date date;
        bool read = date_parse(str_of(cases[i].text), &date);
        if (read)
            date_format(&date, got);
        ck_assert_msg(read == (cases[i].want != NULL) && (!read || strcmp(got, cases[i].want) == 0),
                      "\"%s\" is read as %s, not as %s", cases[i].text, got, cases[i].want ? cases[i].want : "nothing");
        ck_assert(read || (date.precision == DATE_NONE && date.seconds == 0 && date.zone_minutes == 0));
    }
}

#define CHECK_READINGS(cases) check_readings(cases, sizeof cases / sizeof cases[0])

START_TEST(reads_iso)
{
    static const struct reading cases[] = {
        {"1996", "1996"},
        {"0001", "0001"},
        {"9999", "9999"},
        {"1996-09", "1996-09"},
        {"1996-09-14", "1996-09-14"},
        {" \t1996-09-14\r\n", "1996-09-14"},
        {"1996/09/14", "1996-09-14"},
        {"1996/09/14 21:03:00", "1996-09-14T21:03:00Z"},
        {"1996-09-14T21:03", "1996-09-14T21:03:00Z"},
        {"1996-09-14t21:03:07z", "1996-09-14T21:03:07Z"},
        {"1996-09-14 21:03:07", "1996-09-14T21:03:07Z"},
        {"1996-09-14T21:03:07Z", "1996-09-14T21:03:07Z"},
        {"1996-09-14T21:03:07.250Z", "1996-09-14T21:03:07Z"},
        {"1996-09-14T21:03:07,999999999999999999999Z", "1996-09-14T21:03:07Z"},
        {"1996-09-14T21:03:07.25+02:00", "1996-09-14T19:03:07Z"},
        {"1996-09-14T21:03:07+0200", "1996-09-14T19:03:07Z"},
        {"1996-09-14T21:03:07+02", "1996-09-14T19:03:07Z"},
        {"1996-09-14 21:03:07 -0430", "1996-09-15T01:33:07Z"},
        {"1996-09-14 21:03:07 UTC", "1996-09-14T21:03:07Z"},
        {"1996-09-14T21:03:07-00:00", "1996-09-14T21:03:07Z"},
        {"1996-09-14T00:30:00+05:45", "1996-09-13T18:45:00Z"},
        {"2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"},
        {"2017-12-27T18:13:22+0000", "2017-12-27T18:13:22Z"},
    };
    CHECK_READINGS(cases);
}
END_TEST

START_TEST(reads_compact)
{
    static const struct reading cases[] = {
        {"19960914", "1996-09-14"},
        {"19960914T210307Z", "1996-09-14T21:03:07Z"},
        {"19960914T210307+0200", "1996-09-14T19:03:07Z"},
        {"19960914T2103", "1996-09-14T21:03:00Z"},
        {"20060102150405", "2006-01-02T15:04:05Z"},
        {"20060102150405Z", "2006-01-02T15:04:05Z"},
    };
    CHECK_READINGS(cases);
}
END_TEST

START_TEST(reads_mail)
{
    static const struct reading cases[] = {
        {"Sat, 14 Sep 1996 21:03:07 +0200", "1996-09-14T19:03:07Z"},
        {"Sat, 14 Sep 1996 21:03 +0200", "1996-09-14T19:03:00Z"},
        {"14 Sep 1996 21:03:07 GMT", "1996-09-14T21:03:07Z"},
        {"14 Sep 1996 21:03:07 UT", "1996-09-14T21:03:07Z"},
        {"14 Sep 1996 21:03:07 Z", "1996-09-14T21:03:07Z"},
        {"14 Sep 1996 21:03:07 EST", "1996-09-15T02:03:07Z"},
        {"14 Sep 1996 21:03:07 EDT", "1996-09-15T01:03:07Z"},
        {"14 Sep 1996 21:03:07 CST", "1996-09-15T03:03:07Z"},
        {"14 Sep 1996 21:03:07 CDT", "1996-09-15T02:03:07Z"},
        {"14 Sep 1996 21:03:07 MST", "1996-09-15T04:03:07Z"},
        {"14 Sep 1996 21:03:07 MDT", "1996-09-15T03:03:07Z"},
        {"14 Sep 1996 21:03:07 PST", "1996-09-15T05:03:07Z"},
        {"14 Sep 1996 21:03:07 pdt", "1996-09-15T04:03:07Z"},
        {"Sat, 14 Sep 1996 21:03:07 +0200 (CEST)", "1996-09-14T19:03:07Z"},
        {"Mon, 14 Sep 1996 21:03:07 +0200", "1996-09-14T19:03:07Z"}, /* it was a Saturday */
        {"Sat,14 Sep 1996 21:03:07", "1996-09-14T21:03:07Z"},
        {"4 Sep 96 21:03 GMT", "1996-09-04T21:03:00Z"},
        {"4 Sep 49 21:03 GMT", "2049-09-04T21:03:00Z"},
        {"4 Sep 50 21:03 GMT", "1950-09-04T21:03:00Z"},
        {"4 Sep 104 21:03 GMT", "2004-09-04T21:03:00Z"},
    };
    CHECK_READINGS(cases);
}
END_TEST

START_TEST(reads_prose)
{
    static const struct reading cases[] = {
        {"14 September 1996", "1996-09-14"},
        {"14 SEPTEMBER 1996", "1996-09-14"},
        {"14 Sept. 1996", "1996-09-14"},
        {"14 sep 1996", "1996-09-14"},
        {"14th September, 1996", "1996-09-14"},
        {"1st May 1996", "1996-05-01"},
        {"2ND Jun. 1996", "1996-06-02"},
        {"3rd July 1996", "1996-07-03"},
        {"14. September 1996", "1996-09-14"},
        {"Sept. 14, 1996", "1996-09-14"},
        {"Sept.14,1996", "1996-09-14"},
        {"September 14 1996", "1996-09-14"},
        {"September 14th, 1996", "1996-09-14"},
        {"September 1996", "1996-09"},
        {"Sept., 1996", "1996-09"},
        {"Saturday, September 14, 1996", "1996-09-14"},
        {"Saturday 14 September 1996", "1996-09-14"},
        {"Sat. Sept. 14, 1996", "1996-09-14"},
        {"Thurs., Dec. 28, 2017", "2017-12-28"},
        {"December 27, 2017 10:15 AM", "2017-12-27T10:15:00Z"},
        {"December 27, 2017, 12:15 p.m. EST", "2017-12-27T17:15:00Z"},
        {"27 December 2017 12:05 am", "2017-12-27T00:05:00Z"},
        {"January 31, 2000", "2000-01-31"},
        {"Feb 29, 2000", "2000-02-29"},
        {"March 1 2000", "2000-03-01"},
        {"Apr 30 2000", "2000-04-30"},
        {"Aug. 31, 2000", "2000-08-31"},
        {"Oct 31, 2000", "2000-10-31"},
        {"30 November 2000", "2000-11-30"},
    };
    CHECK_READINGS(cases);
}
END_TEST

START_TEST(reads_digits_day_first)
{
    static const struct reading cases[] = {
        {"27-12-2017", "2017-12-27"}, {"27.12.2017", "2017-12-27"}, {"27/12/2017", "2017-12-27"},
        {"1.2.2017", "2017-02-01"},   {"01/02/2017", "2017-02-01"}, {"12/27/2017", "2017-12-27"},
        {"12-27-2017", "2017-12-27"}, {"12.27.2017", NULL},         {"27.12.2017 10:15", "2017-12-27T10:15:00Z"},
        {"13/13/2017", NULL},         {"12/12/2017", "2017-12-12"}, {"12/27/2017, 1:05:09 PM", "2017-12-27T13:05:09Z"},
    };
    CHECK_READINGS(cases);
}
END_TEST

START_TEST(refuses_what_is_no_date)
{
    static const struct reading cases[] = {
        {NULL, NULL},
        {"", NULL},
        {"   ", NULL},
        {"0000", NULL},
        {"0000-01-01", NULL},
        {"199", NULL},
        {"19960", NULL},
        {"199609", NULL},
        {"1996091", NULL},
        {"199609142103", NULL},
        {"1996091421030", NULL},
        {"199609142103070", NULL},
        {"842735000", NULL},
        {"1996-", NULL},
        {"1996-9-14", NULL},
        {"1996-09-", NULL},
        {"1996-09-1", NULL},
        {"1996-09-145", NULL},
        {"1996-258", NULL},
        {"1996-W37-6", NULL},
        {"1996/09", NULL},
        {"1996-09/14", NULL},
        {"1996-09-14T", NULL},
        {"1996-09-14T21", NULL},
        {"1996-09-14T21:3", NULL},
        {"1996-09-14T24:00:00Z", NULL},
        {"1996-09-14T21:60:00Z", NULL},
        {"1996-09-14T21:03:61Z", NULL},
        {"1996-09-14T21:03:0", NULL},
        {"1996-09-14T21:03:", NULL},
        {"1996-09-14T21:03:00.", NULL},
        {"1996-09-14T21:03:00+2", NULL},
        {"1996-09-14T21:03:00+020", NULL},
        {"1996-09-14T21:03:00+02:0", NULL},
        {"1996-09-14T21:03:00+24:00", NULL},
        {"1996-09-14T21:03:00+02:60", NULL},
        {"1996-09-14T21:03:00 CET", NULL},
        {"1996-09-14T21:03:00Zulu", NULL},
        {"1996-09-14 13:03 pm", NULL},
        {"1996-09-14 0:03 am", NULL},
        {"1996-09-14 x", NULL},
        {"1996-09+02:00", NULL},
        {"-1996-09-14", NULL},
        {"14-09", NULL},
        {"14-09-96", NULL},
        {"14-09.1996", NULL},
        {"14/Sep/1996", NULL},
        {"14 Sep", NULL},
        {"14 Sep 96", NULL},
        {"14 Sep 19960", NULL},
        {"14 Septem 1996", NULL},
        {"14 Septembre 1996", NULL},
        {"14xx September 1996", NULL},
        {"114 September 1996", NULL},
        {"14September1996", NULL},
        {"September 14", NULL},
        {"September", NULL},
        {"Saturday", NULL},
        {"Saturday, 1996", NULL},
        {"Satanday, September 14, 1996", NULL},
        {"14 Sep 1996 21:03 +0200 (CE", NULL},
        {"14 Sep 1996 (CEST)", NULL},
        {"1996-09-14 1996-09-15", NULL},
        {"today", NULL},
        {"\xEF\xBC\x91\xEF\xBC\x99\xEF\xBC\x99\xEF\xBC\x96", NULL}, /* full-width digits */
    };
    CHECK_READINGS(cases);
}
END_TEST

START_TEST(refuses_days_that_do_not_exist)
{
    static const struct reading cases[] = {
        {"2017-00", NULL},
        {"2017-13", NULL},
        {"2017-01-00", NULL},
        {"2017-01-32", NULL},
        {"2017-04-31", NULL},
        {"2017-06-31", NULL},
        {"2017-09-31", NULL},
        {"2017-11-31", NULL},
        {"2017-02-29", NULL},
        {"2016-02-29", "2016-02-29"},
        {"1900-02-29", NULL},
        {"2000-02-29", "2000-02-29"},
        {"2100-02-29", NULL},
        {"0004-02-29", "0004-02-29"},
        {"20170229", NULL},
        {"29.02.2017", NULL},
        {"29 February 2017", NULL},
        {"Feb. 30, 2016", NULL},
        {"0 May 2016", NULL},
        {"2017-02-29T10:00:00Z", NULL},
        {"0001-01-01", "0001-01-01"},
        {"9999-12-31", "9999-12-31"},
        {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
        {"0001-01-01T02:00:00+02:00", "0001-01-01T00:00:00Z"},
        {"0001-01-01T01:59:59+02:00", NULL},
        {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
        {"9999-12-31T22:59:59-01:00", "9999-12-31T23:59:59Z"},
        {"9999-12-31T23:00:00-01:00", NULL},
    };
    CHECK_READINGS(cases);
}
END_TEST

START_TEST(keeps_instant_zone_and_precision)
{
    static const struct {
        const char *text;
        struct date want;
    } cases[] = {
        {"1970", {0, 0, DATE_YEAR}},
        {"1970-01-01T00:00:00Z", {0, 0, DATE_SECOND}},
        {"1969-12-31T23:59:59Z", {-1, 0, DATE_SECOND}},
        {"1970-01-01T00:00:00+05:30", {-19800, 330, DATE_SECOND}},
        {"1969-12-31 19:00 EST", {0, -300, DATE_SECOND}},
        {"1900-03-01", {-2203891200, 0, DATE_DAY}},
        {"0001-01-01", {-62135596800, 0, DATE_DAY}},
        {"9999-12-31T23:59:59Z", {253402300799, 0, DATE_SECOND}},
        {"1996-09", {841536000, 0, DATE_MONTH}},
        {"Sat, 14 Sep 1996 21:03:00 -0930", {842769180, -570, DATE_SECOND}},
        {"1996-09-14T21:03:00+23:59", {842648640, 1439, DATE_SECOND}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct date date;
        ck_assert_msg(date_parse(str_of(cases[i].text), &date), "\"%s\" is not read", cases[i].text);
        ck_assert_msg(date.seconds == cases[i].want.seconds, "\"%s\" is %lld", cases[i].text, (long long)date.seconds);
        ck_assert_int_eq(date.zone_minutes, cases[i].want.zone_minutes);
        ck_assert_int_eq(date.precision, cases[i].want.precision);
    }
}
END_TEST

START_TEST(reads_a_date_before_other_words)
{
    static const struct {
        const char *text;
        size_t taken;
        const char *want;
    } cases[] = {
        {"2017-12-27 MOSCOW\xE2\x80\x94The mission", 10, "2017-12-27"},
        {"2017-12-27", 10, "2017-12-27"},
        {"2017-12-27\xE2\x80\x94MOSCOW", 10, "2017-12-27"},
        {"2017-12-27\nThe mission", 10, "2017-12-27"},
        {"2017-12-27, the mission", 10, "2017-12-27"},
        {"2017-12-27T10:15:00Z MOSCOW", 20, "2017-12-27T10:15:00Z"},
        {"2017-12-27 10:15 MOSCOW", 16, "2017-12-27T10:15:00Z"},
        {"2017-12-27 10:15 -- MOSCOW", 16, "2017-12-27T10:15:00Z"},
        {"2017-12-27 10 people", 10, "2017-12-27"},
        {"2017-12-27 25:61 odd", 10, "2017-12-27"},
        {"2017-12-27 10:15 EST", 20, "2017-12-27T15:15:00Z"},
        {"2017-12-27 10:15 Estonia", 16, "2017-12-27T10:15:00Z"},
        {"2017-12-27 10:15 pmx", 16, "2017-12-27T10:15:00Z"},
        {"December 27, 2017 YEREVAN (Agency) --", 17, "2017-12-27"},
        {"27 Dec. 2017. The", 12, "2017-12-27"},
        {"Wednesday, 27 December 2017 - MOSCOW", 27, "2017-12-27"},
        {"December 2017 was cold", 13, "2017-12"},
        {"Sat, 14 Sep 1996 21:03:00 +0200 (Reuters)", 31, "1996-09-14T19:03:00Z"},
        {"2017-12-27MOSCOW", 0, NULL},
        {"2017-12-271", 0, NULL},
        {"2017-12 MOSCOW", 0, NULL},
        {"2017 MOSCOW", 0, NULL},
        {"20171227 MOSCOW", 0, NULL},
        {"27.12.2017 MOSCOW", 0, NULL},
        {"2017-02-30 MOSCOW", 0, NULL},
        {" 2017-12-27", 0, NULL},
        {"MOSCOW 2017-12-27", 0, NULL},
        {"Dec. 27 - The", 0, NULL},
        {"27 Dec 17 MOSCOW", 0, NULL},
        {"", 0, NULL},
        {NULL, 0, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct date date;
        char got[DATE_TEXT_MAX];
        size_t taken = date_parse_prefix(str_of(cases[i].text), &date);
        ck_assert_msg(taken == cases[i].taken, "\"%s\": %zu bytes taken", cases[i].text, taken);
        if (taken)
            ck_assert_str_eq(date_format(&date, got), cases[i].want);
        else
            ck_assert_int_eq(date.precision, DATE_NONE);
    }
}
END_TEST

/* A text ends where its length says, whatever stands behind. */
START_TEST(never_reads_past_the_end)
{
    static const char *const texts[] = {"1996-09-14T21:03:07.25+02:00", "Saturday, September 14th, 1996 9:03 p.m. EST",
                                        "20060102150405Z", "Sat, 14 Sep 1996 21:03:07 +0200 (CEST)",
                                        "12/27/2017 1:05 PM"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        for (size_t len = 0; len <= strlen(texts[i]); len++) {
            struct date date;
            char *copy = malloc(len ? len : 1);
            memcpy(copy, texts[i], len);
            date_parse((struct str){copy, len}, &date);
            ck_assert_uint_le(date_parse_prefix((struct str){copy, len}, &date), len);
            free(copy);
        }
}
END_TEST

START_TEST(long_text_is_read_once)
{
    enum { LONG = 1 << 20 };
    static const char fills[] = " 1-/.:,(+tTaAZ\xFF";
    char *text = malloc(LONG);
    for (size_t i = 0; i + 1 < sizeof fills; i++) {
        struct date date;
        int64_t bound;
        memset(text, fills[i], LONG);
        memcpy(text, "14 Sep 1996 21:03:07", 20);
        ck_assert_int_eq(date_parse((struct str){text, LONG}, &date), fills[i] == ' ');
        date_parse_prefix((struct str){text, LONG}, &date);
        memset(text, fills[i], LONG);
        ck_assert(!date_parse((struct str){text, LONG}, &date));
        ck_assert_int_eq(date_parse_bound((struct str){text, LONG}, 0, true, &bound, NULL), S_USAGE);
    }
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("date");
    TCase *tests = tcase_create("date");
    tcase_add_test(tests, reads_iso);
    tcase_add_test(tests, reads_compact);
    tcase_add_test(tests, reads_mail);
    tcase_add_test(tests, reads_prose);
    tcase_add_test(tests, reads_digits_day_first);
    tcase_add_test(tests, refuses_what_is_no_date);
    tcase_add_test(tests, refuses_days_that_do_not_exist);
    tcase_add_test(tests, keeps_instant_zone_and_precision);
    tcase_add_test(tests, reads_a_date_before_other_words);
    tcase_add_test(tests, never_reads_past_the_end);
    tcase_add_test(tests, long_text_is_read_once);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
