#include "indexer/word.h"

#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "core/ascii.h"
#include "core/utf8.h"

enum { GEORGIAN_FIRST = 0x10D0, GEORGIAN_LAST = 0x10FF }; /* small letters by name, used without capitals */

enum letter { LETTER_NONE, LETTER_UPPER, LETTER_LOWER, LETTER_CASELESS, LETTER_MARK, LETTER_STOP, LETTER_JOINER };

static enum letter letter_kind(uint32_t c)
{
    if (c == '.')
        return LETTER_STOP;
    if (c == '\'' || c == '-' || c == '/' || c == 0x2019 || c == 0x2010 || c == 0x2011)
        return LETTER_JOINER;
    if (c >= GEORGIAN_FIRST && c <= GEORGIAN_LAST)
        return LETTER_CASELESS;
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
        return LETTER_UPPER;
    case UTF8PROC_CATEGORY_LL:
        return LETTER_LOWER;
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_LM:
        return LETTER_CASELESS;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_CF:
        return LETTER_MARK;
    default:
        return LETTER_NONE;
    }
}

static bool is_mc(struct str word)
{
    return (word.len > 3 && memcmp(word.ptr, "Mc", 2) == 0) || (word.len > 4 && memcmp(word.ptr, "Mac", 3) == 0);
}

static enum word_case case_of(const unsigned count[], enum letter first, struct str word)
{
    unsigned small = count[LETTER_LOWER], capital = count[LETTER_UPPER];
    if (count[LETTER_NONE])
        return WORD_BAD;
    if (count[LETTER_CASELESS])
        return small || capital ? WORD_BAD : WORD_CASELESS;
    if (small == 0)
        return capital ? WORD_UPPER : WORD_BAD;
    if (is_mc(word) && capital > 2 && small < 3)
        return WORD_UPPER;
    if (first == LETTER_UPPER)
        return WORD_CAPITAL;
    return capital ? WORD_BAD : WORD_LOWER;
}

bool word_next(struct str *rest, struct word *word)
{
    unsigned count[LETTER_JOINER + 1] = {0};
    enum letter first = LETTER_NONE;
    *rest = str_trim(*rest);
    size_t at = 0;
    while (at < rest->len && !ascii_is_space(rest->ptr[at])) {
        uint32_t c;
        at += utf8_decode(rest->ptr + at, rest->len - at, &c, NULL);
        enum letter kind = letter_kind(c);
        count[kind]++;
        if (first == LETTER_NONE)
            first = kind;
    }
    *word = (struct word){.text = {rest->ptr, at},
                          .letters = count[LETTER_UPPER] + count[LETTER_LOWER] + count[LETTER_CASELESS],
                          .stops = count[LETTER_STOP]};
    word->kind = case_of(count, first, word->text);
    *rest = (struct str){rest->ptr + at, rest->len - at};
    return at > 0;
}

bool word_in_list(struct str word, const char *list)
{
    char sought[34] = "|"; /* and the word */
    size_t len = 1;
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] == '.')
            continue;
        if (len == sizeof sought - 1 || word.ptr[i] == '\0')
            return false;
        sought[len++] = word.ptr[i];
    }
    if (len == 1)
        return false;
    if (strncmp(list, sought + 1, len - 1) == 0 && strchr("|", list[len - 1]))
        return true;
    for (const char *at = list; (at = strstr(at, sought)); at++)
        if (strchr("|", at[len]))
            return true;
    return false;
}

unsigned word_count(struct str text)
{
    struct word word;
    unsigned words = 0;
    while (word_next(&text, &word))
        words++;
    return words;
}

bool word_is_particle(struct str word)
{
    return word_in_list(word, "de|del|della|di|da|do|dos|das|du|des|la|las|le|les|los|el|al|am|an|der|den|im|in|on|of|"
                              "the|and|upon|sur|sous|en|et|y|e|under|и|на");
}

int word_month(struct str word)
{
    static const char *const months[] = {"january", "february", "march",     "april",   "may",      "june",
                                         "july",    "august",   "september", "october", "november", "december"};
    if (word.len && word.ptr[word.len - 1] == '.')
        word.len--;
    for (int i = 0; word.len >= 3 && i < 12; i++)
        if (word.len <= strlen(months[i]) && strncasecmp(word.ptr, months[i], word.len) == 0)
            return i + 1;
    return 0;
}

bool word_is_weekday(struct str word)
{
    return word_in_list(word, "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mon|Tue|Tues|Wed|Thu|Thurs|Fri|"
                              "Sat|Sun|MONDAY|TUESDAY|WEDNESDAY|THURSDAY|FRIDAY|SATURDAY|SUNDAY");
}

bool ends_sentence(struct str text)
{
    static const char *const closing[] = {"\"", "'", ")", "]", "”", "’", "»", "」", "』"};
    static const char *const stops[] = {".", "。", "．", "։", "۔", "।", "።"};
    text = str_trim(text);
    for (size_t i = 0; i < sizeof closing / sizeof closing[0]; i++) {
        size_t len = strlen(closing[i]);
        if (text.len > len && memcmp(text.ptr + text.len - len, closing[i], len) == 0) {
            text.len -= len;
            i = (size_t)-1;
        }
    }
    for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++) {
        size_t len = strlen(stops[i]);
        if (text.len >= len && memcmp(text.ptr + text.len - len, stops[i], len) == 0)
            return true;
    }
    return false;
}
