/* Reading the one file that every engine of the benchmark indexes: JSON Lines with the texts id, title, text and date
 * (bench/corpus.py writes it). Through the project's own JSON reader, which is far faster than any of the peers. */
#ifndef DATELINE_BENCH_ARTICLES_H
#define DATELINE_BENCH_ARTICLES_H

#include "core/buf.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Borrowed until the visit returns. */
struct bench_article {
    struct str id, title, text, date;
};

typedef void bench_visit(void *context, const struct bench_article *article);

/* Calls for each article in order of the file; exits on a failure (bench/runner.h). */
void bench_read_articles(const char *path, bench_visit *visit, void *context);

#ifdef __cplusplus
}
#endif
#endif
