/* Any bytes through the CSV reader: nothing but articles of clean UTF-8 and refusals comes out. */
#include <stdint.h>
#include <stdlib.h>

#include "core/utf8.h"
#include "indexer/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_article(const struct article *article)
{
    struct str body = article_get(article, FIELD_BODY);
    if (body.len == 0)
        abort();
    for (int field = 0; field < FIELD_COUNT; field++) {
        struct str value = article_get(article, (enum field)field);
        if (value.len && !utf8_valid(value.ptr, value.len))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct source *source;
    struct reader *reader;
    struct article article = {0};
    enum status status;
    struct err err;
    if (source_open_memory("fuzz", (struct str){(const char *)data, size}, &source, &err))
        return 0;
    if (reader_open(source, "csv", NULL, &reader, &err) == S_OK) {
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
    return 0;
}
