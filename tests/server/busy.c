/* A server in this process, asked by several clients and posted to while another writer commits: every answer is a 200,
 * what is committed is found by the next request, and an end in the midst of it cuts nobody off. */
#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "archive/archive.h"
#include "client.h"
#include "server/server.h"

enum { CLIENTS = 4, FIRST_ARTICLES = 300, COMPACT_EVERY = 12 };

static const char *const targets[] = {
    "/v1/search?q=common",
    "/v1/search?q=common+word&facet=place&page-size=50",
    "/v1/search?q=wo*&highlight=off&order-by=newest",
    "/v1/search?page-size=0&timeline=month",
    "/v1/search?cursor=*&order-by=oldest&page-size=200",
    "/v1/facets?facet=place,section&q=common",
    "/v1/timeline?timeline=year",
    "/v1/suggest?prefix=comm",
    "/v1/articles?ids=article-1,article-2",
    "/v1/info",
    "/readyz",
    "/metrics",
    "/openapi.json",
};
enum { TARGETS = sizeof targets / sizeof *targets };

static char scratch[] = "/tmp/busy-server.XXXXXX";
static char archive[64];
static uint16_t port;
static atomic_bool posted, stopping;
static atomic_uint answered;

/* ---- clients ---- */

/* One connection after the other, each for some requests; goes when the server does. */
static void *ask(void *number)
{
    struct buf request = {0};
    struct reply reply = {0};
    for (size_t at = (size_t)number, more = 1; more;) {
        int s = client_try(port, 30);
        if (s < 0) {
            check(atomic_load(&stopping), "the server is gone");
            break;
        }
        for (int i = 0; i < 50 && more; i++, at++) {
            buf_reset(&request);
            buf_printf(&request, "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n",
                       targets[at % TARGETS]);
            client_write(s, request.data, request.len);
            client_read(s, false, &reply);
            more = reply.code == 200 && !reply_has(&reply, "Connection: close");
            check(reply.code == 200 || (reply.code == 0 && atomic_load(&stopping)), "%s: %u", targets[at % TARGETS],
                  reply.code);
            atomic_fetch_add(&answered, 1);
        }
        close(s);
    }
    reply_release(&reply);
    buf_release(&request);
    return NULL;
}

/* The one article that has this word with its number is found. */
static void expect_word(const char *word, unsigned number)
{
    struct buf target = {0};
    struct reply reply = {0};
    buf_printf(&target, "/v1/search?page-size=0&q=%s%u", word, number);
    client_get(port, buf_text(&target), &reply);
    check(reply.code == 200, "%s: %u", buf_text(&target), reply.code);
    check(memmem(reply.body.ptr, reply.body.len, "\"total\":1,", 10), "%s%u is not found: %.*s", word, number,
          (int)reply.body.len, reply.body.ptr);
    reply_release(&reply);
    buf_release(&target);
}

/* Posts articles, and looks whether each is found; another writer may have the archive. */
static void *post(void *context)
{
    struct buf request = {0}, body = {0};
    struct reply reply = {0};
    (void)context;
    for (unsigned number = 0; !atomic_load(&posted); number++) {
        buf_reset(&body);
        buf_printf(&body, "{\"id\":\"posted-%u\",\"title\":\"Posted\",\"text\":\"A common word, posted%u.\"}", number,
                   number);
        buf_reset(&request);
        buf_printf(&request,
                   "POST /v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                   "Content-Length: %zu\r\n\r\n%s",
                   body.len, buf_text(&body));
        int s = client_connect(port, 30);
        client_write(s, request.data, request.len);
        client_read(s, false, &reply);
        close(s);
        check(reply.code == 200 || reply.code == 503, "a post: %u", reply.code);
        if (reply.code == 200)
            expect_word("posted", number);
    }
    reply_release(&reply);
    buf_release(&request);
    buf_release(&body);
    return NULL;
}

/* ---- the writer ---- */

static void put(struct archive_writer *w, unsigned number)
{
    struct buf text = {0};
    struct article a = {0};
    enum archive_change change;
    struct err err;
    buf_printf(&text, "article-%u", number);
    article_set(&a, FIELD_ID, buf_str(&text));
    article_set(&a, FIELD_HEADLINE, str_of("A common headline"));
    article_set(&a, FIELD_PLACE, str_of(number % 2 ? "PARIS" : "OSLO"));
    buf_reset(&text);
    buf_printf(&text, "Some common words, and one for number%u alone.", number);
    article_set(&a, FIELD_BODY, buf_str(&text));
    a.published = (struct date){86400 * (int64_t)number, 0, DATE_DAY};
    check(archive_put(w, &a, false, &change, &err) == S_OK, "put: %s", err.text);
    article_release(&a);
    buf_release(&text);
}

static void write_articles(unsigned first, unsigned count, bool compact)
{
    const struct archive_settings settings = {.stemmer = "english", .store_bodies = true};
    struct archive_writer *w;
    struct err err;
    check(archive_writer_open(archive, &settings, &w, &err) == S_OK, "writer: %s", err.text);
    for (unsigned i = 0; i < count; i++)
        put(w, first + i);
    check(archive_commit(w, &err) == S_OK, "commit: %s", err.text);
    if (compact)
        check(archive_compact(w, &err) == S_OK, "compact: %s", err.text);
    archive_writer_close(w);
}

/* ---- together ---- */

static int remove_one(const char *name, const struct stat *info, int type, struct FTW *place)
{
    (void)info, (void)type, (void)place;
    return remove(name);
}

static void leave(void)
{
    nftw(scratch, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static struct server *start(char *log)
{
    const struct server_options options = {.archive = archive,
                                           .listen = "127.0.0.1:0",
                                           .workers = 3,
                                           .queue = 64,
                                           .connections = 64,
                                           .timeout = 60000,
                                           .writable = true,
                                           .log = log};
    struct server *server;
    struct reply reply = {0};
    struct err err;
    check(server_start(&options, &server, &err) == S_OK, "server: %s", err.text);
    port = port_of(server_url(server));
    do
        client_get(port, "/readyz", &reply);
    while (reply.code == 503);
    reply_release(&reply);
    return server;
}

/* Commits, and looks whether each is found, for so many seconds. */
static unsigned write_on(struct server *server, int seconds)
{
    unsigned written = 0;
    for (time_t end = time(NULL) + seconds; time(NULL) < end; written++) {
        write_articles(FIRST_ARTICLES + written, 1, written % COMPACT_EVERY == COMPACT_EVERY - 1);
        expect_word("number", FIRST_ARTICLES + written);
        server_tend(server);
    }
    return written;
}

int main(int argc, char **argv)
{
    pthread_t client[CLIENTS], poster;
    char log[64];
    int seconds = argc == 2 ? atoi(argv[1]) : 0;
    check(seconds > 0, "usage: busy SECONDS");
    check(mkdtemp(scratch) != NULL, "there is no place in /tmp");
    atexit(leave);
    snprintf(archive, sizeof archive, "%s/news", scratch);
    snprintf(log, sizeof log, "%s/log", scratch);
    /* Without TZ the C library looks for the zone again each time, under a lock that ThreadSanitizer does not see. */
    setenv("TZ", "UTC", 1);
    tzset();
    write_articles(0, FIRST_ARTICLES, true);

    struct server *server = start(log);
    for (size_t i = 0; i < CLIENTS; i++)
        check(pthread_create(&client[i], NULL, ask, (void *)(i * 3)) == 0, "there is no thread");
    check(pthread_create(&poster, NULL, post, NULL) == 0, "there is no thread");
    unsigned written = write_on(server, seconds);
    atomic_store(&posted, true);
    pthread_join(poster, NULL);
    atomic_store(&stopping, true);
    server_stop(server);
    for (size_t i = 0; i < CLIENTS; i++)
        pthread_join(client[i], NULL);
    printf("busy: %u answers beside %u commits\n", atomic_load(&answered), written);
    return 0;
}
