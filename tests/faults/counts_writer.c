/* Counts beside a writer: while articles are posted, corrected and removed, sealed, merged and compacted, what a search
 * counts adds up. Of one snapshot these are the same number: the total; the values of a facet and the articles without
 * one (of a field of several values as many more as articles have more than one); the periods of a timeline and the
 * undated; the hits of an export.
 *
 * Readers ask until so many questions were answered in one snapshot each: the archive's clock said the same before the
 * page and after the export. An export that commits have overtaken goes on behind its last hit: it is in order, and
 * what it found all the time is in it.
 *
 *     counts_writer [--queries=N] [--readers=N] [--seed=N]         1,000 questions and 3 readers by default */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/analyzer.h"
#include "core/utf8.h"
#include "query/search.h"
#include "tests/faults/busy_writer.h"
#include "tests/layouts/questions.h"

enum { READERS_MAX = 64, STOCK = 1200, ATTEMPTS = 200, FAILURES_SHOWN = 3 };

static char scratch[] = "/tmp/counts-writer.XXXXXX", archive_path[64], backup_path[64];
static struct stock stock;
static uint32_t queries = 1000, begun, answered;
static bool stopping;
static bool shown;         /* the writer has shown each layout */
static uint32_t overtaken; /* exports */

/* ---- articles ---- */

static const struct article *article_of(uint32_t number, uint32_t version)
{
    return &stock.article[(number * 31 + version * 17) % stock.count];
}

static void make_article(const void *context, uint32_t number, uint32_t version, struct article *out)
{
    char id[16];
    (void)context;
    snprintf(id, sizeof id, "%" PRIu32, number);
    stock_copy(article_of(number, version), out);
    article_set(out, FIELD_ID, str_of(id));
}

/* Ids that questions may ask for, and no more of the bodies than it takes: what they say is not counted. */
static void prepare_stock(void)
{
    enum { BODY_BYTES = 300 };
    char id[32], body[BODY_BYTES];
    for (size_t i = 0; i < stock.count; i++) {
        struct article *a = &stock.article[i];
        struct str whole = article_get(a, FIELD_BODY);
        size_t len = utf8_cut(whole.ptr, whole.len, BODY_BYTES);
        memcpy(body, whole.ptr, len);
        article_set(a, FIELD_BODY, (struct str){body, len});
        snprintf(id, sizeof id, "%zu", i);
        article_set(a, FIELD_ID, str_of(id));
    }
}

/* ---- readers ---- */

/* What the archive consisted of. */
enum layout { ONE_SEGMENT, SEGMENTS, LIVE, SEGMENT_AND_LIVE, SEGMENTS_AND_LIVE, LAYOUTS };
static const char *const layout_name[] = {"one segment", "several segments", "the live store", "one segment and it",
                                          "several segments and it"};

struct tally {
    uint64_t answers, found, hits, lost;
    uint64_t of[LAYOUTS];
    unsigned failures;
};

struct reader {
    pthread_t thread;
    struct archive *archive;
    struct random random;
    struct err err;
    struct buf told; /* the question, as a shell would have it */
    struct tally tally;
};

static void fail(struct reader *r, const char *what)
{
    if (++r->tally.failures == FAILURES_SHOWN)
        __atomic_store_n(&stopping, true, __ATOMIC_RELEASE);
    printf("dateline search%s\n  %s (state %" PRIu32 ")\n", buf_text(&r->told), what, busy_committed());
}

static enum layout layout_of(struct archive *archive)
{
    size_t stores = archive_store_count(archive);
    bool live = stores && !store_in_order(archive_store(archive, stores - 1));
    if (!live)
        return stores == 1 ? ONE_SEGMENT : SEGMENTS;
    return stores == 1 ? LIVE : stores == 2 ? SEGMENT_AND_LIVE : SEGMENTS_AND_LIVE;
}

/* ---- what an export gives ---- */

struct exported {
    enum order_by order;
    bool slow, ordered;
    uint64_t count, undated;
    uint64_t values[FIELD_COUNT], without[FIELD_COUNT];
    struct date date; /* of the last hit */
    struct buf id;
    int64_t when[BUSY_ARTICLES]; /* an article was given, with this date; undated is INT64_MIN */
    bool given[BUSY_ARTICLES];
};

/* Whether a hit comes behind the last one: undated last, those of one date by id. */
static bool is_behind(const struct exported *e, const struct date *date, struct str id)
{
    bool dated = date->precision != DATE_NONE, last_dated = e->date.precision != DATE_NONE;
    if (e->count == 0 || dated != last_dated)
        return e->count == 0 || last_dated;
    if (dated && date->seconds != e->date.seconds)
        return (date->seconds > e->date.seconds) == (e->order == ORDER_OLDEST);
    return str_compare(buf_str(&e->id), id) < 0;
}

/* The different values of a field. */
static uint64_t count_values(const struct article *article, enum field field)
{
    enum { VALUES_MAX = 32 };
    struct buf folded[VALUES_MAX] = {0};
    struct str value;
    uint64_t count = 0;
    for (size_t at = 0; count < VALUES_MAX && article_next_value(article, field, &at, &value);) {
        struct buf *one = &folded[count];
        bool known = false;
        text_fold(value, TERM_MAX, one);
        for (uint64_t i = 0; i < count; i++)
            known |= str_equal(buf_str(one), buf_str(&folded[i]));
        if (known)
            buf_reset(one);
        else
            count++;
    }
    for (size_t i = 0; i < VALUES_MAX; i++)
        buf_release(&folded[i]);
    return count;
}

static void note_number(struct exported *e, struct str id, const struct date *date)
{
    char text[16] = "", *end;
    memcpy(text, id.ptr, id.len < sizeof text ? id.len : sizeof text - 1);
    unsigned long number = strtoul(text, &end, 10);
    if (*end || number >= BUSY_ARTICLES) /* the clock */
        return;
    e->given[number] = true;
    e->when[number] = date->precision == DATE_NONE ? INT64_MIN : date->seconds;
}

/* Until some more commits: one a snapshot of the live store outlives, and with luck two. */
static void wait_for_commits(void)
{
    uint32_t now = busy_committed();
    for (int i = 0; i < 2000 && busy_committed() < now + 3 && !__atomic_load_n(&stopping, __ATOMIC_ACQUIRE); i++)
        usleep(1000);
}

static enum status note_hit(void *context, const struct hit *hit, struct err *err)
{
    struct exported *e = context;
    const struct date *date = &hit->article.published;
    struct str id = article_get(&hit->article, FIELD_ID);
    e->ordered &= is_behind(e, date, id);
    e->count++;
    e->undated += date->precision == DATE_NONE;
    for (enum field field = 0; field < FIELD_COUNT; field++) {
        uint64_t values = schema[field].filter ? count_values(&hit->article, field) : 0;
        e->values[field] += values;
        e->without[field] += values == 0;
    }
    note_number(e, id, date);
    e->date = *date;
    buf_reset(&e->id);
    buf_append_str(&e->id, id);
    if (e->slow && e->count == 1)
        wait_for_commits();
    return buf_status(&e->id, err);
}

static enum status run_export(struct reader *r, const struct params *params, bool slow, struct exported *e)
{
    uint64_t given;
    *e = (struct exported){.order = params->order, .slow = slow, .ordered = true};
    enum status s = search_export(r->archive, params, note_hit, e, &given, &r->err);
    buf_release(&e->id);
    if (s == S_STALE)
        fail(r, "an export lost its snapshot and did not renew it");
    else if (!s && given != e->count)
        fail(r, "the export says another number of hits than it gives");
    return s;
}

/* ---- adding up ---- */

static bool facet_adds_up(const struct facet *facet, const struct exported *e, uint64_t total)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < facet->count; i++)
        sum += facet->value[i].count;
    return facet->count == facet->values && sum == e->values[facet->field] &&
           facet->without == e->without[facet->field] &&
           (schema[facet->field].several || sum + facet->without == total);
}

static bool timeline_adds_up(const struct timeline *timeline, const struct exported *e, uint64_t total)
{
    uint64_t sum = timeline->undated;
    for (size_t i = 0; i < timeline->count; i++)
        sum += timeline->period[i].count;
    return sum == total && timeline->undated == e->undated;
}

static bool facets_add_up(const struct page *page, const struct params *params, const struct exported *e)
{
    bool sound = page->facet_count == params->facet_count;
    for (size_t i = 0; sound && i < page->facet_count; i++)
        sound = facet_adds_up(&page->facet[i], e, page->total);
    return sound;
}

/* The articles of a state, and the clock. */
static uint64_t articles_in(uint32_t state)
{
    uint64_t count = 1;
    for (uint32_t i = 0; i < BUSY_ARTICLES; i++)
        count += busy_state(state)->version[i] > 0;
    return count;
}

/* A page and an export of one snapshot. */
static void compare(struct reader *r, const struct params *params, const struct page *page, const struct exported *e,
                    uint32_t state)
{
    if (page->archive_documents != articles_in(state))
        fail(r, "the archive holds another number of articles than were committed");
    else if (page->at_least || page->total != e->count)
        fail(r, "the export gives another number of hits than the total");
    else if (!e->ordered)
        fail(r, "the export is not in order");
    else if (!facets_add_up(page, params, e))
        fail(r, "a facet does not add up");
    else if (!timeline_adds_up(&page->timeline, e, page->total))
        fail(r, "the timeline does not add up");
    r->tally.answers++;
    r->tally.found += page->total > 0;
    r->tally.hits += page->total;
    r->tally.of[layout_of(r->archive)]++;
    __atomic_fetch_add(&answered, 1, __ATOMIC_ACQ_REL);
}

/* ---- questions ---- */

/* Opens a snapshot of now. A writer that publishes faster than can be opened is met with patience. */
static enum status renew(struct reader *r)
{
    enum status s = S_STALE;
    for (int attempt = 0; s == S_STALE && attempt < ATTEMPTS; attempt++)
        s = r->archive ? archive_reopen(r->archive, &r->err) : archive_open(archive_path, &r->archive, &r->err);
    return s;
}

/* Asks in a fresh snapshot; *held says whether it was the same to the end. */
static enum status ask_once(struct reader *r, const struct params *params, struct exported *e, bool *held)
{
    struct page page = {0};
    uint32_t before, after;
    enum status s = renew(r);
    if (!s)
        s = busy_clock(r->archive, &before, &r->err);
    if (!s)
        s = search_run(r->archive, params, &page, &r->err);
    if (!s)
        s = run_export(r, params, false, e);
    if (!s)
        s = busy_clock(r->archive, &after, &r->err);
    *held = !s && before == after;
    if (*held)
        compare(r, params, &page, e, before);
    page_release(&page);
    return s;
}

/* Asks until a snapshot holds. */
static void ask(struct reader *r, const struct params *params, struct exported *e)
{
    bool held = false;
    for (int attempt = 0; !held && attempt < ATTEMPTS; attempt++) {
        enum status s = ask_once(r, params, e, &held);
        r->tally.lost += !held;
        if (s && s != S_STALE) {
            fail(r, r->err.text);
            return;
        }
    }
    if (!held)
        fail(r, "no snapshot held as long as a page and an export take");
}

/* ---- exports that are overtaken ---- */

/* Whether an article was the same in all states from `first` to `last`. */
static bool stays(uint32_t number, uint32_t first, uint32_t last)
{
    uint16_t version = busy_state(first)->version[number];
    for (uint32_t state = first; version && state <= last; state++)
        if (busy_state(state)->version[number] != version)
            version = 0;
    return version > 0;
}

/* Whether an article had this date in some state. */
static bool had_date(uint32_t number, int64_t date, uint32_t first, uint32_t last)
{
    bool had = false;
    for (uint32_t state = first; !had && state <= last; state++) {
        uint16_t version = busy_state(state)->version[number];
        const struct date *published = &article_of(number, version)->published;
        had = version && date == (published->precision == DATE_NONE ? INT64_MIN : published->seconds);
    }
    return had;
}

static void check_overtaken(struct reader *r, const struct buf *ids, const struct exported *e, uint32_t first,
                            uint32_t last)
{
    bool sound = e->ordered;
    for (uint32_t i = 0; sound && i < BUSY_ARTICLES; i++)
        sound = !e->given[i] || had_date(i, e->when[i], first, last);
    for (size_t at = 0; sound && at < ids->len; at += strlen(ids->data + at) + 1) {
        uint32_t number = (uint32_t)strtoul(ids->data + at, NULL, 10);
        bool is_clock = strspn(ids->data + at, "0123456789") == 0;
        sound = is_clock || e->given[number] || !stays(number, first, last);
    }
    if (!sound)
        fail(r, e->ordered ? "an export that commits overtook has lost something, or found what never was"
                           : "an export that commits overtook is not in order");
    __atomic_fetch_add(&overtaken, 1, __ATOMIC_ACQ_REL);
}

/* Has an export overtaken by commits. Where nothing has all the words what is found follows from the whole archive, and
 * so may all change at once. */
static enum status export_slowly(struct reader *r, const struct params *params, struct exported *e)
{
    struct buf ids = {0};
    struct page page = {0};
    uint32_t first, still, last;
    enum status s = renew(r);
    if (!s)
        s = busy_clock(r->archive, &first, &r->err);
    if (!s)
        s = search_run(r->archive, params, &page, &r->err);
    if (!s)
        s = search_ids(r->archive, params, &ids, &r->err);
    if (!s)
        s = busy_clock(r->archive, &still, &r->err);
    bool may_be_lost = !s && layout_of(r->archive) >= LIVE;
    if (may_be_lost && !page.relaxed && still == first && !(s = run_export(r, params, true, e)) &&
        !(s = busy_clock(r->archive, &last, &r->err)) && last > first)
        check_overtaken(r, &ids, e, first, last);
    page_release(&page);
    buf_release(&ids);
    return s;
}

static void ask_something(struct reader *r, struct exported *e)
{
    struct params params;
    buf_reset(&r->told);
    enum status s = question_make_counted(&stock, &r->random, &params, &r->told, &r->err);
    if (s)
        fail(r, r->err.text);
    else
        ask(r, &params, e);
    bool copies = params.collapse != COLLAPSE_NONE; /* which stay follows from all of them */
    if (!s && !copies && e->count > PAGE_SIZE_MAX && random_chance(&r->random, 50)) {
        s = export_slowly(r, &params, e);
        if (s && s != S_STALE)
            fail(r, r->err.text);
    }
    params_release(&params);
}

/* Beside enough questions: what the readers must have met before they may be done. */
static bool has_met_all(void)
{
    return __atomic_load_n(&shown, __ATOMIC_ACQUIRE) && __atomic_load_n(&overtaken, __ATOMIC_ACQUIRE) >= queries / 1000;
}

static void *read_on(void *context)
{
    struct reader *r = context;
    struct exported *e = calloc(1, sizeof *e);
    while (e && !__atomic_load_n(&stopping, __ATOMIC_ACQUIRE) &&
           (__atomic_fetch_add(&begun, 1, __ATOMIC_ACQ_REL) < queries || !has_met_all()))
        ask_something(r, e);
    r->tally.failures += !e;
    archive_close(r->archive);
    buf_release(&r->told);
    free(e);
    return NULL;
}

/* ---- together ---- */

static void add_tally(struct tally *sum, const struct tally *t)
{
    sum->answers += t->answers;
    sum->found += t->found;
    sum->hits += t->hits;
    sum->lost += t->lost;
    sum->failures += t->failures;
    for (int i = 0; i < LAYOUTS; i++)
        sum->of[i] += t->of[i];
}

static bool is_over(void)
{
    bool asked = __atomic_load_n(&begun, __ATOMIC_ACQUIRE) >= queries;
    return (asked && has_met_all()) || __atomic_load_n(&stopping, __ATOMIC_ACQUIRE);
}

/* Until the readers have seen what there is now. */
static void wait_for_answers(void)
{
    uint32_t now = __atomic_load_n(&answered, __ATOMIC_ACQUIRE);
    while (!is_over() && __atomic_load_n(&answered, __ATOMIC_ACQUIRE) < now + 10)
        usleep(1000);
}

static bool is_laid_out(enum layout layout)
{
    struct archive *archive = NULL;
    struct err err;
    bool is = archive_open(archive_path, &archive, &err) == S_OK && layout_of(archive) == layout;
    archive_close(archive);
    return is;
}

/* Shows each layout, the live store first. A segment that is added may be merged with the one that is there: then
 * another is. */
static enum status write_layouts(struct busy_writer *w)
{
    enum { TRIES = 8 };
    wait_for_answers();
    enum status s = busy_compact(w);
    wait_for_answers();
    if (!s)
        s = busy_commit(w, 20, 25);
    for (int i = 0; !s && i < TRIES && !is_laid_out(SEGMENTS_AND_LIVE); i++) {
        wait_for_answers();
        s = busy_commit(w, BUSY_BULK, 0);
        wait_for_answers();
        if (!s)
            s = busy_commit(w, 20, 25);
    }
    wait_for_answers();
    __atomic_store_n(&shown, true, __ATOMIC_RELEASE);
    return s;
}

/* Writes until all is asked, with pauses in which readers find a state that stays. */
static enum status write_on(struct busy_writer *w)
{
    enum status s = write_layouts(w);
    while (!s && !is_over()) {
        s = busy_write(w);
        if (random_chance(&w->random, 50))
            usleep(random_below(&w->random, 40000));
    }
    if (s)
        printf("the writer: %s: %s\n", status_name(s), w->err.text);
    return s;
}

/* What the readers have seen is enough of everything. */
static bool tell(const struct busy_writer *w, const struct tally *t)
{
    printf("%u commits (%u of them bulk), %u seals, %u compactions; %" PRIu64 " answers, %" PRIu64
           " of them with articles, %" PRIu64 " articles; %" PRIu64 " snapshots lost, %" PRIu32
           " exports overtaken: %u failures\n",
           w->commits, w->bulks, w->seals, w->compactions, t->answers, t->found, t->hits, t->lost, overtaken,
           t->failures);
    bool enough = t->answers >= queries && t->found >= queries / 3;
    for (int i = 0; i < LAYOUTS; i++) {
        printf("  %-24s %6" PRIu64 "\n", layout_name[i], t->of[i]);
        enough &= t->of[i] > 0;
    }
    if (!enough)
        printf("too few of some: not all was tested\n");
    return enough;
}

static unsigned run(struct busy_writer *w, struct reader *reader, unsigned readers)
{
    struct tally sum = {0};
    for (unsigned i = 0; i < readers; i++) {
        reader[i].random.state = random_next(&w->random);
        if (pthread_create(&reader[i].thread, NULL, read_on, &reader[i]) != 0)
            exit(2);
    }
    bool failed = write_on(w) != S_OK;
    if (failed)
        __atomic_store_n(&stopping, true, __ATOMIC_RELEASE);
    for (unsigned i = 0; i < readers; i++) {
        pthread_join(reader[i].thread, NULL);
        add_tally(&sum, &reader[i].tally);
    }
    return failed + sum.failures + !tell(w, &sum);
}

static void must(enum status s, const struct err *err)
{
    if (s == S_OK)
        return;
    printf("%s: %s\n", status_name(s), err->text);
    exit(2);
}

int main(int argc, char **argv)
{
    static struct reader reader[READERS_MAX];
    unsigned readers = 3;
    struct busy_writer writer = {.path = archive_path,
                                 .backup_path = backup_path,
                                 .stemmer = "english",
                                 .make = make_article,
                                 .random = {(uint64_t)time(NULL) * 1000003 + (uint64_t)getpid()}};
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--queries=", 10) == 0)
            queries = (uint32_t)strtoul(argv[i] + 10, NULL, 10);
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
    must(stock_generate(scratch, STOCK, &writer.random, &stock, &writer.err), &writer.err);
    stock_roughen(&stock, &writer.random);
    prepare_stock();
    must(busy_writer_open(&writer), &writer.err);
    must(busy_commit(&writer, 300, 0), &writer.err);
    unsigned failures = run(&writer, reader, readers);
    busy_writer_close(&writer);
    stock_release(&stock);
    busy_remove_tree(scratch);
    return failures ? 1 : 0;
}
