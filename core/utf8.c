#include "core/utf8.h"

#include <string.h>

#include <utf8proc.h>

/* ---- decoding ---- */

/* Bytes of a sequence by its first byte (0: none begins with it), and the bounds of the second byte, which is where overlong
 * forms, surrogates and numbers past U+10FFFF are told: table 3-7 of the standard. */
static size_t sequence(unsigned char first, unsigned char *low, unsigned char *high)
{
    *low = 0x80;
    *high = 0xBF;
    if (first >= 0xC2 && first <= 0xDF)
        return 2;
    if (first >= 0xE0 && first <= 0xEF) {
        if (first == 0xE0)
            *low = 0xA0;
        if (first == 0xED)
            *high = 0x9F;
        return 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (first == 0xF0)
            *low = 0x90;
        if (first == 0xF4)
            *high = 0x8F;
        return 4;
    }
    return 0;
}

size_t utf8_decode(const char *text, size_t len, uint32_t *code_point, bool *valid)
{
    const unsigned char *p = (const unsigned char *)text;
    unsigned char low, high;

    if (valid)
        *valid = true;
    if (p[0] < 0x80) {
        *code_point = p[0];
        return 1;
    }
    size_t need = sequence(p[0], &low, &high), at = 1;
    uint32_t value = need ? p[0] & (0x7Fu >> need) : 0;
    for (; at < need && at < len && p[at] >= low && p[at] <= high; at++) {
        value = value << 6 | (p[at] & 0x3F);
        low = 0x80;
        high = 0xBF;
    }
    bool whole = need && at == need;
    if (valid)
        *valid = whole;
    *code_point = whole ? value : UTF8_REPLACEMENT;
    return at;
}

size_t utf8_encode(uint32_t c, char out[UTF8_MAX])
{
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = UTF8_REPLACEMENT;
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(lead[len] | c);
    return len;
}

bool utf8_valid(const char *text, size_t len)
{
    uint32_t c;
    bool valid = true;
    for (size_t at = 0; valid && at < len;)
        at += utf8_decode(text + at, len - at, &c, &valid);
    return valid;
}

size_t utf8_cut(const char *text, size_t len, size_t max)
{
    if (len <= max)
        return len;
    size_t cut = max;
    while (cut > 0 && max - cut < UTF8_MAX - 1 && ((unsigned char)text[cut] & 0xC0) == 0x80)
        cut--;
    return ((unsigned char)text[cut] & 0xC0) == 0x80 ? max : cut;
}

/* ---- repair ---- */

/* Whether a byte stays as it is without a second look: printable ASCII, tab, newline. */
static bool is_clean(unsigned char c)
{
    return (c >= 0x20 && c < 0x7F) || c == '\t' || c == '\n';
}

/* Appends the character at the start of text when it is not a clean byte; returns its length. */
static size_t repair_one(const char *text, size_t len, struct buf *out, bool *changed)
{
    uint32_t c;
    bool valid;
    size_t took = utf8_decode(text, len, &c, &valid);

    if (c == '\r') {
        if (len < 2 || text[1] != '\n')
            buf_append_byte(out, '\n');
    } else if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
        buf_append_byte(out, ' ');
        *changed = true;
    } else if (!valid) {
        buf_append(out, "\xEF\xBF\xBD", 3);
        *changed = true;
    } else {
        buf_append(out, text, took);
    }
    return took;
}

bool utf8_repair(const char *text, size_t len, struct buf *out)
{
    bool changed = false;
    size_t at = 0;

    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        at = 3;
        changed = true;
    }
    while (at < len) {
        size_t clean = at;
        while (clean < len && is_clean((unsigned char)text[clean]))
            clean++;
        buf_append(out, text + at, clean - at);
        at = clean;
        if (at < len)
            at += repair_one(text + at, len - at, out, &changed);
    }
    return changed;
}

/* ---- width ---- */

int utf8_width(uint32_t code_point)
{
    if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0) || code_point > 0x10FFFF)
        return 0;
    return utf8proc_charwidth((utf8proc_int32_t)code_point);
}

size_t utf8_text_width(const char *text, size_t len)
{
    size_t width = 0;
    uint32_t c;
    for (size_t at = 0; at < len; width += (size_t)utf8_width(c))
        at += utf8_decode(text + at, len - at, &c, NULL);
    return width;
}
