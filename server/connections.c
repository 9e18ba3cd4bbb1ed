#include "server/connections.h"

#include <stdlib.h>
#include <sys/socket.h>

#include "server/request.h"

void connections_init(struct connections *all, size_t limit)
{
    *all = (struct connections){.limit = limit};
    pthread_mutex_init(&all->mutex, NULL);
}

void connections_release(struct connections *all)
{
    pthread_mutex_destroy(&all->mutex);
}

/* ---- the list, under the mutex ---- */

static void link_last(struct connections *all, struct connection *c)
{
    c->next = NULL;
    c->previous = all->last;
    *(all->last ? &all->last->next : &all->first) = c;
    all->last = c;
}

static void unlink_one(struct connections *all, struct connection *c)
{
    *(c->previous ? &c->previous->next : &all->first) = c->next;
    *(c->next ? &c->next->previous : &all->last) = c->previous;
}

/* ---- from the HTTP thread ---- */

struct connection *connections_add(struct connections *all, int socket)
{
    struct connection *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->socket = socket;
    c->since = request_clock();
    pthread_mutex_lock(&all->mutex);
    link_last(all, c);
    all->count++;
    pthread_mutex_unlock(&all->mutex);
    return c;
}

void connections_remove(struct connections *all, struct connection *c)
{
    pthread_mutex_lock(&all->mutex);
    unlink_one(all, c);
    all->count--;
    pthread_mutex_unlock(&all->mutex);
    free(c);
}

void connections_move(struct connections *all, struct connection *c, enum phase phase)
{
    pthread_mutex_lock(&all->mutex);
    unlink_one(all, c);
    link_last(all, c);
    c->phase = phase;
    c->since = request_clock();
    pthread_mutex_unlock(&all->mutex);
}

/* ---- ending ---- */

static void end(struct connection *c, uint64_t *counter)
{
    c->ended = true;
    ++*counter;
    shutdown(c->socket, SHUT_RDWR);
}

static bool is_too_long(const struct connection *c, int64_t now)
{
    static const int64_t seconds[] = {
        [PHASE_IDLE] = CONNECTION_IDLE_SECONDS + CONNECTION_REQUEST_SECONDS,
        [PHASE_READING] = CONNECTION_REQUEST_SECONDS,
        [PHASE_POSTING] = CONNECTION_POST_SECONDS,
        [PHASE_WORKING] = INT64_MAX / 1000000000,
        [PHASE_ANSWERING] = CONNECTION_ANSWER_SECONDS,
    };
    return (now - c->since) / 1000000000 >= seconds[c->phase];
}

/* Whether it may go to make room: it does nothing, or a part of a request came and then nothing for a while. */
static bool is_dispensable(const struct connection *c, int64_t now)
{
    enum { PATIENCE_SECONDS = 2 };
    return c->phase == PHASE_IDLE || (c->phase == PHASE_READING && (now - c->since) / 1000000000 >= PATIENCE_SECONDS);
}

void connections_tend(struct connections *all, int64_t now)
{
    pthread_mutex_lock(&all->mutex);
    size_t crowd = all->limit - all->limit / 8, spare = all->count > crowd ? all->count - crowd : 0;
    for (struct connection *c = all->first; c; c = c->next) {
        if (c->ended) {
            spare -= spare > 0;
        } else if (is_too_long(c, now)) {
            end(c, &all->cut_slow);
            spare -= spare > 0;
        } else if (spare && is_dispensable(c, now)) {
            end(c, &all->cut_idle);
            spare--;
        }
    }
    pthread_mutex_unlock(&all->mutex);
}

void connections_counts(struct connections *all, struct connection_counts *out)
{
    pthread_mutex_lock(&all->mutex);
    *out = (struct connection_counts){all->count, all->cut_slow, all->cut_idle};
    pthread_mutex_unlock(&all->mutex);
}
