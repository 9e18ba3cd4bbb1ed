/* Requests as nobody should send them, to a server that runs: rough URL. Each gets the answer that it should, and
 * whoever asks properly meanwhile gets his. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "client.h"

#define HOST "Host: localhost\r\n"
#define GET  "GET /healthz HTTP/1.1\r\n" HOST

static uint16_t port;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A client with a proper question is answered, and soon. */
static void ask_properly(const char *meanwhile)
{
    enum { SOON = 5 }; /* seconds: of a machine that does other things as well */
    struct reply reply = {0};
    double start = now();
    client_get(port, "/v1/search?q=observation+mission", &reply);
    check(reply.code == 200, "%s: a proper client got %u", meanwhile, reply.code);
    check(now() - start < SOON, "%s: a proper client waited %.1f s", meanwhile, now() - start);
    reply_release(&reply);
}

/* ---- one request each ---- */

struct request {
    const char *name, *head; /* and then `filler` times `count`, and the tail */
    const char *filler;
    size_t count;
    const char *tail;
    unsigned code;    /* 0: any, or none */
    unsigned answers; /* on this connection; 0: any */
    bool closes;
};

static const struct request requests[] = {
    {"plain", GET "\r\n", "", 0, "", 200, 1, false},
    {"bare line ends", "GET /healthz HTTP/1.1\nHost: localhost\n\n", "", 0, "", 200, 1, false},
    {"pipelined", GET "\r\n" GET "\r\n" GET "\r\n", "", 0, "", 200, 3, false},
    {"pipelined to workers", "GET /readyz HTTP/1.1\r\n" HOST "\r\nGET /readyz HTTP/1.1\r\n" HOST "\r\n", "", 0, "", 200,
     2, false},
    {"a body with GET", GET "Content-Length: 3\r\n\r\nabc" GET "\r\n", "", 0, "", 200, 2, false},
    {"HTTP/1.0", "GET /healthz HTTP/1.0\r\n\r\n", "", 0, "", 200, 1, true},
    /* framing */
    {"doubled length", GET "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "", 0, "", 400, 1, true},
    {"two lengths", GET "Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc" GET "\r\n", "", 0, "", 400, 1, true},
    {"length and encoding", GET "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" GET "\r\n", "", 0,
     "", 400, 1, true},
    {"length and encoding with POST",
     "POST /healthz HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n" GET "\r\n",
     "", 0, "", 400, 1, true},
    {"chunks", GET "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "", 0, "", 411, 1, true},
    {"length is no number", GET "Content-Length: x\r\n\r\n", "", 0, "", 400, 0, true},
    {"negative length", GET "Content-Length: -1\r\n\r\n", "", 0, "", 400, 0, true},
    {"length over 64 bits", GET "Content-Length: 99999999999999999999999\r\n\r\n", "", 0, "", 413, 0, true},
    {"a space before the colon", GET "Content-Length : 3\r\n\r\nabc", "", 0, "", 400, 1, true},
    {"no colon", GET "nothing\r\n\r\n", "", 0, "", 400, 0, true},
    {"announced body", "POST /healthz HTTP/1.1\r\n" HOST "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n", "", 0, "",
     405, 1, true},
    {"large body announced", GET "Content-Length: 1000000000\r\n\r\n", "", 0, "", 413, 1, true},
    {"large body", "POST /healthz HTTP/1.1\r\n" HOST "Content-Length: 200000\r\n\r\n", "aaaaaaaaaa", 20000, "", 413, 1,
     true},
    /* lengths */
    {"long target", "GET /healthz?q=", "aaaaaaaaaa", 4000, " HTTP/1.1\r\n" HOST "\r\n", 414, 1, false},
    {"longer target", "GET /healthz?q=", "aaaaaaaaaa", 50000, " HTTP/1.1\r\n" HOST "\r\n", 414, 1, true},
    {"many parameters", "GET /healthz?", "a&", 100, " HTTP/1.1\r\n" HOST "\r\n", 400, 1, false},
    {"very many parameters", "GET /healthz?", "a&", 15000, " HTTP/1.1\r\n" HOST "\r\n", 0, 0, true},
    {"long field", GET "X: ", "aaaaaaaaaa", 2000, "\r\n\r\n", 431, 1, true},
    {"longer field", GET "X: ", "aaaaaaaaaa", 50000, "\r\n\r\n", 431, 0, true},
    {"many fields", GET, "X: 1\r\n", 3000, "\r\n", 431, 0, true},
    /* hosts */
    {"no host", "GET /healthz HTTP/1.1\r\n\r\n", "", 0, "", 400, 1, true},
    {"two hosts", GET HOST "\r\n", "", 0, "", 400, 1, true},
    {"another host", "GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n", "", 0, "", 421, 1, false},
    {"a host that is none", "GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n", "", 0, "", 400, 1, false},
    {"absolute form", "GET http://localhost/healthz HTTP/1.1\r\n" HOST "\r\n", "", 0, "", 200, 1, false},
    {"absolute form of another host", "GET http://evil.example/healthz HTTP/1.1\r\n" HOST "\r\n", "", 0, "", 421, 1,
     false},
    /* targets */
    {"dots", "GET /../../etc/passwd HTTP/1.1\r\n" HOST "\r\n", "", 0, "", 404, 1, false},
    {"dots and slashes, encoded", "GET /v1/..%2f..%2fetc/passwd HTTP/1.1\r\n" HOST "\r\n", "", 0, "", 400, 1, false},
    {"NUL in the path", "GET /healthz%00.html HTTP/1.1\r\n" HOST "\r\n", "", 0, "", 400, 1, false},
    {"line ends in the path", "GET /healthz%0d%0aX:%20y HTTP/1.1\r\n" HOST "\r\n", "", 0, "", 400, 1, false},
    {"bad percent in the path", "GET /healthz%zz HTTP/1.1\r\n" HOST "\r\n", "", 0, "", 400, 1, false},
    {"bytes in the path", "GET /\xff\xfe HTTP/1.1\r\n" HOST "\r\n", "", 0, "", 400, 1, false},
    {"NUL in q", "GET /v1/search?page-size=0&q=a%00b HTTP/1.1\r\n" HOST "\r\n", "", 0, "", 200, 1, false},
    {"bad percent in q", "GET /v1/search?page-size=0&q=100% HTTP/1.1\r\n" HOST "\r\n", "", 0, "", 200, 1, false},
    {"a space in q", "GET /v1/search?q=a b HTTP/1.1\r\n" HOST "\r\n", "", 0, "", 400, 1, false},
    {"no UTF-8 in q", "GET /v1/search?page-size=0&q=%ff%fe HTTP/1.1\r\n" HOST "\r\n", "", 0, "", 200, 1, false},
    {"NUL in a value", "GET /v1/search?place=%00 HTTP/1.1\r\n" HOST "\r\n", "", 0, "", 400, 1, false},
    {"no UTF-8 in a value", "GET /v1/search?place=%ff HTTP/1.1\r\n" HOST "\r\n", "", 0, "", 400, 1, false},
    {"OPTIONS *", "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", "", 0, "", 400, 1, false},
    /* what is no HTTP */
    {"TLS", "\x16\x03\x01\x02\x01\x01\x01\x01\xfc\x03\x03\r\n\r\n", "", 0, "", 0, 0, true},
    {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "", 0, "", 505, 0, true},
    {"HTTP/0.9", "GET /healthz\r\n\r\n", "", 0, "", 400, 0, true},
};

static unsigned count_answers(struct reply *reply)
{
    unsigned count = 0;
    for (const char *at = buf_text(&reply->bytes); (at = strstr(at, "HTTP/1.1 ")); at++)
        count++;
    return count;
}

static void try_request(const struct request *r)
{
    struct buf bytes = {0};
    struct reply reply = {0};
    int s = client_connect(port, r->closes ? 10 : 1);
    buf_append_text(&bytes, r->head);
    for (size_t i = 0; i < r->count; i++)
        buf_append_text(&bytes, r->filler);
    buf_append_text(&bytes, r->tail);
    client_write(s, bytes.data, bytes.len); /* which may meet an answer before its end */
    if (r->closes || r->answers != 1)
        client_read_all(s, &reply);
    else
        client_read(s, false, &reply);
    check(!r->code || reply.code == r->code, "%s: %u in place of %u", r->name, reply.code, r->code);
    check(!r->closes || reply.closed, "%s: the connection goes on", r->name);
    check(!r->answers || count_answers(&reply) == r->answers, "%s: %u answers", r->name, count_answers(&reply));
    close(s);
    reply_release(&reply);
    buf_release(&bytes);
}

/* ---- a connection that goes on ---- */

static void ask(int socket, const char *method, const char *target, const char *fields, struct reply *reply)
{
    struct buf request = {0};
    buf_printf(&request, "%s %s HTTP/1.1\r\n" HOST "%s\r\n", method, target, fields);
    client_write(socket, request.data, request.len);
    client_read(socket, strcmp(method, "HEAD") == 0, reply);
    buf_release(&request);
}

/* One connection for all: a HEAD tells the length and gives no body, errors do not end it, a known tag is a 304. */
static void keep_alive(void)
{
    static const char target[] = "/v1/search?q=osce";
    struct reply get = {0}, head = {0}, other = {0};
    struct buf fields = {0};
    int s = client_connect(port, 10);
    ask(s, "GET", target, "", &get);
    ask(s, "HEAD", target, "", &head);
    check(get.code == 200 && head.code == 200, "HEAD: %u", head.code);
    buf_printf(&fields, "Content-Length: %zu", get.body.len);
    check(reply_has(&head, buf_text(&fields)), "HEAD tells another length than GET");
    ask(s, "GET", "/v1/search?page=x", "", &other);
    check(other.code == 400 && memmem(other.body.ptr, other.body.len, "\"parameter\":\"page\"", 18), "400: %u",
          other.code);
    const char *tag = strstr(get.bytes.data, "ETag: ");
    check(tag, "there is no tag");
    buf_reset(&fields);
    buf_printf(&fields, "If-None-Match: %.*s\r\n", (int)strcspn(tag + 6, "\r"), tag + 6);
    ask(s, "GET", target, buf_text(&fields), &other);
    check(other.code == 304 && other.body.len == 0, "304: %u", other.code);
    ask(s, "GET", target, "If-None-Match: \"another\"\r\n", &other);
    check(other.code == 200 && other.body.len == get.body.len, "another tag: %u", other.code);
    ask(s, "OPTIONS", target, "", &other);
    check(other.code == 204 && reply_has(&other, "Allow: GET, HEAD, OPTIONS"), "OPTIONS: %u", other.code);
    ask(s, "GET", target, "Connection: close\r\n", &other);
    check(other.code == 200 && reply_has(&other, "Connection: close"), "Connection: close is not answered");
    close(s);
    reply_release(&get);
    reply_release(&head);
    reply_release(&other);
    buf_release(&fields);
}

/* ---- many, and slow ones ---- */

enum { IDLE = 500, DRIP_SECONDS_MAX = 14 };

static bool is_closed(int socket)
{
    struct pollfd p = {.fd = socket, .events = POLLIN};
    char byte;
    return poll(&p, 1, 0) > 0 && recv(socket, &byte, 1, MSG_DONTWAIT) == 0;
}

/* A request whose fields come byte by byte is cut, while 500 connections do nothing and others are served. */
static void drip_among_idle_ones(void)
{
    int idle[IDLE], drip = client_connect(port, 1);
    double start = now();
    for (int i = 0; i < IDLE; i++)
        idle[i] = client_connect(port, 1);
    check(client_write(drip, GET "X: ", strlen(GET "X: ")), "the drip does not begin");
    while (client_write(drip, "a", 1) && !is_closed(drip)) {
        check(now() - start < DRIP_SECONDS_MAX, "a drip of %d s is not cut", DRIP_SECONDS_MAX);
        ask_properly("beside a drip and idle connections");
        nanosleep(&(struct timespec){0, 200000000}, NULL);
    }
    check(now() - start > 5, "the drip was cut after %.1f s already", now() - start);
    for (int i = 0; i < IDLE; i++) {
        check(!is_closed(idle[i]), "idle connection %d was ended", i);
        close(idle[i]);
    }
    close(drip);
}

/* More connections than there may be: idle ones make room. */
static void crowd(void)
{
    enum { CROWD = 700 };
    int idle[CROWD];
    for (int i = 0; i < CROWD; i++)
        idle[i] = client_connect(port, 1);
    ask_properly("in a crowd");
    for (int i = 0; i < CROWD; i++)
        close(idle[i]);
}

static void raise_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

int main(int argc, char **argv)
{
    check(argc == 2, "usage: rough URL, of a server with --connections=600");
    port = port_of(argv[1]);
    raise_descriptors();
    ask_properly("at first");
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        try_request(&requests[i]);
        ask_properly(requests[i].name);
    }
    keep_alive();
    drip_among_idle_ones();
    crowd();
    ask_properly("at last");
    printf("rough: %zu requests, each answered as it should be\n", sizeof requests / sizeof *requests);
    return 0;
}
