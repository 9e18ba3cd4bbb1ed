/* Dates as news archives write them.
 *
 * A date is an instant in UTC with the precision that was written and the zone that was written. A date without a time
 * is its civil day, month or year, independent of any zone: its instant is 00:00 UTC of the first day. A time without a
 * zone is taken as UTC. Years 0001 to 9999, proleptic Gregorian. Leap second 60 is read as 59. Hour 24, of a time in
 * digits with colons or of the compact form, is the end of its day, 00:00:00 of the next, with zero minutes and
 * seconds.
 *
 * Forms read, each with nothing but white space around it:
 *
 *   ISO 8601, RFC 3339   1996, 1996-09, 1996-09-14, 1996/09/14, 1996-09-14T21:03, 1996-09-14T21:03:00Z,
 *                        1996-09-14T21:03:00.250+02:00; a space or t for the T; zones also as +0200, +02, GMT
 *   compact              19960914, 19960914T210300Z, 20060102150405; six digits (199609) are not read
 *   RFC 5322             Sat, 14 Sep 1996 21:03:00 +0200 (CEST); day name, seconds and zone may be missing; years of
 *                        two digits by its section 4.3; zones as +hhmm, UT, UTC, GMT, Z, EST, EDT, CST, CDT, MST, MDT,
 *                        PST, PDT
 *   prose                14 September 1996, 14th Sept., 1996; Saturday, September 14, 1996; Sept. 14 1996;
 *                        September 1996; 14. September 1996, le 1er mai 2004, 14 de septiembre de 1996, 11 lipca
 *                        2010 r., 14 сентября 1996 г.: month names of the languages in core/date_months.h, in full or
 *                        short, in any case; 2009年3月11日, 2009년 3월 11일
 *   digits, day first    27-12-2017, 27.12.2017, 27/12/2017; with slashes or hyphens, when the second number is over
 *                        12 and the first is not, month first: 12/27/2017
 *   ctime                Sat Sep 14 21:03:00 1996, with or without the day name, a zone before the year
 *   time first           21:03, 14 September 1996; 9:03 p.m. EST Saturday, September 14, 1996
 *   hyphens              14-Sep-1996, 14-SEP-96, the years of two digits as in RFC 5322
 *
 * Prose, day-first and hyphened forms may be followed by a time; every time may be one of 12 hours: 9:03 p.m. There it
 * may stand behind a hyphen or a word and before its unit, with an h for the colon or, behind a word, a full stop:
 * um 21.03 Uhr, à 21h03, 06時58分. A day name is passed over, right or wrong.
 */
#ifndef DATELINE_CORE_DATE_H
#define DATELINE_CORE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/err.h"

#ifdef __cplusplus
extern "C" {
#endif

enum date_precision { DATE_NONE, DATE_YEAR, DATE_MONTH, DATE_DAY, DATE_SECOND };

struct date {
    int64_t seconds;      /* since 1970-01-01T00:00:00Z; 0 when there is no date */
    int16_t zone_minutes; /* east of Greenwich, as written; 0 without a time */
    uint8_t precision;    /* enum date_precision; DATE_NONE: no date */
};

/* A civil day or time, as on a calendar. */
struct civil {
    int year, month, day;     /* 1..9999, 1..12, 1..31 */
    int hour, minute, second; /* 0..23, 0..59, 0..59 */
};

enum { DATE_TEXT_MAX = 32 };

/* Reads a date in any of the forms above; false, with *out = no date, when the text is none of them or names a day that
 * does not exist. */
bool date_parse(struct str text, struct date *out);
/* The same where it is known that the month comes first: 3/4/2019 is March 4th. */
bool date_parse_month_first(struct str text, struct date *out);
/* Whether such a date of digits can be read in one order alone, and which. */
enum date_order { DATE_ORDER_OPEN, DATE_ORDER_DAY_FIRST, DATE_ORDER_MONTH_FIRST };
enum date_order date_order_of(struct str text);
/* Reads a date at the start of text and returns the bytes it took (0: none): for "date 2017-12-27 MOSCOW—". Only the
 * ISO forms with a full day, and prose forms. */
size_t date_parse_prefix(struct str text, struct date *out);
/* Writes the date in UTC with the precision that is known: "1996", "1996-09", "1996-09-14", "1996-09-14T21:03:00Z"; ""
 * for no date. Returns out. */
const char *date_format(const struct date *date, char out[DATE_TEXT_MAX]);

int64_t date_from_civil(const struct civil *civil);     /* UTC; the fields must be in range */
void date_to_civil(int64_t seconds, struct civil *out); /* outside the years 1 to 9999: the nearest second inside */
int date_days_in_month(int year, int month);

/* A bound of an interval, as the parameters from-date and to-date and `date:A..B` write it: any ISO or compact form,
 * `today`, `yesterday`, or a span before now: 7d, 2w, 3m, 1y (to the start of that day). `now` is the present instant;
 * the day of today is taken in the zone of TZ. With `end` the bound is the last second of the unit that was written
 * (1996 -> 1996-12-31T23:59:59), else its first. S_USAGE with a text that says what would be right. */
enum status date_parse_bound(struct str text, int64_t now, bool end, int64_t *out, struct err *err);

#ifdef __cplusplus
}
#endif
#endif
