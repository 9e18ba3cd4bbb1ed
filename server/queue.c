#include "server/queue.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

struct queue {
    pthread_mutex_t mutex;
    pthread_cond_t given;
    size_t capacity, first, count;
    bool closed;
    void *item[]; /* a ring */
};

struct queue *queue_new(size_t capacity)
{
    struct queue *q = calloc(1, sizeof *q + capacity * sizeof *q->item);
    if (!q)
        return NULL;
    q->capacity = capacity;
    pthread_mutex_init(&q->mutex, NULL);
    pthread_cond_init(&q->given, NULL);
    return q;
}

void queue_free(struct queue *q)
{
    if (!q)
        return;
    pthread_cond_destroy(&q->given);
    pthread_mutex_destroy(&q->mutex);
    free(q);
}

size_t queue_length(struct queue *q)
{
    pthread_mutex_lock(&q->mutex);
    size_t count = q->count;
    pthread_mutex_unlock(&q->mutex);
    return count;
}

bool queue_has_room(struct queue *q)
{
    return queue_length(q) < q->capacity;
}

void queue_give(struct queue *q, void *item)
{
    pthread_mutex_lock(&q->mutex);
    assert(q->count < q->capacity && !q->closed);
    q->item[(q->first + q->count++) % q->capacity] = item;
    pthread_mutex_unlock(&q->mutex);
    pthread_cond_signal(&q->given); /* whom it wakes finds the mutex free */
}

void *queue_take(struct queue *q)
{
    void *item = NULL;
    pthread_mutex_lock(&q->mutex);
    while (!q->count && !q->closed)
        pthread_cond_wait(&q->given, &q->mutex);
    if (q->count) {
        item = q->item[q->first];
        q->first = (q->first + 1) % q->capacity;
        q->count--;
    }
    pthread_mutex_unlock(&q->mutex);
    return item;
}

void queue_close(struct queue *q)
{
    pthread_mutex_lock(&q->mutex);
    q->closed = true;
    pthread_cond_broadcast(&q->given);
    pthread_mutex_unlock(&q->mutex);
}
