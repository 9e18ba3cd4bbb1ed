/* dateline serve: the archive over HTTP, until a signal ends it. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "archive/processors.h"
#include "cli/common.h"
#include "query/warm.h"
#include "server/host.h"
#include "server/server.h"

enum {
    KEY_LISTEN = OPTION_KEY_LONG,
    KEY_HOST,
    KEY_CORS,
    KEY_TIMEOUT,
    KEY_WORKERS,
    KEY_QUEUE,
    KEY_CONNECTIONS,
    KEY_LOG,
    KEY_WRITABLE,
    KEY_KEYS,
    KEY_RATE,
    RATE_MAX = 1000000,
    NAMES_MAX = 64 /* of --host and of --cors-origin, each */
};

static const struct argp_option options[] = {
    ARCHIVE_OPTION,
    {"listen", KEY_LISTEN, "ADDR:PORT", 0, "where to listen: 127.0.0.1:8080 by default; port 0 takes a free one", 1},
    {"host", KEY_HOST, "NAME", 0, "a name that clients may ask for, besides localhost; may be given again", 2},
    {"cors-origin", KEY_CORS, "ORIGIN", 0,
     "whose pages may read answers, as in https://news.example, or * for all; may be given again", 3},
    {"timeout", KEY_TIMEOUT, "TIME", 0, "for an answer, and most that a request may ask for: 5s by default", 4},
    {"workers", KEY_WORKERS, "N", 0, "threads that search; as many as there are processors by default", 5},
    {"queue", KEY_QUEUE, "N", 0, "requests that may wait for a worker: 512 by default", 6},
    {"connections", KEY_CONNECTIONS, "N", 0, "that may be open: 2048 by default", 7},
    {"writable", KEY_WRITABLE, NULL, 0, "take articles by POST /v1/articles, and take them out by DELETE", 8},
    {"keys", KEY_KEYS, "FILE", 0,
     "who may search and who may write: a line NAME RIGHTS SHA-256 for each key (the manual page tells how)", 9},
    {"rate", KEY_RATE, "N", 0, "requests a second that are taken, of all clients together; no limit by default", 10},
    {"access-log", KEY_LOG, "FILE", 0,
     "a line of JSON for each request: to FILE, to standard error (-, the default), or none", 11},
    {0},
};

struct serve_arguments {
    const char *archive;
    struct server_options server;
    const char *hosts[NAMES_MAX], *origins[NAMES_MAX];
};

/* ---- the command line ---- */

static void add_name(const char *option, const char *value, const char **names, size_t *count)
{
    if (!*value)
        usage_error("--%s: the value is empty", option);
    if (*count == NAMES_MAX)
        usage_error("--%s: more than %d of them", option, NAMES_MAX);
    names[(*count)++] = value;
}

static void check_host(const char *value)
{
    if (!host_is_name(value))
        usage_error("--host=%.80s: give the name alone, without scheme, port and path, as in news.example", value);
}

/* One that no browser sends would only ever be without effect; "null" is sent by who hides where they come from. */
static void check_origin(const char *value)
{
    if (strcmp(value, "*") != 0 && !host_is_origin(value))
        usage_error("--cors-origin=%.80s: give it as browsers send it, in small letters and without a path, as in "
                    "https://news.example or http://localhost:3000; or *",
                    value);
}

static unsigned read_number(const char *option, const char *value, unsigned most)
{
    char *end;
    unsigned long number = strtoul(value, &end, 10);
    if (value[0] < '1' || value[0] > '9' || *end || number > most)
        usage_error("--%s=%.40s: it is a number from 1 to %u", option, value, most);
    return (unsigned)number;
}

/* A time as the parameter of a search has it. */
static uint32_t read_timeout(const char *value)
{
    struct params params;
    struct err err = {0};
    params_init(&params, 0);
    if (params_set(&params, str_of("timeout"), str_of(value), &err))
        usage_error("%s", err.text);
    return params.timeout;
}

static void read_log(struct server_options *o, const char *value)
{
    bool standard = strcmp(value, "-") == 0, none = strcmp(value, "none") == 0;
    o->log = standard || none ? NULL : value;
    o->log_descriptor = standard ? STDERR_FILENO : -1;
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    struct serve_arguments *a = state->input;
    struct server_options *o = &a->server;
    switch (key) {
    case 'a':
        a->archive = value;
        return 0;
    case KEY_LISTEN:
        o->listen = value;
        return 0;
    case KEY_HOST:
        add_name("host", value, a->hosts, &o->host_count);
        check_host(value);
        return 0;
    case KEY_CORS:
        add_name("cors-origin", value, a->origins, &o->origin_count);
        check_origin(value);
        return 0;
    case KEY_TIMEOUT:
        o->timeout = read_timeout(value);
        return 0;
    case KEY_WORKERS:
        o->workers = read_number("workers", value, SERVER_WORKERS_MAX);
        return 0;
    case KEY_QUEUE:
        o->queue = read_number("queue", value, SERVER_QUEUE_MAX);
        return 0;
    case KEY_CONNECTIONS:
        o->connections = read_number("connections", value, SERVER_CONNECTIONS_MAX);
        return 0;
    case KEY_WRITABLE:
        o->writable = true;
        return 0;
    case KEY_KEYS:
        o->keys = value;
        return 0;
    case KEY_RATE:
        o->rate = read_number("rate", value, RATE_MAX);
        return 0;
    case KEY_LOG:
        read_log(o, value);
        return 0;
    case ARGP_KEY_ARG:
        usage_error("%s: serve takes no arguments; the archive is given by -a", value);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options,
    parse_option,
    NULL,
    "Answers searches over HTTP: GET /v1/search with the parameters of dateline search. SIGTERM and SIGINT end it when "
    "the requests under way are answered; SIGHUP has the keys read again and the access log opened anew.\v"
    "Exit status: 0; 2 and 3 as for every command.",
    NULL,
    NULL,
    NULL,
};

const struct argp *serve_argp(void)
{
    return &argp;
}

/* ---- serving ---- */

static unsigned default_workers(void)
{
    unsigned processors = processors_usable();
    return processors > SERVER_WORKERS_MAX ? SERVER_WORKERS_MAX : processors;
}

static void tell(void *context, const char *text)
{
    (void)context;
    message("%s", text);
}

static enum status tell_url(const struct server *server, struct err *err)
{
    struct buf line = {0};
    buf_printf(&line, "listening on %s\n", server_url(server));
    enum status s = buf_status(&line, err);
    if (!s)
        s = write_output(&line, err);
    buf_release(&line);
    return s;
}

/* Tends the server until one of the signals comes that end it. */
static void run(struct server *server, const sigset_t *signals)
{
    const struct timespec pause = {0, SERVER_TEND_MS * 1000000L};
    for (;;) {
        int number = sigtimedwait(signals, NULL, &pause);
        if (number == SIGTERM || number == SIGINT)
            return;
        if (number == SIGHUP)
            server_reload(server);
        server_tend(server);
    }
}

int command_serve(int argc, char **argv)
{
    struct serve_arguments a = {.server = {.listen = "127.0.0.1:8080",
                                           .workers = default_workers(),
                                           .queue = SERVER_QUEUE,
                                           .connections = SERVER_CONNECTIONS,
                                           .timeout = SERVER_TIMEOUT_MS,
                                           .log_descriptor = STDERR_FILENO,
                                           .told = tell}};
    struct server *server = NULL;
    struct err err = {0};
    sigset_t signals;

    parse_options(&argp, argc, argv, &a);
    a.server.archive = archive_or_default(a.archive);
    a.server.hosts = a.hosts;
    a.server.origins = a.origins;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    warm_keep_memory();
    enum status s = server_start(&a.server, &server, &err);
    if (!s)
        s = tell_url(server, &err);
    if (!s)
        run(server, &signals);
    server_stop(server);
    return s ? fail(s, &err) : EXIT_DONE;
}
