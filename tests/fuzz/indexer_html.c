/* Any bytes as a page and as a piece of markup: nothing but articles of clean UTF-8 and refusals comes out. */
#include "any_reader.h"
#include "indexer/html.h"

static void read_markup(struct str bytes)
{
    struct html *html;
    struct buf clean = {0}, out = {0};
    struct err err;
    if (html_new(&html, &err))
        return;
    utf8_repair(bytes.len ? bytes.ptr : "", bytes.len, &clean);
    (void)html_is_markup(buf_str(&clean));
    if (html_append_text(html, buf_str(&clean), &out, &err) == S_OK && !utf8_valid(buf_text(&out), out.len))
        abort();
    buf_release(&clean);
    buf_release(&out);
    html_free(html);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    (void)html_sniff(bytes);
    read_any("html", bytes);
    read_markup(bytes);
    return 0;
}
