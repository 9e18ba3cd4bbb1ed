/* Reading the written forms of a date, one function a form: core/date.c's own.
 *
 * Each reads its form at s->at, moves s->at behind the longest stretch that belongs to it, and fills *out. False, with
 * s->at unmoved, when the text does not begin with the form. A time of day is in range afterwards; whether the day
 * exists is not yet known. */
#ifndef DATELINE_CORE_DATE_SCAN_H
#define DATELINE_CORE_DATE_SCAN_H

#include "core/date.h"

enum { DATE_HOUR_END = 24 /* the hour of 24:00:00 */ };

struct scan {
    const char *at, *end;
    bool month_first; /* where day and month are digits and could be either */
};

struct written_date {
    struct civil civil; /* month and day are 1 where they were not written */
    enum date_precision precision;
    bool to_minute;        /* a time without seconds */
    enum date_order order; /* of date_scan_day_first: the only one that is possible */
    int zone_minutes;
};

bool date_scan_iso(struct scan *s,
                   struct written_date *out); /* 1996-09-14T21:03:00Z and its beginnings; 1996/9/14, 1996. 9. 14. */
bool date_scan_compact(struct scan *s, struct written_date *out);   /* 19960914T210300Z */
bool date_scan_day_first(struct scan *s, struct written_date *out); /* 27.12.2017, and 12/27/2017 */
/* In date_prose.c: 14 September 1996 and its like in other languages, RFC 5322; 2009年3月11日. */
bool date_scan_prose(struct scan *s, struct written_date *out);
bool date_scan_ctime(struct scan *s, struct written_date *out);      /* likewise: Sat Sep 14 21:03:00 1996 */
bool date_scan_hyphened(struct scan *s, struct written_date *out);   /* likewise: 14-Sep-1996, 14-SEP-96 */
bool date_scan_time_first(struct scan *s, struct written_date *out); /* likewise: 21:03, 14 September 1996 */
/* Likewise: passes over a day of the week and what stands between it and the date. Whether it is the right one is not
 * asked; papers err in it. */
void date_skip_weekday(struct scan *s);
/* And reads the time behind a day, if there is one: ", 21:03", " - 9:03 p.m.", " um 21:03 Uhr", " à 21h03". */
bool date_scan_clock(struct scan *s, struct written_date *out);

/* What the forms are made of. */
bool date_take(struct scan *s, char c);
/* A run of digits, whole, of `least` to `most` of them. Returns how many; 0: there is none such. */
int date_take_digits(struct scan *s, int least, int most, int *value);
void date_skip_blanks(struct scan *s); /* spaces and tabs */
/* hh:mm[:ss[.fraction]] [am|pm] [zone] */
bool date_scan_time(struct scan *s, struct written_date *out);
/* The first day of a year, which the rest of a form goes on from. */
void date_start(struct written_date *out, int year, enum date_precision precision);

#endif
