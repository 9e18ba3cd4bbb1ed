#include "archive/deflate_ahead.h"

#include <pthread.h>
#include <stdlib.h>

#include "archive/archive.h"
#include "archive/deflater.h"
#include "archive/inflater.h"

enum { BATCH_ARTICLES = 64, BATCH_BYTES = 1 << 18, BATCHES_A_JOB = 4 };

/* An article as it lies in its segment. */
struct lying {
    size_t segment;
    struct str bytes;
};

struct batch {
    struct lying article[BATCH_ARTICLES];
    size_t count;
    struct buf out;
    size_t end[BATCH_ARTICLES]; /* of each article in `out` */
    bool done;
    enum status status;
    struct err err;
};

struct deflating {
    struct deflate_ahead *ahead;
    pthread_t thread;
    struct deflater deflater;
    struct inflater *inflater; /* of each segment, begun when one of its articles comes */
};

struct deflate_ahead {
    struct deflate_ahead_options options;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    /* under the mutex */
    uint32_t located;      /* articles that are in batches */
    bool all;              /* no other comes into one */
    uint64_t begun, given; /* batches: that were begun, that were taken whole */
    /* the taker's */
    size_t at; /* article of the batch `given` */
    struct batch *ring;
    size_t batches;
    struct deflating *job;
    unsigned jobs, threads;
};

/* ---- a batch ---- */

/* Puts the next articles into a batch, under the lock. */
static enum status fill(struct deflate_ahead *a, struct deflating *job, struct batch *b, struct err *err)
{
    const struct deflate_ahead_options *o = &a->options;
    uint32_t document;
    size_t bytes = 0;
    enum status s = S_OK;
    b->count = 0;
    while (!s && b->count < BATCH_ARTICLES && bytes < BATCH_BYTES) {
        struct lying *next = &b->article[b->count];
        a->all = !o->locate(o->context, a->located, &next->segment, &document);
        if (a->all)
            return S_OK;
        struct segment *segment = o->segment[next->segment];
        s = segment_stored(segment, document, &next->bytes, err);
        if (!s && !inflater_is_begun(&job->inflater[next->segment]))
            s = segment_begin_inflating(segment, &job->inflater[next->segment], err);
        bytes += s ? 0 : next->bytes.len;
        a->located++;
        b->count++;
    }
    return s;
}

/* What stands before the stream stays. */
static enum status deflate_one(struct deflating *job, const struct lying *article, struct buf *out, struct err *err)
{
    const struct segment *segment = job->ahead->options.segment[article->segment];
    struct str before, record;
    enum status s = segment_inflate(segment, &job->inflater[article->segment], article->bytes, &before, &record, err);
    if (s)
        return s;
    buf_append_str(out, before);
    return deflater_append(&job->deflater, record, out, err);
}

static enum status deflate_batch(struct deflating *job, struct batch *b, struct err *err)
{
    enum status s = S_OK;
    buf_reset(&b->out);
    for (size_t i = 0; !s && i < b->count; i++) {
        s = deflate_one(job, &b->article[i], &b->out, err);
        b->end[i] = b->out.len;
    }
    return s ? s : buf_status(&b->out, err);
}

/* Begins a batch and ends it; the lock is there before and after. After a failure none is begun any more. */
static void work_once(struct deflating *job)
{
    struct deflate_ahead *a = job->ahead;
    struct batch *b = &a->ring[a->begun++ % a->batches];
    b->status = fill(a, job, b, &b->err);
    a->all = a->all || b->status;
    if (!b->status) {
        pthread_mutex_unlock(&a->mutex);
        b->status = deflate_batch(job, b, &b->err);
        pthread_mutex_lock(&a->mutex);
        a->all = a->all || b->status;
    }
    b->done = true;
    pthread_cond_broadcast(&a->changed);
}

static void *work(void *context)
{
    struct deflating *job = context;
    struct deflate_ahead *a = job->ahead;
    pthread_mutex_lock(&a->mutex);
    while (!a->all) {
        if (a->begun - a->given < a->batches)
            work_once(job);
        else
            pthread_cond_wait(&a->changed, &a->mutex);
    }
    pthread_mutex_unlock(&a->mutex);
    return NULL;
}

/* ---- taking ---- */

/* Lets the batch go that was taken whole, and waits for the next one, under the lock. */
static struct batch *await_batch(struct deflate_ahead *a)
{
    struct batch *b = &a->ring[a->given % a->batches];
    if (b->done && a->at == b->count) {
        b->done = false;
        a->at = 0;
        a->given++;
        pthread_cond_broadcast(&a->changed);
        b = &a->ring[a->given % a->batches];
    }
    if (!a->threads && !b->done && !a->all)
        work_once(&a->job[0]);
    while (!b->done && (a->begun > a->given || !a->all))
        pthread_cond_wait(&a->changed, &a->mutex);
    return b->done ? b : NULL;
}

enum status deflate_ahead_next(struct deflate_ahead *a, struct str *out, struct err *err)
{
    pthread_mutex_lock(&a->mutex);
    const struct batch *b = await_batch(a);
    pthread_mutex_unlock(&a->mutex);
    if (b && b->status)
        return err_set(err, b->status, "%s", b->err.text);
    if (!b || a->at == b->count)
        return S_NOT_FOUND;
    size_t start = a->at ? b->end[a->at - 1] : 0;
    *out = (struct str){b->out.data + start, b->end[a->at++] - start};
    return S_OK;
}

/* ---- opening ---- */

static enum status init_job(struct deflate_ahead *a, struct deflating *job, struct err *err)
{
    job->ahead = a;
    job->deflater.dictionary = a->options.dictionary;
    job->deflater.bodies = a->options.segments && a->options.segment[0]->header.bodies;
    job->inflater = calloc(a->options.segments + 1, sizeof *job->inflater);
    return job->inflater ? S_OK : err_no_memory(err);
}

static enum status start(struct deflate_ahead *a, struct err *err)
{
    unsigned wanted = a->options.jobs ? a->options.jobs : 1;
    a->batches = (size_t)wanted * BATCHES_A_JOB;
    a->ring = calloc(a->batches, sizeof *a->ring);
    a->job = calloc(wanted, sizeof *a->job);
    enum status s = a->ring && a->job ? S_OK : err_no_memory(err);
    for (; !s && a->jobs < wanted; a->jobs++)
        s = init_job(a, &a->job[a->jobs], err);
    for (; !s && wanted > 1 && a->threads < wanted; a->threads++)
        if (pthread_create(&a->job[a->threads].thread, NULL, work, &a->job[a->threads]) != 0)
            break; /* those that there are do it, or the caller's */
    return s;
}

enum status deflate_ahead_open(const struct deflate_ahead_options *options, struct deflate_ahead **out, struct err *err)
{
    struct deflate_ahead *a = calloc(1, sizeof *a);
    *out = NULL;
    if (!a)
        return err_no_memory(err);
    a->options = *options;
    pthread_mutex_init(&a->mutex, NULL);
    pthread_cond_init(&a->changed, NULL);
    enum status s = start(a, err);
    if (s)
        deflate_ahead_close(a);
    else
        *out = a;
    return s;
}

static void release_job(struct deflating *job, size_t segments)
{
    for (size_t i = 0; job->inflater && i < segments; i++)
        inflater_release(&job->inflater[i]);
    free(job->inflater);
    deflater_release(&job->deflater);
}

void deflate_ahead_close(struct deflate_ahead *a)
{
    if (!a)
        return;
    pthread_mutex_lock(&a->mutex);
    a->all = true;
    pthread_cond_broadcast(&a->changed);
    pthread_mutex_unlock(&a->mutex);
    for (unsigned i = 0; i < a->threads; i++)
        pthread_join(a->job[i].thread, NULL);
    for (unsigned i = 0; i < a->jobs; i++)
        release_job(&a->job[i], a->options.segments);
    for (size_t i = 0; i < a->batches && a->ring; i++)
        buf_release(&a->ring[i].out);
    pthread_cond_destroy(&a->changed);
    pthread_mutex_destroy(&a->mutex);
    free(a->ring);
    free(a->job);
    free(a);
}
