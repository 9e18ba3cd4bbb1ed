/* Readers without pause beside a writer that posts, removes, seals, merges and compacts: every answer is that of one
 * committed state, one that was current between the opening of the reader's snapshot and the answer, and none fails.
 *
 *     readers_writer [--seconds=N] [--readers=N] [--seed=N]         8 seconds and 4 readers by default
 *
 * It goes on for as long as it takes to commit and to ask often enough, on a slow machine longer than it is told to.
 * What a question finds in a state follows from the versions that the state has. Readers are threads, so that
 * ThreadSanitizer sees them. */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "query/search.h"
#include "tests/faults/busy_writer.h"
#include "tests/faults/known_news.h"

enum { READERS_MAX = 64, COMMITS_MIN = 20, ANSWERS_MIN = 1000 };

static char scratch[] = "/tmp/readers-writer.XXXXXX", archive_path[64], backup_path[64];

static bool stopping;
static uint64_t answers; /* of all readers */

static bool is_stopping(void)
{
    return __atomic_load_n(&stopping, __ATOMIC_ACQUIRE);
}

static void stop(void)
{
    __atomic_store_n(&stopping, true, __ATOMIC_RELEASE);
}

/* ---- answers ---- */

struct answer {
    uint64_t total;
    bool whole;                      /* `found` holds all that was found, not a page of it */
    uint16_t version[BUSY_ARTICLES]; /* of those on the page */
    bool found[BUSY_ARTICLES];
};

static bool is_answer_of(const struct busy_state *state, const struct known_question *q, const struct answer *a)
{
    uint64_t total = 0;
    for (uint32_t i = 0; i < BUSY_ARTICLES; i++) {
        bool asked_for = known_match(q, i, state->version[i]);
        total += asked_for;
        if (a->found[i] ? !asked_for || (!a->whole && a->version[i] != state->version[i]) : a->whole && asked_for)
            return false;
    }
    return total == a->total;
}

struct reader {
    pthread_t thread;
    struct archive *archive;
    struct random random;
    struct err err;
    uint32_t since; /* the last state committed before the snapshot was opened */
    uint64_t stale, hits;
    unsigned failures;
};

static void fail(struct reader *r, const struct known_question *q, const char *what)
{
    struct buf text = {0};
    known_question(q, &text);
    r->failures++;
    printf("%s: %s (states %" PRIu32 " to %" PRIu32 ")\n", buf_text(&text), what, r->since, busy_started());
    buf_release(&text);
}

static bool take_id(struct answer *a, struct str id, uint32_t *number)
{
    char text[16] = "";
    if (id.len >= sizeof text)
        return false;
    memcpy(text, id.ptr, id.len);
    *number = (uint32_t)strtoul(text, NULL, 10);
    if (*number >= BUSY_ARTICLES || a->found[*number])
        return false;
    return a->found[*number] = true;
}

/* The group and the version that an article's body names. The body ends where it ends, without a zero byte. */
static bool take_body(struct str body, uint32_t *group, uint32_t *version)
{
    char start[64];
    size_t len = body.len < sizeof start ? body.len : sizeof start - 1;
    memcpy(start, body.ptr, len);
    start[len] = '\0';
    return sscanf(start, "everywhere group%" SCNu32 " version%" SCNu32, group, version) == 2;
}

/* Reads an answer off a page; false when it contradicts itself. */
static bool take_page(const struct page *page, struct answer *a)
{
    a->total = page->total;
    for (size_t i = 0; i < page->count; i++) {
        const struct article *article = &page->hit[i].article;
        uint32_t number, group, version;
        if (!take_id(a, article_get(article, FIELD_ID), &number) ||
            !take_body(article_get(article, FIELD_BODY), &group, &version) || group != number % KNOWN_GROUPS ||
            article->published.seconds != known_day(number, version) * 86400)
            return false;
        a->version[number] = (uint16_t)version;
        if (i && page->order == ORDER_NEWEST && page->hit[i - 1].article.published.seconds < article->published.seconds)
            return false;
        if (i && page->order == ORDER_RELEVANCE && page->hit[i - 1].score < page->hit[i].score)
            return false;
    }
    return page->count == (page->total < page->size ? page->total : page->size);
}

static bool take_ids(const struct buf *ids, struct answer *a)
{
    uint32_t number;
    a->whole = true;
    for (size_t at = 0; at < ids->len; at += strlen(ids->data + at) + 1, a->total++)
        if (!take_id(a, str_of(ids->data + at), &number))
            return false;
    return true;
}

/* ---- readers ---- */

/* Opens a snapshot of now. A writer that publishes faster than can be opened is met with patience. */
static bool renew(struct reader *r)
{
    enum status s = S_STALE;
    for (int attempt = 0; s == S_STALE && attempt < 100; attempt++) {
        r->since = busy_committed();
        s = r->archive ? archive_reopen(r->archive, &r->err) : archive_open(archive_path, &r->archive, &r->err);
        r->stale += s == S_STALE;
    }
    return s == S_OK;
}

static enum status ask_once(struct reader *r, const struct params *params, bool whole, struct answer *a, bool *sound)
{
    struct page page;
    struct buf ids = {0};
    enum status s;
    memset(a, 0, sizeof *a);
    if (whole) {
        s = search_ids(r->archive, params, &ids, &r->err);
        *sound = s || take_ids(&ids, a);
    } else {
        s = search_run(r->archive, params, &page, &r->err);
        *sound = s || take_page(&page, a);
        page_release(&page);
    }
    buf_release(&ids);
    return s;
}

/* Asks, again and whole when the snapshot is lost, and looks for the state that the answer is of. */
static void ask(struct reader *r, const struct known_question *q, const struct params *params, struct answer *a)
{
    bool whole = random_chance(&r->random, 40), sound = false, known = false;
    enum status s = S_STALE;
    for (int attempt = 0; s == S_STALE && attempt < 100; attempt++) {
        if (attempt && !renew(r))
            break;
        r->stale += attempt > 0;
        s = ask_once(r, params, whole, a, &sound);
    }
    __atomic_fetch_add(&answers, 1, __ATOMIC_RELAXED);
    r->hits += a->total;
    if (s || !sound) {
        fail(r, q, s ? r->err.text : "the answer contradicts itself");
        return;
    }
    for (uint32_t last = busy_started(), state = r->since; !known && state <= last; state++)
        known = is_answer_of(busy_state(state), q, a);
    if (!known)
        fail(r, q, whole ? "what is found is of no committed state" : "the page is of no committed state");
}

static void ask_something(struct reader *r, struct answer *a)
{
    static const char *const orders[] = {"relevance", "newest", "oldest"};
    struct known_question q = {(enum known_kind)random_below(&r->random, KNOWN_KINDS),
                               random_below(&r->random, 1u << 30)};
    struct params params;
    struct buf text = {0};
    known_question(&q, &text);
    params_init(&params, 0);
    enum status s = params_set(&params, str_of("q"), buf_str(&text), &r->err);
    if (!s)
        s = params_set(&params, str_of("order-by"), str_of(orders[random_below(&r->random, 3)]), &r->err);
    if (!s)
        s = params_set(&params, str_of("page-size"), str_of(random_chance(&r->random, 80) ? "10" : "100"), &r->err);
    if (s)
        fail(r, &q, r->err.text);
    else
        ask(r, &q, &params, a);
    params_release(&params);
    buf_release(&text);
}

/* Asks until all stop. A reader that fails ends it for all: the numbers of answers would not come together. */
static void *read_on(void *context)
{
    struct reader *r = context;
    struct answer *a = malloc(sizeof *a);
    bool open = renew(r);
    while (a && open && !is_stopping() && r->failures < 3) {
        ask_something(r, a);
        if (random_chance(&r->random, 50))
            open = renew(r);
    }
    if (!a || !open) {
        printf("a reader cannot open the archive: %s\n", r->err.text);
        r->failures++;
    }
    stop();
    archive_close(r->archive);
    free(a);
    return NULL;
}

/* ---- the writer ---- */

static void make_known(const void *context, uint32_t number, uint32_t version, struct article *out)
{
    (void)context;
    known_article(number, version, out);
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool is_enough(const struct busy_writer *w)
{
    return w->commits >= COMMITS_MIN && __atomic_load_n(&answers, __ATOMIC_RELAXED) >= ANSWERS_MIN;
}

/* Writes for so long, and until it is enough, with pauses in which readers find a state that stays. */
static enum status write_on(struct busy_writer *w, int64_t milliseconds)
{
    int64_t end = now_ms() + milliseconds;
    enum status s = S_OK;
    while (!s && !is_stopping() && (now_ms() < end || !is_enough(w))) {
        s = busy_write(w);
        if (random_chance(&w->random, 50))
            usleep(random_below(&w->random, 20000));
    }
    return s;
}

/* ---- together ---- */

static unsigned run_readers(struct busy_writer *w, struct reader *reader, unsigned readers, int64_t milliseconds)
{
    uint64_t stale = 0, hits = 0;
    unsigned failures = 0;
    for (unsigned i = 0; i < readers; i++) {
        reader[i].random.state = random_next(&w->random);
        if (pthread_create(&reader[i].thread, NULL, read_on, &reader[i]) != 0)
            exit(2);
    }
    enum status s = write_on(w, milliseconds);
    stop();
    for (unsigned i = 0; i < readers; i++) {
        pthread_join(reader[i].thread, NULL);
        stale += reader[i].stale;
        hits += reader[i].hits;
        failures += reader[i].failures;
    }
    if (s) {
        printf("the writer: %s: %s\n", status_name(s), w->err.text);
        failures++;
    }
    printf("%u commits (%u of them bulk), %u seals, %u compactions; %" PRIu64 " answers with %" PRIu64
           " articles, %" PRIu64 " asked again: %u failures\n",
           w->commits, w->bulks, w->seals, w->compactions, answers, hits, stale, failures);
    return failures;
}

int main(int argc, char **argv)
{
    static struct reader reader[READERS_MAX];
    unsigned seconds = 8, readers = 4;
    struct busy_writer writer = {.path = archive_path,
                                 .backup_path = backup_path,
                                 .stemmer = "none",
                                 .make = make_known,
                                 .random = {(uint64_t)time(NULL) * 1000003 + (uint64_t)getpid()}};
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--seconds=", 10) == 0)
            seconds = (unsigned)strtoul(argv[i] + 10, NULL, 10);
        else if (strncmp(argv[i], "--readers=", 10) == 0)
            readers = (unsigned)strtoul(argv[i] + 10, NULL, 10) % (READERS_MAX + 1);
        else if (strncmp(argv[i], "--seed=", 7) == 0)
            writer.random.state = strtoull(argv[i] + 7, NULL, 10);
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("seed %" PRIu64 "\n", writer.random.state);
    if (!mkdtemp(scratch)) {
        perror(scratch);
        return 2;
    }
    snprintf(archive_path, sizeof archive_path, "%s/archive", scratch);
    snprintf(backup_path, sizeof backup_path, "%s/backup", scratch);
    if (busy_writer_open(&writer) != S_OK) {
        printf("%s\n", writer.err.text);
        return 2;
    }
    unsigned failures = run_readers(&writer, reader, readers, (int64_t)seconds * 1000);
    busy_writer_close(&writer);
    busy_remove_tree(scratch);
    return failures ? 1 : 0;
}
