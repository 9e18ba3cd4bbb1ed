#include "core/utf8.h"

#include <string.h>
#include <utf8proc.h>

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* A lead byte's row of table 3-7: the length of its sequence, the bits that it gives, and the range of the second
 * byte, which is where overlong forms, surrogates and numbers past U+10FFFF are kept out. Length 0: no lead byte. */
struct lead {
    unsigned length, bits, low, high;
};

static struct lead lead_of(unsigned char c)
{
    if (c < 0xC2 || c > 0xF4)
        return (struct lead){0};
    if (c < 0xE0)
        return (struct lead){2, c & 0x1FU, 0x80, 0xBF};
    if (c < 0xF0)
        return (struct lead){3, c & 0x0FU, c == 0xE0 ? 0xA0 : 0x80, c == 0xED ? 0x9F : 0xBF};
    return (struct lead){4, c & 0x07U, c == 0xF0 ? 0x90 : 0x80, c == 0xF4 ? 0x8F : 0xBF};
}

static size_t decode_sequence(const unsigned char *text, size_t len, uint32_t *code_point, bool *valid)
{
    struct lead lead = lead_of(text[0]);
    uint32_t result = lead.bits;
    size_t taken = 1;
    while (taken < lead.length && taken < len) {
        unsigned char c = text[taken];
        if (taken == 1 ? c < lead.low || c > lead.high : (c & 0xC0) != 0x80)
            break;
        result = result << 6 | (c & 0x3FU);
        taken++;
    }
    *valid = lead.length > 0 && taken == lead.length;
    *code_point = *valid ? result : (uint32_t)UTF8_REPLACEMENT;
    return taken;
}

size_t utf8_decode(const char *text, size_t len, uint32_t *code_point, bool *valid)
{
    bool ignored;
    unsigned char first = (unsigned char)text[0];
    if (!valid)
        valid = &ignored;
    if (first < 0x80) {
        *code_point = first;
        *valid = true;
        return 1;
    }
    return decode_sequence((const unsigned char *)text, len, code_point, valid);
}

size_t utf8_encode(uint32_t code_point, char out[UTF8_MAX])
{
    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
        code_point = UTF8_REPLACEMENT;
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    size_t len = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    static const unsigned char lead_mark[] = {0, 0, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(lead_mark[len] | code_point);
    return len;
}

/* Whether eight bytes at `text` are all printable ASCII, U+0020 to U+007E. Below, the high bit of a byte of `low` or
 * `del` is set for a control or for DEL when no byte of the word is above 0x7F, which the first term rules out; a
 * borrow can spread only from a byte that is found anyway. */
static bool eight_printable(const char *text)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones * 0x80;
    uint64_t word;
    memcpy(&word, text, sizeof word);
    uint64_t low = word - ones * 0x20;
    uint64_t del = (word ^ ones * 0x7F) - ones;
    return ((word | low | del) & highs) == 0;
}

bool utf8_valid(const char *text, size_t len)
{
    size_t at = 0;
    while (at < len) {
        if (len - at >= 8 && eight_printable(text + at)) {
            at += 8;
            continue;
        }
        uint32_t code_point;
        bool valid;
        at += utf8_decode(text + at, len - at, &code_point, &valid);
        if (!valid)
            return false;
    }
    return true;
}

size_t utf8_count(const char *text, size_t len)
{
    size_t count = 0;
    for (size_t at = 0; at < len; count++) {
        uint32_t code_point;
        at += utf8_decode(text + at, len - at, &code_point, NULL);
    }
    return count;
}

size_t utf8_cut(const char *text, size_t len, size_t max)
{
    if (len <= max)
        return len;
    size_t start = max;
    while (start > 0 && max - start < UTF8_MAX - 1 && is_continuation(text[start]))
        start--;
    uint32_t code_point;
    return start + utf8_decode(text + start, len - start, &code_point, NULL) > max ? start : max;
}

/* C0 controls except tab and newline, DEL, C1 controls. */
static bool is_control(uint32_t code_point)
{
    return code_point < 0x20 ? code_point != '\t' && code_point != '\n' : code_point >= 0x7F && code_point <= 0x9F;
}

/* The bytes at the start of text that are clean as they are. */
static size_t clean_run(const char *text, size_t len)
{
    size_t at = 0;
    while (at < len) {
        if (len - at >= 8 && eight_printable(text + at)) {
            at += 8;
            continue;
        }
        uint32_t code_point;
        bool valid;
        size_t taken = utf8_decode(text + at, len - at, &code_point, &valid);
        if (!valid || is_control(code_point))
            break;
        at += taken;
    }
    return at;
}

bool utf8_repair(const char *text, size_t len, struct buf *out)
{
    static const char byte_order_mark[] = "\xEF\xBB\xBF", replacement[] = "\xEF\xBF\xBD";
    bool changed = false;
    size_t at = 0;
    if (len >= 3 && memcmp(text, byte_order_mark, 3) == 0) {
        changed = true;
        at = 3;
    }
    while (at < len) {
        size_t run = clean_run(text + at, len - at);
        buf_append(out, text + at, run);
        at += run;
        if (at == len)
            break;
        uint32_t code_point;
        bool valid;
        size_t taken = utf8_decode(text + at, len - at, &code_point, &valid);
        if (code_point == '\r') {
            taken += at + 1 < len && text[at + 1] == '\n';
            buf_append_byte(out, '\n');
        } else {
            buf_append_text(out, valid ? " " : replacement);
            changed = true;
        }
        at += taken;
    }
    return changed;
}

int utf8_width(uint32_t code_point)
{
    if (code_point < 0x7F)
        return code_point >= 0x20;
    return code_point > 0x10FFFF ? 0 : utf8proc_charwidth((utf8proc_int32_t)code_point);
}

size_t utf8_text_width(const char *text, size_t len)
{
    size_t width = 0;
    for (size_t at = 0; at < len;) {
        uint32_t code_point;
        at += utf8_decode(text + at, len - at, &code_point, NULL);
        width += (size_t)utf8_width(code_point);
    }
    return width;
}
