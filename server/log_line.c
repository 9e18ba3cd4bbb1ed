#include "server/log_line.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <time.h>

#include "core/json.h"
#include "core/utf8.h"

enum { QUERY_MAX = 256 };

static void write_text(struct json_writer *w, const char *key, const char *value)
{
    json_key(w, key);
    json_text(w, value);
}

static void write_milliseconds(struct json_writer *w, const char *key, double value)
{
    json_key(w, key);
    json_fixed(w, value, 3);
}

static void write_time(struct json_writer *w)
{
    struct timespec now;
    struct tm day;
    char text[64], seconds[32];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &day);
    strftime(seconds, sizeof seconds, "%Y-%m-%dT%H:%M:%S", &day);
    snprintf(text, sizeof text, "%s.%03dZ", seconds, (int)(now.tv_nsec / 1000000));
    write_text(w, "time", text);
}

static void write_client(struct json_writer *w, const struct sockaddr *client)
{
    char text[INET6_ADDRSTRLEN];
    const void *address = NULL;
    if (client && client->sa_family == AF_INET)
        address = &((const struct sockaddr_in *)(const void *)client)->sin_addr;
    else if (client && client->sa_family == AF_INET6)
        address = &((const struct sockaddr_in6 *)(const void *)client)->sin6_addr;
    write_text(w, "client", address ? inet_ntop(client->sa_family, address, text, sizeof text) : NULL);
}

static void write_query(struct json_writer *w, const struct target *target)
{
    const struct target_param *q = target_find(target, "q");
    if (!q)
        return;
    json_key(w, "q");
    json_string(w, (struct str){q->value.ptr, utf8_cut(q->value.ptr, q->value.len, QUERY_MAX)});
}

static void write_answer(struct json_writer *w, const struct request *r)
{
    const struct answer *answer = &r->answer;
    json_count(w, "status", answer->code);
    json_count(w, "bytes", r->method == METHOD_HEAD ? 0 : r->sent_bytes);
    if (r->given) {
        write_milliseconds(w, "waited", r->waited);
        write_milliseconds(w, "worked", answer->milliseconds);
    }
    if (answer->counted)
        json_count(w, "total", answer->total);
    if (answer->reason)
        write_text(w, "reason", reason_name(answer->reason));
    if (answer->why.text[0])
        write_text(w, "error", answer->why.text);
}

void log_line_add(struct access_log *log, const struct request *r, const struct sockaddr *client, double seconds)
{
    struct buf line = {0};
    struct json_writer w;
    json_init(&w, &line);
    json_object_begin(&w);
    write_time(&w);
    write_client(&w, client);
    write_text(&w, "method", method_name(r->method));
    write_text(&w, "route", r->route ? r->route->path : NULL);
    write_query(&w, &r->target);
    write_milliseconds(&w, "milliseconds", seconds * 1e3);
    write_answer(&w, r);
    json_object_end(&w);
    buf_append_byte(&line, '\n');
    access_log_add(log, buf_str(&line));
    buf_release(&line);
}
