#include "archive/inverter.h"

#include <stdlib.h>
#include <string.h>

#include "archive/inverter_impl.h"

enum {
    BATCH_BYTES = 256 << 10,
    WAITING_BYTES = 1 << 20, /* of batches, for each worker: enough that it never waits for its next */
    ID_BLOCK = 1 << 20
};

/* ---- workers ---- */

/* The record behind a head of a batch; *at goes on behind it. */
static struct str next_record(const char **at, struct batch_head *head)
{
    memcpy(head, *at, sizeof *head);
    struct str record = {*at + sizeof *head, head->len};
    *at = record.ptr + record.len;
    return record;
}

/* What is stored of the records is written at once. */
static enum status take_batch(struct worker *w, const struct batch *batch)
{
    const char *begin = batch->records.data, *end = begin + batch->records.len;
    struct batch_head head;
    uint64_t stored_at = 0;
    enum status s = S_OK;
    for (const char *at = begin; !s && at < end;) {
        struct str record = next_record(&at, &head);
        s = worker_take(w, head.number, head.document, record, head.content, &w->err);
    }
    if (!s)
        s = worker_spool(w, &stored_at, &w->err);
    for (const char *at = begin; !s && at < end;) {
        next_record(&at, &head);
        head.document->stored_at += stored_at;
    }
    return s;
}

/* After a failure nothing is taken any more, and who adds articles is told. */
static void try_batch(struct worker *w, const struct batch *batch)
{
    if (!w->status)
        w->status = take_batch(w, batch);
    if (w->status)
        __atomic_store_n(&w->inverter->failed, true, __ATOMIC_RELAXED);
}

static struct batch *next_batch(struct inverter *i)
{
    while (!i->first && !i->closing)
        pthread_cond_wait(&i->has_work, &i->lock);
    struct batch *batch = i->first;
    if (batch) {
        i->first = batch->next;
        i->queued_bytes -= batch->records.len;
        i->busy++;
        pthread_cond_broadcast(&i->has_room);
    }
    return batch;
}

static void give_back(struct inverter *i, struct batch *batch)
{
    buf_reset(&batch->records);
    batch->next = i->spare;
    i->spare = batch;
    i->busy--;
    pthread_cond_broadcast(&i->has_room);
}

static void *work(void *context)
{
    struct worker *w = context;
    struct inverter *i = w->inverter;
    pthread_mutex_lock(&i->lock);
    for (struct batch *batch; (batch = next_batch(i));) {
        pthread_mutex_unlock(&i->lock);
        try_batch(w, batch);
        pthread_mutex_lock(&i->lock);
        give_back(i, batch);
    }
    pthread_mutex_unlock(&i->lock);
    return NULL;
}

static enum status start_workers(struct inverter *i, struct err *err)
{
    enum status s = S_OK;
    i->worker = calloc(i->options.jobs, sizeof *i->worker);
    i->thread = calloc(i->options.jobs, sizeof *i->thread);
    if (!i->worker || !i->thread)
        return err_no_memory(err);
    for (; !s && i->worker_count < i->options.jobs; i->worker_count++)
        s = worker_init(&i->worker[i->worker_count], i, err);
    if (s || i->worker_count == 1)
        return s; /* one worker is the caller's thread */
    for (; i->thread_count < i->worker_count; i->thread_count++)
        if (pthread_create(&i->thread[i->thread_count], NULL, work, &i->worker[i->thread_count]) != 0)
            return err_set(err, S_NOMEM, "no thread can be made");
    return S_OK;
}

static void stop_workers(struct inverter *i)
{
    pthread_mutex_lock(&i->lock);
    i->closing = true;
    pthread_cond_broadcast(&i->has_work);
    pthread_mutex_unlock(&i->lock);
    for (unsigned t = 0; t < i->thread_count; t++)
        pthread_join(i->thread[t], NULL);
    i->thread_count = 0;
}

/* ---- life ---- */

enum status inverter_open(const struct inverter_options *options, struct inverter **out, struct err *err)
{
    struct inverter *i = calloc(1, sizeof *i);
    if (!i)
        return err_no_memory(err);
    i->options = *options;
    i->path = strdup(options->path);
    i->stemmer = strdup(options->stemmer);
    pthread_mutex_init(&i->lock, NULL);
    pthread_cond_init(&i->has_work, NULL);
    pthread_cond_init(&i->has_room, NULL);
    buf_append_str(&i->dictionary, options->dictionary);
    enum status s = i->path && i->stemmer && !i->dictionary.failed ? S_OK : err_no_memory(err);
    if (!s)
        s = spool_open(i->path, &i->spool, err);
    if (!s)
        s = start_workers(i, err);
    if (s)
        inverter_close(i);
    else
        *out = i;
    return s;
}

static void free_batches(struct batch *batch)
{
    while (batch) {
        struct batch *next = batch->next;
        buf_release(&batch->records);
        free(batch);
        batch = next;
    }
}

void inverter_close(struct inverter *i)
{
    if (!i)
        return;
    stop_workers(i);
    for (unsigned w = 0; w < i->worker_count; w++)
        worker_release(&i->worker[w]);
    free_batches(i->first);
    free_batches(i->spare);
    free_batches(i->filling);
    for (uint32_t page = 0; page * DOCUMENT_PAGE < i->document_count; page++)
        free(i->page[page]);
    while (i->ids) {
        struct arena_block *next = i->ids->next;
        free(i->ids);
        i->ids = next;
    }
    spool_close(i->spool);
    buf_release(&i->dictionary);
    pthread_mutex_destroy(&i->lock);
    pthread_cond_destroy(&i->has_work);
    pthread_cond_destroy(&i->has_room);
    free(i->page);
    free(i->worker);
    free(i->thread);
    free(i->path);
    free(i->stemmer);
    free(i);
}

/* ---- batches ---- */

static struct batch *spare_batch(struct inverter *i)
{
    pthread_mutex_lock(&i->lock);
    struct batch *batch = i->spare;
    if (batch)
        i->spare = batch->next;
    pthread_mutex_unlock(&i->lock);
    if (!batch)
        batch = calloc(1, sizeof *batch);
    if (batch)
        batch->next = NULL;
    return batch;
}

/* Hands the batch that is being filled to the workers, and waits while they have enough. */
static enum status hand_over(struct inverter *i)
{
    struct batch *batch = i->filling;
    if (!batch)
        return S_OK;
    i->filling = NULL;
    pthread_mutex_lock(&i->lock);
    if (i->thread_count == 0) {
        i->busy++;
        try_batch(&i->worker[0], batch);
        give_back(i, batch);
    } else {
        while (i->queued_bytes >= (size_t)i->worker_count * WAITING_BYTES)
            pthread_cond_wait(&i->has_room, &i->lock);
        if (i->first)
            i->last->next = batch;
        else
            i->first = batch;
        i->last = batch;
        i->queued_bytes += batch->records.len;
        pthread_cond_signal(&i->has_work);
    }
    pthread_mutex_unlock(&i->lock);
    return S_OK;
}

static enum status first_failure(struct inverter *i, struct err *err)
{
    for (unsigned w = 0; w < i->worker_count; w++)
        if (i->worker[w].status)
            return err_set(err, i->worker[w].status, "%s", i->worker[w].err.text);
    return S_OK;
}

enum status inverter_settle(struct inverter *i, struct err *err)
{
    hand_over(i);
    pthread_mutex_lock(&i->lock);
    while (i->first || i->busy)
        pthread_cond_wait(&i->has_room, &i->lock);
    pthread_mutex_unlock(&i->lock);
    return first_failure(i, err);
}

/* ---- articles ---- */

static enum status add_document(struct inverter *i, struct inverted_document **out, struct err *err)
{
    uint32_t page = i->document_count / DOCUMENT_PAGE;
    if (i->document_count == SEGMENT_DOCUMENTS_MAX)
        return err_set(err, S_LIMIT, "a segment holds at most %d articles", SEGMENT_DOCUMENTS_MAX);
    if (page == i->page_capacity) {
        uint32_t capacity = page ? page * 2 : 16;
        struct inverted_document **grown = realloc(i->page, capacity * sizeof *grown);
        if (!grown)
            return err_no_memory(err);
        i->page = grown;
        i->page_capacity = capacity;
    }
    if (i->document_count % DOCUMENT_PAGE == 0) {
        i->page[page] = malloc(DOCUMENT_PAGE * sizeof **i->page);
        if (!i->page[page])
            return err_no_memory(err);
        inverter_took(i, DOCUMENT_PAGE * sizeof **i->page);
    }
    *out = inverter_document(i, ++i->document_count);
    **out = (struct inverted_document){0};
    return S_OK;
}

static const char *keep_id(struct inverter *i, struct str id)
{
    if ((size_t)(i->id_end - i->id_at) < id.len) {
        struct arena_block *block = malloc(ID_BLOCK);
        if (!block)
            return NULL;
        inverter_took(i, ID_BLOCK);
        block->next = i->ids;
        i->ids = block;
        i->id_at = (char *)(block + 1);
        i->id_end = (char *)block + ID_BLOCK;
    }
    char *kept = i->id_at;
    memcpy(kept, id.ptr, id.len);
    i->id_at += id.len;
    return kept;
}

static enum status append_record(struct inverter *i, const struct inverter_article *article,
                                 struct inverted_document *d, struct err *err)
{
    if (!i->filling)
        i->filling = spare_batch(i);
    if (!i->filling)
        return err_no_memory(err);
    const struct batch_head head = {
        .document = d, .content = article->content, .number = i->document_count, .len = (uint32_t)article->record.len};
    buf_append(&i->filling->records, &head, sizeof head);
    buf_append_str(&i->filling->records, article->record);
    enum status s = buf_status(&i->filling->records, err);
    if (!s && i->filling->records.len >= BATCH_BYTES)
        s = hand_over(i);
    return s;
}

enum status inverter_add(struct inverter *i, const struct inverter_article *article, uint32_t *number, struct err *err)
{
    struct inverted_document *d = NULL;
    if (__atomic_load_n(&i->failed, __ATOMIC_RELAXED))
        return inverter_settle(i, err);
    enum status s = add_document(i, &d, err);
    if (s)
        return s;
    d->date = article->date;
    d->id = keep_id(i, article->id);
    d->id_len = (uint32_t)article->id.len;
    if (!d->id)
        return err_no_memory(err);
    *number = i->document_count;
    return append_record(i, article, d, err);
}

void inverter_drop(struct inverter *i, uint32_t number)
{
    struct inverted_document *d = inverter_document(i, number);
    i->dropped += !d->dropped;
    d->dropped = true;
}

bool inverter_full(const struct inverter *i)
{
    return __atomic_load_n(&i->memory, __ATOMIC_RELAXED) >= i->options.memory;
}

uint32_t inverter_count(const struct inverter *i)
{
    return i->document_count - i->dropped;
}
