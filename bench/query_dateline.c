/* bench-query: an archive as a peer of the benchmark.
 *
 *     bench-query ARCHIVE QUERIES RANKING TOTAL
 *
 * RANKING and TOTAL are values of the parameters `ranking` and `total`; where there is no `total`, all are counted. A
 * search is timed from its text to the ten best hits as stores and documents, which is what the peers give, too: what
 * is made of them, ids, articles and snippets, is not among it. Counts are timed with the values that they are shown
 * by, and an export with the lines that it writes. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "bench/runner.h"
#include "query/present.h"
#include "query/search.h"
#include "query/warm.h"

struct dateline {
    struct archive *archive;
    struct params timed, exact; /* as the command line says; for answers. Nothing in them is allocated */
};

/* Bare words are all required, so that is how AND is asked for; with ranking=default they have a first tier, too. */
static void write_query(const struct bench_query *query, struct buf *out)
{
    static const char *const around[][2] = {
        [BENCH_TERM] = {"", ""},       [BENCH_AND] = {"", ""},     [BENCH_OR] = {"", ""},
        [BENCH_PHRASE] = {"\"", "\""}, [BENCH_PREFIX] = {"", "*"}, [BENCH_FUZZY] = {"", "~"}};
    buf_append_text(out, around[query->op][0]);
    for (size_t i = 0; i < query->words; i++) {
        if (i > 0)
            buf_append_text(out, query->op == BENCH_OR ? " OR " : " ");
        buf_append_text(out, query->word[i]);
    }
    buf_append_text(out, around[query->op][1]);
}

static void set(struct params *params, const char *name, const char *value)
{
    struct err err;
    if (params_set(params, str_of(name), str_of(value), &err))
        bench_fail("%s", err.text);
}

/* ---- the kinds of searches ---- */

/* No text is made of the hits, so that nothing is to be marked in it. */
static void find_hits(struct dateline *d, struct params *params, struct bench_answer *out)
{
    struct query query = {0};
    struct finding finding;
    struct err err;
    params->highlight = false;
    params->snippet_length = 0;
    if (search_find(d->archive, params, &query, &finding, &err))
        bench_fail("%s", err.text);
    out->total = finding.total;
    for (size_t i = 0; i < finding.count && finding.order == ORDER_NEWEST; i++)
        bench_add_number(out, finding.candidate[i].date);
    finding_release(&finding);
    query_release(&query);
}

static void count_hits(struct dateline *d, const struct params *params, struct bench_answer *out)
{
    struct page page;
    struct err err;
    if (search_run(d->archive, params, &page, &err))
        bench_fail("%s", err.text);
    out->total = page.total;
    for (size_t facet = 0; facet < page.facet_count; facet++)
        for (size_t i = 0; i < page.facet[facet].count; i++)
            bench_add_number(out, (int64_t)page.facet[facet].value[i].count);
    for (size_t i = 0; i < page.timeline.count; i++)
        if (page.timeline.period[i].count)
            bench_add_number(out, (int64_t)page.timeline.period[i].count);
    page_release(&page);
}

/* As the command line writes it, but for the writing. */
struct output {
    const struct params *params;
    struct buf lines;
    uint64_t bytes;
};

static enum status write_hit(void *context, const struct hit *hit, struct err *err)
{
    struct output *o = context;
    const struct present_options options = {.params = o->params};
    buf_reset(&o->lines);
    presenters[FORMAT_JSONL].hit(hit, &options, &o->lines);
    o->bytes += o->lines.len;
    return buf_status(&o->lines, err);
}

static void export_hits(struct dateline *d, const struct params *params, struct bench_answer *out)
{
    struct output output = {.params = params};
    struct err err;
    if (search_export(d->archive, params, write_hit, &output, &out->total, &err))
        bench_fail("%s", err.text);
    bench_add_number(out, (int64_t)output.bytes);
    buf_release(&output.lines);
}

static void search(struct dateline *d, const struct params *with, const struct bench_query *query,
                   struct bench_answer *out)
{
    struct params params = *with;
    write_query(query, &params.q);
    for (size_t i = 0; i < query->params; i++)
        set(&params, query->param[i].name, query->param[i].value);
    if (params.has_cursor)
        export_hits(d, &params, out);
    else if (params.facet_count || params.timeline)
        count_hits(d, &params, out);
    else
        find_hits(d, &params, out);
    params_release(&params);
}

/* ---- the commands ---- */

static void find_once(void *context, const struct bench_query *query)
{
    struct dateline *d = context;
    static struct bench_answer answer;
    answer.numbers = 0;
    search(d, &d->timed, query, &answer);
}

static void answer_exactly(void *context, const struct bench_query *query, struct bench_answer *out)
{
    struct dateline *d = context;
    search(d, &d->exact, query, out);
}

int main(int argc, char **argv)
{
    struct dateline d = {0};
    struct bench_engine engine = {&d, find_once, answer_exactly, "dateline " DATELINE_VERSION};
    struct err err;
    if (argc != 5)
        bench_fail("usage: bench-query ARCHIVE QUERIES RANKING TOTAL");
    warm_keep_memory(); /* as the server does */
    if (archive_open(argv[1], &d.archive, &err))
        bench_fail("%s", err.text);
    params_init(&d.timed, time(NULL));
    params_init(&d.exact, time(NULL));
    set(&d.timed, "ranking", argv[3]);
    bool refused = params_set(&d.timed, str_of("total"), str_of(argv[4]), &err) != S_OK;
    if (refused && strcmp(argv[4], "exact") != 0)
        snprintf(engine.about, sizeof engine.about, "dateline %s; refuses total=%s and counts exactly",
                 DATELINE_VERSION, argv[4]);
    bench_serve(argv[2], &engine);
    archive_close(d.archive);
    return 0;
}
