/* The same articles laid out as one segment, in the live store, and in between: every search has the same answer in all
 * of them, down to the last bit of its scores. Then articles are removed, corrected and added: what is found is right
 * at once, and after archive_compact all is as in an archive that was made of the surviving articles.
 *
 *     layouts [--queries=N] [--articles=N] [--seed=N]
 *
 * Generated articles, and real ones when they lie beside the checkout. */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/layouts/answers.h"
#include "tests/layouts/builds.h"
#include "tests/layouts/questions.h"

static char scratch[] = "/tmp/layouts.XXXXXX";
static struct err err;
static unsigned failures;

enum { FAILURES_SHOWN = 2 }; /* a round */

static void must(enum status s, const char *what)
{
    if (s == S_OK)
        return;
    printf("%s: %s: %s\n", what, status_name(s), err.text);
    exit(2);
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

struct place {
    char path[96];
};

static struct place place_of(const char *name, int number)
{
    struct place place;
    snprintf(place.path, sizeof place.path, "%s/%s-%d", scratch, name, number);
    return place;
}

/* ---- comparing ---- */

/* An archive of a round; the first one is what the others are compared with. */
struct side {
    const char *name;
    struct archive *archive;
};

typedef bool answer_as(struct archive *archive, const struct params *params, struct buf *out);

static void tell_difference(const struct side *a, const struct side *b, struct buf *told, struct buf *first,
                            struct buf *second)
{
    failures++;
    printf("different answers to dateline search%s\n", buf_text(told));
    printf("---- %s\n%s---- %s\n%s----\n", a->name, buf_text(first), b->name, buf_text(second));
}

/* Asks all sides one question; false when they do not agree. */
static bool compare_one(const struct side *side, size_t sides, const struct params *params, answer_as *answer,
                        struct buf *told, bool *found)
{
    struct buf first = {0}, other = {0};
    bool same = answer(side[0].archive, params, &first);
    if (!same)
        tell_difference(&side[0], &side[0], told, &first, &other);
    for (size_t i = 1; same && i < sides; i++) {
        buf_reset(&other);
        same = answer(side[i].archive, params, &other) && !other.failed && str_equal(buf_str(&first), buf_str(&other));
        if (!same)
            tell_difference(&side[0], &side[i], told, &first, &other);
    }
    *found = strncmp(buf_text(&first), "total ", 6) == 0 && strncmp(buf_text(&first), "total 0", 7) != 0;
    buf_release(&first);
    buf_release(&other);
    return same;
}

static void compare_all(const char *what, const struct side *side, size_t sides, const struct stock *stock,
                        unsigned queries, answer_as *answer, struct random *r)
{
    struct buf told = {0};
    unsigned asked = 0, finding = 0, differences = 0;
    for (; asked < queries && differences < FAILURES_SHOWN; asked++) {
        struct params params;
        bool found;
        buf_reset(&told);
        must(question_make(stock, r, &params, &told, &err), "a question");
        differences += !compare_one(side, sides, &params, answer, &told, &found);
        finding += found;
        params_release(&params);
    }
    printf("%s: %u queries in %zu archives, %u of them found something\n", what, asked, sides, finding);
    if (finding < asked / 2) {
        printf("too few queries found something: nothing was tested\n");
        failures++;
    }
    buf_release(&told);
}

static void open_sides(struct side *side, const char *name)
{
    for (int layout = 0; layout < LAYOUT_COUNT; layout++) {
        side[layout].name = layout_name[layout];
        must(archive_open(place_of(name, layout).path, &side[layout].archive, &err), layout_name[layout]);
    }
}

static void close_sides(struct side *side, size_t sides)
{
    for (size_t i = 0; i < sides; i++)
        archive_close(side[i].archive);
}

static void expect_stores(const struct side *side, size_t wanted)
{
    size_t found = archive_store_count(side->archive);
    if (found == wanted)
        return;
    printf("%s: %zu stores in place of %zu\n", side->name, found, wanted);
    failures++;
}

/* ---- the rounds ---- */

static void compare_layouts(const char *name, const struct stock *stock, unsigned queries, struct random *r)
{
    struct side side[LAYOUT_COUNT];
    for (int layout = 0; layout < LAYOUT_COUNT; layout++) {
        const struct random own = {random_next(r)};
        must(layout_build(place_of("plain", layout).path, (enum layout)layout, stock, NULL, own, &err), "building");
    }
    open_sides(side, "plain");
    for (int layout = 0; layout < LAYOUT_COUNT; layout++)
        expect_stores(&side[layout], layout_stores[layout]);
    compare_all(name, side, LAYOUT_COUNT, stock, queries, answer_page, r);
    close_sides(side, LAYOUT_COUNT);
    for (int layout = 0; layout < LAYOUT_COUNT; layout++)
        remove_tree(place_of("plain", layout).path);
}

/* Opens behind the fresh archive (side 0) those that were changed. */
static void open_changed(struct side *side)
{
    side[0].name = "made of the survivors";
    must(archive_open(place_of("fresh", 0).path, &side[0].archive, &err), side[0].name);
    open_sides(side + 1, "changed");
}

static void compare_changed(const char *name, const struct stock *stock, unsigned queries, struct random *r)
{
    struct side side[LAYOUT_COUNT + 1];
    struct stock survivors;
    struct change *change;
    must(changes_draw(stock, r, &change, &err), "changes");
    must(changes_apply(stock, change, &survivors, &err), "survivors");
    must(layout_build(place_of("fresh", 0).path, LAYOUT_SEGMENT, &survivors, NULL, *r, &err), "building");
    for (int layout = 0; layout < LAYOUT_COUNT; layout++) {
        const char *path = place_of("changed", layout).path;
        const struct random building = {random_next(r)}, changing = {random_next(r)};
        must(layout_build(path, (enum layout)layout, stock, change, building, &err), "building");
        must(layout_change(path, (enum layout)layout, stock, change, changing, &err), "changing");
    }
    open_changed(side);
    compare_all(name, side, LAYOUT_COUNT + 1, stock, queries, answer_set, r);
    close_sides(side, LAYOUT_COUNT + 1);
    for (int layout = 0; layout < LAYOUT_COUNT; layout++)
        must(layout_compact(place_of("changed", layout).path, &err), "compacting");
    open_changed(side);
    for (int i = 0; i <= LAYOUT_COUNT; i++)
        expect_stores(&side[i], 1);
    compare_all("  compacted", side, LAYOUT_COUNT + 1, stock, queries, answer_page, r);
    close_sides(side, LAYOUT_COUNT + 1);
    remove_tree(place_of("fresh", 0).path);
    for (int layout = 0; layout < LAYOUT_COUNT; layout++)
        remove_tree(place_of("changed", layout).path);
    stock_release(&survivors);
    free(change);
}

static void run_rounds(const char *name, struct stock *stock, unsigned queries, struct random *r)
{
    char text[64];
    stock_roughen(stock, r);
    snprintf(text, sizeof text, "%zu %s articles", stock->count, name);
    compare_layouts(text, stock, queries, r);
    snprintf(text, sizeof text, "%zu %s articles, some of them changed", stock->count, name);
    compare_changed(text, stock, queries / 4, r);
}

/* ---- the articles ---- */

static bool read_real(size_t articles, struct stock *out)
{
    const char *root = getenv("DATELINE_ROOT");
    char path[4096];
    snprintf(path, sizeof path, "%s/../shared/data/congress-press.jsonl.gz", root ? root : ".");
    if (access(path, R_OK) != 0)
        return false;
    must(stock_read(path, articles, out, &err), path);
    return true;
}

int main(int argc, char **argv)
{
    unsigned queries = 10000, articles = 3500;
    struct stock stock;
    struct random r = {(uint64_t)time(NULL) * 1000003 + (uint64_t)getpid()};
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--queries=", 10) == 0)
            queries = (unsigned)strtoul(argv[i] + 10, NULL, 10);
        else if (strncmp(argv[i], "--articles=", 11) == 0)
            articles = (unsigned)strtoul(argv[i] + 11, NULL, 10);
        else if (strncmp(argv[i], "--seed=", 7) == 0)
            r.state = strtoull(argv[i] + 7, NULL, 10);
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("seed %llu\n", (unsigned long long)r.state);
    if (!mkdtemp(scratch)) {
        perror(scratch);
        return 2;
    }
    must(stock_generate(scratch, articles, &r, &stock, &err), "generated articles");
    run_rounds("generated", &stock, queries, &r);
    stock_release(&stock);
    if (read_real(articles / 2, &stock))
        run_rounds("real", &stock, queries / 4, &r);
    else
        printf("SKIPPED: real articles: no ../shared/data/congress-press.jsonl.gz beside the checkout\n");
    stock_release(&stock);
    remove_tree(scratch);
    printf("%u differences\n", failures);
    return failures ? 1 : 0;
}
