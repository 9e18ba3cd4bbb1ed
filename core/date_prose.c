/* Dates in words. */
#include <string.h>
#include <strings.h>

#include "core/date_months.h"
#include "core/date_scan.h"

/* ---- words ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Letters of any script, and hyphens between them: segunda-feira. */
static struct str take_word(struct scan *s)
{
    const char *start = s->at;
    while (s->at < s->end &&
           (is_letter(*s->at) || (*s->at == '-' && s->at > start && s->end - s->at > 1 && is_letter(s->at[1]))))
        s->at++;
    return (struct str){start, (size_t)(s->at - start)};
}

static bool any_of(struct str word, const char *const *names)
{
    for (; word.len && *names; names++)
        if (word.len == strlen(*names) && strncasecmp(word.ptr, *names, word.len) == 0)
            return true;
    return false;
}

/* Takes a text that stands there letter for letter. */
static bool take_text(struct scan *s, const char *text)
{
    size_t len = strlen(text);
    if ((size_t)(s->end - s->at) < len || memcmp(s->at, text, len) != 0)
        return false;
    s->at += len;
    return true;
}

/* What stands between two parts of a date: any one of each of `marks`, in their order, then blanks; not nothing. */
static bool scan_gap(struct scan *s, const char *marks)
{
    const char *before = s->at;
    for (; *marks; marks++)
        date_take(s, *marks);
    date_skip_blanks(s);
    return s->at > before;
}

/* A gap, and one of some words with a gap behind it. */
static bool scan_gap_and_word(struct scan *s, const char *marks, const char *const *words)
{
    if (!scan_gap(s, marks))
        return false;
    struct scan ahead = *s;
    if (any_of(take_word(&ahead), words) && scan_gap(&ahead, ""))
        *s = ahead;
    return true;
}

void date_skip_weekday(struct scan *s)
{
    struct scan ahead = *s;
    if (ahead.at < ahead.end && !is_digit(*ahead.at) && date_is_weekday(take_word(&ahead)) && scan_gap(&ahead, ".,"))
        *s = ahead;
}

/* ---- times ---- */

/* The hour's and the minute's own mark: 21h03, 21 h 03, and 21.03 behind a word. */
static bool scan_marked_time(struct scan *s, bool worded, struct written_date *out)
{
    struct scan ahead = *s;
    int hour, minute;
    if (!date_take_digits(&ahead, 1, 2, &hour))
        return false;
    bool stop = worded && date_take(&ahead, '.');
    if (!stop) {
        date_skip_blanks(&ahead);
        if (!date_take(&ahead, 'h'))
            return false;
        date_skip_blanks(&ahead);
    }
    if (!date_take_digits(&ahead, 2, 2, &minute) || hour > 23 || minute > 59)
        return false;
    out->civil.hour = hour;
    out->civil.minute = minute;
    out->precision = DATE_SECOND;
    out->to_minute = true;
    *s = ahead;
    return true;
}

/* What some languages write behind a time. */
static void pass_unit(struct scan *s)
{
    static const char *const units[] = {"Uhr", "uur", "h", "hs", "hrs", NULL};
    struct scan ahead = *s;
    date_skip_blanks(&ahead);
    if (any_of(take_word(&ahead), units)) {
        date_take(&ahead, '.');
        *s = ahead;
    }
}

bool date_scan_clock(struct scan *s, struct written_date *out)
{
    static const char *const words[] = {"at", "um",  "à",    "a", "las",  "alle", "ore", "às",    "as", "om",
                                        "kl", "klo", "godz", "в", "saat", "v",    "o",   "dalle", NULL};
    enum { WORDS_MAX = 2 };
    struct scan ahead = *s;
    date_take(&ahead, ',');
    if (!scan_gap(&ahead, ""))
        return false;
    if (date_take(&ahead, '-') && !scan_gap(&ahead, ""))
        return false;
    bool worded = false;
    for (int i = 0; i < WORDS_MAX; i++) {
        struct scan behind = ahead;
        if (!any_of(take_word(&behind), words) || !scan_gap(&behind, "."))
            break;
        worded = true;
        ahead = behind;
    }
    if (!date_scan_time(&ahead, out) && !scan_marked_time(&ahead, worded, out))
        return false;
    pass_unit(&ahead);
    *s = ahead;
    return true;
}

/* ---- the parts of a date ---- */

static unsigned scan_month_name(struct scan *s, int *month)
{
    struct scan ahead = *s;
    unsigned says = date_month_of(take_word(&ahead));
    if (!says)
        return 0;
    *month = (int)(says & MONTH_NUMBER);
    *s = ahead;
    return says;
}

/* 14, 1st, 22nd, 1er, 1º */
static bool scan_day_number(struct scan *s, int *day)
{
    static const char *const suffixes[] = {"st", "nd", "rd", "th", "er", "re", "e", "º", "°", "ª", NULL};
    struct scan ahead = *s;
    if (!date_take_digits(&ahead, 1, 2, day))
        return false;
    struct str word = take_word(&ahead);
    bool known = word.len == 0 || any_of(word, suffixes);
    if (known)
        *s = ahead;
    return known;
}

/* RFC 5322, 4.3: two digits are a year from 1950 to 2049, three count from 1900. */
static int whole_year(int year, int digits)
{
    if (digits == 4)
        return year;
    return year + (digits == 2 && year < 50 ? 2000 : 1900);
}

/* What stands behind the year in Polish and Russian (11 lipca 2010 r.), and a day name there in Turkish. */
static void pass_behind_year(struct scan *s)
{
    static const char *const years[] = {"r", "г", "года", NULL};
    struct scan ahead = *s;
    if (!scan_gap(&ahead, ""))
        return;
    struct str word = take_word(&ahead);
    if (any_of(word, years))
        date_take(&ahead, '.');
    else if (word.len < 4 || !date_is_weekday(word))
        return;
    *s = ahead;
}

/* ---- forms ---- */

/* 14 September 1996; 14 de septiembre de 1996; 14 Sep 96 21:03:00 GMT, where a short year needs the time behind it. */
static bool scan_day_month_year(struct scan *s, struct written_date *out)
{
    static const char *const of[] = {"de", "of", "do", NULL};
    static const char *const of_year[] = {"de", "del", "do", NULL};
    struct scan ahead = *s;
    int day, month, year, digits;
    if (!scan_day_number(&ahead, &day) || !scan_gap_and_word(&ahead, ".", of) || !scan_month_name(&ahead, &month) ||
        !scan_gap_and_word(&ahead, ".,", of_year) || !(digits = date_take_digits(&ahead, 2, 4, &year)))
        return false;
    date_start(out, whole_year(year, digits), DATE_DAY);
    out->civil.month = month;
    out->civil.day = day;
    if (digits == 4)
        pass_behind_year(&ahead);
    if (!date_scan_clock(&ahead, out) && digits != 4)
        return false;
    *s = ahead;
    return true;
}

/* Behind a month's name: Sept. 14, 1996. English alone has it. */
static bool scan_day_and_year(struct scan *s, int month, struct written_date *out)
{
    struct scan ahead = *s;
    int day, year;
    if (!scan_gap(&ahead, ".") || !scan_day_number(&ahead, &day) || !scan_gap(&ahead, ",") ||
        !date_take_digits(&ahead, 4, 4, &year))
        return false;
    date_start(out, year, DATE_DAY);
    out->civil.month = month;
    out->civil.day = day;
    date_scan_clock(&ahead, out);
    *s = ahead;
    return true;
}

/* Likewise: September 1996. */
static bool scan_year(struct scan *s, int month, struct written_date *out)
{
    static const char *const of[] = {"de", NULL};
    struct scan ahead = *s;
    int year;
    if (!scan_gap_and_word(&ahead, ".,", of) || !date_take_digits(&ahead, 4, 4, &year))
        return false;
    date_start(out, year, DATE_MONTH);
    out->civil.month = month;
    *s = ahead;
    return true;
}

/* An abbreviation of a month with no day before it must be English. */
static bool scan_month_first(struct scan *s, struct written_date *out)
{
    struct scan ahead = *s;
    int month;
    unsigned says = scan_month_name(&ahead, &month);
    bool english = says & MONTH_IS_ENGLISH;
    if (!says || !((english && scan_day_and_year(&ahead, month, out)) ||
                   ((english || !(says & MONTH_IS_SHORT)) && scan_year(&ahead, month, out))))
        return false;
    *s = ahead;
    return true;
}

/* ctime of the C standard, date(1) and JSON of some sites: Sat Sep 14 21:03:00 1996, Sat Sep 14 21:03:00 +0200 1996. */
bool date_scan_ctime(struct scan *s, struct written_date *out)
{
    struct scan ahead = *s;
    int day, month, year;
    date_skip_weekday(&ahead);
    if (!(scan_month_name(&ahead, &month) & MONTH_IS_ENGLISH) || !scan_gap(&ahead, "") ||
        !date_take_digits(&ahead, 1, 2, &day) || !scan_gap(&ahead, ""))
        return false;
    date_start(out, 1, DATE_DAY);
    out->civil.month = month;
    out->civil.day = day;
    if (!date_scan_time(&ahead, out) || !scan_gap(&ahead, "") || !date_take_digits(&ahead, 4, 4, &year))
        return false;
    out->civil.year = year;
    *s = ahead;
    return true;
}

/* What spreadsheets and databases export: 14-Sep-1996, 14-SEP-96. */
bool date_scan_hyphened(struct scan *s, struct written_date *out)
{
    struct scan ahead = *s;
    int day, month, year;
    if (!date_take_digits(&ahead, 1, 2, &day) || !date_take(&ahead, '-') || !scan_month_name(&ahead, &month) ||
        !date_take(&ahead, '-'))
        return false;
    int digits = date_take_digits(&ahead, 2, 4, &year);
    if (digits != 2 && digits != 4)
        return false;
    date_start(out, whole_year(year, digits), DATE_DAY);
    out->civil.month = month;
    out->civil.day = day;
    date_scan_clock(&ahead, out);
    *s = ahead;
    return true;
}

/* ---- East Asia ---- */

/* A number with the sign of its unit behind it: 11日. */
static bool take_counted(struct scan *s, int least, int most, const char *const *units, int *value)
{
    struct scan ahead = *s;
    date_skip_blanks(&ahead);
    if (!date_take_digits(&ahead, least, most, value))
        return false;
    date_skip_blanks(&ahead);
    for (; *units; units++)
        if (take_text(&ahead, *units)) {
            *s = ahead;
            return true;
        }
    return false;
}

/* A day name in brackets: （水）. */
static void pass_brackets(struct scan *s)
{
    enum { SHORT = 16 };
    struct scan ahead = *s;
    date_skip_blanks(&ahead);
    if (!take_text(&ahead, "(") && !take_text(&ahead, "（"))
        return;
    for (int i = 0; i < SHORT && ahead.at < ahead.end; i++, ahead.at++)
        if (take_text(&ahead, ")") || take_text(&ahead, "）")) {
            *s = ahead;
            return;
        }
}

/* 06時58分, 오후 6시 58분, 06:58 */
static void scan_counted_time(struct scan *s, struct written_date *out)
{
    static const char *const hours[] = {"時", "时", "시", "点", NULL}, *const minutes[] = {"分", "분", NULL};
    static const char *const mornings[] = {"午前", "上午", "오전", NULL}, *const evenings[] = {"午後", "下午", "오후",
                                                                                               NULL};
    struct scan ahead = *s;
    int hour, minute = 0;
    bool early = false, late = false;
    date_skip_blanks(&ahead);
    for (int i = 0; mornings[i] && !early && !late; i++) {
        early = take_text(&ahead, mornings[i]);
        late = take_text(&ahead, evenings[i]);
    }
    date_skip_blanks(&ahead);
    if (date_scan_time(&ahead, out)) {
        hour = out->civil.hour;
        minute = out->civil.minute;
    } else if (take_counted(&ahead, 1, 2, hours, &hour)) {
        take_counted(&ahead, 1, 2, minutes, &minute);
        if (hour > 23 || minute > 59)
            return;
    } else {
        return;
    }
    out->civil.hour = late && hour < 12 ? hour + 12 : early && hour == 12 ? 0 : hour;
    out->civil.minute = minute;
    out->precision = DATE_SECOND;
    *s = ahead;
}

/* 2009年3月11日, 2009년 3월 11일, with a time behind; 2009年3月 */
static bool scan_counted(struct scan *s, struct written_date *out)
{
    static const char *const years[] = {"年", "년", NULL}, *const months[] = {"月", "월", NULL},
                             *const days[] = {"日", "일", "号", NULL};
    struct scan ahead = *s;
    int year, month, day;
    if (!take_counted(&ahead, 4, 4, years, &year) || !take_counted(&ahead, 1, 2, months, &month))
        return false;
    date_start(out, year, DATE_MONTH);
    out->civil.month = month;
    if (take_counted(&ahead, 1, 2, days, &day)) {
        out->civil.day = day;
        out->precision = DATE_DAY;
        pass_brackets(&ahead);
        scan_counted_time(&ahead, out);
    }
    *s = ahead;
    return true;
}

/* What languages put before a day, or before the name of one. */
static void pass_article(struct scan *s)
{
    static const char *const articles[] = {"le", "el", "am", "den", "der", "il", "op", "dne", "em", "on", NULL};
    struct scan ahead = *s;
    if (any_of(take_word(&ahead), articles) && scan_gap(&ahead, ""))
        *s = ahead;
}

bool date_scan_prose(struct scan *s, struct written_date *out)
{
    struct scan ahead = *s;
    if (ahead.at < ahead.end && is_letter(*ahead.at)) {
        pass_article(&ahead);
        date_skip_weekday(&ahead);
        pass_article(&ahead);
    }
    bool digit = ahead.at < ahead.end && is_digit(*ahead.at);
    bool found = digit ? scan_day_month_year(&ahead, out) || scan_counted(&ahead, out) : scan_month_first(&ahead, out);
    if (found)
        *s = ahead;
    return found;
}

/* A time before its day: 21:03, 14 September 1996; 9:03 p.m. EST Saturday, September 14, 1996. */
bool date_scan_time_first(struct scan *s, struct written_date *out)
{
    struct scan ahead = *s;
    struct written_date time = {.civil = {.year = 1}}, day;
    if (!date_scan_time(&ahead, &time) || !scan_gap(&ahead, ",") || !date_scan_prose(&ahead, &day) ||
        day.precision != DATE_DAY)
        return false;
    *out = time;
    out->civil.year = day.civil.year;
    out->civil.month = day.civil.month;
    out->civil.day = day.civil.day;
    *s = ahead;
    return true;
}
