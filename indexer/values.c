#include "indexer/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/utf8.h"
#include "indexer/clean.h"

void values_release(struct values *v)
{
    html_free(v->html);
    buf_release(&v->clean);
    buf_release(&v->markup);
    buf_release(&v->text);
    *v = (struct values){0};
}

enum status values_status(const struct values *v, struct err *err)
{
    return v->failed || v->clean.failed || v->markup.failed || v->text.failed ? err_no_memory(err) : S_OK;
}

/* ---- markup ---- */

bool values_is_markup(struct str value)
{
    const char *less = value.len ? memchr(value.ptr, '<', value.len) : NULL;
    if (less && !memchr(less, '>', value.len - (size_t)(less - value.ptr)))
        return false; /* no tag ends: what would be read as one is text, such as a<b */
    return (less || (value.len && memchr(value.ptr, '&', value.len))) && html_is_markup(value);
}

/* The text of markup, in v->text. */
static struct str text_of_markup(struct values *v, struct str value)
{
    struct err ignored;
    buf_reset(&v->markup);
    buf_reset(&v->text);
    utf8_repair(value.ptr, value.len, &v->markup);
    if ((!v->html && html_new(&v->html, &ignored)) ||
        html_append_text(v->html, buf_str(&v->markup), &v->text, &ignored))
        v->failed = true;
    return buf_str(&v->text);
}

/* Whether markup is a page and no piece of one. */
static bool is_page(struct str markup)
{
    markup = str_trim(markup);
    return (markup.len > 9 && strncasecmp(markup.ptr, "<!doctype", 9) == 0) ||
           (markup.len > 5 && strncasecmp(markup.ptr, "<html", 5) == 0);
}

/* The main text of a page, or all of it when none is found, in v->text. */
static struct str text_of_page(struct values *v, struct str value)
{
    struct article article = {0};
    struct err ignored;
    buf_reset(&v->markup);
    buf_reset(&v->text);
    utf8_repair(value.ptr, value.len, &v->markup);
    if ((!v->html && html_new(&v->html, &ignored)) ||
        html_read_page(v->html, buf_str(&v->markup), str_of("UTF-8"), &article, &ignored))
        v->failed = true;
    buf_append_str(&v->text, article_get(&article, FIELD_BODY));
    article_release(&article);
    return v->text.len || v->failed ? buf_str(&v->text) : text_of_markup(v, value);
}

bool values_is_word(struct str value)
{
    value = str_trim(value);
    size_t at = 0;
    while (at < value.len && value.ptr[at] > ' ' && value.ptr[at] <= '~')
        at++;
    return at && at == value.len;
}

bool values_body(struct values *v, struct str value, struct str *out)
{
    if (values_is_markup(value))
        value = is_page(value) ? text_of_page(v, value) : text_of_markup(v, value);
    return clean_value(value, &v->clean, out);
}

bool values_is_nothing(struct str value)
{
    static const char *const words[] = {"nan", "NaN", "NaT", "None", "null", "NULL", "N/A", "n/a", "undefined", "<NA>"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_equal(value, str_of(words[i])))
            return true;
    /* what newsdata.io gives to those who do not pay */
    return str_begins_with(value, str_of("ONLY AVAILABLE IN ")) && value.len > 6 &&
           memcmp(value.ptr + value.len - 6, " PLANS", 6) == 0;
}

bool values_headline(struct values *v, struct str value, struct str *out)
{
    return clean_line(values_is_markup(value) ? text_of_markup(v, value) : value, &v->clean, out) &&
           !values_is_nothing(*out);
}

bool values_line(struct values *v, struct str value, struct str *out)
{
    return clean_line(value, &v->clean, out) && !values_is_nothing(*out);
}

/* ---- dates ---- */

static const double MILLISECONDS_FROM = 1e11;

static bool read_number(struct str text, double *out)
{
    char number[64];
    if (text.len >= sizeof number)
        return false;
    memcpy(number, text.ptr, text.len);
    number[text.len] = '\0';
    *out = strtod(number, NULL);
    return true;
}

static bool date_of_seconds(double seconds, struct date *out)
{
    static const double FIRST = -62135596800.0, LAST = 253402300799.0;
    if (!(seconds >= FIRST && seconds <= LAST))
        return false;
    *out = (struct date){.seconds = (int64_t)floor(seconds), .precision = DATE_SECOND};
    return true;
}

/* Eight digits that are written like a day, but are none: 19960931, 19960900. */
static bool is_no_day(struct str text)
{
    if (text.len != 8 || !values_is_number(text) || (text.ptr[0] != '1' && text.ptr[0] != '2'))
        return false;
    int month = 10 * (text.ptr[4] - '0') + text.ptr[5] - '0', day = 10 * (text.ptr[6] - '0') + text.ptr[7] - '0';
    return month <= 12 && day <= 31;
}

bool values_date_of_number(struct str text, struct date *out)
{
    double number;
    bool calendar = text.len == 8 || (text.len == 4 && (text.ptr[0] == '1' || text.ptr[0] == '2'));
    if (calendar && date_parse(text, out))
        return true;
    if (is_no_day(text))
        return false;
    if (!read_number(text, &number))
        return false;
    return date_of_seconds(fabs(number) > MILLISECONDS_FROM ? number / 1000 : number, out);
}

bool values_date_of_milliseconds(struct str text, struct date *out)
{
    double number;
    return read_number(text, &number) && date_of_seconds(number / 1000, out);
}

bool values_is_number(struct str text)
{
    size_t at = text.len && text.ptr[0] == '-', digits = at;
    while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9')
        digits++;
    return digits == text.len && digits > at;
}

static size_t count_digits(struct str text)
{
    size_t digits = 0;
    while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9')
        digits++;
    return digits;
}

/* Seconds or milliseconds, a fraction behind them maybe: 1514370000.0. */
static bool is_quoted_number(struct str text)
{
    size_t digits = count_digits(text);
    struct str fraction = str_skip(text, digits);
    bool whole = fraction.len == 0 || (fraction.len > 1 && fraction.ptr[0] == '.' &&
                                       count_digits(str_skip(fraction, 1)) == fraction.len - 1);
    return whole && (digits == 10 || digits == 13);
}

bool values_date(struct values *v, struct str value, struct date *out)
{
    struct str text;
    if (!clean_value(value, &v->clean, &text))
        return false;
    if (is_quoted_number(text))
        return values_date_of_number(text, out);
    return v->month_first ? date_parse_month_first(text, out) : date_parse(text, out);
}
