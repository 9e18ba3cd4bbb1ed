#include "query/squeeze.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/utf8.h"

static bool is_space(uint32_t c)
{
    return c <= 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
           c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

static bool is_plain(char c)
{
    return c > 0x20 && c < 0x7f;
}

typedef signed char sixteen __attribute__((vector_size(16)));

/* Whether the sixteen bytes at `text` are printable ASCII and no two of the seventeen there are spaces side by side. */
static bool sixteen_squeezed(const char *text)
{
    sixteen bytes, next;
    uint64_t bad[2];
    memcpy(&bytes, text, sizeof bytes);
    memcpy(&next, text + 1, sizeof next);
    /* what is not ASCII is negative */
    sixteen found = (bytes < ' ') | (bytes == 0x7f) | ((bytes == ' ') & (next == ' '));
    memcpy(bad, &found, sizeof bad);
    return (bad[0] | bad[1]) == 0;
}

/* How many of the eight bytes at `text` are so, from the first on; nine can be read. The high bit of each byte says
 * what the byte is. */
static size_t squeezed_of_eight(const char *text)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones * 0x80, sevens = ones * 0x7f;
    uint64_t word, next;
    memcpy(&word, text, sizeof word);
    memcpy(&next, text + 1, sizeof next);
    uint64_t ascii = word & ~highs, from_space = word ^ ones * ' ', next_from_space = next ^ ones * ' ';
    uint64_t low = ~(ascii + ones * (0x80 - ' ')), delete = ascii + ones;
    uint64_t two_spaces =
        ~(((from_space & sevens) + sevens) | from_space | ((next_from_space & sevens) + sevens) | next_from_space);
    uint64_t bad = (word | low | delete | two_spaces) & highs;
    if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
        bad = __builtin_bswap64(bad); /* the first byte counts least */
    return bad ? (size_t)__builtin_ctzll(bad) / 8 : sizeof word;
}

/* The end of the plain words at `at` with one space between them, which stay as they are; `at` when there are none. */
static size_t squeezed_end(struct str text, size_t at)
{
    size_t start = at, more = sizeof(uint64_t);
    if (at == text.len || !is_plain(text.ptr[at]))
        return at;
    while (text.len - at > sizeof(sixteen) && sixteen_squeezed(text.ptr + at))
        at += sizeof(sixteen);
    while (more == sizeof(uint64_t) && text.len - at > sizeof(uint64_t))
        at += more = squeezed_of_eight(text.ptr + at);
    if (at > start && text.ptr[at - 1] == ' ')
        at--;
    while (at < text.len &&
           (is_plain(text.ptr[at]) || (text.ptr[at] == ' ' && at + 1 < text.len && is_plain(text.ptr[at + 1]))))
        at++;
    return at;
}

/* Appends what begins at `at` and is no plain word, and returns its bytes; white space is only noted. */
static size_t append_other(struct str text, size_t at, bool *space, struct buf *out)
{
    uint32_t c = (unsigned char)text.ptr[at];
    size_t len = c < 0x80 ? 1 : utf8_decode(text.ptr + at, text.len - at, &c, NULL);
    if (is_space(c)) {
        *space = out->len > 0;
        return len;
    }
    char bytes[UTF8_MAX];
    if (*space)
        buf_append_byte(out, ' ');
    buf_append(out, bytes, utf8_encode(c, bytes));
    *space = false;
    return len;
}

void squeeze_append(struct str text, struct buf *out)
{
    bool space = false;
    buf_reserve(out, text.len);
    for (size_t at = 0; at < text.len;) {
        size_t run = at;
        at = squeezed_end(text, run);
        if (at == run) {
            at += append_other(text, at, &space, out);
            continue;
        }
        /* a space that stands there is taken along */
        bool stands = space && text.ptr[run - 1] == ' ';
        if (space && !stands)
            buf_append_byte(out, ' ');
        buf_append(out, text.ptr + run - stands, at - run + stands);
        space = false;
    }
}
