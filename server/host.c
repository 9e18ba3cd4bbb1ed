#include "server/host.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

enum { HOST_BYTES_MAX = 255 /* of a name in the DNS */ };

/* The host of a field, as a C string and without its port and brackets; false when it is malformed. */
static bool split(struct str field, char out[HOST_BYTES_MAX + 1], bool *bracketed)
{
    if (field.len == 0)
        return false;
    const char *end = field.ptr + field.len, *from = field.ptr, *to;
    *bracketed = *from == '[';
    if (*bracketed)
        to = memchr(++from, ']', field.len - 1);
    else
        to = memchr(from, ':', field.len);
    if (!to && *bracketed)
        return false;
    to = to ? to : end;
    const char *port = to + *bracketed;
    if (port < end && *port++ != ':')
        return false;
    for (; port < end; port++)
        if (*port < '0' || *port > '9')
            return false;
    size_t len = (size_t)(to - from);
    if (len == 0 || len > HOST_BYTES_MAX || memchr(from, '\0', len))
        return false;
    memcpy(out, from, len);
    out[len] = '\0';
    return true;
}

/* Names are of letters, digits, hyphens, dots, and underscores, which some networks have. */
static bool is_name(const char *host)
{
    for (; *host; host++) {
        char lower = *host | 0x20;
        if (!(lower >= 'a' && lower <= 'z') && !(*host >= '0' && *host <= '9') && !strchr("-._", *host))
            return false;
    }
    return true;
}

bool host_is_name(const char *name)
{
    size_t len = strlen(name);
    return len && len <= HOST_BYTES_MAX && is_name(name);
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), of = strlen(end);
    return len >= of && strcmp(text + len - of, end) == 0;
}

/* The port that browsers leave out; ":" where there is none. */
static const char *usual_port(const char *origin)
{
    if (strncmp(origin, "https:", 6) == 0)
        return ":443";
    return strncmp(origin, "http:", 5) == 0 ? ":80" : ":";
}

bool host_is_origin(const char *origin)
{
    static const struct host_names none = {0};
    const char *end = strstr(origin, "://");
    if (!end || end == origin || strspn(origin, "abcdefghijklmnopqrstuvwxyz0123456789+-.") != (size_t)(end - origin))
        return false;
    const char *host = end + 3;
    for (const char *at = host; *at; at++)
        if (*at >= 'A' && *at <= 'Z')
            return false;
    return !ends_with(host, ":") && !ends_with(host, usual_port(origin)) &&
           host_judge(&none, str_of(host)) != HOST_MALFORMED;
}

static bool is_loopback(const struct in6_addr *six, const struct in_addr *four)
{
    enum { LOOPBACK_NET = 127 };
    return six ? IN6_IS_ADDR_LOOPBACK(six) : ntohl(four->s_addr) >> 24 == LOOPBACK_NET;
}

/* A name may have the dot of the root behind it. */
static bool same_name(const char *host, const char *name)
{
    size_t len = strlen(host), of = strlen(name);
    if (len == of + 1 && host[of] == '.')
        len--;
    return len == of && strncasecmp(host, name, of) == 0;
}

static bool is_named(const struct host_names *names, const char *host)
{
    bool named = same_name(host, "localhost");
    for (size_t i = 0; i < names->count; i++)
        named = named || same_name(host, names->name[i]);
    return named;
}

enum host_verdict host_judge(const struct host_names *names, struct str field)
{
    char host[HOST_BYTES_MAX + 1];
    struct in6_addr six;
    struct in_addr four;
    bool bracketed;
    if (!split(field, host, &bracketed))
        return HOST_MALFORMED;
    if (bracketed && inet_pton(AF_INET6, host, &six) != 1)
        return HOST_MALFORMED;
    if (bracketed)
        return names->beyond_loopback || is_loopback(&six, NULL) ? HOST_OURS : HOST_OTHER;
    if (inet_pton(AF_INET, host, &four) == 1 && (names->beyond_loopback || is_loopback(NULL, &four)))
        return HOST_OURS;
    if (!is_name(host))
        return HOST_MALFORMED;
    return is_named(names, host) ? HOST_OURS : HOST_OTHER;
}
