/* The same articles through one, two and four threads of the inverter, with much memory and with little: after
 * archive_compact the segment is the same file, byte by byte, however many segments it was merged from. Articles are
 * replaced and removed on the way.
 *
 *     jobs [--articles=N] [--seed=N] */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "archive/archive.h"
#include "tests/layouts/stock.h"

static char scratch[] = "/tmp/jobs.XXXXXX";
static struct err err;
static unsigned failures;

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

/* ---- building ---- */

static void put(struct archive_writer *w, const struct article *article)
{
    enum archive_change change;
    must(archive_put(w, article, false, &change, &err), "put");
}

/* Puts article i, and now and then removes or corrects one of those before it. */
static void put_next(struct archive_writer *w, const struct stock *stock, size_t i, struct random *r,
                     struct article *corrected)
{
    uint32_t other = random_below(r, (uint32_t)i + 1), third = random_below(r, (uint32_t)stock->count);
    bool found;
    put(w, &stock->article[i]);
    switch (random_below(r, 12)) {
    case 0:
        must(archive_remove(w, article_get(&stock->article[other], FIELD_ID), &found, &err), "remove");
        break;
    case 1:
        stock_correct(&stock->article[other], &stock->article[third], corrected);
        put(w, corrected);
        break;
    default:
        break;
    }
}

static size_t count_segments(const char *path)
{
    struct archive *a;
    must(archive_open(path, &a, &err), "open");
    size_t count = archive_store_count(a);
    archive_close(a);
    return count;
}

/* Makes the archive and compacts it; returns how many segments there were before. */
static size_t build(const char *path, const struct stock *stock, uint64_t memory, unsigned jobs, struct random r)
{
    const struct archive_settings settings = {.stemmer = "english", .store_bodies = true};
    struct archive_writer *w;
    struct article corrected = {0};
    must(archive_writer_open(path, &settings, &w, &err), "writer");
    archive_writer_tune(w, memory, jobs);
    for (size_t i = 0; i < stock->count; i++) {
        put_next(w, stock, i, &r, &corrected);
        if (archive_wants_commit(w))
            must(archive_commit(w, &err), "commit");
    }
    must(archive_commit(w, &err), "commit");
    size_t segments = count_segments(path);
    must(archive_compact(w, &err), "compact");
    archive_writer_close(w);
    article_release(&corrected);
    return segments;
}

/* ---- comparing ---- */

struct found_segment {
    char path[4096];
    unsigned count;
};
static struct found_segment found_segment;

static int note_segment(const char *path, const struct stat *info, int type, struct FTW *place)
{
    size_t len = strlen(path);
    (void)info, (void)type, (void)place;
    if (len < 4 || strcmp(path + len - 4, ".seg") != 0)
        return 0;
    snprintf(found_segment.path, sizeof found_segment.path, "%s", path);
    found_segment.count++;
    return 0;
}

/* Reads the one segment of an archive. */
static void read_segment(const char *archive, struct buf *out)
{
    char piece[64 << 10];
    size_t got;
    found_segment.count = 0;
    nftw(archive, note_segment, 8, FTW_PHYS);
    FILE *file = found_segment.count == 1 ? fopen(found_segment.path, "rb") : NULL;
    if (!file) {
        printf("%s: %u segments\n", archive, found_segment.count);
        exit(2);
    }
    buf_reset(out);
    while ((got = fread(piece, 1, sizeof piece, file)) > 0)
        buf_append(out, piece, got);
    fclose(file);
    must(buf_status(out, &err), archive);
}

static void tell_difference(const struct buf *first, const struct buf *other, const char *what)
{
    size_t at = 0;
    while (at < first->len && at < other->len && first->data[at] == other->data[at])
        at++;
    if (at == first->len && at == other->len)
        return;
    printf("%s: not the segment that was made first: %zu and %zu bytes, from byte %zu on\n", what, first->len,
           other->len, at);
    failures++;
}

static struct buf built_first;

/* With too little memory every group is written as soon as it is large enough for a segment. */
static void compare_jobs(const struct stock *stock, uint64_t memory, size_t least_segments, struct random r)
{
    static const unsigned jobs[] = {1, 2, 4, 4};
    struct buf now = {0};
    char path[64], what[128];
    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        snprintf(path, sizeof path, "%s/archive", scratch);
        size_t segments = build(path, stock, memory, jobs[i], r);
        snprintf(what, sizeof what, "%u threads, %llu bytes of memory, %zu segments", jobs[i],
                 (unsigned long long)memory, segments);
        read_segment(path, &now);
        if (built_first.len)
            tell_difference(&built_first, &now, what);
        else
            buf_append_str(&built_first, buf_str(&now));
        if (segments < least_segments) {
            printf("%s: fewer than %zu\n", what, least_segments);
            failures++;
        }
        printf("%s: %zu bytes\n", what, now.len);
        nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    }
    buf_release(&now);
}

int main(int argc, char **argv)
{
    unsigned articles = 3500;
    struct stock stock;
    struct random r = {(uint64_t)time(NULL) * 1000003 + (uint64_t)getpid()};
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--articles=", 11) == 0)
            articles = (unsigned)strtoul(argv[i] + 11, NULL, 10);
        else if (strncmp(argv[i], "--seed=", 7) == 0)
            r.state = strtoull(argv[i] + 7, NULL, 10);
    }
    printf("seed %llu\n", (unsigned long long)r.state);
    if (!mkdtemp(scratch)) {
        perror(scratch);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    must(stock_generate(scratch, articles, &r, &stock, &err), "generated articles");
    stock_roughen(&stock, &r);
    compare_jobs(&stock, 0, 1, r);
    compare_jobs(&stock, 5 << 20, 1, r);
    compare_jobs(&stock, 1, articles / 1500, r);
    buf_release(&built_first);
    stock_release(&stock);
    nftw(scratch, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return failures ? 1 : 0;
}
