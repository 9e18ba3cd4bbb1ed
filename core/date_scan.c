#include "core/date_scan.h"

#include <string.h>
#include <strings.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool next_is(const struct scan *s, char c)
{
    return s->at < s->end && *s->at == c;
}

bool date_take(struct scan *s, char c)
{
    if (!next_is(s, c))
        return false;
    s->at++;
    return true;
}

void date_skip_blanks(struct scan *s)
{
    while (date_take(s, ' ') || date_take(s, '\t'))
        ;
}

int date_take_digits(struct scan *s, int least, int most, int *value)
{
    int count = 0, result = 0;
    while (s->end - s->at > count && is_digit(s->at[count])) {
        if (count == most)
            return 0;
        result = result * 10 + (s->at[count++] - '0');
    }
    if (count < least)
        return 0;
    s->at += count;
    *value = result;
    return count;
}

/* Exactly `count` digits, whatever follows them. */
static bool take_fixed(struct scan *s, int count, int *value)
{
    if (s->end - s->at < count)
        return false;
    struct scan part = {s->at, s->at + count, false};
    if (!date_take_digits(&part, count, count, value))
        return false;
    s->at = part.at;
    return true;
}

static struct str take_word(struct scan *s)
{
    const char *start = s->at;
    while (s->at < s->end && is_letter(*s->at))
        s->at++;
    return (struct str){start, (size_t)(s->at - start)};
}

static bool is_word(struct str word, const char *name)
{
    return word.len == strlen(name) && strncasecmp(word.ptr, name, word.len) == 0;
}

/* ---- zones ---- */

static bool scan_zone_name(struct scan *s, int *minutes)
{
    static const struct {
        const char *name;
        int minutes; /* IST is that of India, BST that of Britain, ET and its like are taken for winter's */
    } zones[] = {{"Z", 0},      {"UT", 0},     {"UTC", 0},    {"GMT", 0},   {"EST", -300}, {"EDT", -240},
                 {"ET", -300},  {"CST", -360}, {"CDT", -300}, {"CT", -360}, {"MST", -420}, {"MDT", -360},
                 {"MT", -420},  {"PST", -480}, {"PDT", -420}, {"PT", -480}, {"WET", 0},    {"WEST", 60},
                 {"BST", 60},   {"CET", 60},   {"CEST", 120}, {"MEZ", 60},  {"MESZ", 120}, {"EET", 120},
                 {"EEST", 180}, {"SAST", 120}, {"EAT", 180},  {"MSK", 180}, {"PKT", 300},  {"IST", 330},
                 {"WIB", 420},  {"HKT", 480},  {"SGT", 480},  {"JST", 540}, {"KST", 540},  {"AEST", 600},
                 {"AEDT", 660}, {"NZST", 720}, {"NZDT", 780}};
    struct scan ahead = *s;
    struct str word = take_word(&ahead);
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++)
        if (is_word(word, zones[i].name)) {
            *minutes = zones[i].minutes;
            *s = ahead;
            return true;
        }
    return false;
}

/* +02:00, +0200 or +02. */
static bool scan_zone_offset(struct scan *s, int *minutes)
{
    struct scan ahead = *s;
    bool west = next_is(s, '-');
    int value;
    if (!date_take(&ahead, '+') && !date_take(&ahead, '-'))
        return false;
    int count = date_take_digits(&ahead, 2, 4, &value);
    int hour = value, minute = 0;
    if (count == 4) {
        hour = value / 100;
        minute = value % 100;
    } else if (count != 2 || (date_take(&ahead, ':') && !date_take_digits(&ahead, 2, 2, &minute))) {
        return false;
    }
    if (hour > 23 || minute > 59)
        return false;
    *minutes = (hour * 60 + minute) * (west ? -1 : 1);
    *s = ahead;
    return true;
}

/* The zone behind a time, blanks before it; the text may also have none. */
static void scan_zone(struct scan *s, struct written_date *out)
{
    struct scan ahead = *s;
    date_skip_blanks(&ahead);
    if (scan_zone_name(&ahead, &out->zone_minutes) || scan_zone_offset(&ahead, &out->zone_minutes))
        *s = ahead;
}

/* ---- times ---- */

/* A fraction of a second is read and dropped, unless it leads past the end of the day. */
static bool scan_seconds(struct scan *s, struct civil *time)
{
    if (!date_take_digits(s, 2, 2, &time->second) || time->second > 60)
        return false;
    if (time->second == 60)
        time->second = 59;
    if (s->end - s->at >= 2 && (*s->at == '.' || *s->at == ',') && is_digit(s->at[1]))
        for (s->at++; s->at < s->end && is_digit(*s->at); s->at++)
            if (time->hour == DATE_HOUR_END && *s->at != '0')
                return false;
    return true;
}

/* 24:00:00 is the end of its day, and nothing is behind it. */
static bool time_exists(const struct civil *time)
{
    if (time->hour == DATE_HOUR_END)
        return time->minute == 0 && time->second == 0;
    return time->hour < DATE_HOUR_END && time->minute <= 59;
}

/* "am", "p.m." and the like behind a time, which turn a clock of 12 hours into one of 24. False: there is one, but the
 * hour is none of such a clock. */
static bool scan_half_of_day(struct scan *s, int *hour)
{
    struct scan ahead = *s;
    date_skip_blanks(&ahead);
    bool afternoon = next_is(&ahead, 'p') || next_is(&ahead, 'P');
    if (!afternoon && !next_is(&ahead, 'a') && !next_is(&ahead, 'A'))
        return true;
    ahead.at++;
    bool stop = date_take(&ahead, '.');
    if ((!date_take(&ahead, 'm') && !date_take(&ahead, 'M')) || (ahead.at < ahead.end && is_letter(*ahead.at)))
        return true;
    if (stop)
        date_take(&ahead, '.');
    if (*hour < 1 || *hour > 12)
        return false;
    *hour = *hour % 12 + (afternoon ? 12 : 0);
    *s = ahead;
    return true;
}

bool date_scan_time(struct scan *s, struct written_date *out)
{
    struct scan ahead = *s;
    struct written_date timed = *out;
    struct civil *c = &timed.civil;
    if (!date_take_digits(&ahead, 1, 2, &c->hour) || !date_take(&ahead, ':') ||
        !date_take_digits(&ahead, 2, 2, &c->minute))
        return false;
    timed.to_minute = !date_take(&ahead, ':');
    if (!timed.to_minute && !scan_seconds(&ahead, c))
        return false;
    if (!scan_half_of_day(&ahead, &c->hour) || !time_exists(c))
        return false;
    scan_zone(&ahead, &timed);
    timed.precision = DATE_SECOND;
    *out = timed;
    *s = ahead;
    return true;
}

/* The time behind a day, if there is one: "T21:03", " 21:03". */
static void scan_iso_time_behind(struct scan *s, struct written_date *out)
{
    struct scan ahead = *s;
    if (!date_take(&ahead, 'T') && !date_take(&ahead, 't')) {
        date_skip_blanks(&ahead);
        if (ahead.at == s->at)
            return;
    }
    if (date_scan_time(&ahead, out))
        *s = ahead;
}

/* ---- forms in digits ---- */

void date_start(struct written_date *out, int year, enum date_precision precision)
{
    *out = (struct written_date){.civil = {.year = year, .month = 1, .day = 1}, .precision = precision};
}

/* What stands between the numbers of a day; blanks may follow a dot. */
static bool take_mark(struct scan *s, char mark)
{
    if (!date_take(s, mark))
        return false;
    if (mark == '.')
        date_skip_blanks(s);
    return true;
}

bool date_scan_iso(struct scan *s, struct written_date *out)
{
    struct scan ahead = *s;
    int year, month, day;
    if (!date_take_digits(&ahead, 4, 4, &year))
        return false;
    date_start(out, year, DATE_YEAR);
    *s = ahead;
    char mark = take_mark(&ahead, '-') ? '-' : take_mark(&ahead, '/') ? '/' : take_mark(&ahead, '.') ? '.' : '\0';
    int digits = mark ? date_take_digits(&ahead, 1, 2, &month) : 0;
    if (!digits)
        return true;
    out->civil.month = month;
    out->precision = DATE_MONTH;
    struct scan behind_month = ahead;
    if (!take_mark(&ahead, mark) || !date_take_digits(&ahead, 1, 2, &day)) {
        /* None of 1996/09, 1996.09 and 1996-9 is a form of its own. */
        if (mark == '-' && digits == 2)
            *s = behind_month;
        else
            date_start(out, year, DATE_YEAR);
        return true;
    }
    out->civil.day = day;
    out->precision = DATE_DAY;
    if (mark == '.')
        date_take(&ahead, '.');
    scan_iso_time_behind(&ahead, out);
    *s = ahead;
    return true;
}

/* hhmm or hhmmss behind the T of the compact form. */
static bool scan_compact_time(struct scan *s, struct written_date *out)
{
    struct scan ahead = *s;
    struct written_date timed = *out;
    struct civil *c = &timed.civil;
    if (!take_fixed(&ahead, 2, &c->hour) || !take_fixed(&ahead, 2, &c->minute))
        return false;
    timed.to_minute = ahead.at == ahead.end || !is_digit(*ahead.at);
    if ((!timed.to_minute && !scan_seconds(&ahead, c)) || !time_exists(c))
        return false;
    scan_zone(&ahead, &timed);
    timed.precision = DATE_SECOND;
    *out = timed;
    *s = ahead;
    return true;
}

bool date_scan_compact(struct scan *s, struct written_date *out)
{
    struct scan ahead = *s;
    int year, month, day;
    if (!take_fixed(&ahead, 4, &year) || !take_fixed(&ahead, 2, &month) || !take_fixed(&ahead, 2, &day))
        return false;
    date_start(out, year, DATE_DAY);
    out->civil.month = month;
    out->civil.day = day;
    bool digits = ahead.at < ahead.end && is_digit(*ahead.at);
    struct scan behind_day = ahead;
    if (digits || date_take(&ahead, 'T') || date_take(&ahead, 't')) {
        if (scan_compact_time(&ahead, out) && !(digits && out->to_minute))
            behind_day = ahead;
        else if (digits)
            return false;
    }
    *s = behind_day;
    return true;
}

bool date_scan_day_first(struct scan *s, struct written_date *out)
{
    struct scan ahead = *s;
    int day, month, year;
    date_skip_weekday(&ahead);
    if (!date_take_digits(&ahead, 1, 2, &day) || ahead.at == ahead.end)
        return false;
    char mark = *ahead.at;
    if ((mark != '-' && mark != '.' && mark != '/') || !date_take(&ahead, mark) ||
        !date_take_digits(&ahead, 1, 2, &month) || !date_take(&ahead, mark) || !date_take_digits(&ahead, 4, 4, &year))
        return false;
    bool month_first = mark != '.' && day <= 12 && (month > 12 || s->month_first);
    date_start(out, year, DATE_DAY);
    if (mark != '.' && day <= 12 && month > 12)
        out->order = DATE_ORDER_MONTH_FIRST;
    else if (day > 12 && month <= 12)
        out->order = DATE_ORDER_DAY_FIRST;
    out->civil.month = month_first ? day : month;
    out->civil.day = month_first ? month : day;
    date_scan_clock(&ahead, out);
    *s = ahead;
    return true;
}
