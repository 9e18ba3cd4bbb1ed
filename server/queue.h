/* A bounded queue between one thread that gives and several that take. */
#ifndef DATELINE_SERVER_QUEUE_H
#define DATELINE_SERVER_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

struct queue;

/* NULL: no memory. */
struct queue *queue_new(size_t capacity);
/* Nobody waits in it any more. Accepts NULL. */
void queue_free(struct queue *q);
/* True stays true until the giver gives. */
bool queue_has_room(struct queue *q);
size_t queue_length(struct queue *q);
/* There must be room. */
void queue_give(struct queue *q, void *item);
/* Waits for an item. NULL: the queue is closed, and empty. */
void *queue_take(struct queue *q);
/* Nothing is given any more. */
void queue_close(struct queue *q);

#endif
