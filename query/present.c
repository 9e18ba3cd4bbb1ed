#include "query/present.h"

#include "core/utf8.h"
#include "query/present_format.h"

#include <string.h>

const struct presenter presenters[] = {
    [FORMAT_TEXT] = {.name = "text", .page = present_text_page, .article = present_text_article},
    [FORMAT_JSON] = {.name = "json", .page = present_json_page, .article = present_json_article},
    [FORMAT_JSONL] = {.name = "jsonl",
                      .page = present_lines,
                      .head = present_no_head,
                      .hit = present_jsonl_hit,
                      .article = present_json_article},
    [FORMAT_CSV] = {.name = "csv", .page = present_lines, .head = present_csv_head, .hit = present_csv_hit},
    [FORMAT_ATOM] = {.name = "atom", .page = present_atom_page},
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

void present_cut(struct str text, size_t columns, struct buf *out)
{
    struct buf plain = {0};
    present_plain(str_trim(text), &plain);
    size_t at = 0, word = 0;
    for (size_t used = 0; at < plain.len;) {
        uint32_t c;
        size_t len = utf8_decode(plain.data + at, plain.len - at, &c, NULL);
        used += (size_t)utf8_width(c);
        if (used > columns)
            break;
        if (c == ' ')
            word = at;
        at += len;
    }
    buf_append(out, plain.data, at < plain.len && word ? word : at);
    buf_append_text(out, at < plain.len ? "…" : "");
    out->failed = out->failed || plain.failed;
    buf_release(&plain);
}

void present_no_head(const struct present_options *options, struct buf *out)
{
    (void)options, (void)out;
}

void present_lines(const struct page *page, const struct present_options *options, struct buf *out)
{
    const struct presenter *presenter = &presenters[options->params->format];
    presenter->head(options, out);
    for (size_t i = 0; i < page->count; i++)
        presenter->hit(&page->hit[i], options, out);
}

uint64_t present_pages(const struct page *page)
{
    return page->size ? (page->total + page->size - 1) / page->size : 0;
}

uint64_t present_last_page(const struct page *page)
{
    uint64_t pages = present_pages(page), reach = page->size ? PAGE_DEPTH_MAX / page->size : 0;
    return pages < reach ? pages : reach;
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

void present_values(const struct article *article, enum field field, struct buf *out)
{
    struct str value;
    const char *comma = "";
    for (size_t at = 0; article_next_value(article, field, &at, &value); comma = ", ") {
        buf_append_text(out, comma);
        buf_append_str(out, value);
    }
}
