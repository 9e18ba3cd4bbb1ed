#include "client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static void print_list(const char *format, va_list args)
{
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
}

void die(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    print_list(format, args);
    va_end(args);
    exit(1);
}

void check(bool good, const char *format, ...)
{
    va_list args;
    if (good)
        return;
    va_start(args, format);
    print_list(format, args);
    va_end(args);
    exit(1);
}

uint16_t port_of(const char *url)
{
    const char *colon = strrchr(url, ':');
    check(colon && atoi(colon + 1) > 0, "no port in %s", url);
    return (uint16_t)atoi(colon + 1);
}

int client_try(uint16_t port, int seconds)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const struct timeval wait = {.tv_sec = seconds};
    int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    check(s >= 0, "socket: %s", strerror(errno));
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    if (connect(s, (struct sockaddr *)(void *)&to, sizeof to) == 0)
        return s;
    check(errno == ECONNREFUSED, "connect: %s", strerror(errno));
    close(s);
    return -1;
}

int client_connect(uint16_t port, int seconds)
{
    int s = client_try(port, seconds);
    check(s >= 0, "nobody listens at port %u", port);
    return s;
}

bool client_write(int socket, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len) {
        ssize_t wrote = send(socket, at, len, MSG_NOSIGNAL);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        at += wrote;
        len -= (size_t)wrote;
    }
    return true;
}

/* Reads some more; false at the end, or when nothing comes. */
static bool read_some(int socket, struct reply *out)
{
    char block[65536];
    ssize_t got = recv(socket, block, sizeof block, 0);
    if (got > 0)
        buf_append(&out->bytes, block, (size_t)got);
    out->closed = got == 0 || (got < 0 && errno == ECONNRESET);
    return got > 0;
}

/* Reads what the first answer says. */
static size_t parse(struct reply *out, bool head)
{
    const char *text = buf_text(&out->bytes), *end = strstr(text, "\r\n\r\n");
    const char *length = end ? strcasestr(text, "\r\nContent-Length:") : NULL;
    if (!end)
        return SIZE_MAX;
    out->code = (unsigned)atoi(text + strlen("HTTP/1.1 "));
    size_t start = (size_t)(end + 4 - text);
    size_t len = length && length < end && !head ? (size_t)atol(length + strlen("\r\nContent-Length:")) : 0;
    out->body = (struct str){text + start, out->bytes.len - start < len ? out->bytes.len - start : len};
    return start + len;
}

void client_read(int socket, bool head, struct reply *out)
{
    reply_release(out);
    while (out->bytes.len < parse(out, head) && read_some(socket, out))
        continue;
    parse(out, head);
}

void client_read_all(int socket, struct reply *out)
{
    reply_release(out);
    while (read_some(socket, out))
        continue;
    parse(out, false);
}

void client_get(uint16_t port, const char *target, struct reply *out)
{
    struct buf request = {0};
    int s = client_connect(port, 30);
    buf_printf(&request, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", target);
    client_write(s, request.data, request.len);
    client_read(s, false, out);
    close(s);
    buf_release(&request);
}

void reply_release(struct reply *r)
{
    buf_release(&r->bytes);
    *r = (struct reply){0};
}

bool reply_has(const struct reply *r, const char *field)
{
    struct buf line = {0};
    buf_printf(&line, "\r\n%s\r\n", field);
    const char *found = r->bytes.data ? strcasestr(r->bytes.data, buf_text(&line)) : NULL;
    buf_release(&line);
    return found && found < (r->body.ptr ? r->body.ptr : r->bytes.data + r->bytes.len);
}
