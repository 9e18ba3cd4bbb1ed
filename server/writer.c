#include "server/writer.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/changes.h"
#include "server/pool.h"
#include "server/queue.h"

enum { HOLDER_MAX = 128 };

/* A request in the hands of the writer. */
struct member {
    struct request *request;
    struct change change;
    enum status status;
    struct err err;
};

struct writer {
    struct writer_options options;
    struct queue *queue;
    pthread_t thread;
    bool started;
    pthread_mutex_t mutex; /* of the state */
    struct writer_state state;
    int64_t begun, committed; /* when the last group was, by request_clock */
    /* the group under way */
    struct member member[WRITER_GROUP_MAX];
    size_t count;
    struct archive_writer *archive;
    enum status status;
    struct err err;
    char holder[HOLDER_MAX]; /* with S_LOCKED: who has the lock */
};

/* ---- a group ---- */

static void pause_for(int64_t nanoseconds)
{
    const struct timespec pause = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    if (nanoseconds > 0)
        nanosleep(&pause, NULL);
}

/* Waits until a commit takes nobody's snapshot away. */
static void await_readers(const struct writer *w)
{
    const int64_t millisecond = 1000000;
    pause_for(w->begun + WRITER_PAUSE_MS * millisecond - request_clock());
    while (pool_works_since(w->options.readers, w->committed) &&
           request_clock() < w->committed + WRITER_PATIENCE_MS * millisecond)
        pause_for(millisecond);
}

static void add_member(struct writer *w, struct request *r)
{
    struct member *m = &w->member[w->count++];
    memset(m, 0, sizeof *m);
    m->request = r;
    r->waited = (double)(request_clock() - r->given) / 1e6;
}

/* Waits for a request, and takes with it those that come until it is time for a commit. False: the queue is closed. */
static bool gather(struct writer *w)
{
    struct request *r = queue_take(w->queue);
    w->count = 0;
    if (!r)
        return false;
    await_readers(w);
    add_member(w, r);
    while (w->count < WRITER_GROUP_MAX && queue_length(w->queue))
        add_member(w, queue_take(w->queue));
    return true;
}

static void change_one(struct writer *w, struct member *m)
{
    struct request *r = m->request;
    m->change = (struct change){.target = &r->target,
                                .gzipped = r->gzipped,
                                .body = r->body.data ? buf_str(&r->body) : (struct str){0},
                                .writer = w->archive,
                                .out = &r->answer.body};
    m->status = route_check(r->route, &r->target, &m->change.parameter, &m->err);
    if (!m->status)
        m->status = r->route->change(&m->change, &m->err);
    if (m->change.harmed) {
        w->status = m->status;
        w->err = m->err;
    }
}

/* Makes the changes of the group and commits them. A file that becomes shorter meanwhile ends the process, unlike in a
 * worker: nobody could let the lock go. */
static void change_all(struct writer *w)
{
    w->status = archive_writer_open(w->options.archive, NULL, &w->archive, &w->err);
    for (size_t i = 0; !w->status && i < w->count; i++)
        change_one(w, &w->member[i]);
    if (!w->status)
        w->status = archive_commit(w->archive, &w->err);
    archive_writer_close(w->archive);
    w->archive = NULL;
}

/* Names the process that has the lock, as far as the system tells of it. */
static void name_holder(struct writer *w)
{
    char path[32], name[32] = "";
    long process = archive_holder(w->options.archive);
    snprintf(path, sizeof path, "/proc/%ld/comm", process);
    FILE *file = process ? fopen(path, "re") : NULL;
    if (file && fgets(name, sizeof name, file))
        name[strcspn(name, "\n")] = '\0';
    if (file)
        fclose(file);
    snprintf(w->holder, sizeof w->holder, "another writer has the archive: %s (process %ld)",
             name[0] ? name : "unknown", process);
}

static void note(struct writer *w, double seconds)
{
    pthread_mutex_lock(&w->mutex);
    w->state.groups++;
    w->state.seconds += seconds;
    for (size_t i = 0; i < w->count; i++) {
        const struct change_counts *n = &w->member[i].change.counts;
        w->state.added += n->added;
        w->state.updated += n->updated;
        w->state.removed += n->removed;
        w->state.rejected += n->rejected;
    }
    pthread_mutex_unlock(&w->mutex);
}

static void answer_member(const struct writer *w, struct member *m)
{
    struct answer *answer = &m->request->answer;
    if (w->status == S_LOCKED)
        answer_problem(answer, REASON_LOCKED, w->holder, (struct str){0});
    else if (w->status)
        answer_failure(answer, reason_of_change(w->status, false), &w->err, (struct str){0});
    else if (m->status == S_LIMIT && !m->change.parameter.len)
        answer_problem(answer, REASON_BODY_LENGTH, m->err.text, (struct str){0});
    else if (m->status == S_INPUT)
        answer_rejects(answer, m->err.text, m->change.counts.rejected ? buf_str(&m->change.rejects) : (struct str){0});
    else if (m->status)
        answer_failure(answer, reason_of_change(m->status, true), &m->err, m->change.parameter);
    else if (answer_done(answer, ANSWER_JSON, &m->err))
        answer_failure(answer, REASON_MEMORY, &m->err, (struct str){0});
    buf_release(&m->change.rejects);
}

static void write_group(struct writer *w)
{
    w->begun = request_clock();
    change_all(w);
    w->committed = request_clock();
    double seconds = (double)(w->committed - w->begun) / 1e9;
    if (!w->status)
        note(w, seconds);
    if (w->status == S_LOCKED)
        name_holder(w);
    for (size_t i = 0; i < w->count; i++) {
        answer_member(w, &w->member[i]);
        w->member[i].request->answer.milliseconds = seconds * 1e3;
        w->options.done(w->member[i].request);
    }
}

static void *run(void *context)
{
    struct writer *w = context;
    while (gather(w))
        write_group(w);
    return NULL;
}

/* ---- the writer ---- */

bool writer_has_room(struct writer *w)
{
    return queue_has_room(w->queue);
}

void writer_give(struct writer *w, struct request *request)
{
    queue_give(w->queue, request);
}

void writer_state(struct writer *w, struct writer_state *out)
{
    size_t waiting = queue_length(w->queue);
    pthread_mutex_lock(&w->mutex);
    *out = w->state;
    pthread_mutex_unlock(&w->mutex);
    out->waiting = waiting;
}

enum status writer_start(const struct writer_options *options, struct writer **out, struct err *err)
{
    struct writer *w = calloc(1, sizeof *w);
    *out = w;
    if (!w)
        return err_no_memory(err);
    w->options = *options;
    pthread_mutex_init(&w->mutex, NULL);
    w->queue = queue_new(WRITER_QUEUE);
    int failure = w->queue ? pthread_create(&w->thread, NULL, run, w) : 0;
    w->started = w->queue && !failure;
    if (w->started)
        return S_OK;
    enum status s = failure ? err_set(err, S_IO, "cannot start a thread: %s", strerror(failure)) : err_no_memory(err);
    writer_stop(w);
    *out = NULL;
    return s;
}

void writer_stop(struct writer *w)
{
    if (!w)
        return;
    if (w->queue)
        queue_close(w->queue);
    if (w->started)
        pthread_join(w->thread, NULL);
    queue_free(w->queue);
    pthread_mutex_destroy(&w->mutex);
    free(w);
}
