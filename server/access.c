#include "server/access.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include "server/server_impl.h"

static bool is_loopback(const struct sockaddr *client)
{
    if (!client)
        return false;
    if (client->sa_family == AF_INET)
        return ntohl(((const struct sockaddr_in *)(const void *)client)->sin_addr.s_addr) >> 24 == 127;
    if (client->sa_family != AF_INET6)
        return false;
    const struct in6_addr *address = &((const struct sockaddr_in6 *)(const void *)client)->sin6_addr;
    return IN6_IS_ADDR_LOOPBACK(address) || (IN6_IS_ADDR_V4MAPPED(address) && address->s6_addr[12] == 127);
}

static bool is_change(const struct request *r)
{
    return r->route->kind == ROUTE_CHANGE;
}

/* ---- keys ---- */

/* The key of a request; absent: none. */
static struct str key_of(const struct http_fields *f, const struct request *r)
{
    static const char scheme[] = "Bearer ";
    const struct target_param *param = target_find(&r->target, "api-key");
    if (f->authorization.len >= sizeof scheme - 1 && strncasecmp(f->authorization.ptr, scheme, sizeof scheme - 1) == 0)
        return str_trim(
            (struct str){f->authorization.ptr + sizeof scheme - 1, f->authorization.len - (sizeof scheme - 1)});
    return param && !param->fault ? param->value : (struct str){0};
}

static unsigned rights_of(struct server *server, struct str key)
{
    pthread_mutex_lock(&server->keys_mutex);
    unsigned rights = keys_rights(server->keys, key);
    pthread_mutex_unlock(&server->keys_mutex);
    return rights;
}

static void check_key(const struct http_fields *f, struct request *r)
{
    struct str key = key_of(f, r);
    unsigned rights = rights_of(r->server, key);
    bool enough = rights & (is_change(r) ? RIGHT_WRITE : RIGHT_SEARCH);
    if (!enough)
        request_refuse(r, rights && key.len ? REASON_NO_RIGHT : REASON_NO_KEY, NULL);
}

/* ---- changes ---- */

static bool is_allowed_origin(const struct request *r)
{
    const struct server_options *options = &r->server->options;
    bool allowed = r->asks.len == 0;
    for (size_t i = 0; !allowed && i < options->origin_count; i++)
        allowed = str_equal(str_of(options->origins[i]), r->asks);
    return allowed;
}

/* Of a field's value the part before its own parameters. */
static bool is_type(struct str value, const char *type)
{
    const char *end = value.len ? memchr(value.ptr, ';', value.len) : NULL;
    struct str name = str_trim((struct str){value.ptr, end ? (size_t)(end - value.ptr) : value.len});
    return name.len == strlen(type) && strncasecmp(name.ptr, type, name.len) == 0;
}

static bool is_taken_type(struct str type)
{
    static const char *const taken[] = {"application/json", "application/x-ndjson", "application/ndjson",
                                        "application/jsonl", "application/x-jsonlines"};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (is_type(type, taken[i]))
            return true;
    return false;
}

/* RFC 9110, section 8.4.1.3: x-gzip is another name of it. */
static bool is_gzip(struct str coding)
{
    return is_type(coding, "gzip") || is_type(coding, "x-gzip");
}

static void check_change(const struct http_fields *f, const struct sockaddr *client, struct request *r)
{
    r->gzipped = is_gzip(f->coding);
    if (!r->server->options.keys && (!is_loopback(client) || f->forwarded))
        request_refuse(r, REASON_NO_RIGHT,
                       "without --keys only clients on the server's own machine may change articles");
    else if (!is_allowed_origin(r))
        request_refuse(r, REASON_NO_RIGHT, "pages of this origin may not change articles");
    else if (r->method == METHOD_POST && f->coding.len && !r->gzipped)
        request_refuse(r, REASON_MEDIA, "of Content-Encoding gzip alone is taken");
    else if (r->method == METHOD_POST && !is_taken_type(f->content_type))
        request_refuse(r, REASON_MEDIA, NULL);
}

void access_check(const struct http_fields *fields, const struct sockaddr *client, struct request *r)
{
    if (r->route && !r->route->open && r->method != METHOD_OPTIONS) {
        if (!rate_take(&r->server->rate, r->begun))
            request_refuse(r, REASON_RATE, NULL);
        if (r->server->options.keys)
            check_key(fields, r);
        if (is_change(r))
            check_change(fields, client, r);
    }
    target_drop(&r->target, "api-key");
}
