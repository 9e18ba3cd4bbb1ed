#include "indexer/text_date.h"

#include <string.h>
#include <strings.h>

#include "indexer/clean.h"
#include "indexer/dateline.h"
#include "indexer/lines.h"
#include "indexer/word.h"

enum {
    BARE_DATE_MAX = 80,
    DATE_WORDS_MAX = 6, /* of a date that cannot be read: lundi, le 14 septembre 1996 */
    DATE_DIGITS = 6,    /* that one word of a date has at least: 1997-02-30, 30.2.1997 */
    DATE_LETTERS = 2    /* that a number in a date has at most: 14th, 1997-02-30T12:00:00Z */
};

static size_t count_digits(struct str word)
{
    size_t digits = 0;
    for (size_t i = 0; i < word.len; i++)
        digits += word.ptr[i] >= '0' && word.ptr[i] <= '9';
    return digits;
}

/* "14th", "1997-02-30T12:00:00Z", "+0200". */
static bool is_date_number(struct str word)
{
    size_t digits = count_digits(word), letters = 0;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        letters += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if ((unsigned char)c >= 0x80 || strchr("\"$%&'()*;=?_", c))
            return false;
    }
    return digits && letters <= DATE_LETTERS;
}

static bool is_date_word(struct str word)
{
    struct str bare = {word.ptr, word.len - (word.len && word.ptr[word.len - 1] == ',')};
    return is_date_number(word) || word_month(bare) || word_is_weekday(bare) ||
           word_in_list(bare, "of|at|AM|PM|am|pm|UTC|GMT|EST|EDT|CST|CDT|MST|MDT|PST|PDT|BST|CET|CEST|EET|EEST|MSK");
}

/* "1997-02-30", "30.2.1997": no number is written so. */
static bool is_whole_date(struct str word)
{
    size_t marks = 0;
    for (size_t i = 0; i < word.len; i++)
        marks += word.ptr[i] == '-' || word.ptr[i] == '.' || word.ptr[i] == '/';
    return marks >= 2 && count_digits(word) >= DATE_DIGITS;
}

/* The bytes at the start of a value that stand as a date does, whether or not there is such a day: "1997-02-30" before
 * anything, "31 Feb 1997" before the end or a dateline. */
static size_t wrong_date_prefix(struct str value)
{
    struct str rest = value;
    struct word word;
    struct dateline dateline;
    size_t len = 0;
    bool digits = false, whole = false;
    while (word_next(&rest, &word) && is_date_word(word.text)) {
        len = (size_t)(word.text.ptr - value.ptr) + word.text.len;
        digits |= count_digits(word.text) > 0;
        whole |= is_whole_date(word.text);
    }
    rest = (struct str){value.ptr + len, value.len - len};
    bool ends = digits && (text_is_blank(rest) || dateline_parse(rest, false, &dateline));
    return whole || ends ? len : 0;
}

/* "unknown", "14 septembre 1996": a few words that stand for a date to somebody. Without a colon one word will do where
 * the line begins with a small d, as no headline does. */
static bool is_foreign_date(struct str value, bool colon, bool small)
{
    struct word word;
    unsigned words = 0, few = colon ? 2 : small ? 1 : 0;
    bool number_first = value.len && count_digits((struct str){value.ptr, 1}), year_last = false;
    while (word_next(&value, &word)) {
        year_last = word.text.len == 4 && count_digits(word.text) == 4;
        if (++words > DATE_WORDS_MAX)
            return false;
    }
    return words <= few || (year_last && (colon || number_first));
}

size_t text_date_line(struct str line, struct date *out)
{
    static const char word[] = "date";
    size_t at = sizeof word - 1;
    *out = (struct date){0};
    if (line.len <= at || strncasecmp(line.ptr, word, at) != 0)
        return 0;
    bool colon = line.ptr[at] == ':';
    at += colon;
    struct str value = str_trim((struct str){line.ptr + at, line.len - at});
    if (value.ptr == line.ptr + sizeof word - 1)
        return 0;
    if (date_parse(value, out))
        return line.len;
    size_t before = (size_t)(value.ptr - line.ptr), taken = date_parse_prefix(value, out);
    if (taken)
        return before + taken;
    *out = (struct date){0};
    if ((taken = wrong_date_prefix(value)))
        return before + taken;
    return is_foreign_date(value, colon, line.ptr[0] == 'd') ? line.len : 0;
}

bool text_bare_date(struct str line, struct str behind, struct date *out)
{
    struct word word;
    *out = (struct date){0};
    if (line.len > BARE_DATE_MAX || text_is_blank(behind) || !date_parse(line, out) || out->precision < DATE_MONTH)
        return false;
    return !word_next(&behind, &word) || word.kind != WORD_LOWER;
}

bool text_other_date(struct str text, const struct date *date)
{
    struct str line;
    struct date other;
    while (lines_next(&text, &line))
        if (line.len && text_bare_date(line, text, &other) && other.seconds != date->seconds)
            return true;
    return false;
}

bool text_stands_for_date(struct str value)
{
    struct date date;
    return date_parse(value, &date) || wrong_date_prefix(value) == value.len || is_foreign_date(value, true, false);
}
