/* Text in HTML and in addresses: every byte of an article or a query that reaches a page goes through here. */
#include "query/present.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *reference_of(char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void present_html(struct str text, struct buf *out)
{
    size_t from = 0;
    for (size_t at = 0; at < text.len; at++) {
        const char *reference = reference_of(text.ptr[at]);
        if (!reference)
            continue;
        buf_append(out, text.ptr + from, at - from);
        buf_append_text(out, reference);
        from = at + 1;
    }
    if (text.len > from)
        buf_append(out, text.ptr + from, text.len - from);
}

void present_marked_part(const struct marked *marked, size_t start, size_t end, struct buf *out)
{
    struct str text = buf_str(&marked->text);
    size_t at = start;
    for (size_t i = marked_find(marked, start); i < marked->mark_count && marked->mark[i].start < end; i++) {
        size_t from = marked->mark[i].start > at ? marked->mark[i].start : at;
        size_t to = marked->mark[i].end < end ? marked->mark[i].end : end;
        present_html((struct str){text.ptr + at, from - at}, out);
        buf_append_text(out, "<em>");
        present_html((struct str){text.ptr + from, to - from}, out);
        buf_append_text(out, "</em>");
        at = to;
    }
    present_html((struct str){text.ptr + at, end - at}, out);
}

void present_marked(const struct marked *marked, struct buf *out)
{
    if (marked->text.len == 0)
        return;
    buf_append_text(out, marked->cut_front ? "… " : "");
    present_marked_part(marked, 0, marked->text.len, out);
    buf_append_text(out, marked->cut_back ? " …" : "");
}

bool present_is_link(struct str url)
{
    static const char *const schemes[] = {"http://", "https://"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t len = strlen(schemes[i]);
        if (url.len > len && strncasecmp(url.ptr, schemes[i], len) == 0)
            return true;
    }
    return false;
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-._~", c));
}

void present_percent(struct str text, struct buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        if (is_unreserved(text.ptr[i]))
            buf_append_byte(out, text.ptr[i]);
        else
            buf_printf(out, "%%%02X", (unsigned char)text.ptr[i]);
    }
}
