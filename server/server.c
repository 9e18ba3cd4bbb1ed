#include "server/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "server/guard.h"
#include "server/http.h"
#include "server/openapi.h"
#include "server/server_impl.h"

static void sleep_milliseconds(long milliseconds)
{
    const struct timespec pause = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    nanosleep(&pause, NULL);
}

/* ---- starting ---- */

/* A descriptor for each connection, and some for files: as many as the system lets this process have. */
static void raise_descriptors(unsigned connections)
{
    enum { FILES = 256 };
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= connections + FILES)
        return;
    rlim_t wanted = connections + FILES;
    limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || wanted < limit.rlim_max ? wanted : limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* Connections that there are descriptors for: beyond them the library could accept nothing, and would try without end.
 */
static unsigned connections_possible(unsigned wanted)
{
    enum { FILES = 128, LEAST = 16 };
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY ||
        limit.rlim_cur >= (rlim_t)wanted + FILES)
        return wanted;
    unsigned possible = limit.rlim_cur > FILES + LEAST ? (unsigned)limit.rlim_cur - FILES : LEAST;
    return possible < wanted ? possible : wanted;
}

static void tell_connections(const struct server *server, unsigned wanted)
{
    char text[160];
    if (server->options.connections == wanted || !server->options.told)
        return;
    snprintf(text, sizeof text,
             "at most %u connections, not %u: more files may not be open (ulimit -n, or LimitNOFILE of systemd)",
             server->options.connections, wanted);
    server->options.told(server->options.context, text);
}

static enum status start_log(struct server *server, struct err *err)
{
    const struct server_options *options = &server->options;
    if (!options->log && options->log_descriptor < 0)
        return S_OK;
    return access_log_open(options->log, options->log_descriptor, &server->log, err);
}

static enum status start_pool(struct server *server, struct err *err)
{
    const struct pool_options options = {.archive = server->options.archive,
                                         .workers = server->options.workers,
                                         .queue = server->options.queue,
                                         .timeout = server->options.timeout,
                                         .done = http_resume};
    return pool_start(&options, &server->pool, err);
}

static enum status start_writer(struct server *server, struct err *err)
{
    const struct writer_options options = {
        .readers = server->pool, .archive = server->options.archive, .done = http_resume};
    return server->options.writable ? writer_start(&options, &server->writer, err) : S_OK;
}

static enum status start(struct server *server, struct err *err)
{
    enum status s = listen_open(server->options.listen, &server->listening, err);
    if (s)
        return s;
    server->names =
        (struct host_names){server->options.hosts, server->options.host_count, server->listening.beyond_loopback};
    server->metrics = metrics_new();
    if (!server->metrics)
        return err_no_memory(err);
    openapi_write(&server->openapi);
    s = buf_status(&server->openapi, err);
    if (!s && server->options.keys)
        s = keys_read(server->options.keys, &server->keys, err);
    if (!s)
        s = start_log(server, err);
    if (!s)
        s = start_pool(server, err);
    if (!s)
        s = start_writer(server, err);
    return s ? s : http_start(server, &server->http, err);
}

enum status server_start(const struct server_options *options, struct server **out, struct err *err)
{
    struct server *server = calloc(1, sizeof *server);
    *out = NULL;
    if (!server)
        return err_no_memory(err);
    server->options = *options;
    server->listening.socket = -1;
    server->rate.per_second = options->rate;
    pthread_mutex_init(&server->keys_mutex, NULL);
    raise_descriptors(options->connections);
    server->options.connections = connections_possible(options->connections);
    tell_connections(server, options->connections);
    connections_init(&server->connections, server->options.connections);
    guard_install();
    enum status s = start(server, err);
    if (s)
        server_stop(server);
    else
        *out = server;
    return s;
}

const char *server_url(const struct server *server)
{
    return server->listening.url.data;
}

/* ---- running ---- */

/* Tells when the archive is there no more, or again. */
static void tell_archive(struct server *server)
{
    struct err why;
    enum reason reason = pool_archive(server->pool, &why);
    if (reason == server->archive || !server->options.told)
        return;
    server->archive = reason;
    server->options.told(server->options.context, reason ? why.text : "the archive is there again");
}

void server_tend(struct server *server)
{
    tell_archive(server);
    connections_tend(&server->connections, request_clock());
}

static void reload_keys(struct server *server)
{
    struct keys *fresh = NULL, *old;
    struct err err = {0};
    if (keys_read(server->options.keys, &fresh, &err)) {
        if (server->options.told)
            server->options.told(server->options.context, err.text);
        return;
    }
    pthread_mutex_lock(&server->keys_mutex);
    old = server->keys;
    server->keys = fresh;
    pthread_mutex_unlock(&server->keys_mutex);
    keys_free(old);
}

void server_reload(struct server *server)
{
    if (server->options.keys)
        reload_keys(server);
    access_log_reopen(server->log);
}

/* ---- stopping ---- */

/* Waits until the requests that are under way are answered; those that a client does not send or take to its end, only
 * so long. */
static void drain(struct server *server)
{
    enum { STEP_MS = 10 };
    for (long waited = 0;
         __atomic_load_n(&server->under_way, __ATOMIC_SEQ_CST) && waited < SERVER_DRAIN_SECONDS * 1000L;
         waited += STEP_MS) {
        server_tend(server);
        sleep_milliseconds(STEP_MS);
    }
}

/* The library must not be stopped while a connection is suspended. */
static void await_workers(const struct server *server)
{
    while (__atomic_load_n(&server->with_workers, __ATOMIC_SEQ_CST))
        sleep_milliseconds(1);
}

void server_stop(struct server *server)
{
    if (!server)
        return;
    __atomic_store_n(&server->stopping, true, __ATOMIC_SEQ_CST);
    if (server->http) {
        http_quiesce(server->http);
        server->listening.socket = -1;
        drain(server);
        await_workers(server);
        http_stop(server->http);
    }
    writer_stop(server->writer);
    pool_stop(server->pool);
    keys_free(server->keys);
    pthread_mutex_destroy(&server->keys_mutex);
    access_log_close(server->log);
    metrics_free(server->metrics);
    listen_close(&server->listening);
    buf_release(&server->openapi);
    connections_release(&server->connections);
    free(server);
}
