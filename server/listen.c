#include "server/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static enum status wrong(const char *address, struct err *err)
{
    return err_set(err, S_USAGE, "%.80s is nothing to listen on; write ADDR:PORT, as in 127.0.0.1:8080 or [::1]:8080",
                   address);
}

/* Parts host and port; an absent host is loopback. */
static enum status split(const char *address, struct buf *host, struct buf *port, struct err *err)
{
    const char *colon = strrchr(address, ':');
    if (address[0] == '[') {
        const char *bracket = strchr(address, ']');
        if (!bracket || bracket + 1 != colon)
            return wrong(address, err);
        buf_append(host, address + 1, (size_t)(bracket - address - 1));
    } else if (colon) {
        if (memchr(address, ':', (size_t)(colon - address)))
            return wrong(address, err);
        buf_append(host, address, (size_t)(colon - address));
    }
    buf_append_text(port, colon ? colon + 1 : address);
    if (host->len == 0 && !colon)
        buf_append_text(host, "127.0.0.1");
    if (host->len == 0 || port->len == 0 || port->len > 5 || strspn(buf_text(port), "0123456789") != port->len ||
        strtoul(buf_text(port), NULL, 10) > UINT16_MAX)
        return wrong(address, err);
    enum status s = buf_status(host, err);
    return s ? s : buf_status(port, err);
}

static bool is_loopback(const struct sockaddr *address)
{
    enum { LOOPBACK_NET = 127 };
    if (address->sa_family == AF_INET6)
        return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
    return ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr) >> 24 == LOOPBACK_NET;
}

/* What the socket got. */
static enum status describe(struct listening *out, struct err *err)
{
    char host[NI_MAXHOST], port[NI_MAXSERV];
    struct sockaddr_storage address = {0};
    struct sockaddr *got = (struct sockaddr *)(void *)&address;
    socklen_t len = sizeof address;
    if (getsockname(out->socket, got, &len) != 0 ||
        getnameinfo(got, len, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return err_set(err, S_IO, "cannot tell the address of the socket: %s", strerror(errno));
    out->beyond_loopback = !is_loopback(got);
    buf_printf(&out->url, got->sa_family == AF_INET6 ? "http://[%s]:%s" : "http://%s:%s", host, port);
    return buf_status(&out->url, err);
}

static enum status bind_and_listen(const struct addrinfo *to, const char *address, struct listening *out,
                                   struct err *err)
{
    const int on = 1;
    out->socket = socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (out->socket < 0)
        return err_set(err, S_IO, "cannot make a socket: %s", strerror(errno));
    setsockopt(out->socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(out->socket, to->ai_addr, to->ai_addrlen) != 0 || listen(out->socket, SOMAXCONN) != 0)
        return err_set(err, S_IO, "cannot listen on %s: %s", address, strerror(errno));
    return describe(out, err);
}

enum status listen_open(const char *address, struct listening *out, struct err *err)
{
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    struct buf host = {0}, port = {0};
    *out = (struct listening){.socket = -1};
    enum status s = split(address, &host, &port, err);
    int failure = s ? 0 : getaddrinfo(buf_text(&host), buf_text(&port), &hints, &found);
    if (!s && failure)
        s = err_set(err, S_USAGE, "cannot listen on %s: %s", address, gai_strerror(failure));
    if (!s)
        s = bind_and_listen(found, address, out, err);
    if (found)
        freeaddrinfo(found);
    buf_release(&host);
    buf_release(&port);
    if (s)
        listen_close(out);
    return s;
}

void listen_close(struct listening *l)
{
    if (l->socket >= 0)
        close(l->socket);
    l->socket = -1;
    buf_release(&l->url);
}
