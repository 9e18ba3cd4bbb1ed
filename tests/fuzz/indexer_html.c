/* Any bytes as a page and as a piece of markup: nothing but articles of clean UTF-8 and refusals comes out. */
#include <stdint.h>
#include <stdlib.h>

#include "core/utf8.h"
#include "indexer/html.h"
#include "indexer/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(struct str text)
{
    if (text.len && !utf8_valid(text.ptr, text.len))
        abort();
}

static void check_article(const struct article *article)
{
    if (article_get(article, FIELD_BODY).len == 0)
        abort();
    for (int field = 0; field < FIELD_COUNT; field++)
        check_text(article_get(article, (enum field)field));
}

static void read_file(struct str bytes)
{
    struct source *source;
    struct reader *reader;
    struct article article = {0};
    enum status status;
    struct err err;
    if (source_open_memory("fuzz.html", bytes, &source, &err))
        return;
    if (reader_open(source, "html", NULL, &reader, &err) == S_OK) {
        while (reader_next(reader, &article, &status, &err)) {
            if (status == S_OK)
                check_article(&article);
            else if (reader_reject(reader) == REJECT_NONE)
                abort();
        }
        reader_close(reader);
    }
    article_release(&article);
    source_close(source);
}

static void read_markup(struct str bytes)
{
    struct html *html;
    struct buf clean = {0}, out = {0};
    struct err err;
    if (html_new(&html, &err))
        return;
    utf8_repair(bytes.len ? bytes.ptr : "", bytes.len, &clean);
    (void)html_is_markup(buf_str(&clean));
    if (html_append_text(html, buf_str(&clean), &out, &err) == S_OK)
        check_text(buf_str(&out));
    buf_release(&clean);
    buf_release(&out);
    html_free(html);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    (void)html_sniff(bytes);
    read_file(bytes);
    read_markup(bytes);
    return 0;
}
