/* Reading the written forms of a date, one function a form: core/date.c's own.
 *
 * Each reads its form at s->at, moves s->at behind the longest stretch that belongs to it, and fills *out. False, with
 * s->at unmoved, when the text does not begin with the form. A time of day is in range afterwards; whether the day
 * exists is not yet known. */
#ifndef DATELINE_CORE_DATE_SCAN_H
#define DATELINE_CORE_DATE_SCAN_H

#include "core/date.h"

struct scan {
    const char *at, *end;
};

struct written_date {
    struct civil civil; /* month and day are 1 where they were not written */
    enum date_precision precision;
    bool to_minute; /* a time without seconds */
    int zone_minutes;
};

bool date_scan_iso(struct scan *s, struct written_date *out);       /* 1996-09-14T21:03:00Z and its beginnings */
bool date_scan_compact(struct scan *s, struct written_date *out);   /* 19960914T210300Z */
bool date_scan_day_first(struct scan *s, struct written_date *out); /* 27.12.2017, and 12/27/2017 */
bool date_scan_prose(struct scan *s, struct written_date *out);     /* 14 September 1996, RFC 5322 */
/* Passes over spaces and tabs. */
void date_skip_blanks(struct scan *s);

#endif
