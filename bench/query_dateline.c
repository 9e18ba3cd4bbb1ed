/* bench-query: an archive as a peer of the benchmark.
 *
 *     bench-query ARCHIVE QUERIES RANKING TOTAL
 *
 * RANKING and TOTAL are values of the parameters `ranking` and `total`; where there is no `total`, all are counted. A
 * search is timed from its text to the ten best hits as stores and documents, which is what the peers give, too: what
 * is made of them, ids, articles and snippets, is not among it. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "bench/runner.h"
#include "query/search.h"

struct dateline {
    struct archive *archive;
    struct params timed, exact; /* as the command line says; for counting */
};

/* Bare words are all required, so that is how AND is asked for; with ranking=default they have a first tier, too. */
static void write_query(const struct bench_query *query, struct buf *out)
{
    const char *quote = query->op == BENCH_PHRASE ? "\"" : "";
    buf_reset(out);
    buf_append_text(out, quote);
    for (size_t i = 0; i < query->words; i++) {
        if (i > 0)
            buf_append_text(out, query->op == BENCH_OR ? " OR " : " ");
        buf_append_text(out, query->word[i]);
    }
    buf_append_text(out, quote);
}

static uint64_t search(struct dateline *d, const struct bench_query *bench_query, struct params *params)
{
    struct query query = {0};
    struct finding finding;
    struct err err;
    write_query(bench_query, &params->q);
    if (search_find(d->archive, params, &query, &finding, &err))
        bench_fail("%s", err.text);
    uint64_t total = finding.total;
    finding_release(&finding);
    query_release(&query);
    return total;
}

static void find_hits(void *context, const struct bench_query *query)
{
    struct dateline *d = context;
    search(d, query, &d->timed);
}

static uint64_t count_all(void *context, const struct bench_query *query)
{
    struct dateline *d = context;
    return search(d, query, &d->exact);
}

static void set(struct dateline *d, const char *name, const char *value)
{
    struct err err;
    if (params_set(&d->timed, str_of(name), str_of(value), &err))
        bench_fail("%s", err.text);
}

int main(int argc, char **argv)
{
    struct dateline d = {0};
    struct bench_engine engine = {&d, find_hits, count_all, "dateline " DATELINE_VERSION};
    struct err err;
    if (argc != 5)
        bench_fail("usage: bench-query ARCHIVE QUERIES RANKING TOTAL");
    if (archive_open(argv[1], &d.archive, &err))
        bench_fail("%s", err.text);
    params_init(&d.timed, time(NULL));
    params_init(&d.exact, time(NULL));
    set(&d, "ranking", argv[3]);
    bool refused = params_set(&d.timed, str_of("total"), str_of(argv[4]), &err) != S_OK;
    if (refused && strcmp(argv[4], "exact") != 0)
        snprintf(engine.about, sizeof engine.about, "dateline %s; refuses total=%s and counts exactly",
                 DATELINE_VERSION, argv[4]);
    bench_serve(argv[2], &engine);
    archive_close(d.archive);
    params_release(&d.timed);
    params_release(&d.exact);
    return 0;
}
