/* A dateline is read from its end: first the separator is found, then agency and date are taken off what stands before
 * it, and what is left must be a place. */
#include "indexer/dateline.h"

#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "core/ascii.h"
#include "core/date_months.h"
#include "core/utf8.h"
#include "indexer/agency_name.h"
#include "indexer/dateline_asian.h"
#include "indexer/dateline_separator.h"
#include "indexer/place_name.h"
#include "indexer/word.h"

enum {
    CITY_WORDS_STRICT = 3, /* where nothing but the dash speaks for a dateline */
    CASELESS_LETTERS = 20
};

static size_t skip_space(struct str text, size_t at)
{
    while (at < text.len && ascii_is_space(text.ptr[at]))
        at++;
    return at;
}

/* ---- the date ---- */

/* A day of the month, "27", "27." or "27th", or 0. */
static int day_of(struct str word)
{
    int day = 0;
    size_t at = 0;
    while (at < word.len && at < 2 && word.ptr[at] >= '0' && word.ptr[at] <= '9')
        day = day * 10 + (word.ptr[at++] - '0');
    struct str rest = {word.ptr + at, word.len - at};
    bool plain = rest.len == 0 || word_in_list(rest, "st|nd|rd|th") || (rest.len == 1 && rest.ptr[0] == '.');
    return plain && day >= 1 && day <= 31 ? day : 0;
}

static struct str without_comma(struct str s)
{
    static const char *const commas[] = {",", "،"};
    s = str_trim(s);
    for (size_t i = 0; i < sizeof commas / sizeof commas[0]; i++)
        if (str_ends_with(s, str_of(commas[i])))
            return str_trim((struct str){s.ptr, s.len - strlen(commas[i])});
    return s;
}

/* The month that a word behind a day names in any of the languages of dates, with or without a stop; 0: none. */
static int month_behind_day(struct str word)
{
    int month = word_month(word);
    if (word.len && word.ptr[word.len - 1] == '.')
        word.len--;
    return month ? month : (int)(date_month_of(word) & MONTH_NUMBER);
}

/* "Dec. 27", "27 December", "27 dic", a weekday, or a day with a month in yet another language, which says nothing to
 * us. */
static bool read_day(struct str text, struct dateline *out)
{
    struct word first, second = {0}, year = {0};
    if (!word_next(&text, &first))
        return false;
    struct str one = without_comma(first.text);
    if (word_is_weekday(one))
        return text.len == 0 || read_day(text, out);
    if (!word_next(&text, &second))
        return false;
    word_next(&text, &year);
    struct str two = without_comma(second.text);
    bool month_first = word_month(one) > 0;
    int month = month_first ? word_month(one) : month_behind_day(two), day = day_of(month_first ? two : one);
    if (month && day && !year.text.len) {
        out->month = month;
        out->day = day;
        return true;
    }
    bool foreign = second.kind != WORD_BAD && second.letters >= 3 && (!year.text.len || year.kind == WORD_BAD);
    return day && !month && foreign;
}

static bool read_date(struct str text, struct dateline *out)
{
    struct date date;
    text = without_comma(text);
    if (date_parse(text, &date) && date.precision >= DATE_MONTH) {
        out->date = date;
        return true;
    }
    if (text.len && text.ptr[text.len - 1] == '.')
        return read_date((struct str){text.ptr, text.len - 1}, out) || read_day(text, out);
    return read_day(text, out);
}

/* Without the "on" that Arabic writes between place and date. */
static struct str without_preposition(struct str place)
{
    static const char preposition[] = " في";
    bool has = str_ends_with(place, str_of(preposition));
    return has ? str_trim((struct str){place.ptr, place.len - (sizeof preposition - 1)}) : place;
}

/* Cuts a date off the end of the place. */
static bool split_date(struct str *place, struct dateline *out)
{
    for (size_t at = 1; at < place->len; at++) {
        if (!ascii_is_space(place->ptr[at - 1]) || ascii_is_space(place->ptr[at]))
            continue;
        if (!read_date((struct str){place->ptr + at, place->len - at}, out))
            continue;
        *place = without_preposition(without_comma((struct str){place->ptr, at}));
        /* "MOSCOW. Dec 27": the stop ends the place, that of "D.C." belongs to it. */
        if (place->len > 5 && place->ptr[place->len - 1] == '.' && !memchr(place->ptr, '.', place->len - 1))
            place->len--;
        return true;
    }
    return false;
}

/* ---- the agency ---- */

/* Takes "(Reuters)", "/TASS/" or "(March 5)" out of the head, and a date behind it. */
static bool split_group(struct str *head, struct dateline *out)
{
    const struct bracket *bracket = NULL;
    size_t at = 0;
    while (!bracket && ++at < head->len)
        bracket = bracket_at(*head, at);
    if (!bracket)
        return true;
    struct group group = bracket_group(*head, at, bracket);
    struct str inside = group.len ? str_trim(group.inside) : group.inside;
    struct str behind = {head->ptr + at + group.len, head->len - at - group.len};
    if (inside.len == 0)
        return false;
    while (behind.len && (ascii_is_space(behind.ptr[0]) || behind.ptr[0] == ',' || behind.ptr[0] == '.'))
        behind = (struct str){behind.ptr + 1, behind.len - 1};
    if (agency_has_shape(inside))
        out->agency = inside;
    else if (!read_date(inside, out))
        return false;
    *head = without_comma((struct str){head->ptr, at});
    return behind.len == 0 || read_date(behind, out);
}

static struct str without_brackets(struct str head)
{
    const struct bracket *bracket = head.len ? bracket_at(head, 0) : NULL;
    struct group group = bracket ? bracket_group(head, 0, bracket) : (struct group){0};
    return group.len && group.len == head.len ? group.inside : head;
}

/* "Москва. 27 декабря. ИНТЕРФАКС": behind a date a known name may also stand without brackets, a sentence by itself. */
static bool split_date_and_name(struct str *head, struct dateline *out)
{
    const char *stop = head->len ? memmem(head->ptr, head->len, ". ", 2) : NULL;
    for (struct str last; stop; stop = memmem(last.ptr, last.len, ". ", 2)) {
        struct str before = {head->ptr, (size_t)(stop - head->ptr)};
        last = str_skip(*head, before.len + 1);
        if (!agency_is_listed(str_trim(last)) || !split_date(&before, out))
            continue;
        out->agency = str_trim(last);
        *head = before;
        return true;
    }
    return false;
}

/* Takes agency and date off what stands before the separator, and leaves what must be a place. */
static bool split_head(struct str *head, const struct separator *end, struct dateline *out, bool *dated)
{
    *head = without_brackets(*head);
    out->agency = end->agency;
    if (!out->agency.len && !split_group(head, out))
        return false;
    *dated = out->date.precision || out->day || (!out->agency.len && split_date_and_name(head, out)) ||
             split_date(head, out);
    return true;
}

/* ---- the verdict ---- */

static bool all_capitals(const struct word *word)
{
    return word->kind == WORD_UPPER && word->letters > 1 && word->stops == 0;
}

/* Whether this looks like the start of a sentence. */
static bool starts_sentence(struct str text, bool dash_inside_name)
{
    struct word first, second;
    while (text.len && (strchr("\"'([", text.ptr[0]) || ascii_is_space(text.ptr[0])))
        text = (struct str){text.ptr + 1, text.len - 1};
    if (text.len == 0)
        return true;
    uint32_t c;
    utf8_decode(text.ptr, text.len, &c, NULL);
    if (utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_LL && !(c >= 0x10D0 && c <= 0x10FF))
        return false;
    if (!word_next(&text, &first) || !all_capitals(&first))
        return true;
    return !dash_inside_name && !(word_next(&text, &second) && all_capitals(&second));
}

static bool is_convincing(const struct place_look *look, const struct separator *end, bool strict, struct str rest,
                          const struct dateline *d)
{
    bool dated = d->date.precision || d->day;
    bool settled = dated || d->agency.len;
    bool colon = end->kind == SEPARATOR_COLON;
    bool dash_inside_name = end->kind == SEPARATOR_EN && !end->spaced;
    bool certain = dated && agency_is_listed(d->agency);
    if (look->kind == WORD_BAD || (colon && strict && !certain) || (end->kind == SEPARATOR_LINE && !settled))
        return false;
    if (!settled && !starts_sentence(rest, dash_inside_name))
        return false;
    switch (look->kind) {
    case WORD_UPPER:
        if (colon)
            return look->parts > 1 || settled;
        return settled || !strict || look->words <= CITY_WORDS_STRICT;
    case WORD_CAPITAL:
        return certain || (!colon && (look->region || d->date.precision >= DATE_DAY || agency_is_listed(d->agency)));
    case WORD_CASELESS:
        return !colon && (agency_is_listed(d->agency) || (!strict && (end->spaced || settled))) &&
               d->place.len <= CASELESS_LETTERS * UTF8_MAX;
    default:
        return false;
    }
}

/* A second pair of dash and agency: "NEW YORK--(BUSINESS WIRE)--"; with a space between, "Roma, 27 dic. - (Adnkronos)
 * - ", a known one. */
static size_t agency_behind(struct str text, size_t at, struct dateline *d)
{
    size_t dash;
    const struct bracket *bracket = at < text.len ? bracket_at(text, at) : NULL;
    if (d->agency.len || !bracket)
        return at;
    struct group group = bracket_group(text, at, bracket);
    if (!group.len)
        return at;
    size_t behind = at + group.len, end = skip_space(text, behind);
    bool fits = end == behind ? agency_has_shape(group.inside) : agency_is_listed(group.inside);
    if (!fits || !separator_dash_at(text, end, &dash))
        return at;
    d->agency = group.inside;
    return end + dash;
}

/* Without the full stop that ends a line; that of an abbreviation belongs to it. */
static struct str without_stop(struct str place)
{
    enum { ABBREVIATION = 5 };
    size_t len = place.len;
    while (len && place.ptr[len - 1] != ' ' && place.ptr[len - 1] != ',')
        len--;
    bool ends = place.len - len > ABBREVIATION + 1 && place.ptr[place.len - 1] == '.' &&
                !memchr(place.ptr + len, '.', place.len - len - 1);
    return ends ? (struct str){place.ptr, place.len - 1} : place;
}

/* An agency that stands in brackets before everything: "(ANSA) - ROMA, 27 DIC - ". */
static bool group_in_front(struct str text, struct group *out)
{
    const struct bracket *bracket = text.len ? bracket_at(text, 0) : NULL;
    if (!bracket)
        return false;
    *out = bracket_group(text, 0, bracket);
    struct str name = str_trim(out->inside);
    return out->len && agency_has_shape(out->inside) && (agency_is_listed(name) || agency_says_so(name));
}

/* Takes the name of a known agency that ends the dateline behind its dash: "МОСКВА, 27 дек — РИА Новости. ", "تهران -
 * ایرنا - ". Returns where the text goes on. */
static size_t name_behind(struct str text, size_t at, struct dateline *d)
{
    enum { NAME_MAX_BYTES = 40 };
    size_t max = text.len - at < NAME_MAX_BYTES ? text.len : at + NAME_MAX_BYTES;
    for (size_t end = at; end < max && !d->agency.len; end++) {
        size_t dash = 0;
        bool stop = text.ptr[end] == '\n' || (text.ptr[end] == '.' && space_at(text, end + 1));
        if (!stop && !(end > at && space_at(text, end - 1) && separator_dash_at(text, end, &dash)))
            continue;
        struct str name = str_trim((struct str){text.ptr + at, end - at});
        if (!agency_is_listed(name))
            return at;
        d->agency = name;
        return end + (dash ? dash : 1);
    }
    return at;
}

/* The text behind an agency in front of everything and its dash. */
static struct str behind_front(struct str text, const struct group *front)
{
    size_t dash = 0, behind = skip_space(text, front->len);
    if (behind < text.len)
        separator_dash_at(text, behind, &dash);
    return str_skip(text, skip_space(text, behind + dash));
}

/* The dateline of a text without white space before it; *rest is what stands behind. An agency without round
 * brackets counts only where a date, or a single word of a script without capitals, tells the place from the person
 * whose picture it is: "John Smith / AP". */
static bool parse_separated(struct str text, bool strict, struct dateline *out, struct str *rest)
{
    struct separator end;
    struct group front;
    bool dated, in_front = group_in_front(text, &front);
    if (in_front)
        text = behind_front(text, &front);
    if (!separator_find(text, &end))
        return false;
    struct str head = str_trim((struct str){text.ptr, end.at});
    if (!split_head(&head, &end, out, &dated) || (in_front && (!dated || out->agency.len)))
        return false;
    if (in_front)
        out->agency = str_trim(front.inside);
    struct place_look look = look_at_place(head);
    bool told = dated || (look.kind == WORD_CASELESS && look.words == 1);
    if (end.kind == SEPARATOR_AGENCY && !dated && !(told && agency_is_listed(out->agency)))
        return false;
    out->place = without_stop(head);
    size_t behind = agency_behind(text, skip_space(text, end.at + end.len), out);
    if (told)
        behind = name_behind(text, behind, out);
    *rest = str_skip(text, skip_space(text, behind));
    return is_convincing(&look, &end, strict, *rest, out);
}

bool dateline_parse(struct str text, bool strict, struct dateline *out)
{
    *out = (struct dateline){0};
    if (text.len == 0)
        return false;
    struct str bare = str_skip(text, skip_space(text, 0)), rest;
    bool found = dateline_parse_asian(bare, out, &rest);
    if (!found) {
        *out = (struct dateline){0};
        found = parse_separated(bare, strict, out, &rest);
    }
    out->len = found ? text.len - rest.len : 0;
    return found;
}

/* ---- agencies by themselves ---- */

bool agency_before_text(struct str text, struct str *agency)
{
    size_t dash;
    struct group group;
    if (!group_in_front(text, &group))
        return false;
    *agency = str_trim(group.inside);
    size_t behind = skip_space(text, group.len);
    return behind < text.len && separator_dash_at(text, behind, &dash) && space_at(text, behind + dash);
}

/* Whether the brackets at the end of a sentence hold the initials of a name in front of them: "a tax on land (ATS)." */
static bool are_initials(struct str before, struct str inside)
{
    before = str_trim(before);
    char last = before.len ? before.ptr[before.len - 1] : ' ';
    for (size_t i = 0; i < inside.len; i++)
        if (inside.ptr[i] < 'A' || inside.ptr[i] > 'Z')
            return false;
    return ascii_is_letter(last) || ascii_is_digit(last);
}

/* The last line, or what is in brackets at its end. */
static struct str last_name(struct str text)
{
    const char *newline = memrchr(text.ptr, '\n', text.len);
    struct str line = newline ? (struct str){newline + 1, (size_t)(text.ptr + text.len - newline) - 1} : text;
    if (line.len && line.ptr[line.len - 1] == '.')
        line.len--;
    const char *open = line.len && line.ptr[line.len - 1] == ')' ? memrchr(line.ptr, '(', line.len) : NULL;
    if (open) {
        struct str inside = {open + 1, (size_t)(line.ptr + line.len - open) - 2};
        struct str before = {line.ptr, (size_t)(open - line.ptr)};
        return are_initials(before, inside) ? (struct str){NULL, 0} : inside;
    }
    return newline ? str_trim(line) : (struct str){NULL, 0};
}

bool agency_behind_text(struct str text, struct str *agency)
{
    if (text.len == 0)
        return false;
    *agency = last_name(text);
    return agency->len > 0 && agency_is_listed(*agency);
}
