#include "server/http_check.h"

#include <string.h>
#include <strings.h>

#include "server/encoding.h"

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
    } else if (is_field(name, "Content-Length")) {
        fields->lengths++;
        fields->length = value;
    } else if (is_field(name, "Transfer-Encoding")) {
        fields->encodings++;
    } else if (is_field(name, "Accept-Encoding")) {
        r->takes_gzip = r->takes_gzip || encoding_takes_gzip(value);
    } else if (is_field(name, "If-None-Match")) {
        buf_append_byte(&r->tags, ',');
        buf_append_str(&r->tags, value);
    } else if (is_field(name, "Origin")) {
        r->asks = value;
    }
}

static void refuse(struct request *r, enum reason reason, const char *why)
{
    if (r->refused)
        return;
    r->refused = reason;
    err_set(&r->why_refused, S_USAGE, "%s", why ? why : "");
}

/* Behind such a request nobody can tell where the next one begins. */
static void refuse_and_close(struct request *r, enum reason reason, const char *why)
{
    refuse(r, reason, why);
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

static bool is_too_long(struct str length)
{
    size_t bytes = 0;
    for (size_t i = 0; i < length.len && bytes <= HTTP_BODY_MAX; i++)
        bytes = bytes * 10 + (size_t)(length.ptr[i] - '0');
    return bytes > HTTP_BODY_MAX;
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
    else if (f->encodings)
        refuse_and_close(r, REASON_NO_LENGTH, NULL);
    else if (f->lengths && is_too_long(f->length))
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
        refuse(r, REASON_MISDIRECTED, NULL);
        break;
    case HOST_MALFORMED:
        refuse(r, REASON_HOST, "the Host field is no host");
    }
}

void http_check(const struct http_fields *fields, const struct host_names *names, struct request *r)
{
    check_framing(fields, r);
    check_host(fields, names, r);
}

void http_route(const struct http_fields *fields, struct request *r)
{
    struct str path = r->target.path;
    size_t place = path.len ? route_find(path, r->method) : route_count();
    bool some = path.len && route_allow(path, r->allow);
    if (place < route_count())
        r->route = route_at(place);
    else
        refuse(r, some ? REASON_METHOD : REASON_NO_ROUTE, NULL);
    if (r->refused && fields->lengths)
        r->close = true; /* a body that nobody will look at is not waited for */
}
