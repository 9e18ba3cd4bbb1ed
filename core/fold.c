#include "core/fold.h"

#include <string.h>
#include <utf8proc.h>

#include "core/analyzer.h"
#include "core/ascii.h"
#include "core/utf8.h"
#include "core/words.h"

/* Code points that a piece may decompose into. The worst character gives 18 for its 3 bytes, so that a piece full of
 * them is refused; text that people write gives less than two for a byte. */
enum { CODE_POINTS_MAX = 2 * FOLD_PIECE_MAX };

/* Letters whose stroke, hook or missing dot Unicode does not count as an accent, and ligatures that are letters.
 * Sorted; lower case, for they are looked up after case folding. */
static const struct {
    uint16_t letter;
    char plain[2];
} strokes[] = {
    {0x00E6, {'a', 'e'}}, /* æ */
    {0x00F0, {'d', 0}},   /* ð */
    {0x00F8, {'o', 0}},   /* ø */
    {0x00FE, {'t', 'h'}}, /* þ */
    {0x0111, {'d', 0}},   /* đ */
    {0x0127, {'h', 0}},   /* ħ */
    {0x0131, {'i', 0}},   /* ı */
    {0x0142, {'l', 0}},   /* ł */
    {0x0153, {'o', 'e'}}, /* œ */
    {0x0167, {'t', 0}},   /* ŧ */
    {0x0180, {'b', 0}},   /* ƀ */
    {0x0199, {'k', 0}},   /* ƙ */
    {0x019A, {'l', 0}},   /* ƚ */
    {0x01B4, {'y', 0}},   /* ƴ */
    {0x01B6, {'z', 0}},   /* ƶ */
    {0x01E5, {'g', 0}},   /* ǥ */
    {0x0237, {'j', 0}},   /* ȷ */
    {0x023C, {'c', 0}},   /* ȼ */
    {0x0247, {'e', 0}},   /* ɇ */
    {0x0249, {'j', 0}},   /* ɉ */
    {0x024D, {'r', 0}},   /* ɍ */
    {0x024F, {'y', 0}},   /* ɏ */
    {0x0253, {'b', 0}},   /* ɓ */
    {0x0257, {'d', 0}},   /* ɗ */
    {0x0268, {'i', 0}},   /* ɨ */
    {0x0289, {'u', 0}},   /* ʉ */
    {0x2C65, {'a', 0}},   /* ⱥ */
};

static const char *stroke_of(uint32_t c)
{
    size_t low = 0, high = sizeof strokes / sizeof *strokes;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strokes[middle].letter == c)
            return strokes[middle].plain;
        if (strokes[middle].letter < c)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static bool is_latin_or_greek(uint32_t c)
{
    return c < 0x02B0 || (c >= 0x0370 && c < 0x0400) || (c >= 0x1D00 && c < 0x1DC0) || (c >= 0x1E00 && c < 0x2000) ||
           (c >= 0x2C60 && c < 0x2C80) || (c >= 0xA720 && c < 0xA800) || (c >= 0xAB30 && c < 0xAB70);
}

static bool is_accent(uint32_t c)
{
    return (c >= 0x0300 && c < 0x0370) || (c >= 0x1AB0 && c < 0x1B00) || (c >= 0x1DC0 && c < 0x1E00) ||
           (c >= 0x20D0 && c < 0x2100) || (c >= 0xFE20 && c < 0xFE30);
}

/* Arabic vowel signs and Hebrew points, which few people write and nobody types. Those that make another letter (hamza
 * over alef) have been composed with it before. */
static bool is_vowel_point(uint32_t c)
{
    bool arabic = (c >= 0x0610 && c <= 0x061A) || (c >= 0x064B && c <= 0x065F) || c == 0x0670 ||
                  (c >= 0x06D6 && c <= 0x06ED) || (c >= 0x08CA && c <= 0x08FF);
    bool hebrew = c >= 0x0591 && c <= 0x05C7;
    return (arabic || hebrew) && char_class(c) == CHAR_MARK;
}

static size_t clean_number(struct str text, size_t at, size_t end, bool grouped, char *out)
{
    size_t n = 0;
    for (; at < end; at++)
        if (text.ptr[at] != ',' || !grouped)
            out[n++] = text.ptr[at];
    return n;
}

/* I is the capital of the dotless i, and with a dot above it that of i. */
static size_t clean_turkish_i(struct str text, size_t *at, char *out)
{
    static const char dotted[] = "\xCC\x87"; /* U+0307 */
    if (text.len - *at > 2 && memcmp(text.ptr + *at + 1, dotted, 2) == 0) {
        *at += 3;
        return utf8_encode('i', out);
    }
    *at += 1;
    return utf8_encode(0x0131, out);
}

static size_t clean_char(struct str text, size_t *at, unsigned flags, char *out)
{
    uint32_t c;
    bool valid;
    *at += utf8_decode(text.ptr + *at, text.len - *at, &c, &valid);
    enum char_class class = valid ? char_class(c) : CHAR_OTHER;
    bool outside = class == CHAR_OTHER || class == CHAR_SPACE;
    if (class == CHAR_PASSED || (outside && flags & FOLD_WORD))
        return 0;
    if (class == CHAR_APOSTROPHE)
        c = '\'';
    else if (!valid || class == CHAR_SPACE)
        c = ' ';
    else if (c == 0x0130 && flags & FOLD_TURKISH)
        c = 'i';
    return utf8_encode(c, out);
}

/* The first pass. Only the Turkish I can grow, from one byte to two. */
static size_t clean(struct str text, unsigned flags, char out[2 * FOLD_PIECE_MAX])
{
    size_t n = 0;
    for (size_t at = 0; at < text.len;) {
        if (flags & FOLD_WORD && is_ascii_digit(text.ptr[at])) {
            bool grouped;
            size_t end = number_end(text, at, &grouped);
            n += clean_number(text, at, end, grouped, out + n);
            at = end;
        } else if (flags & FOLD_TURKISH && text.ptr[at] == 'I') {
            n += clean_turkish_i(text, &at, out + n);
        } else if (ascii_is_letter(text.ptr[at])) { /* as most are: it stays */
            out[n++] = text.ptr[at++];
        } else {
            n += clean_char(text, &at, flags, out + n);
        }
    }
    return n;
}

/* Copies decomposed code points without their accents; a ligature becomes two. */
static size_t fold_accents(const utf8proc_int32_t *text, size_t count, utf8proc_int32_t *out)
{
    size_t n = 0;
    bool accents_go = false;
    for (size_t i = 0; i < count; i++) {
        uint32_t c = (uint32_t)text[i];
        if (accents_go && is_accent(c))
            continue;
        accents_go = is_latin_or_greek(c) || (accents_go && char_class(c) == CHAR_MARK);
        const char *plain = c < 0x80 ? NULL : stroke_of(c);
        out[n++] = plain ? plain[0] : (utf8proc_int32_t)c;
        if (plain && plain[1])
            out[n++] = plain[1];
    }
    return n;
}

/* Compatibility forms hold characters that no word does: U+FDFA has spaces. */
static bool stays(uint32_t c, unsigned flags)
{
    if (c < 0x80)
        return !(flags & FOLD_WORD) || ascii_class[c] >= CHAR_LETTER || c == '.' || c == ',';
    enum char_class class = char_class(c);
    return !is_vowel_point(c) && (!(flags & FOLD_WORD) || (class >= CHAR_LETTER && class != CHAR_PASSED));
}

/* What people write for a composed character: Russian papers print е for ё, and readers type the digits that they have.
 */
static uint32_t common_form(uint32_t c)
{
    if (c == 0x0451)
        return 0x0435;
    if ((c >= 0x0660 && c <= 0x0669) || (c >= 0x06F0 && c <= 0x06F9))
        return '0' + (c & 0xF);
    if (c >= 0x0966 && c <= 0x096F)
        return '0' + (c - 0x0966);
    return c;
}

static size_t encode(const utf8proc_int32_t *text, size_t count, unsigned flags, char *out, size_t capacity)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        char bytes[UTF8_MAX];
        uint32_t c = common_form((uint32_t)text[i]);
        if (!stays(c, flags))
            continue;
        size_t len = utf8_encode(c, bytes);
        if (len > capacity - n)
            return 0;
        memcpy(out + n, bytes, len);
        n += len;
    }
    return n;
}

static size_t fold_unicode(struct str cleaned, unsigned flags, char *out, size_t capacity)
{
    utf8proc_int32_t decomposed[CODE_POINTS_MAX], plain[2 * CODE_POINTS_MAX], *text = decomposed;
    const utf8proc_option_t options =
        UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
    utf8proc_ssize_t count = utf8proc_decompose((const utf8proc_uint8_t *)cleaned.ptr, (utf8proc_ssize_t)cleaned.len,
                                                decomposed, CODE_POINTS_MAX, options);
    if (count <= 0 || count > CODE_POINTS_MAX)
        return 0;
    if (flags & FOLD_ACCENTS) {
        count = (utf8proc_ssize_t)fold_accents(decomposed, (size_t)count, plain);
        text = plain;
    }
    count = utf8proc_normalize_utf32(text, count, options);
    return count > 0 ? encode(text, (size_t)count, flags, out, capacity) : 0;
}

/* Lower-cases a text of ASCII; returns false at the first byte that is not. */
static bool lower_ascii(char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)text[i] >= 0x80)
            return false;
        if (text[i] >= 'A' && text[i] <= 'Z')
            text[i] = (char)(text[i] | 0x20);
    }
    return true;
}

size_t fold_piece(struct str text, unsigned flags, char *out, size_t capacity)
{
    char cleaned[2 * FOLD_PIECE_MAX];
    if (text.len > FOLD_PIECE_MAX)
        return 0;
    size_t len = clean(text, flags, cleaned);
    if (!lower_ascii(cleaned, len))
        return fold_unicode((struct str){cleaned, len}, flags, out, capacity);
    if (len > capacity)
        return 0;
    memcpy(out, cleaned, len);
    return len;
}

bool fold_has_accents(struct str text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t c;
        at += utf8_decode(text.ptr + at, text.len - at, &c, NULL);
        if (c >= 0x80 && (is_latin_or_greek(c) || is_accent(c)))
            return true;
    }
    return false;
}

/* Where to cut a text that is too long for one piece: before a character that nothing composes with, as late as can
 * be. */
static size_t piece_end(struct str text, size_t at)
{
    enum { PIECE = FOLD_PIECE_MAX / 8 }; /* short enough for any expansion to fit */
    if (text.len - at <= PIECE)
        return text.len;
    size_t latest = at + utf8_cut(text.ptr + at, text.len - at, PIECE);
    for (size_t end = latest; end > at; end = at + utf8_cut(text.ptr + at, end - at, end - at - 1)) {
        uint32_t c;
        utf8_decode(text.ptr + end, text.len - end, &c, NULL);
        if (!char_extends(c))
            return end;
    }
    return latest > at ? latest : at + 1;
}

/* Drops the spaces of a text that follow a space, in place. */
static size_t squeeze(char *text, size_t len, bool after_space)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] != ' ' || !after_space)
            text[n++] = text[i];
        after_space = text[i] == ' ';
    }
    return n;
}

void fold_append(struct str text, unsigned flags, size_t max, struct buf *out)
{
    char folded[UTF8_MAX * CODE_POINTS_MAX];
    size_t start = out->len, room = max;
    bool after_space = true;
    for (size_t at = 0; at < text.len && room > 0 && !out->failed;) {
        size_t end = piece_end(text, at);
        size_t len = fold_piece((struct str){text.ptr + at, end - at}, flags, folded, sizeof folded);
        len = squeeze(folded, len, after_space);
        size_t fits = utf8_cut(folded, len, room);
        buf_append(out, folded, fits);
        room = fits < len ? 0 : room - fits;
        after_space = fits > 0 ? folded[fits - 1] == ' ' : after_space;
        at = end;
    }
    if (out->len > start && out->data[out->len - 1] == ' ')
        buf_truncate(out, out->len - 1);
}
