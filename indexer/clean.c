#include "indexer/clean.h"

#include <utf8proc.h>

#include "core/utf8.h"

bool text_is_blank(struct str text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t c;
        at += utf8_decode(text.ptr + at, text.len - at, &c, NULL);
        if (c <= ' ')
            continue;
        switch (utf8proc_category((utf8proc_int32_t)c)) {
        case UTF8PROC_CATEGORY_ZS:
        case UTF8PROC_CATEGORY_ZL:
        case UTF8PROC_CATEGORY_ZP:
        case UTF8PROC_CATEGORY_CC:
        case UTF8PROC_CATEGORY_CF:
            continue;
        default:
            return false;
        }
    }
    return true;
}

bool clean_value(struct str value, struct buf *scratch, struct str *out)
{
    buf_reset(scratch);
    utf8_repair(value.ptr ? value.ptr : "", value.len, scratch);
    *out = str_trim(buf_str(scratch));
    return !text_is_blank(*out);
}

bool clean_line(struct str value, struct buf *scratch, struct str *out)
{
    if (!clean_value(value, scratch, out))
        return false;
    size_t start = (size_t)(out->ptr - scratch->data), len = 0;
    char *text = scratch->data + start;
    for (size_t i = 0; i < out->len; i++) {
        bool space = text[i] == ' ' || text[i] == '\n' || text[i] == '\t';
        if (!space || text[len - 1] != ' ')
            text[len++] = space ? ' ' : text[i];
    }
    *out = (struct str){text, len};
    return true;
}
