/* A dateline is read from its end: first the separator is found, then agency and date are taken off what stands before
 * it, and what is left must be a place. */
#include "indexer/dateline.h"

#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "core/ascii.h"
#include "core/utf8.h"
#include "indexer/place_name.h"
#include "indexer/word.h"

enum {
    DATELINE_MAX = 160, /* bytes before the separator: city, country, date, agency */
    AGENCY_MAX = 40,    /* bytes of an agency's name */
    AGENCY_WORDS = 4,
    CITY_WORDS_STRICT = 3, /* where nothing but the dash speaks for a dateline */
    CASELESS_LETTERS = 20
};

enum separator_kind {
    SEPARATOR_NONE,
    SEPARATOR_EM,
    SEPARATOR_EN,
    SEPARATOR_HYPHEN,
    SEPARATOR_LINE, /* "_", on old wires */
    SEPARATOR_COLON,
    SEPARATOR_AGENCY
};

struct separator {
    enum separator_kind kind;
    size_t at, len;
    bool spaced; /* white space on a side */
};

static const char known_agencies[] = "Reuters|AP|AFP|UPI|TASS|ITAR-TASS|Interfax|Xinhua|dpa|DPA|Bloomberg|Kyodo|Yonhap|"
                                     "ANI|IANS|PTI|EFE|ANSA|CNN|BBC|RIA|RFE/RL|APA|Armenpress|Anadolu|AAP|Agency";

static bool space_at(struct str text, size_t at)
{
    return at >= text.len || ascii_is_space(text.ptr[at]);
}

/* ---- the separator ---- */

/* A dash at `at`: its kind, with the length of a run of them in *len. */
static enum separator_kind dash_at(struct str text, size_t at, size_t *len)
{
    enum separator_kind kind = SEPARATOR_NONE;
    size_t end = at;
    while (end + 3 <= text.len && memcmp(text.ptr + end, "\xe2\x80", 2) == 0) {
        unsigned char last = (unsigned char)text.ptr[end + 2];
        if (last < 0x93 || last > 0x95)
            break;
        kind = last == 0x93 && kind != SEPARATOR_EM ? SEPARATOR_EN : SEPARATOR_EM;
        end += 3;
    }
    if (kind == SEPARATOR_NONE) {
        while (end < text.len && text.ptr[end] == '-')
            end++;
        kind = end - at > 1 ? SEPARATOR_EM : end - at == 1 ? SEPARATOR_HYPHEN : SEPARATOR_NONE;
    }
    if (kind == SEPARATOR_NONE && at < text.len && text.ptr[at] == '_' && space_at(text, at + 1)) {
        kind = SEPARATOR_LINE;
        end = at + 1;
    }
    *len = end - at;
    return kind;
}

/* What encloses an agency or a date. */
struct bracket {
    const char *open, *close;
};

/* By the first bytes of those that open. */
static const char bracket_begins[] = "([/\xEF";
static const struct bracket brackets[] = {{"(", ")"}, {"[", "]"}, {"/", "/"}, {"（", "）"}, {"［", "］"}};

/* "(Reuters)", "/TASS/", "（通讯社）" in a text. */
struct group {
    size_t at, len; /* with the brackets; 0: there is none */
    struct str inside;
};

/* The bracket that opens at `at`, or NULL. A slash opens behind white space only: CUMHURİYET/ANKARA. */
static const struct bracket *bracket_at(struct str text, size_t at)
{
    if (!memchr(bracket_begins, text.ptr[at], sizeof bracket_begins - 1))
        return NULL;
    for (size_t i = 0; i < sizeof brackets / sizeof brackets[0]; i++) {
        size_t len = strlen(brackets[i].open);
        if (text.len - at < len || memcmp(text.ptr + at, brackets[i].open, len) != 0)
            continue;
        return brackets[i].open[0] != '/' || (at && ascii_is_space(text.ptr[at - 1])) ? &brackets[i] : NULL;
    }
    return NULL;
}

/* The group that the bracket at `at` opens, on one line. */
static struct group group_of(struct str text, size_t at, const struct bracket *bracket)
{
    size_t start = at + strlen(bracket->open), max = text.len - at < DATELINE_MAX ? text.len : at + DATELINE_MAX;
    const char *end = memmem(text.ptr + start, max - start, bracket->close, strlen(bracket->close));
    if (!end || memchr(text.ptr + at, '\n', (size_t)(end - text.ptr) - at))
        return (struct group){.at = at};
    return (struct group){.at = at,
                          .len = (size_t)(end - text.ptr) + strlen(bracket->close) - at,
                          .inside = {text.ptr + start, (size_t)(end - text.ptr) - start}};
}

/* "/TASS/." ends a dateline by itself. */
static bool ends_after_group(struct str text, const struct bracket *bracket, const struct group *group)
{
    size_t end = group->at + group->len;
    return bracket->open[0] == '/' && group->len && end < text.len && text.ptr[end] == '.' && space_at(text, end + 1);
}

/* What stands at `at`: a separator, or else in *skip how far to go on (0: no dateline can be here). */
static bool separator_at(struct str text, size_t at, struct separator *out, size_t *skip)
{
    char c = text.ptr[at];
    bool space_before = at > 0 && ascii_is_space(text.ptr[at - 1]);
    *skip = c == '\n' ? 0 : 1;
    const struct bracket *bracket = bracket_at(text, at);
    if (bracket) {
        struct group group = group_of(text, at, bracket);
        *skip = group.len;
        *out = (struct separator){SEPARATOR_AGENCY, at, group.len + 1, true};
        return ends_after_group(text, bracket, &group);
    }
    if (c == ':' && at && space_at(text, at + 1)) {
        *out = (struct separator){SEPARATOR_COLON, at, 1, true};
        return true;
    }
    size_t len;
    enum separator_kind kind = dash_at(text, at, &len);
    if (kind == SEPARATOR_NONE)
        return false;
    bool space_after = space_at(text, at + len);
    *skip = len;
    *out = (struct separator){kind, at, len, space_before || space_after};
    bool weak = kind == SEPARATOR_HYPHEN || kind == SEPARATOR_LINE;
    return !weak || (space_after && (space_before || (at && text.ptr[at - 1] == ')')));
}

static bool find_separator(struct str text, struct separator *out)
{
    size_t skip;
    for (size_t at = 0; at < text.len && at < DATELINE_MAX; at += skip) {
        if (separator_at(text, at, out, &skip))
            return true;
        if (skip == 0)
            return false;
    }
    return false;
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
    s = str_trim(s);
    if (s.len && s.ptr[s.len - 1] == ',')
        s.len--;
    return str_trim(s);
}

/* "Dec. 27", "27 December", a weekday, or a day with a month in another language, which says nothing to us. */
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
    int month = word_month(month_first ? one : two), day = day_of(month_first ? two : one);
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

/* Cuts a date off the end of the place. */
static bool split_date(struct str *place, struct dateline *out)
{
    for (size_t at = 1; at < place->len; at++) {
        if (!ascii_is_space(place->ptr[at - 1]) || ascii_is_space(place->ptr[at]))
            continue;
        if (!read_date((struct str){place->ptr + at, place->len - at}, out))
            continue;
        *place = without_comma((struct str){place->ptr, at});
        /* "MOSCOW. Dec 27": the stop ends the place, that of "D.C." belongs to it. */
        if (place->len > 5 && place->ptr[place->len - 1] == '.' && !memchr(place->ptr, '.', place->len - 1))
            place->len--;
        return true;
    }
    return false;
}

/* ---- the agency ---- */

/* A word of an agency's name: not that of a member of a parliament, (D-NY) or (R), nor a small one at the start. */
static bool is_agency_word(const struct word *word, bool first)
{
    if (word->kind == WORD_BAD)
        return false;
    if (word->kind == WORD_LOWER && first && !word_in_list(word->text, known_agencies))
        return false;
    return word->text.ptr[0] >= 'a' || (word->letters > 1 && word->text.ptr[1] != '-');
}

/* "S&P": names on both sides. */
static bool is_joined_word(struct str text)
{
    const char *sign = memchr(text.ptr, '&', text.len);
    if (!sign)
        return false;
    struct str before = {text.ptr, (size_t)(sign - text.ptr)}, behind = {sign + 1, text.len - before.len - 1};
    struct word left, right;
    return word_next(&before, &left) && word_next(&behind, &right) && left.kind != WORD_BAD && right.kind != WORD_BAD;
}

static bool is_agency(struct str name)
{
    struct str rest = str_trim(name);
    struct word word;
    unsigned words = 0;
    if (name.len > AGENCY_MAX)
        return false;
    while (word_next(&rest, &word)) {
        bool sign = words > 0 && rest.len > 0 && str_equal(word.text, str_of("&"));
        if (!sign && !is_joined_word(word.text) && !is_agency_word(&word, words == 0))
            return false;
        if (++words > AGENCY_WORDS)
            return false;
    }
    return words > 0;
}

static bool is_known_agency(struct str name)
{
    return word_in_list(name, known_agencies);
}

/* Takes "(Reuters)", "/TASS/" or "(March 5)" out of the head, and a date behind it. */
static bool split_group(struct str *head, struct dateline *out)
{
    const struct bracket *bracket = NULL;
    size_t at = 0;
    while (!bracket && ++at < head->len)
        bracket = bracket_at(*head, at);
    if (!bracket)
        return true;
    struct group group = group_of(*head, at, bracket);
    struct str inside = group.len ? str_trim(group.inside) : group.inside;
    struct str behind = {head->ptr + at + group.len, head->len - at - group.len};
    if (inside.len == 0)
        return false;
    while (behind.len && (ascii_is_space(behind.ptr[0]) || behind.ptr[0] == ',' || behind.ptr[0] == '.'))
        behind = (struct str){behind.ptr + 1, behind.len - 1};
    if (is_agency(inside))
        out->agency = inside;
    else if (!read_date(inside, out))
        return false;
    *head = without_comma((struct str){head->ptr, at});
    return behind.len == 0 || read_date(behind, out);
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
    if (look->kind == WORD_BAD || (colon && strict) || (end->kind == SEPARATOR_LINE && !settled))
        return false;
    if (!settled && !starts_sentence(rest, dash_inside_name))
        return false;
    switch (look->kind) {
    case WORD_UPPER:
        if (colon)
            return look->parts > 1 || settled;
        return settled || !strict || look->words <= CITY_WORDS_STRICT;
    case WORD_CAPITAL:
        return !colon && (look->region || d->date.precision >= DATE_DAY || is_known_agency(d->agency));
    case WORD_CASELESS:
        return !colon && !strict && (end->spaced || settled) && d->place.len <= CASELESS_LETTERS * UTF8_MAX;
    default:
        return false;
    }
}

/* A second pair of dash and agency: "NEW YORK--(BUSINESS WIRE)--". */
static size_t agency_behind(struct str text, size_t at, struct dateline *d)
{
    size_t dash;
    const struct bracket *bracket = at < text.len ? bracket_at(text, at) : NULL;
    if (d->agency.len || !bracket)
        return at;
    struct group group = group_of(text, at, bracket);
    if (!group.len || !is_agency(group.inside) || !dash_at(text, at + group.len, &dash))
        return at;
    d->agency = group.inside;
    return at + group.len + dash;
}

static size_t skip_space(struct str text, size_t at)
{
    while (at < text.len && ascii_is_space(text.ptr[at]))
        at++;
    return at;
}

static struct str without_brackets(struct str head)
{
    const struct bracket *bracket = head.len ? bracket_at(head, 0) : NULL;
    struct group group = bracket ? group_of(head, 0, bracket) : (struct group){0};
    return group.len && group.len == head.len ? group.inside : head;
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

bool dateline_parse(struct str text, bool strict, struct dateline *out)
{
    struct separator end;
    *out = (struct dateline){0};
    if (text.len == 0)
        return false;
    size_t start = skip_space(text, 0);
    text = (struct str){text.ptr + start, text.len - start};
    if (!find_separator(text, &end))
        return false;
    struct str head = without_brackets(str_trim((struct str){text.ptr, end.at}));
    if (end.kind == SEPARATOR_AGENCY)
        out->agency = (struct str){text.ptr + end.at + 1, end.len - 3};
    else if (!split_group(&head, out))
        return false;
    bool dated = out->date.precision || out->day || split_date(&head, out);
    if (end.kind == SEPARATOR_AGENCY && !dated)
        return false;
    out->place = without_stop(head);
    size_t behind = agency_behind(text, skip_space(text, end.at + end.len), out);
    behind = skip_space(text, behind);
    struct place_look look = look_at_place(head);
    out->len = start + behind;
    return is_convincing(&look, &end, strict, (struct str){text.ptr + behind, text.len - behind}, out);
}

/* ---- agencies by themselves ---- */

/* "Sports Network": without a place before it a name in brackets must say what it is. */
static bool names_agency(struct str name)
{
    struct word word;
    while (word_next(&name, &word))
        if (word_in_list(word.text, "News|Press|Agency|Network|Wire|Service|Newswire|NEWS|PRESS|WIRE|NEWSWIRE"))
            return true;
    return false;
}

bool agency_is_known(struct str name)
{
    static const char *const full[] = {"Associated Press", "The Associated Press", "Thomson Reuters",
                                       "PA Media",         "Agence France-Presse", "Press Association",
                                       "Agencia EFE",      "Agenzia ANSA"};
    bool known = is_known_agency(name);
    for (size_t i = 0; i < sizeof full / sizeof full[0] && !known; i++)
        known = str_equal(name, str_of(full[i]));
    return known;
}

bool agency_before_text(struct str text, struct str *agency)
{
    size_t dash;
    const struct bracket *bracket = text.len ? bracket_at(text, 0) : NULL;
    if (!bracket)
        return false;
    struct group group = group_of(text, 0, bracket);
    *agency = str_trim(group.inside);
    if (!group.len || !is_agency(group.inside) || !(is_known_agency(*agency) || names_agency(*agency)))
        return false;
    size_t behind = skip_space(text, group.len);
    return behind < text.len && dash_at(text, behind, &dash) && space_at(text, behind + dash);
}

/* The last line, or what is in brackets at its end. */
static struct str last_name(struct str text)
{
    const char *newline = memrchr(text.ptr, '\n', text.len);
    struct str line = newline ? (struct str){newline + 1, (size_t)(text.ptr + text.len - newline) - 1} : text;
    if (line.len && line.ptr[line.len - 1] == '.')
        line.len--;
    const char *open = line.len && line.ptr[line.len - 1] == ')' ? memrchr(line.ptr, '(', line.len) : NULL;
    if (open)
        return (struct str){open + 1, (size_t)(line.ptr + line.len - open) - 2};
    return newline ? str_trim(line) : (struct str){NULL, 0};
}

bool agency_behind_text(struct str text, struct str *agency)
{
    if (text.len == 0)
        return false;
    *agency = last_name(text);
    return agency->len > 0 && is_known_agency(*agency);
}
