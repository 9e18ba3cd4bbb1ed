#include "server/http_check.h"

#include <string.h>
#include <strings.h>

#include "server/encoding.h"
#include "server/server_impl.h"

static bool is_field(struct str name, const char *field)
{
    return name.len == strlen(field) && strncasecmp(name.ptr, field, name.len) == 0;
}

/* A space before the colon would make a field of another name out of it, which a proxy may read otherwise. */
static bool is_token(struct str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] <= ' ' || name.ptr[i] >= 0x7f || strchr("()<>@,;:\\\"/[]?={}", name.ptr[i]))
            return false;
    return name.len > 0;
}

void http_take_field(struct http_fields *fields, struct request *r, struct str name, struct str value)
{
    fields->bytes += name.len + value.len + sizeof ": \r\n" - 1;
    fields->misnamed += !is_token(name);
    if (is_field(name, "Host")) {
        fields->hosts++;
        fields->host = value;
        r->host = value;
    } else if (is_field(name, "Content-Length")) {
        fields->lengths++;
        fields->length = value;
    } else if (is_field(name, "Transfer-Encoding")) {
        fields->encodings++;
        fields->encoding = value;
    } else if (is_field(name, "Accept-Encoding")) {
        r->takes_gzip = r->takes_gzip || encoding_takes_gzip(value);
    } else if (is_field(name, "If-None-Match")) {
        buf_append_byte(&r->tags, ',');
        buf_append_str(&r->tags, value);
    } else if (is_field(name, "Authorization")) {
        fields->authorization = value;
    } else if (is_field(name, "Content-Type")) {
        fields->content_type = value;
    } else if (is_field(name, "Content-Encoding")) {
        fields->coding = value;
    } else if (is_field(name, "Forwarded") || is_field(name, "X-Forwarded-For") || is_field(name, "X-Real-IP")) {
        fields->forwarded = true;
    } else if (is_field(name, "Origin")) {
        r->asks = value;
    } else if (is_field(name, "X-Forwarded-Proto")) {
        r->secure = str_equal(value, str_of("https"));
    }
}

void request_refuse(struct request *r, enum reason reason, const char *why)
{
    if (r->refused)
        return;
    r->refused = reason;
    err_set(&r->why_refused, S_USAGE, "%s", why ? why : "");
}

/* Behind such a request nobody can tell where the next one begins. */
static void refuse_and_close(struct request *r, enum reason reason, const char *why)
{
    request_refuse(r, reason, why);
    r->close = true;
}

/* Whether a length is a number, and one that may be. */
static bool is_number(struct str length)
{
    for (size_t i = 0; i < length.len; i++)
        if (length.ptr[i] < '0' || length.ptr[i] > '9')
            return false;
    return length.len > 0;
}

static bool is_longer(struct str length, size_t most)
{
    size_t bytes = 0;
    for (size_t i = 0; i < length.len && bytes <= most; i++)
        bytes = bytes * 10 + (size_t)(length.ptr[i] - '0');
    return bytes > most;
}

static bool is_posted(const struct request *r)
{
    return r->method == METHOD_POST && r->route;
}

size_t http_body_limit(const struct request *r)
{
    return is_posted(r) ? HTTP_POST_MAX : HTTP_BODY_MAX;
}

/* A body whose length is told piece by piece is taken where one is asked for. */
static bool is_taken_in_pieces(const struct http_fields *f, const struct request *r)
{
    static const char chunked[] = "chunked";
    return is_posted(r) && f->encodings == 1 && !f->old && f->encoding.len == sizeof chunked - 1 &&
           strncasecmp(f->encoding.ptr, chunked, sizeof chunked - 1) == 0;
}

static void check_framing(const struct http_fields *f, struct request *r)
{
    if (f->lengths > 1)
        refuse_and_close(r, REASON_FRAMING, "Content-Length is there more than once");
    else if (f->lengths && f->encodings)
        refuse_and_close(r, REASON_FRAMING, "Content-Length and Transfer-Encoding both tell the length of the body");
    else if (f->lengths && !is_number(f->length))
        refuse_and_close(r, REASON_FRAMING, "Content-Length is no number");
    else if (f->misnamed)
        refuse_and_close(r, REASON_FRAMING, "the name of a header field is none");
    else if (f->encodings && !is_taken_in_pieces(f, r))
        refuse_and_close(r, REASON_NO_LENGTH, NULL);
    else if (f->lengths && is_longer(f->length, http_body_limit(r)))
        refuse_and_close(r, REASON_BODY_LENGTH, NULL);
    else if (f->bytes > HTTP_HEADERS_MAX)
        refuse_and_close(r, REASON_HEADERS_LENGTH, NULL);
}

static void check_host(const struct http_fields *f, const struct host_names *names, struct request *r)
{
    struct str host = r->target.authority.len ? r->target.authority : f->host;
    if (f->hosts > 1) {
        refuse_and_close(r, REASON_HOST, "the Host field is there more than once");
        return;
    }
    if (f->hosts == 0 && f->old && !r->target.authority.len)
        return;
    if (f->hosts == 0 && !f->old) {
        refuse_and_close(r, REASON_HOST, "the Host field is missing");
        return;
    }
    switch (host_judge(names, host)) {
    case HOST_OURS:
        break;
    case HOST_OTHER:
        request_refuse(r, REASON_MISDIRECTED, NULL);
        break;
    case HOST_MALFORMED:
        request_refuse(r, REASON_HOST, "the Host field is no host");
    }
}

void http_check(const struct http_fields *fields, const struct host_names *names, struct request *r)
{
    check_framing(fields, r);
    check_host(fields, names, r);
}

void http_find_route(struct request *r)
{
    struct str path = r->target.path;
    bool changes = r->server->options.writable;
    size_t place = path.len ? route_find(path, r->method, changes) : route_count();
    if (path.len)
        route_allow(path, changes, r->allow);
    r->route = place < route_count() ? route_at(place) : NULL;
    r->answer.page = r->route && r->route->page;
}

void http_check_route(struct request *r)
{
    if (r->route)
        return;
    bool would_change = r->allow[0] && route_find(r->target.path, r->method, true) < route_count();
    request_refuse(r, r->allow[0] ? REASON_METHOD : REASON_NO_ROUTE,
                   would_change ? "this server takes no changes: it runs without --writable" : NULL);
}
