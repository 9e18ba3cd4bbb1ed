/* A server that is killed while articles are posted to it: what it has acknowledged is there afterwards, each time.
 *
 *     killed ROUNDS [SEED] */
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "archive/archive.h"
#include "client.h"
#include "server/server.h"

enum { CLIENTS = 3, ARTICLES_MAX = 1 << 20, LIFE_MAX_MS = 200 };

static char scratch[] = "/tmp/killed-server.XXXXXX";
static char archive[64];
static uint16_t port;
static atomic_uint given;                      /* numbers of articles */
static atomic_bool acknowledged[ARTICLES_MAX]; /* articles whose post was answered, and not by a delete */
static atomic_bool removed[ARTICLES_MAX];      /* whose delete was */

/* ---- the server's process ---- */

static void serve(int tell)
{
    const struct server_options options = {.archive = archive,
                                           .listen = "127.0.0.1:0",
                                           .workers = 2,
                                           .queue = SERVER_QUEUE,
                                           .connections = 64,
                                           .timeout = SERVER_TIMEOUT_MS,
                                           .log_descriptor = -1,
                                           .writable = true};
    struct server *server;
    struct err err;
    check(server_start(&options, &server, &err) == S_OK, "the server does not start: %s", err.text);
    const char *url = server_url(server);
    check(write(tell, url, strlen(url) + 1) > 0, "cannot tell the address");
    for (;;)
        pause();
}

static pid_t start_server(void)
{
    char url[64];
    int ends[2];
    check(pipe(ends) == 0, "no pipe");
    pid_t process = fork();
    if (process == 0)
        serve(ends[1]);
    close(ends[1]);
    check(read(ends[0], url, sizeof url) > 0, "the server does not tell its address");
    close(ends[0]);
    port = port_of(url);
    return process;
}

/* ---- clients ---- */

static unsigned post(int s, unsigned number, struct reply *reply)
{
    struct buf body = {0}, request = {0};
    buf_printf(&body, "{\"id\":\"posted-%u\",\"title\":\"Number %u\",\"text\":\"An article that was posted.\"}", number,
               number);
    buf_printf(&request,
               "POST /v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
               "Content-Length: %zu\r\n\r\n",
               body.len);
    buf_append_str(&request, buf_str(&body));
    client_write(s, request.data, request.len);
    client_read(s, false, reply);
    buf_release(&body);
    buf_release(&request);
    return reply->code;
}

static unsigned take_out(int s, unsigned number, struct reply *reply)
{
    struct buf request = {0};
    buf_printf(&request, "DELETE /v1/articles?ids=posted-%u HTTP/1.1\r\nHost: localhost\r\n\r\n", number);
    client_write(s, request.data, request.len);
    client_read(s, false, reply);
    buf_release(&request);
    return reply->code;
}

/* Posts until the server is gone; takes every fifth article out again. */
static void *work(void *context)
{
    struct reply reply = {0};
    int s = client_try(port, 30);
    (void)context;
    if (s < 0)
        return NULL;
    for (unsigned number; (number = atomic_fetch_add(&given, 1)) < ARTICLES_MAX && post(s, number, &reply) == 200;) {
        bool out = number % 5 == 0;
        if (!out)
            atomic_store(&acknowledged[number], true);
        else if (take_out(s, number, &reply) != 200)
            break;
        else
            atomic_store(&removed[number], true);
    }
    check(reply.code == 200 || reply.code == 0, "a change is answered by %u", reply.code);
    close(s);
    reply_release(&reply);
    return NULL;
}

/* ---- a round ---- */

static void expect(struct archive *a, unsigned number)
{
    struct buf id = {0};
    struct located at;
    struct err err = {{0}};
    buf_printf(&id, "posted-%u", number);
    enum status s = archive_locate(a, buf_str(&id), &at, &err);
    if (atomic_load(&acknowledged[number]))
        check(s == S_OK, "article %u was acknowledged and is not there: %s", number, err.text);
    if (atomic_load(&removed[number]))
        check(s == S_NOT_FOUND, "article %u was taken out and is there", number);
    buf_release(&id);
}

static void judge(unsigned from)
{
    struct archive *a;
    struct err err;
    check(archive_open(archive, &a, &err) == S_OK, "the archive does not open: %s", err.text);
    for (unsigned number = from; number < atomic_load(&given) && number < ARTICLES_MAX; number++)
        expect(a, number);
    archive_close(a);
}

static void run_round(bool all)
{
    pthread_t client[CLIENTS];
    unsigned first = all ? 0 : atomic_load(&given);
    pid_t process = start_server();
    for (size_t i = 0; i < CLIENTS; i++)
        check(pthread_create(&client[i], NULL, work, NULL) == 0, "no thread");
    const struct timespec life = {0, (1 + rand() % (LIFE_MAX_MS * 1000)) * 1000L};
    nanosleep(&life, NULL);
    kill(process, SIGKILL);
    waitpid(process, NULL, 0);
    for (size_t i = 0; i < CLIENTS; i++)
        pthread_join(client[i], NULL);
    judge(first);
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info, (void)kind, (void)place;
    return remove(path);
}

static void make_archive(void)
{
    const struct archive_settings settings = {.stemmer = "english", .store_bodies = true};
    struct archive_writer *w;
    struct err err;
    check(mkdtemp(scratch) != NULL, "no place for files");
    snprintf(archive, sizeof archive, "%s/news", scratch);
    check(archive_writer_open(archive, &settings, &w, &err) == S_OK, "no archive: %s", err.text);
    check(archive_commit(w, &err) == S_OK, "no archive: %s", err.text);
    archive_writer_close(w);
}

int main(int argc, char **argv)
{
    unsigned rounds = argc > 1 ? (unsigned)atoi(argv[1]) : 20, seed = argc > 2 ? (unsigned)atoi(argv[2]) : 1996,
             kept = 0;
    srand(seed);
    make_archive();
    for (unsigned i = 0; i < rounds; i++)
        run_round(i + 1 == rounds);
    for (unsigned i = 0; i < ARTICLES_MAX; i++)
        kept += atomic_load(&acknowledged[i]) || atomic_load(&removed[i]);
    nftw(scratch, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    printf("killed %u times, seed %u: %u changes were acknowledged, and all are there\n", rounds, seed, kept);
    check(kept > rounds, "too few changes were acknowledged to tell anything");
    return 0;
}
