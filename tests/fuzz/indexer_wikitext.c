/* Any bytes as wikitext: clean UTF-8 comes out, in paragraphs that are neither blank nor held apart by anything but one
 * blank line, and not more of it than there are bytes to make it of. */
#include "indexer/wikitext.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "indexer/clean.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_paragraphs(struct str text)
{
    while (text.len) {
        const char *end = memmem(text.ptr, text.len, "\n\n", 2);
        size_t len = end ? (size_t)(end - text.ptr) : text.len;
        struct str paragraph = {text.ptr, len};
        if (text_is_blank(paragraph) || memchr(paragraph.ptr, '\n', len) || str_trim(paragraph).len != len ||
            memmem(paragraph.ptr, len, "  ", 2))
            abort();
        text = (struct str){text.ptr + len + (end ? 2 : 0), text.len - len - (end ? 2 : 0)};
    }
}

static void check_clean(const struct buf *b)
{
    if (b->len && !utf8_valid(b->data, b->len))
        abort();
    for (size_t i = 0; i < b->len; i++)
        if ((unsigned char)b->data[i] < ' ' && b->data[i] != '\n')
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct wikitext_names names = {{"Datei|Bild", 10}, {"Kategorie", 9}};
    enum { GROWTH = 8 };
    struct str source = {(const char *)data, size};
    struct wikitext w = {0};
    struct err err;
    if (wikitext_read(&w, source, &names, &err))
        abort();
    check_clean(&w.text);
    check_clean(&w.tags);
    check_clean(&w.place);
    check_paragraphs(buf_str(&w.text));
    if (w.text.len > GROWTH * size)
        abort();
    wikitext_is_redirect(source);
    wikitext_release(&w);
    return 0;
}
