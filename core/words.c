#include "core/words.h"

#include <utf8proc.h>

#include "core/utf8.h"

/* The rest is CHAR_OTHER. */
const unsigned char ascii_class[256] = {
    [0 ... ' '] = CHAR_SPACE,    ['\''] = CHAR_APOSTROPHE, ['0' ... '9'] = CHAR_DIGIT, ['A' ... 'Z'] = CHAR_LETTER,
    ['a' ... 'z'] = CHAR_LETTER, [0x7F] = CHAR_SPACE,      [0x80 ... 0xFF] = CHAR_LEAD};

struct range {
    uint32_t first, last;
};

/* Sorted. Letters of Han, Hiragana, Katakana and Hangul, with the marks between them that belong to the script. */
static const struct range cjk_ranges[] = {
    {0x1100, 0x11FF},   /* Hangul Jamo */
    {0x2F00, 0x2FD5},   /* Kangxi radicals: compatibility forms of Han */
    {0x3005, 0x3007},   /* iteration mark, closing mark, zero */
    {0x3021, 0x3029},   /* Hangzhou numerals */
    {0x3038, 0x303C},   /* more of them, iteration mark, masu mark */
    {0x3041, 0x3096},   /* Hiragana */
    {0x309D, 0x309F},   /* its iteration marks */
    {0x30A1, 0x30FA},   /* Katakana; the middle dot U+30FB parts words */
    {0x30FC, 0x30FF},   /* long vowel, iteration marks */
    {0x3131, 0x318E},   /* Hangul compatibility Jamo */
    {0x31F0, 0x31FF},   /* Katakana extensions */
    {0x3400, 0x4DBF},   /* Han extension A */
    {0x4E00, 0x9FFF},   /* Han */
    {0xA960, 0xA97C},   /* Hangul Jamo extended A */
    {0xAC00, 0xD7A3},   /* Hangul syllables */
    {0xD7B0, 0xD7FB},   /* Hangul Jamo extended B */
    {0xF900, 0xFAFF},   /* Han compatibility ideographs */
    {0xFF66, 0xFF9F},   /* half-width Katakana */
    {0xFFA0, 0xFFDC},   /* half-width Hangul */
    {0x1AFF0, 0x1B16F}, /* Kana extended B, supplement, extended A, small Kana */
    {0x20000, 0x323AF}, /* Han extensions B to H, compatibility supplement */
};

static bool is_cjk(uint32_t c)
{
    size_t low = 0, high = sizeof cjk_ranges / sizeof *cjk_ranges;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c > cjk_ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < sizeof cjk_ranges / sizeof *cjk_ranges && c >= cjk_ranges[low].first;
}

/* Superscript and subscript digits are digits to a reader: CO2, km2. */
static bool is_raised_or_lowered_digit(uint32_t c)
{
    return c == 0xB2 || c == 0xB3 || c == 0xB9 || c == 0x2070 || (c >= 0x2074 && c <= 0x2079) ||
           (c >= 0x2080 && c <= 0x2089);
}

static enum char_class class_of_category(uint32_t c)
{
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return CHAR_LETTER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return CHAR_MARK;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
        return CHAR_DIGIT;
    case UTF8PROC_CATEGORY_NO:
        return is_raised_or_lowered_digit(c) ? CHAR_DIGIT : CHAR_OTHER;
    case UTF8PROC_CATEGORY_CF:
        return CHAR_PASSED;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
        return CHAR_SPACE;
    default:
        return CHAR_OTHER;
    }
}

enum char_class char_class(uint32_t c)
{
    if (c < 0x80)
        return (enum char_class)ascii_class[c];
    if (is_plain_cjk(c))
        return CHAR_CJK;
    switch (c) {
    case 0x2019: /* right single quotation mark */
    case 0x02BC: /* modifier letter apostrophe */
    case 0xFF07: /* full-width apostrophe */
        return CHAR_APOSTROPHE;
    case 0x055B: /* Armenian emphasis, exclamation and question marks: they stand over a vowel inside the word */
    case 0x055C:
    case 0x055E:
    case 0x0640: /* Arabic tatweel */
        return CHAR_PASSED;
    case 0x200B: /* zero-width space: shows where a word ends */
        return CHAR_SPACE;
    default:
        return c >= 0x1100 && is_cjk(c) ? CHAR_CJK : class_of_category(c);
    }
}

enum char_class char_class_at(struct str text, size_t at, size_t *len)
{
    unsigned char first = (unsigned char)text.ptr[at];
    if (first < 0x80) {
        *len = 1;
        return (enum char_class)ascii_class[first];
    }
    uint32_t c;
    bool valid;
    *len = utf8_decode(text.ptr + at, text.len - at, &c, &valid);
    return valid ? char_class(c) : CHAR_OTHER;
}

bool char_extends(uint32_t c)
{
    if (c < 0x300)
        return false;
    if ((c >= 0x1160 && c <= 0x11FF) || (c >= 0xD7B0 && c <= 0xD7FB) || c == 0xFF9E || c == 0xFF9F)
        return true;
    return class_of_category(c) == CHAR_MARK;
}

static bool is_word_char(enum char_class class)
{
    return class == CHAR_LETTER || class == CHAR_DIGIT || class == CHAR_MARK;
}

static bool is_word_char_at(struct str text, size_t at)
{
    size_t len;
    return at < text.len && is_word_char(char_class_at(text, at, &len));
}

/* A possessive 's at `at`, the place of its apostrophe: returns its end, or 0. */
static size_t possessive_end(struct str text, size_t at)
{
    size_t len;
    if (at >= text.len || char_class_at(text, at, &len) != CHAR_APOSTROPHE)
        return 0;
    size_t s = at + len;
    if (s >= text.len || (text.ptr[s] != 's' && text.ptr[s] != 'S'))
        return 0;
    return is_word_char_at(text, s + 1) ? 0 : s + 1;
}

static size_t digits_end(struct str text, size_t at)
{
    while (at < text.len && is_ascii_digit(text.ptr[at]))
        at++;
    return at;
}

/* A digit behind "digit, separator" is the middle of a list or a date such as 27.12.2017, already found not to be one
 * number; looking back keeps its parts from joining, and long lists from being read again at each part. */
static bool continues_list(struct str text, size_t at)
{
    return at >= 2 && (text.ptr[at - 1] == '.' || text.ptr[at - 1] == ',') && is_ascii_digit(text.ptr[at - 2]);
}

size_t number_end(struct str text, size_t at, bool *grouped)
{
    size_t first_end = digits_end(text, at), end = first_end, separators = 0;
    bool listed = continues_list(text, at), point = false;
    *grouped = first_end - at <= 3;
    while (!listed && end + 1 < text.len && (text.ptr[end] == ',' || text.ptr[end] == '.') &&
           is_ascii_digit(text.ptr[end + 1])) {
        size_t group_end = digits_end(text, end + 1);
        if (point || (text.ptr[end] == ',' && group_end - end != 4))
            *grouped = false;
        point |= text.ptr[end] == '.';
        separators++;
        end = group_end;
    }
    *grouped = *grouped && separators > (point ? 1U : 0U);
    return *grouped || separators == 1 ? end : first_end;
}

/* A letter that is a word by itself, with its marks: returns its end, or 0. What follows may be a possessive. */
static size_t single_letter_end(struct str text, size_t at)
{
    size_t len;
    if (at >= text.len || char_class_at(text, at, &len) != CHAR_LETTER)
        return 0;
    enum char_class next = CHAR_OTHER;
    for (at += len; at < text.len; at += len) {
        next = char_class_at(text, at, &len);
        if (next != CHAR_MARK)
            break;
    }
    if (at >= text.len || !(is_word_char(next) || next == CHAR_PASSED || next == CHAR_APOSTROPHE))
        return at;
    return next == CHAR_APOSTROPHE && (possessive_end(text, at) || !is_word_char_at(text, at + len)) ? at : 0;
}

/* Single letters joined by full stops, two at least: the end behind the last full stop, or 0. */
static size_t abbreviation_end(struct str text, size_t at)
{
    size_t end = single_letter_end(text, at), letters = 1;
    if (!end)
        return 0;
    while (end < text.len && text.ptr[end] == '.') {
        size_t next = single_letter_end(text, end + 1);
        if (!next)
            break;
        end = next;
        letters++;
    }
    if (letters < 2)
        return 0;
    return end < text.len && text.ptr[end] == '.' ? end + 1 : end;
}

/* Whether the apostrophe at `at` of length `len` stands inside a word: between letters, or as the possessive of a
 * number (the G20's). */
static bool apostrophe_joins(struct str text, size_t at, size_t len, enum char_class before)
{
    size_t next_len;
    if (at + len >= text.len)
        return false;
    if (before == CHAR_LETTER)
        return char_class_at(text, at + len, &next_len) == CHAR_LETTER;
    return before == CHAR_DIGIT && possessive_end(text, at);
}

static size_t plain_word_end(struct str text, size_t at, bool elides)
{
    size_t end = at, len;
    enum char_class before = CHAR_OTHER;
    while (at < text.len) {
        bool grouped;
        enum char_class class = char_class_at(text, at, &len);
        if (class == CHAR_DIGIT && before != CHAR_DIGIT && is_ascii_digit(text.ptr[at]))
            len = number_end(text, at, &grouped) - at;
        if (class == CHAR_APOSTROPHE ? elides || !apostrophe_joins(text, at, len, before)
                                     : !is_word_char(class) && class != CHAR_PASSED)
            break;
        at += len;
        if (is_word_char(class))
            end = at;
        if (class != CHAR_PASSED && class != CHAR_MARK)
            before = class;
    }
    return end;
}

size_t word_end(struct str text, size_t at, bool elides)
{
    size_t end = abbreviation_end(text, at);
    if (!end)
        return plain_word_end(text, at, elides);
    size_t possessive = elides ? 0 : possessive_end(text, end);
    return possessive ? possessive : end;
}

size_t cjk_char_end(struct str run, size_t at)
{
    uint32_t c;
    at += utf8_decode(run.ptr + at, run.len - at, &c, NULL);
    while (at < run.len) {
        size_t len = utf8_decode(run.ptr + at, run.len - at, &c, NULL);
        if (is_plain_cjk(c) || (!char_extends(c) && char_class(c) != CHAR_PASSED))
            break;
        at += len;
    }
    return at;
}

size_t cjk_run_end(struct str text, size_t at)
{
    size_t end = at, len;
    while (at < text.len) {
        enum char_class class = char_class_at(text, at, &len);
        if (class != CHAR_CJK && class != CHAR_MARK && class != CHAR_PASSED)
            break;
        at += len;
        if (class != CHAR_PASSED)
            end = at;
    }
    return end;
}
