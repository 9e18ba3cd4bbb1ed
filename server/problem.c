#include "server/problem.h"

#include "core/json.h"

enum { RETRY_SOON = 1, RETRY_LATER = 5 }; /* seconds */

struct row {
    unsigned code;
    const char *name, *detail;
    unsigned retry_after;
};

static const struct row rows[REASON_COUNT] = {
    [REASON_NONE] = {200, "none", "", 0},
    [REASON_PARAMETER] = {400, "parameter", "a parameter is wrong", 0},
    [REASON_TARGET] = {400, "target", "the path is not one", 0},
    [REASON_NO_KEY] = {401, "no-key", "this needs a key, as Authorization: Bearer KEY or api-key=KEY", 0},
    [REASON_NO_RIGHT] = {403, "no-right", "the key does not give the right to this", 0},
    [REASON_RATE] = {429, "rate", "there are more requests than the server takes", RETRY_SOON},
    [REASON_MEDIA] = {415, "media", "the body is to be application/json or application/x-ndjson", 0},
    [REASON_CONTENT] = {422, "content", "the body holds no article that could be taken", 0},
    [REASON_FRAMING] = {400, "framing", "the length of the body is told more than once", 0},
    [REASON_HOST] = {400, "host", "the Host field is missing, repeated or malformed", 0},
    [REASON_MISDIRECTED] = {421, "misdirected",
                            "this server does not go by the name in the Host field; --host gives it names", 0},
    [REASON_NO_ROUTE] = {404, "no-route", "there is nothing at this path; /openapi.json tells what there is", 0},
    [REASON_NOT_FOUND] = {404, "not-found", "the archive has none of these articles", 0},
    [REASON_METHOD] = {405, "method", "this path does not take this method; the Allow field tells which it takes", 0},
    [REASON_TARGET_LENGTH] = {414, "target-length", "the target is too long", 0},
    [REASON_HEADERS_LENGTH] = {431, "headers-length", "the header fields are too long", 0},
    [REASON_BODY_LENGTH] = {413, "body-length", "the body is too long", 0},
    [REASON_NO_LENGTH] = {411, "no-length", "a body here needs a Content-Length", 0},
    [REASON_QUEUE_FULL] = {503, "queue-full", "too many requests wait already", RETRY_SOON},
    [REASON_QUEUE_WAIT] = {503, "queue-wait", "the request waited too long for its turn", RETRY_SOON},
    [REASON_OPENING] = {503, "opening", "the archive is being opened", RETRY_SOON},
    [REASON_STOPPING] = {503, "stopping", "the server is about to stop", RETRY_SOON},
    [REASON_TIMEOUT] = {503, "timeout", "the time for an answer is over", RETRY_SOON},
    [REASON_BUSY] = {503, "archive-busy", "the archive changes too fast", RETRY_SOON},
    [REASON_LOCKED] = {503, "archive-locked", "another writer has the archive", RETRY_LATER},
    [REASON_FULL] = {507, "no-space", "there is no space for this; nothing of it was taken", 0},
    [REASON_NO_ARCHIVE] = {503, "archive-missing", "the archive is not there", RETRY_LATER},
    [REASON_DAMAGED] = {503, "archive-damaged", "the archive is damaged", RETRY_LATER},
    [REASON_UNREADABLE] = {503, "archive-unreadable", "the archive cannot be read", RETRY_LATER},
    [REASON_VERSION] = {503, "archive-version", "the archive is of an incompatible version", RETRY_LATER},
    [REASON_MEMORY] = {500, "memory", "out of memory", 0},
    [REASON_INTERNAL] = {500, "internal", "a fault of the server", 0},
};

const char *reason_name(enum reason reason)
{
    return rows[reason].name;
}

unsigned reason_code(enum reason reason)
{
    return rows[reason].code;
}

const char *reason_detail(enum reason reason)
{
    return rows[reason].detail;
}

unsigned reason_retry_after(enum reason reason)
{
    return rows[reason].retry_after;
}

enum reason reason_of(enum status status, bool opening)
{
    switch (status) {
    case S_OK:
        return REASON_NONE;
    case S_USAGE:
        return opening ? REASON_NO_ARCHIVE : REASON_PARAMETER;
    case S_LIMIT:
    case S_INPUT:
        return opening ? REASON_UNREADABLE : REASON_PARAMETER;
    case S_NOT_FOUND:
        return opening ? REASON_NO_ARCHIVE : REASON_NOT_FOUND;
    case S_IO:
    case S_FULL:
        return REASON_UNREADABLE;
    case S_CORRUPT:
        return REASON_DAMAGED;
    case S_VERSION:
        return REASON_VERSION;
    case S_LOCKED:
    case S_STALE:
        return REASON_BUSY;
    case S_TIMEOUT:
        return REASON_TIMEOUT;
    case S_INTERRUPTED:
        return REASON_STOPPING;
    case S_NOMEM:
        return REASON_MEMORY;
    case S_INTERNAL:
        return REASON_INTERNAL;
    }
    return REASON_INTERNAL;
}

enum reason reason_of_change(enum status status, bool own)
{
    if (own)
        return status == S_INPUT ? REASON_CONTENT : reason_of(status, false);
    if (status == S_LOCKED)
        return REASON_LOCKED;
    return status == S_FULL ? REASON_FULL : reason_of(status, true);
}

bool reason_is_the_clients(enum reason reason)
{
    return rows[reason].code < 500;
}

/* The phrase of a code; about:blank means that the title is it. */
static const char *phrase(unsigned code)
{
    switch (code) {
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 411:
        return "Length Required";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 421:
        return "Misdirected Request";
    case 422:
        return "Unprocessable Content";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 503:
        return "Service Unavailable";
    case 507:
        return "Insufficient Storage";
    default:
        return "Internal Server Error";
    }
}

void problem_json(enum reason reason, const char *detail, struct str parameter, struct str rejects, struct buf *out)
{
    struct json_writer w;
    json_init(&w, out);
    json_object_begin(&w);
    json_key(&w, "type");
    json_text(&w, "about:blank");
    json_key(&w, "title");
    json_text(&w, phrase(rows[reason].code));
    json_count(&w, "status", rows[reason].code);
    json_key(&w, "detail");
    json_text(&w, detail && *detail ? detail : rows[reason].detail);
    json_key(&w, "reason");
    json_text(&w, rows[reason].name);
    if (parameter.len) {
        json_key(&w, "parameter");
        json_string(&w, parameter);
    }
    if (rejects.len) {
        json_key(&w, "rejects");
        json_raw(&w, rejects);
    }
    json_object_end(&w);
    buf_append_byte(out, '\n');
}
