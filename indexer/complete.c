#include "indexer/complete.h"

#include <stdio.h>
#include <string.h>

#include "core/utf8.h"
#include "indexer/address.h"
#include "indexer/byline.h"
#include "indexer/dateline.h"
#include "indexer/word.h"
#include "shim/language.h"

enum {
    LINES_BEFORE_BODY = 2,
    VALUE_MAX = 256,          /* bytes of a value that is taken from the text */
    LANGUAGE_NAME_MAX = 64,   /* bytes, and a NUL */
    LANGUAGE_TEXT_MIN = 64,   /* bytes; less is a guess */
    LANGUAGE_TEXT_USUAL = 256 /* bytes that tell it nearly always, and cost a twentieth of indexing an article */
};

/* Setting a field moves the text that a value may be borrowed from. */
static void set_copied(struct article *article, enum field field, struct str value)
{
    char copy[VALUE_MAX];
    if (value.len == 0 || value.len > sizeof copy || article_get(article, field).len)
        return;
    memcpy(copy, value.ptr, value.len);
    article_set(article, field, (struct str){copy, value.len});
}

static void set_date(struct article *article, const struct date *date, enum date_origin origin)
{
    if (article->published.precision != DATE_NONE || date->precision == DATE_NONE)
        return;
    article->published = *date;
    article->date_origin = origin;
}

/* ---- the dateline ---- */

/* "Sept. 14" in the year of a later day: that year, or the one before when the day would be still to come. */
static struct date day_before(const struct dateline *d, const struct date *later)
{
    struct civil civil;
    date_to_civil(later->seconds, &civil);
    int year = civil.year;
    if (d->month > civil.month || (d->month == civil.month && d->day > civil.day + 1))
        year--;
    if (year < 1 || d->day > date_days_in_month(year, d->month))
        return (struct date){0};
    civil = (struct civil){.year = year, .month = d->month, .day = d->day};
    return (struct date){.seconds = date_from_civil(&civil), .precision = DATE_DAY};
}

/* The first paragraph of a text, or what of it stands in the first `most` bytes. */
static struct str first_paragraph(struct str text, size_t most)
{
    size_t len = text.len < most ? text.len : most;
    const char *at = text.ptr, *end = text.ptr + len;
    while (at < end && (at = memchr(at, '\n', (size_t)(end - at))) && at + 1 < end)
        if (*++at == '\n')
            return (struct str){text.ptr, (size_t)(at - text.ptr) - 1};
    return (struct str){text.ptr, len};
}

/* Behind a lead the paragraph must be a text, for a heading may look like a dateline: "SMITH DOORSTOP - TAXES". */
static bool is_text(struct str paragraph)
{
    enum { LEAST = 100 };
    paragraph = str_trim(paragraph);
    return paragraph.len >= LEAST && (ends_sentence(paragraph) || paragraph.ptr[paragraph.len - 1] == ':');
}

/* At the start of the text, or behind a lead; where the next paragraph has one, too, they are names of speakers. */
static bool find_dateline(struct str body, struct dateline *out)
{
    enum { LEAD = 400, PARAGRAPH = 4096 };
    struct dateline next;
    if (dateline_parse(body, true, out))
        return true;
    struct str lead = first_paragraph(body, LEAD), rest = str_trim(str_skip(body, lead.len));
    struct str paragraph = first_paragraph(rest, PARAGRAPH);
    return lead.len < LEAD && is_text(paragraph) && dateline_parse(rest, true, out) &&
           !dateline_parse(str_skip(rest, paragraph.len), true, &next) && !str_equal(out->place, str_of("FILE"));
}

static struct str copied(struct str value, char out[DATELINE_TEXT_MAX])
{
    if (value.len == 0 || value.len > DATELINE_TEXT_MAX)
        return (struct str){NULL, 0};
    memcpy(out, value.ptr, value.len);
    return (struct str){out, value.len};
}

static void take_dateline(struct article *article, const struct date *recorded)
{
    struct dateline d;
    if (!find_dateline(article_get(article, FIELD_BODY), &d))
        return;
    struct date of_url, day = d.date;
    if (!day.precision && d.day && recorded->precision >= DATE_DAY &&
        !address_date(article_get(article, FIELD_URL), &of_url))
        day = day_before(&d, recorded);
    set_date(article, &day, DATE_FROM_DATELINE);
    char agency_copy[DATELINE_TEXT_MAX], byline_copy[DATELINE_TEXT_MAX]; /* for the body moves as the place is set */
    struct str agency = copied(d.agency, agency_copy), byline = copied(d.byline, byline_copy);
    if (article_get(article, FIELD_PLACE).len)
        return;
    set_copied(article, FIELD_PLACE, d.place);
    set_copied(article, FIELD_AGENCY, agency);
    set_copied(article, FIELD_BYLINE, byline);
}

/* ---- lines of the body ---- */

static struct str first_lines(struct str body, unsigned number)
{
    struct str line = {NULL, 0};
    while (number && body.len) {
        const char *end = memchr(body.ptr, '\n', body.len);
        size_t len = end ? (size_t)(end - body.ptr) : body.len;
        line = str_trim((struct str){body.ptr, len});
        len += end != NULL;
        body = (struct str){body.ptr + len, body.len - len};
        number -= line.len > 0;
    }
    return number ? (struct str){NULL, 0} : line;
}

static void take_byline(struct article *article)
{
    struct str names;
    for (unsigned number = 1; number <= LINES_BEFORE_BODY; number++) {
        struct str line = first_lines(article_get(article, FIELD_BODY), number);
        if (line.len && byline_parse(line, &names)) {
            set_copied(article, FIELD_BYLINE, names);
            return;
        }
    }
}

/* Whether a name begins with "By", as the source wrote it. */
static bool has_by(const struct article *article)
{
    struct str value;
    for (size_t at = 0; article_next_value(article, FIELD_BYLINE, &at, &value);)
        if (byline_bare(value).len != value.len)
            return true;
    return false;
}

/* Whether a name is among the first of some, as far as these are no longer than names are. */
static bool is_among(struct str names, struct str name)
{
    enum { LOOKED_AT = 20 };
    for (int i = 0; i < LOOKED_AT; i++) {
        if (str_begins_with(names, name) && (names.len == name.len || names.ptr[name.len] == ARTICLE_SEPARATOR))
            return true;
        size_t most = names.len < VALUE_MAX ? names.len : VALUE_MAX;
        const char *end = most ? memchr(names.ptr, ARTICLE_SEPARATOR, most) : NULL;
        if (!end)
            return false;
        names = str_skip(names, (size_t)(end - names.ptr) + 1);
    }
    return false;
}

/* Takes the "By" off the names; what is then the same is one. */
static void bare_byline(struct article *article)
{
    struct buf names = {0};
    struct str value;
    if (!has_by(article))
        return;
    for (size_t at = 0; article_next_value(article, FIELD_BYLINE, &at, &value);) {
        struct str name = byline_bare(value);
        if (is_among(buf_str(&names), name))
            continue;
        if (names.len)
            buf_append_byte(&names, ARTICLE_SEPARATOR);
        buf_append_str(&names, name);
    }
    article_set(article, FIELD_BYLINE, buf_str(&names));
    article->text.failed |= names.failed;
    buf_release(&names);
}

static void take_agency_tag(struct article *article)
{
    struct str body = str_trim(article_get(article, FIELD_BODY)), agency;
    if (agency_before_text(body, &agency) || agency_behind_text(body, &agency))
        set_copied(article, FIELD_AGENCY, agency);
}

/* ---- the address ---- */

static void take_address(struct article *article)
{
    struct date date;
    struct str url = article_get(article, FIELD_URL);
    if (url.len == 0)
        return;
    if (article->published.precision == DATE_NONE && address_date(url, &date))
        set_date(article, &date, DATE_FROM_URL);
    if (article_get(article, FIELD_SECTION).len == 0)
        set_copied(article, FIELD_SECTION, address_section(url));
}

/* ---- the language ---- */

static enum status take_language(struct article *article, struct err *err)
{
    static const size_t lengths[] = {LANGUAGE_TEXT_USUAL, LANGUAGE_TEXT_USUAL * 4};
    char code[LANGUAGE_CODE_MAX] = "";
    struct str body = article_get(article, FIELD_BODY);
    enum status s = S_OK;
    for (size_t i = 0; !s && !*code && i < sizeof lengths / sizeof lengths[0] && body.len >= LANGUAGE_TEXT_MIN; i++)
        s = language_detect((struct str){body.ptr, utf8_cut(body.ptr, body.len, lengths[i])}, code, err);
    if (!s)
        set_copied(article, FIELD_LANG, str_of(code));
    return s;
}

/* "zho-Hant", "Chinese (Traditional)": the script that is not the usual one. */
static bool is_traditional(struct str lang)
{
    char name[LANGUAGE_NAME_MAX];
    snprintf(name, sizeof name, "%.*s", (int)lang.len, lang.ptr);
    return strcasestr(name, "-hant") || strcasestr(name, "_hant") || strcasestr(name, "(trad") ||
           strcasestr(name, "_tra");
}

/* "eng" and "English" are en; what begins with a code of two letters, such as en-GB, stays. */
static void shorten_language(struct article *article)
{
    char code[LANGUAGE_CODE_MAX];
    struct str lang = article_get(article, FIELD_LANG);
    bool is_short = lang.len == 2 || (lang.len > 2 && (lang.ptr[2] == '-' || lang.ptr[2] == '_'));
    if (is_short || lang.len >= LANGUAGE_NAME_MAX || !language_code_of(lang, code))
        return;
    if (strcmp(code, "zh") == 0 && is_traditional(lang))
        snprintf(code, sizeof code, "zh-Hant");
    if (!str_equal(lang, str_of(code)))
        article_set(article, FIELD_LANG, str_of(code));
}

enum status complete_article(struct article *article, const struct date *recorded, struct err *err)
{
    enum status s = buf_status(&article->text, err);
    if (s)
        return s;
    if (!article_get(article, FIELD_PLACE).len || !article->published.precision)
        take_dateline(article, recorded);
    if (!article_get(article, FIELD_AGENCY).len)
        take_agency_tag(article);
    if (!article_get(article, FIELD_BYLINE).len)
        take_byline(article);
    else
        bare_byline(article);
    take_address(article);
    set_date(article, recorded, DATE_FROM_RECORD);
    if (!article_get(article, FIELD_LANG).len)
        s = take_language(article, err);
    else
        shorten_language(article);
    return s ? s : buf_status(&article->text, err);
}
