/* kill -9 at random points of an indexing run: the archive opens, everything that was reported committed is there, and
 * indexing goes on to the archive that an undisturbed run makes.
 *
 *     kill_index [--kills=N] [--seed=N]        200 kills by default; the seed is printed
 *
 * A child runs the indexer with small groups and writes to a pipe what it was told is committed; the parent kills it.
 * Every fourth child begins a new archive, so that its making is hit as well. */
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "archive/archive.h"
#include "indexer/run.h"

enum { ARTICLES = 400, GROUP = 25, KILLS_AN_ARCHIVE = 4 };

static char scratch[] = "/tmp/kill-index.XXXXXX", news[64], whole[64], victim[64];
static struct err err;
static unsigned failures;
static uint64_t state; /* of splitmix64 (G. Steele, D. Lea, C. Flood, 2014) */

static uint64_t random_number(void)
{
    uint64_t z = (state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static void complain(unsigned kill, const char *what, uint64_t wanted, uint64_t found)
{
    printf("kill %u: %s (%llu, %llu)\n", kill, what, (unsigned long long)wanted, (unsigned long long)found);
    failures++;
}

static void write_news(void)
{
    FILE *file = fopen(news, "w");
    for (int i = 0; file && i < ARTICLES; i++) {
        fprintf(file, "{\"id\":\"%d\",\"title\":\"Report %d\",\"date\":\"2001-02-%02d\",\"text\":\"everywhere", i, i,
                i % 28 + 1);
        for (int word = 0; word < 120; word++)
            fprintf(file, " w%llu", (unsigned long long)(random_number() % 3000));
        fputs("\"}\n", file);
    }
    if (!file || fclose(file) != 0) {
        perror(news);
        exit(2);
    }
}

static void write_committed(void *context, const struct run_totals *totals)
{
    const int *fd = context;
    if (write(*fd, &totals->committed, sizeof totals->committed) != sizeof totals->committed)
        _exit(3);
}

static enum status index_news(const char *archive, int report, struct run_totals *totals)
{
    struct archive_settings settings = {.stemmer = "english", .store_bodies = true};
    struct run_options options = {.format = "auto", .group_articles = GROUP};
    struct run_listener listener = {.context = &report, .committed = report >= 0 ? write_committed : NULL};
    struct archive_writer *writer;
    const char *paths[] = {news};

    enum status s = archive_writer_open(archive, &settings, &writer, &err);
    if (s)
        return s;
    s = run_index(writer, paths, 1, &options, &listener, totals, NULL, &err);
    archive_writer_close(writer);
    return s;
}

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Starts a run, kills it after a while, and returns how many articles it had reported committed. */
static uint64_t run_and_kill(int64_t microseconds, bool *finished)
{
    int pipes[2], status = 0;
    uint64_t committed = 0, told;
    struct run_totals totals;

    if (pipe(pipes) != 0) {
        perror("pipe");
        exit(2);
    }
    pid_t child = fork();
    if (child == 0) {
        close(pipes[0]);
        _exit(index_news(victim, pipes[1], &totals) == S_OK ? 0 : 1);
    }
    close(pipes[1]);
    struct timespec wait = {microseconds / 1000000, microseconds % 1000000 * 1000};
    nanosleep(&wait, NULL);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    *finished = WIFEXITED(status);
    if (*finished && WEXITSTATUS(status) != 0)
        complain(0, "the run failed by itself, with exit status", 0, (uint64_t)WEXITSTATUS(status));
    while (read(pipes[0], &told, sizeof told) == sizeof told)
        committed = told;
    close(pipes[0]);
    return committed;
}

/* Reads every article of a store; adds how many. */
static enum status read_store(struct store *store, uint64_t *count)
{
    struct cursor *all = NULL, *word = NULL;
    struct article article = {0};
    enum status s = store_cursor(store, (struct str){0}, &all, &err);
    if (!s)
        s = store_cursor(store, str_of("everywher"), &word, &err);
    while (!s && !(s = cursor_seek(all, all->document + 1, &err)) && all->document != CURSOR_END) {
        s = store_article(store, all->document, &article, &err);
        if (!s)
            s = cursor_seek(word, all->document, &err);
        if (!s && (word->document != all->document || article_get(&article, FIELD_BODY).len == 0))
            s = err_set(&err, S_CORRUPT, "document %u is there by half", all->document);
        ++*count;
    }
    cursor_close(all);
    cursor_close(word);
    article_release(&article);
    return s;
}

/* Reads every article of an archive; returns how many, or UINT64_MAX when something cannot be read. */
static uint64_t read_archive(const char *path)
{
    struct archive *archive;
    uint64_t count = 0;
    enum status s = archive_open(path, &archive, &err);
    if (s)
        return UINT64_MAX;
    for (size_t i = 0; !s && i < archive_store_count(archive); i++)
        s = read_store(archive_store(archive, i), &count);
    archive_close(archive);
    return s ? UINT64_MAX : count;
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info, (void)type, (void)place;
    return remove(path);
}

static void remove_tree(const char *path)
{
    nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static bool archive_was_made(void)
{
    struct stat info;
    char manifest[80];
    snprintf(manifest, sizeof manifest, "%s/MANIFEST", victim);
    return stat(manifest, &info) == 0;
}

/* Indexes to the end what is left, and once more. */
static void finish_archive(unsigned kill)
{
    struct run_totals totals;
    if (index_news(victim, -1, &totals) != S_OK)
        complain(kill, err.text, 0, 0);
    else if (index_news(victim, -1, &totals) != S_OK || totals.unchanged != ARTICLES)
        complain(kill, "a run over a finished archive changes it: unchanged", ARTICLES, totals.unchanged);
    else if (read_archive(victim) != read_archive(whole))
        complain(kill, "the finished archive has another count", read_archive(whole), read_archive(victim));
}

/* What the kills met. */
struct tally {
    unsigned after_commit, in_making;
};

/* Looks at the archive after one kill; returns how many articles are there. */
static uint64_t look(unsigned kill, uint64_t before, uint64_t committed, struct tally *tally)
{
    tally->after_commit += committed > 0;
    if (!archive_was_made()) {
        tally->in_making++;
        if (committed || before)
            complain(kill, "there is no archive any more", before, committed);
        return 0;
    }
    uint64_t there = read_archive(victim);
    if (there == UINT64_MAX) {
        complain(kill, err.text, 0, 0);
        return before;
    }
    if (there < committed)
        complain(kill, "articles reported committed, articles there", committed, there);
    if (there < before)
        complain(kill, "articles there before, articles there now", before, there);
    return there;
}

/* A run that ended before its kill does not count: its archive is judged, and the next one begins anew. */
static void kill_many(unsigned kills, int64_t whole_us)
{
    struct tally tally = {0};
    uint64_t before = 0;
    for (unsigned kill = 1; kill <= kills && failures < kills;) {
        bool finished;
        /* A third of the points fall into the first twentieth of a run, where an archive is made and opened. */
        uint64_t range = (uint64_t)(random_number() % 3 ? whole_us : whole_us / 20) + 1;
        uint64_t committed = run_and_kill((int64_t)(random_number() % range), &finished);
        before = look(kill, before, committed, &tally);
        if (finished || kill % KILLS_AN_ARCHIVE == 0) {
            finish_archive(kill);
            remove_tree(victim);
            before = 0;
        }
        kill += !finished;
    }
    printf("%u kills; archives judged: %u after a reported commit, %u before they were made: %u failures\n", kills,
           tally.after_commit, tally.in_making, failures);
    if (tally.after_commit * 10 < kills)
        complain(kills, "too few kills fell after a commit: nothing was tested", kills, tally.after_commit);
}

int main(int argc, char **argv)
{
    unsigned kills = 200;
    struct run_totals totals;
    state = (uint64_t)time(NULL) * 1000003 + (uint64_t)getpid();
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--kills=", 8) == 0)
            kills = (unsigned)strtoul(argv[i] + 8, NULL, 10);
        else if (strncmp(argv[i], "--seed=", 7) == 0)
            state = strtoull(argv[i] + 7, NULL, 10);
    }
    printf("seed %llu\n", (unsigned long long)state);
    if (!mkdtemp(scratch)) {
        perror(scratch);
        return 2;
    }
    snprintf(news, sizeof news, "%s/news.jsonl", scratch);
    snprintf(whole, sizeof whole, "%s/whole", scratch);
    snprintf(victim, sizeof victim, "%s/victim", scratch);
    write_news();
    int64_t start = now_us();
    if (index_news(whole, -1, &totals) != S_OK) {
        printf("%s\n", err.text);
        return 2;
    }
    kill_many(kills, now_us() - start);
    remove_tree(scratch);
    return failures ? 1 : 0;
}
