/* bench-analyzer: how fast the analyzer makes terms of texts.
 *
 *     bench-analyzer ARCHIVE FILE
 *
 * Takes the archive's analyzer over titles and texts of the articles in FILE, from memory, and prints the megabytes of
 * text a second and the terms a second, medians of some passes. */
#include <stdio.h>
#include <stdlib.h>

#include "archive/archive.h"
#include "bench/articles.h"
#include "bench/runner.h"

enum { PASSES = 5 };

/* Titles and texts one behind the other; a text ends where the next begins. */
struct texts {
    struct buf bytes;
    size_t *end;
    size_t count, capacity;
};

static void add_text(struct texts *t, struct str text)
{
    if (t->count == t->capacity) {
        t->capacity = t->capacity ? 2 * t->capacity : 1024;
        t->end = realloc(t->end, t->capacity * sizeof *t->end);
        if (!t->end)
            bench_fail("out of memory");
    }
    buf_append_str(&t->bytes, text);
    t->end[t->count++] = t->bytes.len;
}

static void add_article(void *context, const struct bench_article *article)
{
    add_text(context, article->title);
    add_text(context, article->text);
}

static size_t analyze(struct analyzer *analyzer, const struct texts *texts)
{
    size_t terms = 0, start = 0;
    for (size_t i = 0; i < texts->count; i++) {
        struct str text = {texts->bytes.data + start, texts->end[i] - start};
        struct token_stream stream;
        struct token token;
        token_stream_begin(&stream, analyzer, text, 1, ANALYZE_DOCUMENT);
        while (token_stream_next(&stream, &token))
            terms++;
        start = texts->end[i];
    }
    return terms;
}

int main(int argc, char **argv)
{
    struct archive *archive;
    struct texts texts = {0};
    struct err err;
    double took[PASSES];
    size_t terms = 0;
    if (argc != 3)
        bench_fail("usage: bench-analyzer ARCHIVE FILE");
    if (archive_open(argv[1], &archive, &err))
        bench_fail("%s", err.text);
    bench_read_articles(argv[2], add_article, &texts);
    if (buf_status(&texts.bytes, &err))
        bench_fail("%s", err.text);
    for (int pass = 0; pass < PASSES; pass++) {
        double start = bench_clock();
        terms = analyze(archive_analyzer(archive), &texts);
        took[pass] = bench_clock() - start;
    }
    double middle = bench_median(took, PASSES);
    printf("%.1f %.0f\n", (double)texts.bytes.len / middle, (double)terms * 1e6 / middle);
    archive_close(archive);
    buf_release(&texts.bytes);
    free(texts.end);
    return 0;
}
