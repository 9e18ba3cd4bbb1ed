#include "query/full_width.h"

#include <string.h>

#include "core/utf8.h"

enum { FULL_WIDTH_FIRST = 0xFF01, FULL_WIDTH_LAST = 0xFF5E, FULL_WIDTH_LEAD = 0xEF /* the first byte of them all */ };

char ascii_at(struct str text, size_t *len)
{
    uint32_t code;
    *len = text.len > 0;
    if (text.len == 0 || (unsigned char)text.ptr[0] < 0x80)
        return text.len ? text.ptr[0] : '\0';
    *len = utf8_decode(text.ptr, text.len, &code, NULL);
    if (code >= FULL_WIDTH_FIRST && code <= FULL_WIDTH_LAST)
        return (char)(code - FULL_WIDTH_FIRST + '!');
    return '\0';
}

static bool is_any(char c, const char *characters)
{
    return c && strchr(characters, c);
}

bool begins_with_any(struct str text, const char *characters)
{
    size_t len;
    return is_any(ascii_at(text, &len), characters);
}

struct str full_width_to_ascii(struct arena *arena, struct str text, const char *characters)
{
    if (text.len == 0 || !memchr(text.ptr, FULL_WIDTH_LEAD, text.len))
        return text;
    char *out = arena_alloc(arena, text.len);
    size_t written = 0;
    if (!out)
        return (struct str){0};
    for (size_t at = 0, len; at < text.len; at += len) {
        char c = ascii_at(str_skip(text, at), &len);
        if (c && (!characters || is_any(c, characters))) {
            out[written++] = c;
        } else {
            memcpy(out + written, text.ptr + at, len);
            written += len;
        }
    }
    return (struct str){out, written};
}
