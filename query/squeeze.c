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

/* The end of the plain words at `at` with one space between them, which stay as they are; `at` when there are none. */
static size_t squeezed_end(struct str text, size_t at)
{
    size_t start = at;
    if (at < text.len && is_plain(text.ptr[at]))
        while (text.len - at > sizeof(sixteen) && sixteen_squeezed(text.ptr + at))
            at += sizeof(sixteen);
    if (at > start && text.ptr[at - 1] == ' ')
        at--;
    while (at < text.len && (is_plain(text.ptr[at]) ||
                             (at > start && text.ptr[at] == ' ' && at + 1 < text.len && is_plain(text.ptr[at + 1]))))
        at++;
    return at;
}

void squeeze_append(struct str text, struct buf *out)
{
    bool space = false;
    buf_reserve(out, text.len);
    for (size_t at = 0; at < text.len;) {
        size_t run = at;
        at = squeezed_end(text, run);
        uint32_t c = 0;
        size_t len = 0;
        if (at == run) {
            len = utf8_decode(text.ptr + at, text.len - at, &c, NULL);
            at += len;
        }
        if (len && is_space(c)) {
            space = out->len > 0;
            continue;
        }
        if (space)
            buf_append_byte(out, ' ');
        space = false;
        if (len) {
            char bytes[UTF8_MAX];
            buf_append(out, bytes, utf8_encode(c, bytes));
        } else {
            buf_append(out, text.ptr + run, at - run);
        }
    }
}
