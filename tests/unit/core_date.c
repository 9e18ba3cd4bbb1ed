#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "tests/unit/suite.h"

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

/* ISO 8601, 4.2.3 of the edition of 2004: the end of a day is the start of the next. */
START_TEST(reads_the_end_of_a_day)
{
    static const struct reading cases[] = {
        {"2024-06-01T24:00:00Z", "2024-06-02T00:00:00Z"},
        {"2024-06-01T24:00", "2024-06-02T00:00:00Z"},
        {"2024-06-01 24:00:00.000 UTC", "2024-06-02T00:00:00Z"},
        {"2024-06-01T24:00:00+02:00", "2024-06-01T22:00:00Z"},
        {"20240601T240000Z", "2024-06-02T00:00:00Z"},
        {"20240601T2400", "2024-06-02T00:00:00Z"},
        {"20240601240000", "2024-06-02T00:00:00Z"},
        {"1 June 2024 24:00", "2024-06-02T00:00:00Z"},
        {"24:00, 1 June 2024", "2024-06-02T00:00:00Z"},
        {"2024年6月1日 24:00", "2024-06-02T00:00:00Z"},
        {"2024-06-30T24:00:00Z", "2024-07-01T00:00:00Z"},
        {"2024-02-28T24:00:00Z", "2024-02-29T00:00:00Z"},
        {"2024-02-29T24:00:00Z", "2024-03-01T00:00:00Z"},
        {"2023-02-28T24:00:00Z", "2023-03-01T00:00:00Z"},
        {"2024-12-31T24:00:00Z", "2025-01-01T00:00:00Z"},
        {"9999-12-31T24:00:00+01:00", "9999-12-31T23:00:00Z"},
        {"9999-12-31T24:00:00Z", NULL},
        {"2023-02-29T24:00:00Z", NULL},
        {"2024-06-01T24:00:01Z", NULL},
        {"2024-06-01T24:00:60Z", NULL},
        {"2024-06-01T24:00:00.001Z", NULL},
        {"2024-06-01T24:01:00Z", NULL},
        {"2024-06-01T25:00:00Z", NULL},
        {"20240601T240001Z", NULL},
        {"20240601T2401", NULL},
        {"20240601T250000Z", NULL},
        {"202406012400", NULL},
        {"2024-06-01 24:00 pm", NULL},
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

START_TEST(reads_digits_month_first)
{
    static const struct {
        const char *text, *month_first;
        enum date_order order;
    } cases[] = {
        {"3/4/2019", "2019-03-04", DATE_ORDER_OPEN},
        {"3/14/2019 9:03 pm", "2019-03-14T21:03:00Z", DATE_ORDER_MONTH_FIRST},
        {"14-3-2019", "2019-03-14", DATE_ORDER_DAY_FIRST},
        {" 14.3.2019 ", "2019-03-14", DATE_ORDER_DAY_FIRST},
        {"3.4.2019", "2019-04-03", DATE_ORDER_OPEN},
        {"3.14.2019", "", DATE_ORDER_OPEN},
        {"3/3/2019", "2019-03-03", DATE_ORDER_OPEN},
        {"13/14/2019", "", DATE_ORDER_OPEN},
        {"2019-03-14", "2019-03-14", DATE_ORDER_OPEN},
        {"14 March 2019", "2019-03-14", DATE_ORDER_OPEN},
        {"3/14/2019 or so", "", DATE_ORDER_OPEN},
        {"", "", DATE_ORDER_OPEN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct date date;
        char text[DATE_TEXT_MAX];
        ck_assert_int_eq(date_parse_month_first(str_of(cases[i].text), &date), *cases[i].month_first != '\0');
        ck_assert_str_eq(date_format(&date, text), cases[i].month_first);
        ck_assert_int_eq(date_order_of(str_of(cases[i].text)), cases[i].order);
    }
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

START_TEST(reads_prose_of_other_languages)
{
    static const struct reading cases[] = {
        {"14 septembre 1996", "1996-09-14"},
        {"le 1er mai 2004", "2004-05-01"},
        {"Samedi 14 septembre 1996 à 21h03", "1996-09-14T21:03:00Z"},
        {"17 fevrier 2004", "2004-02-17"},
        {"3 AOÛT 2004", "2004-08-03"},
        {"14 déc. 1996 - 21:03", "1996-12-14T21:03:00Z"},
        {"Samstag, den 14. September 1996, 21:03 Uhr", "1996-09-14T21:03:00Z"},
        {"Samstag, 14.09.1996 um 21.03 Uhr", "1996-09-14T21:03:00Z"},
        {"1. M\xC3\xA4rz 2004", "2004-03-01"},
        {"1. MÄRZ 2004", "2004-03-01"},
        {"14 de septiembre de 1996", "1996-09-14"},
        {"Lunes, 8 de mayo de 2023 a las 13:44h.", "2023-05-08T13:44:00Z"},
        {"14 set. 1996", "1996-09-14"},
        {"segunda-feira, 14 de outubro de 1996 às 21h03", "1996-10-14T21:03:00Z"},
        {"1º de março de 2004", "2004-03-01"},
        {"lunedì 14 ottobre 1996, ore 21.03", "1996-10-14T21:03:00Z"},
        {"zaterdag 14 maart 1996 om 21:03 uur", "1996-03-14T21:03:00Z"},
        {"11 lipca 2010", "2010-07-11"},
        {"11 października 2010 r., godz. 21:03", "2010-10-11T21:03:00Z"},
        {"Październik 2010", "2010-10"},
        {"14 сентября 1996 г.", "1996-09-14"},
        {"Суббота, 14 СЕНТЯБРЯ 1996 года, 21:03", "1996-09-14T21:03:00Z"},
        {"1 мая 2004", "2004-05-01"},
        {"lördag den 14 oktober 1996 kl. 21.03", "1996-10-14T21:03:00Z"},
        {"lørdag 14. desember 1996", "1996-12-14"},
        {"14 Eylül 1996 Cumartesi", "1996-09-14"},
        {"3 KASIM 2004", "2004-11-03"},
        {"pondělí 14. října 1996", "1996-10-14"},
        {"14th of September 1996 at 9:03 pm", "1996-09-14T21:03:00Z"},
        {"Wed, 02/19/2014 - 8:05am", "2014-02-19T08:05:00Z"},
        {"2009年3月11日", "2009-03-11"},
        {"2009年3月", "2009-03"},
        {"2009年3月11日（水）06時58分", "2009-03-11T06:58:00Z"},
        {"2009年3月11日 午後6時", "2009-03-11T18:00:00Z"},
        {"2009年3月11日 06:58", "2009-03-11T06:58:00Z"},
        {"2009년 3월 11일 (수) 오후 6시 58분", "2009-03-11T18:58:00Z"},
    };
    CHECK_READINGS(cases);
}
END_TEST

START_TEST(reads_months_of_many_languages)
{
    static const struct reading cases[] = {
        {"10 يناير 2022", "2022-01-10"},    {"10 أغسطس 2022", "2022-08-10"},
        {"10 січня 2022", "2022-01-10"},    {"10 грудня 2022, 09:30", "2022-12-10T09:30:00Z"},
        {"10 ianuarie 2022", "2022-01-10"}, {"3. janvāris, 2021", "2021-01-03"},
        {"10. jūnijs 2022", "2022-06-10"},  {"10. tammikuuta 2022", "2022-01-10"},
        {"10 Μαΐου 2022", "2022-05-10"},    {"10 октомври 2022", "2022-10-10"},
        {"10 Maret 2022", "2022-03-10"},
    };
    CHECK_READINGS(cases);
}
END_TEST

START_TEST(reads_digits_year_first)
{
    static const struct reading cases[] = {
        {"2017-6-9", "2017-06-09"},    {"2017/6/9 9:05", "2017-06-09T09:05:00Z"},     {"2017.06.09", "2017-06-09"},
        {"2017. 6. 9.", "2017-06-09"}, {"2017.06.09. 10:15", "2017-06-09T10:15:00Z"},
    };
    CHECK_READINGS(cases);
}
END_TEST

START_TEST(reads_names_of_zones)
{
    static const struct reading cases[] = {
        {"Mon, 10 Jan 2022 07:01 IST", "2022-01-10T01:31:00Z"},
        {"Mon, 10 Jan 2022 07:01:00 CET", "2022-01-10T06:01:00Z"},
        {"2022-01-10 10:00 JST", "2022-01-10T01:00:00Z"},
        {"January 10, 2022 4:05 PM ET", "2022-01-10T21:05:00Z"},
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

START_TEST(reads_what_programs_print)
{
    static const struct reading cases[] = {
        {"Mon Oct 19 20:05:06 2009", "2009-10-19T20:05:06Z"},
        {"Mon Oct 19 20:05:06 +0200 2009", "2009-10-19T18:05:06Z"},
        {"Sun Oct  4 20:05:06 EDT 2009", "2009-10-05T00:05:06Z"},
        {"Oct 4 20:05 2009", "2009-10-04T20:05:00Z"},
        {"Mon Oct 19 20:05:06", NULL},
        {"Mon Oct 19 20:05:06 09", NULL},
        {"Mon Oct 19 2009 20:05:06 2009", NULL},
        {"lun. oct. 19 20:05:06 2009", NULL},
        {"Mon Feb 30 20:05:06 2009", NULL},
        {"21:03, 14 September 1996", "1996-09-14T21:03:00Z"},
        {"9:03 p.m. EST Saturday, September 14, 1996", "1996-09-15T02:03:00Z"},
        {"14:20, 5 мая 2011", "2011-05-05T14:20:00Z"},
        {"21:03 September 1996", NULL},
        {"21:03", NULL},
        {"25:03, 14 September 1996", NULL},
        {"14-Mar-2020", "2020-03-14"},
        {"14-MAR-20", "2020-03-14"},
        {"4-Sept-96", "1996-09-04"},
        {"14-Mar-2020 20:05", "2020-03-14T20:05:00Z"},
        {"14-Mar-20 08:05:06 PM", "2020-03-14T20:05:06Z"},
        {"14-Mar-202", NULL},
        {"14-Mar", NULL},
        {"14-Mars-", NULL},
        {"31-Apr-2020", NULL},
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
        {"1996-9", NULL},
        {"1996/9", NULL},
        {"1996.9", NULL},
        {"1996.13.1", NULL},
        {"1996-09-", NULL},
        {"1996-09-145", NULL},
        {"1996-258", NULL},
        {"1996-W37-6", NULL},
        {"1996/09", NULL},
        {"1996-09/14", NULL},
        {"1996-09-14T", NULL},
        {"1996-09-14T21", NULL},
        {"1996-09-14T21:3", NULL},
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
        {"1996-09-14T21:03:00 ABC", NULL},
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
        {"14 Septembro 1996", NULL},
        {"14 septembre", NULL},
        {"set 1996", NULL}, /* an abbreviation that is none in English */
        {"septembre 14, 1996", NULL},
        {"14 de de septembre 1996", NULL},
        {"14 de septembre de de 1996", NULL},
        {"lundi", NULL},
        {"le 1996", NULL},
        {"14 september 1996 um", NULL},
        {"14 september 1996 24h00", NULL},
        {"14 september 1996 21.03", NULL}, /* a full stop needs the word before it */
        {"14 сентябрище 1996", NULL},
        {"14 \xD1\x81\xD0 1996", NULL},
        {"2009年", NULL},
        {"2009年13月", NULL},
        {"2009年2月29日", NULL},
        {"209年3月11日", NULL},
        {"2009年3月11日 26時", NULL},
        {"2009年3月11日 24:01", NULL},
        {"2009年3月11日 午後", NULL},
        {"2009年3月11日（水", NULL},
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
        {"2017-12-27 24:00 MOSCOW", 16, "2017-12-28T00:00:00Z"},
        {"2017-12-27 24:01 MOSCOW", 10, "2017-12-27"},
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
        {"27 décembre 2017 - PARIS", 17, "2017-12-27"},
        {"27. Dezember 2017 um 10:15 Uhr Berlin", 30, "2017-12-27T10:15:00Z"},
        {"27 декабря 2017 г. Москва", 26, "2017-12-27"},
        {"2017年12月27日 東京", 17, "2017-12-27"},
        {"den letzten 14 Tagen", 0, NULL},
        {"set 2017 items", 0, NULL},
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
    TCase *tests = tcase_create("date");
    tcase_add_test(tests, reads_iso);
    tcase_add_test(tests, reads_compact);
    tcase_add_test(tests, reads_the_end_of_a_day);
    tcase_add_test(tests, reads_mail);
    tcase_add_test(tests, reads_digits_month_first);
    tcase_add_test(tests, reads_prose);
    tcase_add_test(tests, reads_prose_of_other_languages);
    tcase_add_test(tests, reads_months_of_many_languages);
    tcase_add_test(tests, reads_digits_year_first);
    tcase_add_test(tests, reads_names_of_zones);
    tcase_add_test(tests, reads_digits_day_first);
    tcase_add_test(tests, reads_what_programs_print);
    tcase_add_test(tests, refuses_what_is_no_date);
    tcase_add_test(tests, refuses_days_that_do_not_exist);
    tcase_add_test(tests, keeps_instant_zone_and_precision);
    tcase_add_test(tests, reads_a_date_before_other_words);
    tcase_add_test(tests, never_reads_past_the_end);
    tcase_add_test(tests, long_text_is_read_once);
    return run_suite(tests, "date");
}
