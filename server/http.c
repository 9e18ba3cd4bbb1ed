#include "server/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "server/access.h"
#include "server/encoding.h"
#include "server/etag.h"
#include "server/http_check.h"
#include "server/log_line.h"
#include "server/mhd.h"
#include "server/page.h"
#include "server/server_impl.h"

/* Of a connection: target and header fields as they come, and those of the answer. More than the two may be long, so
 * that it is told here and not by the library what is too long. */
enum { CONNECTION_BYTES = TARGET_BYTES_MAX + 4 * HTTP_HEADERS_MAX };

struct http {
    struct MHD_Daemon *daemon;
    struct encoder *encoder;
};

int64_t request_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* ---- the beginning and the end of a request ---- */

static struct connection *place_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = mhd.get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void take_target(struct request *r, const char *uri)
{
    struct err err = {0};
    enum status s = target_parse(str_of(uri), &r->target, &err);
    if (!s)
        return;
    r->refused = s == S_NOMEM                            ? REASON_MEMORY
                 : s == S_LIMIT && !r->target.bytes.data ? REASON_TARGET_LENGTH
                                                         : REASON_TARGET;
    r->why_refused = err;
}

/* The line of a request was read. What it returns is the request's context from here on; NULL: no memory. */
static void *on_target(void *context, const char *uri, struct MHD_Connection *connection)
{
    struct server *server = context;
    struct connection *place = place_of(connection);
    struct request *r = place ? calloc(1, sizeof *r) : NULL;
    if (!r)
        return NULL;
    place->request = r;
    r->server = server;
    r->connection = connection;
    r->place = place;
    r->begun = request_clock();
    connections_move(&server->connections, place, PHASE_READING);
    __atomic_fetch_add(&server->under_way, 1, __ATOMIC_SEQ_CST);
    take_target(r, uri);
    return r;
}

static const struct sockaddr *client_of(const struct request *r)
{
    const union MHD_ConnectionInfo *info = mhd.get_connection_info(r->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

/* Gives back what a request holds of the memory for bodies. */
static void drop_body(struct request *r)
{
    __atomic_fetch_sub(&r->server->posted_bytes, r->body.len, __ATOMIC_SEQ_CST);
    buf_release(&r->body);
}

static void end_request(struct request *r, bool whole)
{
    struct server *server = r->server;
    double seconds = (double)(request_clock() - r->begun) / 1e9;
    metrics_count(server->metrics, r, whole, seconds);
    if (server->log)
        log_line_add(server->log, r, client_of(r), seconds);
    r->place->request = NULL;
    connections_move(&server->connections, r->place, PHASE_IDLE);
    if (r->stage == STAGE_WAITING) /* its client went, which was seen when it came back from the workers */
        __atomic_fetch_sub(&server->with_workers, 1, __ATOMIC_SEQ_CST);
    __atomic_fetch_sub(&server->under_way, 1, __ATOMIC_SEQ_CST);
    drop_body(r);
    target_release(&r->target);
    buf_release(&r->tags);
    answer_release(&r->answer);
    free(r);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **of,
                         enum MHD_RequestTerminationCode how)
{
    (void)context, (void)connection;
    if (*of)
        end_request(*of, how == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    *of = NULL;
}

/* ---- connections ---- */

/* Of a request with too many parameters for the connection's memory the library does not say that it is over. */
static void end_connection(struct server *server, struct connection *place)
{
    if (place->request)
        end_request(place->request, false);
    connections_remove(&server->connections, place);
}

static void on_connection(void *context, struct MHD_Connection *connection, void **place,
                          enum MHD_ConnectionNotificationCode what)
{
    struct server *server = context;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info = mhd.get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *place = info ? connections_add(&server->connections, info->connect_fd) : NULL;
    } else if (*place) {
        end_connection(server, *place);
        *place = NULL;
    }
}

/* ---- sending ---- */

static void add(struct MHD_Response *response, const char *name, const char *value)
{
    mhd.add_response_header(response, name, value);
}

/* Lets a page of another origin read the answer, when it may. */
static void add_cors(struct MHD_Response *response, const struct request *r)
{
    const struct server_options *options = &r->server->options;
    const char *allowed = NULL;
    for (size_t i = 0; r->asks.len && i < options->origin_count; i++)
        if (strcmp(options->origins[i], "*") == 0 || str_equal(str_of(options->origins[i]), r->asks))
            allowed = options->origins[i];
    if (options->origin_count)
        add(response, "Vary", "Origin");
    if (!allowed)
        return;
    add(response, "Access-Control-Allow-Origin", allowed);
    add(response, "Access-Control-Expose-Headers", "ETag, Server-Timing, Retry-After");
    if (r->method != METHOD_OPTIONS)
        return;
    add(response, "Access-Control-Allow-Methods", r->allow);
    add(response, "Access-Control-Allow-Headers", "If-None-Match, Authorization, Content-Type");
    add(response, "Access-Control-Max-Age", "86400");
}

static void add_caching(struct MHD_Response *response, const struct answer *answer)
{
    char tag[ETAG_TEXT_MAX];
    add(response, "Cache-Control", answer->cacheable ? "no-cache" : "no-store"); /* no-cache: keep it, and ask */
    if (!answer->cacheable)
        return;
    add(response, "ETag", etag_write(answer->tag, tag));
    add(response, "Vary", "Accept-Encoding");
}

static void add_timing(struct MHD_Response *response, const struct request *r)
{
    struct buf text = {0};
    if (!r->given)
        return;
    buf_printf(&text, "queue;dur=%.3f, work;dur=%.3f", r->waited, r->answer.milliseconds);
    add(response, "Server-Timing", buf_text(&text));
    buf_release(&text);
}

/* What a browser may do with what it may show. */
static void add_policy(struct MHD_Response *response, const struct answer *answer)
{
    add(response, "X-Content-Type-Options", "nosniff");
    if (answer->type != ANSWER_HTML && answer->type != ANSWER_SVG)
        return;
    add(response, "Content-Security-Policy", page_policy);
    add(response, "Referrer-Policy", "same-origin");
}

static void add_fields(struct MHD_Response *response, const struct request *r)
{
    const struct answer *answer = &r->answer;
    char seconds[16];
    if (answer->type)
        add(response, "Content-Type", answer->type);
    if (answer->gzip)
        add(response, "Content-Encoding", "gzip");
    if (answer->code == MHD_HTTP_METHOD_NOT_ALLOWED || r->method == METHOD_OPTIONS)
        add(response, "Allow", r->allow);
    if (answer->reason == REASON_NO_KEY)
        add(response, "WWW-Authenticate", "Bearer realm=\"dateline\"");
    if (reason_retry_after(answer->reason)) {
        snprintf(seconds, sizeof seconds, "%u", reason_retry_after(answer->reason));
        add(response, "Retry-After", seconds);
    }
    add_policy(response, answer);
    add_caching(response, answer);
    add_timing(response, r);
    add_cors(response, r);
    if (r->close || __atomic_load_n(&r->server->stopping, __ATOMIC_SEQ_CST))
        add(response, "Connection", "close");
}

/* The body becomes the library's. */
static enum MHD_Result send_answer(struct request *r)
{
    struct buf *body = &r->answer.body;
    struct MHD_Response *response = mhd.create_response_from_buffer(
        body->len, body->data, body->data ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (!response)
        return MHD_NO;
    r->sent_bytes = body->len;
    *body = (struct buf){0};
    add_fields(response, r);
    r->stage = STAGE_SENDING;
    connections_move(&r->server->connections, r->place, PHASE_ANSWERING);
    enum MHD_Result result = mhd.queue_response(r->connection, r->answer.code, response);
    mhd.destroy_response(response);
    return result;
}

static enum MHD_Result refuse(struct request *r, enum reason reason, const char *why)
{
    answer_problem(&r->answer, reason, why, (struct str){0});
    return send_answer(r);
}

/* ---- a request, step by step ---- */

struct taking {
    struct http_fields *fields;
    struct request *request;
};

static enum MHD_Result take_field(void *context, enum MHD_ValueKind kind, const char *name, size_t name_len,
                                  const char *value, size_t value_len)
{
    struct taking *t = context;
    (void)kind;
    http_take_field(t->fields, t->request, (struct str){name, name_len}, (struct str){value, value_len});
    return MHD_YES;
}

/* The header fields are there. What ends the connection is refused before the body. */
static enum MHD_Result take_head(struct request *r, const char *method, const char *version)
{
    struct http_fields fields = {.old = strcmp(version, MHD_HTTP_VERSION_1_0) == 0};
    struct taking taking = {&fields, r};
    r->stage = STAGE_BODY;
    r->method = method_of(method);
    mhd.get_connection_values_n(r->connection, MHD_HEADER_KIND, take_field, &taking);
    http_find_route(r);
    http_check(&fields, &r->server->names, r);
    http_check_route(r);
    access_check(&fields, client_of(r), r);
    if (r->route)
        route_forget_unknown(r->route, &r->target);
    if (r->refused && (fields.lengths || fields.encodings))
        r->close = true; /* a body that nobody will look at is not waited for */
    if (!r->refused && r->method == METHOD_POST)
        connections_move(&r->server->connections, r->place, PHASE_POSTING);
    return r->refused && r->close ? refuse(r, r->refused, r->why_refused.text) : MHD_YES;
}

static void keep_body(struct request *r, const char *bytes, size_t len)
{
    struct server *server = r->server;
    if (r->body_bytes > http_body_limit(r)) {
        request_refuse(r, REASON_BODY_LENGTH, NULL);
    } else if (__atomic_add_fetch(&server->posted_bytes, len, __ATOMIC_SEQ_CST) > SERVER_POSTED_BYTES) {
        __atomic_fetch_sub(&server->posted_bytes, len, __ATOMIC_SEQ_CST);
        request_refuse(r, REASON_QUEUE_FULL, NULL);
    } else {
        size_t before = r->body.len;
        buf_append(&r->body, bytes, len);
        if (r->body.failed)
            request_refuse(r, REASON_MEMORY, NULL);
        __atomic_fetch_sub(&server->posted_bytes, before + len - r->body.len, __ATOMIC_SEQ_CST);
    }
    if (r->refused)
        drop_body(r);
}

/* What is posted is kept; any other body is passed over, and so is, for a while, one that was refused on the way: only
 * behind it can the answer be read. */
static enum MHD_Result take_body(struct request *r, const char *bytes, size_t *len)
{
    r->body_bytes += *len;
    if (r->method == METHOD_POST && !r->refused)
        keep_body(r, bytes, *len);
    *len = 0;
    return r->body_bytes > 2 * http_body_limit(r) ? MHD_NO : MHD_YES;
}

/* Leaves out what the client has already, and makes the rest short. */
static void shorten(struct request *r)
{
    struct answer *answer = &r->answer;
    if (answer->cacheable && r->tags.len && etag_matches(buf_str(&r->tags), answer->tag)) {
        buf_reset(&answer->body);
        answer->code = MHD_HTTP_NOT_MODIFIED;
        answer->type = NULL;
    } else if (r->takes_gzip && answer->body.len >= ENCODING_WORTHWHILE) {
        answer->gzip = encoder_gzip(r->server->http->encoder, &answer->body);
    }
}

static enum MHD_Result answer_at_once(struct request *r)
{
    struct call call = {.server = r->server,
                        .route = r->route,
                        .target = &r->target,
                        .host = r->target.authority.len ? r->target.authority : r->host,
                        .secure = r->secure,
                        .answer = &r->answer};
    struct err err = {0};
    enum status s = route_check(r->route, &r->target, &call.parameter, &err);
    if (!s)
        s = r->route->answer(&call, &err);
    if (s)
        answer_failure(&r->answer, reason_of(s, false), &err, call.parameter);
    else
        shorten(r);
    return send_answer(r);
}

static void suspend(struct request *r)
{
    r->stage = STAGE_WAITING;
    r->given = request_clock();
    connections_move(&r->server->connections, r->place, PHASE_WORKING);
    __atomic_fetch_add(&r->server->with_workers, 1, __ATOMIC_SEQ_CST);
    mhd.suspend_connection(r->connection);
}

static enum MHD_Result hand_to_worker(struct request *r)
{
    struct pool *pool = r->server->pool;
    if (!pool_has_room(pool))
        return refuse(r, REASON_QUEUE_FULL, NULL);
    if (!pool_has_tried(pool))
        return refuse(r, REASON_OPENING, NULL);
    suspend(r);
    pool_give(pool, r);
    return MHD_YES;
}

static enum MHD_Result hand_to_writer(struct request *r)
{
    struct writer *writer = r->server->writer;
    if (!writer_has_room(writer))
        return refuse(r, REASON_QUEUE_FULL, NULL);
    suspend(r);
    writer_give(writer, r);
    return MHD_YES;
}

/* The request is there whole. */
static enum MHD_Result dispatch(struct request *r)
{
    if (r->refused)
        return refuse(r, r->refused, r->why_refused.text);
    if (r->method == METHOD_OPTIONS) {
        r->answer.code = MHD_HTTP_NO_CONTENT;
        return send_answer(r);
    }
    if (r->route->kind == ROUTE_CHANGE)
        return hand_to_writer(r);
    return r->route->kind == ROUTE_AT_ONCE ? answer_at_once(r) : hand_to_worker(r);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *body, size_t *body_len, void **of)
{
    struct request *r = *of;
    (void)context, (void)connection, (void)url;
    if (!r)
        return MHD_NO; /* there was no memory for it */
    switch (r->stage) {
    case STAGE_TARGET:
        return take_head(r, method, version);
    case STAGE_BODY:
        return *body_len ? take_body(r, body, body_len) : dispatch(r);
    case STAGE_WAITING:
        r->stage = STAGE_SENDING;
        __atomic_fetch_sub(&r->server->with_workers, 1, __ATOMIC_SEQ_CST);
        return send_answer(r);
    case STAGE_SENDING:
        break;
    }
    return MHD_YES;
}

void http_resume(struct request *request)
{
    mhd.resume_connection(request->connection);
}

/* ---- the daemon ---- */

/* Targets are decoded in target.c; what the library makes of them is not looked at. */
static size_t leave_encoded(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context, (void)connection;
    return strlen(text);
}

enum status http_start(struct server *server, struct http **out, struct err *err)
{
    const unsigned flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC;
    *out = NULL;
    enum status s = mhd_load(err);
    struct http *http = s ? NULL : calloc(1, sizeof *http);
    if (http)
        http->encoder = encoder_new();
    if (!http || !http->encoder) {
        free(http);
        return s ? s : err_no_memory(err);
    }
    http->daemon = mhd.start_daemon(
        flags, 0, NULL, NULL, on_request, server, MHD_OPTION_LISTEN_SOCKET, server->listening.socket,
        MHD_OPTION_CONNECTION_LIMIT, server->options.connections, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)CONNECTION_IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
        MHD_OPTION_STRICT_FOR_CLIENT, 0, MHD_OPTION_URI_LOG_CALLBACK, on_target, server, MHD_OPTION_UNESCAPE_CALLBACK,
        leave_encoded, NULL, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, server, MHD_OPTION_END);
    if (!http->daemon) {
        encoder_free(http->encoder);
        free(http);
        return err_set(err, S_IO, "cannot serve HTTP: libmicrohttpd does not start");
    }
    *out = http;
    return S_OK;
}

void http_quiesce(struct http *http)
{
    int listening = mhd.quiesce_daemon(http->daemon);
    if (listening >= 0)
        close(listening);
}

void http_stop(struct http *http)
{
    if (!http)
        return;
    mhd.stop_daemon(http->daemon);
    encoder_free(http->encoder);
    free(http);
}
