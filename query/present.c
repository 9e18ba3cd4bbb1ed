#include "query/present.h"

#include "core/utf8.h"
#include "query/present_format.h"

#include <string.h>

const struct presenter presenters[] = {
    [FORMAT_TEXT] = {"text", present_text_page, present_text_article},
    [FORMAT_JSON] = {"json", present_json_page, present_json_article},
};

static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

/* Embeddings, overrides and isolates: they can show text in another order than it stands. */
static bool reorders_text(uint32_t c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

void present_plain(struct str text, struct buf *out)
{
    for (size_t at = 0; at < text.len;) {
        size_t run = at;
        while (at < text.len && text.ptr[at] >= 0x20 && text.ptr[at] < 0x7f)
            at++;
        buf_append(out, text.ptr + run, at - run);
        if (at == text.len)
            return;
        uint32_t c;
        at += utf8_decode(text.ptr + at, text.len - at, &c, NULL);
        if (is_control(c)) {
            buf_append_byte(out, ' ');
        } else if (!reorders_text(c)) {
            char bytes[UTF8_MAX];
            buf_append(out, bytes, utf8_encode(c, bytes));
        }
    }
}

uint64_t present_pages(const struct page *page)
{
    return page->size ? (page->total + page->size - 1) / page->size : 0;
}

bool present_next_line(struct str *rest, struct str *line)
{
    if (rest->len == 0)
        return false;
    const char *end = memchr(rest->ptr, '\n', rest->len);
    *line = (struct str){rest->ptr, end ? (size_t)(end - rest->ptr) : rest->len};
    size_t taken = line->len + (end ? 1 : 0);
    *rest = (struct str){rest->ptr + taken, rest->len - taken};
    return true;
}

void present_join(const struct article *article, enum field field, struct buf *out)
{
    struct str value;
    const char *comma = "";
    for (size_t at = 0; article_next_value(article, field, &at, &value); comma = ", ") {
        buf_append_text(out, comma);
        buf_append_str(out, value);
    }
}
