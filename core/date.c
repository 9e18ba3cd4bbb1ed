#include "core/date.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "core/date_scan.h"
#include "core/utf8.h"

enum {
    DAY_SECONDS = 24 * 60 * 60,
    YEAR_MIN = 1,
    YEAR_MAX = 9999,
    DAYS_BEFORE_1970 = 719162, /* since 0001-01-01 */
    DAYS_IN_4_YEARS = 4 * 365 + 1,
    DAYS_IN_100_YEARS = 25 * DAYS_IN_4_YEARS - 1,
    DAYS_IN_400_YEARS = 4 * DAYS_IN_100_YEARS + 1
};

/* 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z */
static const int64_t seconds_min = -INT64_C(62135596800), seconds_max = INT64_C(253402300799);

/* ---- the calendar ---- */

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_before_month(int year, int month)
{
    static const int days[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    return days[month - 1] + (month > 2 && is_leap(year));
}

int date_days_in_month(int year, int month)
{
    if (month < 1 || month > 12)
        return 0;
    return days_before_month(year, month + 1) - days_before_month(year, month);
}

int64_t date_from_civil(const struct civil *c)
{
    int64_t years = c->year - 1;
    int64_t days = years * 365 + years / 4 - years / 100 + years / 400 + days_before_month(c->year, c->month) + c->day -
                   1 - DAYS_BEFORE_1970;
    return days * DAY_SECONDS + (c->hour * 60 + c->minute) * 60 + c->second;
}

static int64_t clamp(int64_t seconds)
{
    return seconds < seconds_min ? seconds_min : seconds > seconds_max ? seconds_max : seconds;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* The fourth century of a cycle is a day longer than the others, and so is the fourth year: hence the two bounds of 3.
 */
void date_to_civil(int64_t seconds, struct civil *out)
{
    int64_t since_year_1 = clamp(seconds) - seconds_min;
    int second = (int)(since_year_1 % DAY_SECONDS), day = (int)(since_year_1 / DAY_SECONDS);
    int cycles = day / DAYS_IN_400_YEARS;
    day %= DAYS_IN_400_YEARS;
    int centuries = least(day / DAYS_IN_100_YEARS, 3);
    day -= centuries * DAYS_IN_100_YEARS;
    int fours = day / DAYS_IN_4_YEARS;
    day %= DAYS_IN_4_YEARS;
    int ones = least(day / 365, 3);
    day -= ones * 365;
    int year = 1 + 400 * cycles + 100 * centuries + 4 * fours + ones, month = 12;
    while (day < days_before_month(year, month))
        month--;
    *out = (struct civil){.year = year,
                          .month = month,
                          .day = day - days_before_month(year, month) + 1,
                          .hour = second / 3600,
                          .minute = second / 60 % 60,
                          .second = second % 60};
}

const char *date_format(const struct date *date, char out[DATE_TEXT_MAX])
{
    struct civil c;
    int len = 0;
    date_to_civil(date->seconds, &c);
    if (date->precision >= DATE_YEAR)
        len = snprintf(out, DATE_TEXT_MAX, "%04d", c.year);
    if (date->precision >= DATE_MONTH)
        len += snprintf(out + len, (size_t)(DATE_TEXT_MAX - len), "-%02d", c.month);
    if (date->precision >= DATE_DAY)
        len += snprintf(out + len, (size_t)(DATE_TEXT_MAX - len), "-%02d", c.day);
    if (date->precision >= DATE_SECOND)
        len += snprintf(out + len, (size_t)(DATE_TEXT_MAX - len), "T%02d:%02d:%02dZ", c.hour, c.minute, c.second);
    out[len] = '\0';
    return out;
}

/* ---- reading ---- */

/* Whether the written day exists, and its instant when it does. */
static bool resolve(const struct written_date *written, struct date *out)
{
    const struct civil *c = &written->civil;
    if (c->year < YEAR_MIN || c->year > YEAR_MAX || c->day < 1 || c->day > date_days_in_month(c->year, c->month))
        return false;
    int64_t seconds = date_from_civil(c) - (int64_t)written->zone_minutes * 60;
    if (seconds != clamp(seconds))
        return false;
    *out = (struct date){seconds, (int16_t)written->zone_minutes, (uint8_t)written->precision};
    return true;
}

/* Mail programs write the zone's name behind its number: +0200 (CEST). */
static void pass_zone_comment(struct scan *s)
{
    struct scan ahead = *s;
    date_skip_blanks(&ahead);
    if (ahead.at == ahead.end || *ahead.at != '(')
        return;
    const char *close = memchr(ahead.at, ')', (size_t)(ahead.end - ahead.at));
    if (close == ahead.end - 1)
        s->at = ahead.end;
}

/* The whole text, from where the scan stands, in one form. */
static bool scan_whole(struct scan s, bool (*form)(struct scan *, struct written_date *), struct written_date *out)
{
    if (!form(&s, out))
        return false;
    if (out->precision == DATE_SECOND)
        pass_zone_comment(&s);
    return s.at == s.end;
}

static bool parse(struct str text, bool month_first, struct date *out)
{
    struct written_date written;
    *out = (struct date){0};
    text = str_trim(text);
    if (text.len == 0)
        return false;
    struct scan s = {text.ptr, text.ptr + text.len, month_first};
    bool read = scan_whole(s, date_scan_iso, &written) || scan_whole(s, date_scan_compact, &written) ||
                scan_whole(s, date_scan_day_first, &written) || scan_whole(s, date_scan_prose, &written) ||
                scan_whole(s, date_scan_ctime, &written) || scan_whole(s, date_scan_hyphened, &written) ||
                scan_whole(s, date_scan_time_first, &written);
    return read && resolve(&written, out);
}

bool date_parse(struct str text, struct date *out)
{
    return parse(text, false, out);
}

bool date_parse_month_first(struct str text, struct date *out)
{
    return parse(text, true, out);
}

enum date_order date_order_of(struct str text)
{
    struct written_date written;
    text = str_trim(text);
    if (text.len == 0)
        return DATE_ORDER_OPEN;
    struct scan s = {text.ptr, text.ptr + text.len, false};
    if (scan_whole(s, date_scan_iso, &written) || !scan_whole(s, date_scan_day_first, &written))
        return DATE_ORDER_OPEN;
    return written.order;
}

static bool ends_word(const struct scan *s)
{
    if (s->at == s->end)
        return true;
    char c = *s->at;
    return !((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'));
}

size_t date_parse_prefix(struct str text, struct date *out)
{
    struct written_date written;
    *out = (struct date){0};
    if (text.len == 0)
        return 0;
    struct scan s = {text.ptr, text.ptr + text.len, false};
    bool read = date_scan_iso(&s, &written) && written.precision >= DATE_DAY;
    if (!read) {
        s.at = text.ptr;
        read = date_scan_prose(&s, &written);
    }
    if (!read || !ends_word(&s) || !resolve(&written, out))
        return 0;
    return (size_t)(s.at - text.ptr);
}

/* ---- bounds ---- */

static enum status refuse(struct str text, const char *why, struct err *err)
{
    enum { SHOWN_MAX = 60 };
    char shown[SHOWN_MAX + 1];
    size_t len = utf8_cut(text.ptr, text.len, SHOWN_MAX);
    bool clean = utf8_valid(text.ptr, len);
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        shown[i] = c < 0x20 || c == 0x7F || (c > 0x7F && !clean) ? '?' : (char)c;
    }
    shown[len] = '\0';
    return err_set(err, S_USAGE,
                   "\"%s\"%s %s; write 1996-09-14, 1996-09, 1996, 1996-09-14T21:03:00Z, today, yesterday, or 7d, 2w, "
                   "3m, 1y for a span before today",
                   shown, len < text.len ? "..." : "", why);
}

/* The last second of the unit that was written; the end of a day, 24:00, is no minute but an instant. */
static int64_t end_of_unit(const struct written_date *w, int64_t start)
{
    int days = 1;
    if (w->precision == DATE_SECOND)
        return start + (w->to_minute && w->civil.hour != DATE_HOUR_END ? 59 : 0);
    if (w->precision == DATE_YEAR)
        days = 365 + is_leap(w->civil.year);
    else if (w->precision == DATE_MONTH)
        days = date_days_in_month(w->civil.year, w->civil.month);
    return start + (int64_t)days * DAY_SECONDS - 1;
}

/* The calendar day at `now` in the zone of TZ. */
static struct civil day_in_zone(int64_t now)
{
    struct civil day;
    struct tm local;
    time_t instant = (time_t)clamp(now);
    date_to_civil(instant, &day);
    tzset();
    if (localtime_r(&instant, &local)) {
        day.year = local.tm_year + 1900;
        day.month = local.tm_mon + 1;
        day.day = local.tm_mday;
    }
    day.hour = day.minute = day.second = 0;
    return day;
}

static bool is_word(struct str text, const char *word)
{
    return text.len == strlen(word) && strncasecmp(text.ptr, word, text.len) == 0;
}

/* Reads "7d": a number of units. False when it is none. A number past any calendar stays so. */
static bool read_span(struct str text, int *count, char *unit)
{
    enum { COUNT_MAX = 10000000 };
    size_t digits = 0;
    *count = 0;
    for (; digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9'; digits++)
        *count = least(*count * 10 + (text.ptr[digits] - '0'), COUNT_MAX);
    if (digits == 0 || digits + 1 != text.len)
        return false;
    *unit = (char)(text.ptr[digits] | 0x20);
    return strchr("dwmy", *unit) != NULL;
}

/* The start of the day that lies a span before `day`; false when that is before the year 1. A day that the month does
 * not have becomes its last. */
static bool day_before(struct civil day, int count, char unit, int64_t *out)
{
    if (unit == 'd' || unit == 'w') {
        *out = date_from_civil(&day) - (int64_t)count * (unit == 'w' ? 7 : 1) * DAY_SECONDS;
        return *out >= seconds_min;
    }
    int64_t months = (int64_t)day.year * 12 + day.month - 1 - (int64_t)count * (unit == 'y' ? 12 : 1);
    if (months < 12 * YEAR_MIN)
        return false;
    day.year = (int)(months / 12);
    day.month = (int)(months % 12) + 1;
    day.day = least(day.day, date_days_in_month(day.year, day.month));
    *out = date_from_civil(&day);
    return true;
}

enum status date_parse_bound(struct str text, int64_t now, bool end, int64_t *out, struct err *err)
{
    struct written_date written;
    struct date date;
    int count = 0;
    char unit = 'd';
    text = str_trim(text);
    if (is_word(text, "yesterday"))
        count = 1;
    if (count || is_word(text, "today") || (text.len && read_span(text, &count, &unit))) {
        if (!day_before(day_in_zone(now), count, unit, out))
            return refuse(text, "reaches back before the year 1", err);
        *out += end ? DAY_SECONDS - 1 : 0;
        return S_OK;
    }
    if (text.len == 0)
        return refuse(text, "is not a date", err);
    struct scan s = {text.ptr, text.ptr + text.len, false};
    if (!scan_whole(s, date_scan_iso, &written) && !scan_whole(s, date_scan_compact, &written))
        return refuse(text, "is not a date", err);
    if (!resolve(&written, &date))
        return refuse(text, "is a date that does not exist", err);
    *out = end ? end_of_unit(&written, date.seconds) : date.seconds;
    return S_OK;
}
