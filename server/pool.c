#include "server/pool.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/encoding.h"
#include "server/etag.h"
#include "server/guard.h"
#include "server/queue.h"

struct worker {
    struct pool *pool;
    pthread_t thread;
    struct archive *archive; /* NULL: to be opened */
    struct encoder *encoder;
    struct etag_day day;
    /* of the work in hand */
    struct request *request;
    int64_t taken; /* when it was, by request_clock; 0: there is none. __atomic */
    struct call call;
    enum status status;
    bool opening;
    struct err err;
};

struct pool {
    struct pool_options options;
    struct queue *queue;
    pthread_mutex_t mutex; /* of the state and its reason */
    struct pool_state state;
    struct err why; /* the state's reason */
    bool tried;     /* a worker has tried to open the archive. __atomic */
    bool well;      /* the state has no reason. __atomic: each request looks at it */
    size_t started;
    struct worker worker[];
};

/* ---- the state ---- */

/* Notes how the archive was met. */
static void note_archive(struct pool *pool, enum reason reason, const struct err *err)
{
    pthread_mutex_lock(&pool->mutex);
    pool->state.reason = reason;
    if (reason)
        pool->why = *err;
    __atomic_store_n(&pool->well, !reason, __ATOMIC_SEQ_CST);
    __atomic_store_n(&pool->tried, true, __ATOMIC_SEQ_CST);
    pthread_mutex_unlock(&pool->mutex);
}

enum reason pool_archive(struct pool *pool, struct err *why)
{
    pthread_mutex_lock(&pool->mutex);
    enum reason reason = pool->state.reason;
    *why = pool->why;
    pthread_mutex_unlock(&pool->mutex);
    return reason;
}

static void note_opened(struct pool *pool, struct archive *archive)
{
    struct archive_counts counts;
    uint64_t bytes = 0;
    archive_counts(archive, &counts);
    archive_size(archive, &bytes, NULL);
    pthread_mutex_lock(&pool->mutex);
    pool->state.openings++;
    pool->state.generation = archive_generation(archive);
    pool->state.revision = archive_revision(archive);
    pool->state.articles = counts.documents - counts.hidden;
    pool->state.bytes = bytes;
    pthread_mutex_unlock(&pool->mutex);
}

static unsigned count_busy(struct pool *pool)
{
    unsigned busy = 0;
    for (size_t i = 0; i < pool->options.workers; i++)
        busy += __atomic_load_n(&pool->worker[i].taken, __ATOMIC_SEQ_CST) != 0;
    return busy;
}

void pool_state(struct pool *pool, struct pool_state *out)
{
    size_t waiting = queue_length(pool->queue);
    pthread_mutex_lock(&pool->mutex);
    *out = pool->state;
    pthread_mutex_unlock(&pool->mutex);
    out->workers = pool->options.workers;
    out->busy = count_busy(pool);
    out->waiting = waiting;
}

/* ---- the archive ---- */

static void close_archive(struct worker *w)
{
    archive_close(w->archive);
    w->archive = NULL;
}

/* Has the newest state open. */
static enum status renew_archive(struct worker *w, struct err *err)
{
    enum status s = S_OK;
    if (w->archive && !archive_has_changed(w->archive))
        return S_OK;
    if (w->archive && archive_reopen(w->archive, err)) /* it is in no state then */
        close_archive(w);
    if (!w->archive)
        s = archive_open(w->pool->options.archive, &w->archive, err);
    if (!s)
        note_opened(w->pool, w->archive);
    return s;
}

/* After such a failure the archive on disk may be another one soon, or another one now. */
static bool is_of_archive(enum status s)
{
    return s == S_CORRUPT || s == S_IO || s == S_VERSION || s == S_STALE;
}

/* ---- one request ---- */

static void set_tag(struct worker *w)
{
    int64_t today = etag_today(&w->day, w->call.now);
    w->request->answer.tag = etag_of(archive_state(w->archive), today, &w->request->target);
}

/* Whether the client has the answer already. */
static bool is_known(struct worker *w)
{
    struct request *r = w->request;
    r->answer.cacheable = r->route->kind == ROUTE_CACHED;
    if (!r->answer.cacheable || r->tags.len == 0)
        return false;
    set_tag(w);
    return etag_matches(buf_str(&r->tags), r->answer.tag);
}

static enum status answer_request(struct worker *w)
{
    struct request *r = w->request;
    enum status s = route_check(r->route, &r->target, &w->call.parameter, &w->err);
    if (s)
        return s;
    if (is_known(w)) {
        r->answer.code = 304;
        return S_OK;
    }
    w->call.archive = w->archive;
    deadline_set(archive_deadline(w->archive), w->pool->options.timeout);
    s = r->route->answer(&w->call, &w->err);
    deadline_set(archive_deadline(w->archive), 0);
    /* the work may have moved on to a newer state */
    if (!s && r->answer.cacheable)
        set_tag(w);
    return s;
}

static void work(void *context)
{
    struct worker *w = context;
    w->opening = true;
    w->status = renew_archive(w, &w->err);
    if (w->status)
        return;
    w->opening = false;
    w->status = answer_request(w);
}

static double milliseconds_since(int64_t then)
{
    return (double)(request_clock() - then) / 1e6;
}

static void fail_request(struct worker *w)
{
    enum reason reason = reason_of(w->status, w->opening);
    if (w->opening || is_of_archive(w->status))
        note_archive(w->pool, reason, &w->err);
    answer_failure(&w->request->answer, reason, &w->err, w->call.parameter);
    if (is_of_archive(w->status))
        close_archive(w);
}

/* Answers. Of a file that is gone under the worker nothing is used again, and what was open of it is lost. */
static void serve(struct worker *w)
{
    w->err.text[0] = '\0';
    if (!guard_run(work, w)) {
        w->archive = NULL;
        err_set(&w->err, S_CORRUPT, "%s: a file became shorter while it was read", w->pool->options.archive);
        w->status = S_CORRUPT;
        w->request->answer = (struct answer){.page = w->request->route->page};
    }
    if (w->status)
        fail_request(w);
    else if (!__atomic_load_n(&w->pool->well, __ATOMIC_SEQ_CST))
        note_archive(w->pool, REASON_NONE, NULL);
}

static void take_request(struct worker *w, struct request *r)
{
    int64_t start = request_clock();
    struct answer *answer = &r->answer;
    __atomic_store_n(&w->taken, start, __ATOMIC_SEQ_CST);
    r->waited = (double)(start - r->given) / 1e6;
    w->request = r;
    w->call = (struct call){.server = r->server,
                            .route = r->route,
                            .target = &r->target,
                            .timeout = w->pool->options.timeout,
                            .now = (int64_t)time(NULL),
                            .answer = answer};
    if (r->waited > w->pool->options.timeout)
        answer_problem(answer, REASON_QUEUE_WAIT, NULL, (struct str){0});
    else
        serve(w);
    if (r->takes_gzip && answer->body.len >= ENCODING_WORTHWHILE)
        answer->gzip = encoder_gzip(w->encoder, &answer->body);
    answer->milliseconds = milliseconds_since(start);
    __atomic_store_n(&w->taken, 0, __ATOMIC_SEQ_CST);
}

static void open_first(void *context)
{
    struct worker *w = context;
    w->status = renew_archive(w, &w->err);
}

static void *run(void *context)
{
    struct worker *w = context;
    struct request *request;
    if (!guard_run(open_first, w))
        w->archive = NULL;
    note_archive(w->pool, reason_of(w->status, true), &w->err);
    while ((request = queue_take(w->pool->queue))) {
        take_request(w, request);
        w->pool->options.done(request);
    }
    close_archive(w);
    return NULL;
}

/* ---- the pool ---- */

bool pool_works_since(struct pool *pool, int64_t then)
{
    for (size_t i = 0; i < pool->options.workers; i++) {
        int64_t taken = __atomic_load_n(&pool->worker[i].taken, __ATOMIC_SEQ_CST);
        if (taken && taken < then)
            return true;
    }
    return false;
}

bool pool_has_tried(struct pool *pool)
{
    return __atomic_load_n(&pool->tried, __ATOMIC_SEQ_CST);
}

bool pool_has_room(struct pool *pool)
{
    return queue_has_room(pool->queue);
}

void pool_give(struct pool *pool, struct request *request)
{
    queue_give(pool->queue, request);
}

static enum status start_workers(struct pool *pool, struct err *err)
{
    for (; pool->started < pool->options.workers; pool->started++) {
        struct worker *w = &pool->worker[pool->started];
        w->pool = pool;
        w->encoder = encoder_new();
        if (!w->encoder)
            return err_no_memory(err);
        int failure = pthread_create(&w->thread, NULL, run, w);
        if (failure) {
            encoder_free(w->encoder);
            return err_set(err, S_IO, "cannot start a thread: %s", strerror(failure));
        }
    }
    return S_OK;
}

enum status pool_start(const struct pool_options *options, struct pool **out, struct err *err)
{
    struct pool *pool = calloc(1, sizeof *pool + options->workers * sizeof *pool->worker);
    *out = pool;
    if (!pool)
        return err_no_memory(err);
    pool->options = *options;
    pthread_mutex_init(&pool->mutex, NULL);
    pool->queue = queue_new(options->queue);
    enum status s = pool->queue ? start_workers(pool, err) : err_no_memory(err);
    if (s) {
        pool_stop(pool);
        *out = NULL;
    }
    return s;
}

void pool_stop(struct pool *pool)
{
    if (!pool)
        return;
    if (pool->queue)
        queue_close(pool->queue);
    for (size_t i = 0; i < pool->started; i++) {
        pthread_join(pool->worker[i].thread, NULL);
        encoder_free(pool->worker[i].encoder);
    }
    queue_free(pool->queue);
    pthread_mutex_destroy(&pool->mutex);
    free(pool);
}
