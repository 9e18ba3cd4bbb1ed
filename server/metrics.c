#include "server/metrics.h"

#include <inttypes.h>
#include <stdlib.h>

#include "server/server_impl.h"

/* Codes that are answered here; the last place is for those of the HTTP library itself, and for requests whose client
 * went before there was one. */
static const unsigned codes[] = {200, 204, 304, 400, 401, 403, 404, 405, 411, 413,
                                 414, 415, 421, 422, 429, 431, 500, 503, 507, 0};
enum { CODES = sizeof codes / sizeof *codes };

/* Upper bounds of the histogram's buckets, in seconds: what a search takes, in about equal steps of its logarithm. */
static const double bounds[] = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
enum { BOUNDS = sizeof bounds / sizeof *bounds };

struct route_metrics {
    uint64_t by_code[CODES];
    uint64_t bucket[BOUNDS + 1]; /* each by itself; the last one is of what is over every bound */
    double seconds;
};

struct metrics {
    uint64_t cut_off; /* answers that were not sent to the end */
    uint64_t bytes;   /* of bodies */
    uint64_t problems[REASON_COUNT];
    struct route_metrics of[]; /* by the first route of each path; behind them, of no route */
};

struct metrics *metrics_new(void)
{
    return calloc(1, sizeof(struct metrics) + (route_count() + 1) * sizeof(struct route_metrics));
}

void metrics_free(struct metrics *m)
{
    free(m);
}

void metrics_count(struct metrics *m, const struct request *r, bool whole, double seconds)
{
    struct route_metrics *of = &m->of[r->route ? route_first(r->route) : route_count()];
    size_t code = 0, bucket = 0;
    while (code < CODES - 1 && codes[code] != r->answer.code)
        code++;
    while (bucket < BOUNDS && seconds > bounds[bucket])
        bucket++;
    of->by_code[code]++;
    of->bucket[bucket]++;
    of->seconds += seconds;
    m->cut_off += !whole;
    m->bytes += whole && r->method != METHOD_HEAD ? r->sent_bytes : 0;
    m->problems[r->answer.reason] += r->answer.reason != REASON_NONE;
}

/* ---- the text ---- */

static void head(struct buf *out, const char *name, const char *type, const char *help)
{
    buf_printf(out, "# HELP dateline_%s %s\n# TYPE dateline_%s %s\n", name, help, name, type);
}

static void single(struct buf *out, const char *name, const char *type, const char *help, uint64_t value)
{
    head(out, name, type, help);
    buf_printf(out, "dateline_%s %" PRIu64 "\n", name, value);
}

static const char *path_of(size_t route)
{
    return route < route_count() ? route_at(route)->path : "none";
}

static void write_requests(const struct metrics *m, struct buf *out)
{
    head(out, "http_requests_total", "counter", "Requests that are over, by route and code; code 0 had no answer.");
    for (size_t route = 0; route <= route_count(); route++)
        for (size_t code = 0; code < CODES; code++)
            if (m->of[route].by_code[code])
                buf_printf(out, "dateline_http_requests_total{route=\"%s\",code=\"%u\"} %" PRIu64 "\n", path_of(route),
                           codes[code], m->of[route].by_code[code]);
}

static void write_histogram(const char *route, const struct route_metrics *of, struct buf *out)
{
    static const char name[] = "dateline_http_request_seconds";
    uint64_t sum = 0;
    for (size_t i = 0; i < BOUNDS; i++) {
        sum += of->bucket[i];
        buf_printf(out, "%s_bucket{route=\"%s\",le=\"%g\"} %" PRIu64 "\n", name, route, bounds[i], sum);
    }
    sum += of->bucket[BOUNDS];
    buf_printf(out, "%s_bucket{route=\"%s\",le=\"+Inf\"} %" PRIu64 "\n", name, route, sum);
    buf_printf(out, "%s_sum{route=\"%s\"} %.6f\n%s_count{route=\"%s\"} %" PRIu64 "\n", name, route, of->seconds, name,
               route, sum);
}

static void write_histograms(const struct metrics *m, struct buf *out)
{
    head(out, "http_request_seconds", "histogram", "Time from a request's line to the end of its answer.");
    for (size_t route = 0; route <= route_count(); route++)
        if (route == route_count() || route_first(route_at(route)) == route)
            write_histogram(path_of(route), &m->of[route], out);
}

static void write_problems(const struct metrics *m, struct buf *out)
{
    head(out, "http_problems_total", "counter", "Requests that were refused or failed, by reason.");
    for (size_t reason = 1; reason < REASON_COUNT; reason++)
        buf_printf(out, "dateline_http_problems_total{reason=\"%s\"} %" PRIu64 "\n", reason_name((enum reason)reason),
                   m->problems[reason]);
}

static void write_connections(struct server *server, struct buf *out)
{
    struct connection_counts counts;
    connections_counts(&server->connections, &counts);
    single(out, "http_connections", "gauge", "Connections that are open.", counts.open);
    head(out, "http_connections_ended_total", "counter", "Connections that the server ended, by reason.");
    buf_printf(out, "dateline_http_connections_ended_total{reason=\"slow\"} %" PRIu64 "\n", counts.cut_slow);
    buf_printf(out, "dateline_http_connections_ended_total{reason=\"crowd\"} %" PRIu64 "\n", counts.cut_idle);
}

static void write_pool(struct server *server, struct buf *out)
{
    struct pool_state state;
    pool_state(server->pool, &state);
    single(out, "queue_length", "gauge", "Requests that wait for a worker.", state.waiting);
    single(out, "queue_limit", "gauge", "Requests that may wait.", server->options.queue);
    single(out, "workers", "gauge", "Workers.", state.workers);
    single(out, "workers_busy", "gauge", "Workers that answer a request.", state.busy);
    single(out, "archive_up", "gauge", "Whether the archive was there for the last request.", !state.reason);
    single(out, "archive_openings_total", "counter", "States of the archive opened, each worker's counted.",
           state.openings);
    single(out, "archive_generation", "gauge", "Generation of the archive.", state.generation);
    single(out, "archive_revision", "gauge", "Revision of the archive's live store.", state.revision);
    single(out, "archive_articles", "gauge", "Articles in the archive.", state.articles);
    single(out, "archive_bytes", "gauge", "Bytes of the archive on disk.", state.bytes);
}

static void write_writer(struct server *server, struct buf *out)
{
    struct writer_state state;
    if (!server->writer)
        return;
    writer_state(server->writer, &state);
    single(out, "writer_queue_length", "gauge", "Requests that wait for the writer.", state.waiting);
    single(out, "writer_groups_total", "counter", "Groups of changes that were committed.", state.groups);
    head(out, "writer_seconds_total", "counter", "Time that groups took, from the lock to the end of the commit.");
    buf_printf(out, "dateline_writer_seconds_total %.6f\n", state.seconds);
    head(out, "writer_articles_total", "counter", "Articles of these groups, by what became of them.");
    buf_printf(out, "dateline_writer_articles_total{change=\"added\"} %" PRIu64 "\n", state.added);
    buf_printf(out, "dateline_writer_articles_total{change=\"updated\"} %" PRIu64 "\n", state.updated);
    buf_printf(out, "dateline_writer_articles_total{change=\"removed\"} %" PRIu64 "\n", state.removed);
    buf_printf(out, "dateline_writer_articles_total{change=\"rejected\"} %" PRIu64 "\n", state.rejected);
}

void metrics_write(const struct metrics *m, struct server *server, struct buf *out)
{
    write_requests(m, out);
    write_histograms(m, out);
    write_problems(m, out);
    single(out, "http_body_bytes_total", "counter", "Bytes of bodies sent.", m->bytes);
    single(out, "http_cut_off_total", "counter", "Requests that ended before their answer was sent.", m->cut_off);
    single(out, "http_requests_under_way", "gauge", "Requests that are not over, this one among them.",
           __atomic_load_n(&server->under_way, __ATOMIC_SEQ_CST));
    write_connections(server, out);
    write_pool(server, out);
    write_writer(server, out);
    single(out, "log_lines_dropped_total", "counter", "Lines of the access log that are lost.",
           server->log ? access_log_dropped(server->log) : 0);
}
