// Dates: of articles, and as queries write them, with the seconds that they cover. By libc's calendar, not ours.
#include "tests/oracle/oracle.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>

enum { DAY = 86400, HOURS_EAST = 5 };

void set_time_zone()
{
    setenv("TZ", "EAST-5", 1);
}

// Days and months past their range are carried.
static int64_t instant(int year, int month, int day, int64_t second = 0)
{
    struct tm t = {};
    t.tm_year = year - 1900;
    t.tm_mon = month - 1;
    t.tm_mday = day;
    return int64_t(timegm(&t)) + second;
}

struct Day {
    int year, month, day;
};

static Day day_of(int64_t seconds)
{
    time_t instant = time_t(seconds);
    struct tm t;
    gmtime_r(&instant, &t);
    return {t.tm_year + 1900, t.tm_mon + 1, t.tm_mday};
}

enum { YEAR_FIRST = 1930, YEAR_LAST = 2007 };

// Some days and years often: those at which a month, a year or February ends.
static Day any_day(Random &random)
{
    static const struct {
        int month, day;
    } edges[] = {{1, 1}, {2, 28}, {2, 29}, {3, 1}, {3, 31}, {12, 31}};
    int year = random.chance(60)   ? 2003 + int(random.below(2))
               : random.chance(50) ? 1996 + int(random.below(12))
                                   : YEAR_FIRST + int(random.below(46));
    const auto &edge = edges[random.below(6)];
    if (random.chance(60))
        return day_of(instant(year, edge.month, edge.day));
    return {year, 1 + int(random.below(12)), 1 + int(random.below(28))};
}

int64_t any_instant(Random &random)
{
    static const int seconds[] = {0, 0, 0, 1, DAY / 2, DAY - 1};
    Day day = any_day(random);
    return instant(day.year, day.month, day.day, seconds[random.below(6)]);
}

// ---- one date ----

struct Bound {
    std::string text;
    int64_t first, last;
    std::string kind;
};

static std::string print(const char *format, int a, int b = 0, int c = 0)
{
    char text[64];
    std::snprintf(text, sizeof text, format, a, b, c);
    return text;
}

static Bound whole_day(const std::string &text, int64_t first, const char *kind)
{
    return {text, first, first + DAY - 1, kind};
}

// The start of today, where the clock is HOURS_EAST ahead.
static int64_t today(int64_t now)
{
    Day day = day_of(now + HOURS_EAST * 3600);
    return instant(day.year, day.month, day.day);
}

static Bound make_span(Random &random, int64_t now)
{
    int n = int(random.below(random.chance(50) ? 4 : 20));
    char unit = "dwmy"[random.below(4)];
    Day day = day_of(today(now));
    std::string text = std::to_string(n) + unit;
    if (unit == 'd' || unit == 'w')
        return whole_day(text, today(now) - int64_t(n) * (unit == 'w' ? 7 : 1) * DAY, "7d");
    day = {day.year - (unit == 'y' ? n : 0), day.month - (unit == 'm' ? n : 0), day.day};
    int64_t last_of_month = instant(day.year, day.month + 1, 0);
    return whole_day(text, std::min(instant(day.year, day.month, day.day), last_of_month), "7d");
}

// A time of a day to the minute or the second, with a zone or without.
static Bound make_time(Random &random, const Day &day)
{
    bool minute = random.chance(30);
    int zone = random.chance(50) ? int(random.below(27)) - 12 : 0, hour = random.chance(50) ? 0 : 23;
    int second = minute ? 0 : random.chance(50) ? 0 : 59;
    int64_t first = instant(day.year, day.month, day.day, hour * 3600 + (hour ? 59 * 60 : 0) + second - zone * 3600);
    std::string text = print("%04d-%02d-%02dT", day.year, day.month, day.day) + print("%02d:%02d", hour, hour ? 59 : 0);
    if (!minute)
        text += print(":%02d", second);
    text += zone == 0 ? "Z" : print(zone < 0 ? "-%02d:00" : "+%02d:00", std::abs(zone));
    return {text, first, first + (minute ? 59 : 0), minute ? "1996-09-14T21:03Z" : "1996-09-14T21:03:00Z"};
}

static Bound make_bound(Random &random, int64_t now)
{
    Day day = any_day(random);
    switch (random.below(12)) {
    case 0:
    case 1:
        return {print("%04d", day.year), instant(day.year, 1, 1), instant(day.year + 1, 1, 1) - 1, "1996"};
    case 2:
    case 3:
        return {print("%04d-%02d", day.year, day.month), instant(day.year, day.month, 1),
                instant(day.year, day.month + 1, 1) - 1, "1996-09"};
    case 4:
    case 5:
        return make_time(random, day);
    case 6:
        return whole_day("today", today(now), "today");
    case 7:
        return whole_day("yesterday", today(now) - DAY, "yesterday");
    case 8:
    case 9:
        return make_span(random, now);
    default:
        return whole_day(print(random.chance(70) ? "%04d-%02d-%02d" : "%04d%02d%02d", day.year, day.month, day.day),
                         instant(day.year, day.month, day.day), "1996-09-14");
    }
}

static Tree date_tree(int64_t from, int64_t to)
{
    Tree t;
    t.kind = NODE_DATE;
    t.from = from;
    t.to = to;
    return t;
}

// ---- in a query ----

Tree make_date_field(Random &random, int64_t now)
{
    Bound first = make_bound(random, now), last = make_bound(random, now);
    Tree t = date_tree(INT64_MIN, INT64_MAX);
    switch (random.below(10)) {
    case 0:
        t.kind = NODE_UNDATED;
        t.text = "date:none";
        break;
    case 1:
        t.text = "date:..";
        break;
    case 2:
        t.text = "date:.." + last.text;
        t.to = last.last;
        break;
    case 3:
        t.text = "date:" + first.text + "..";
        t.from = first.first;
        break;
    case 4:
    case 5: // a span by itself reaches to now, and has no end
        t.text = "date:" + first.text;
        t.from = first.first;
        t.to = first.kind == "7d" ? INT64_MAX : first.last;
        break;
    default:
        if (first.first > last.last && random.chance(95))
            std::swap(first, last);
        t.text = "date:" + first.text + ".." + last.text;
        t.from = first.first;
        t.to = last.last;
    }
    return t;
}

// ---- in parameters ----

std::vector<Parameter> make_date_range(Random &random, int64_t now)
{
    Bound first = make_bound(random, now), last = make_bound(random, now);
    Parameter from = {"from-date", {{first.text, date_tree(first.first, INT64_MAX), false, "=" + first.kind}}};
    Parameter to = {"to-date", {{last.text, date_tree(INT64_MIN, last.last), false, "=" + last.kind}}};
    if (random.chance(35))
        return {from};
    if (random.chance(50) || first.first > last.last)
        return {to};
    return {from, to};
}

Parameter make_on_this_day(Random &random, int64_t now)
{
    bool is_today = random.chance(20);
    Day day = is_today ? day_of(today(now)) : any_day(random);
    if (!is_today && random.chance(20))
        day = {2004, 2, 29};
    Tree any;
    any.kind = NODE_OR;
    for (int year = YEAR_FIRST; year <= YEAR_LAST + 1; year++) {
        int64_t first = instant(year, day.month, day.day);
        if (day_of(first).day == day.day) // else the year has no such day
            any.child.push_back(date_tree(first, first + DAY - 1));
    }
    return {
        "on-this-day",
        {{is_today ? "today" : print("%02d-%02d", day.month, day.day), any, false, is_today ? "=today" : "=MM-DD"}}};
}
