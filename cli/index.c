/* dateline index: files -> articles -> an archive.
 *
 * Exit status: EXIT_IO when a file could not be read, or something was skipped and no article taken; else EXIT_DONE,
 * and what was skipped is told and counted. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/common.h"
#include "cli/convert.h"
#include "cli/telling.h"

enum { KEY_STORE = OPTION_KEY_LONG, KEY_MEMORY, KEY_DRY_RUN };

/* Less makes nothing but small segments; more is a slip of the keyboard. */
static const uint64_t MEMORY_MIN = 16 << 20, MEMORY_MAX = UINT64_C(1) << 40;

static const struct argp_option options[] = {
    ARCHIVE_OPTION,
    RUN_OPTIONS("write counts for each source and reason, and each rejected record, to FILE, or with - to standard "
                "output, as JSON",
                "tell each rejected record, what is passed over in directories, and each commit"),
    {"stemmer", 's', "LANG", 0, "language of the stems, or none; english by default, fixed when the archive is made",
     0},
    {"duplicates", 'd', "replace|ignore", 0, "what becomes of an article whose id is there already; replace by default",
     0},
    {"store", KEY_STORE, "article|fields", 0,
     "keep bodies for snippets and show (article, the default), or only the other fields", 0},
    {"memory", KEY_MEMORY, "SIZE", 0,
     "memory for articles on their way into the index, as in 256M (the default) or 1G; when it is full they are "
     "written",
     0},
    {"jobs", 'j', "N", 0, "threads; as many as there are processors by default", 0},
    {"dry-run", KEY_DRY_RUN, NULL, 0, "print the articles as JSON Lines, as dateline convert does, and make no archive",
     0},
    {0},
};

struct index_arguments {
    const char *archive, *store;
    struct archive_settings settings;
    struct run_arguments run;
    uint64_t memory; /* 0: the default */
    unsigned jobs;
    bool dry_run;
};

/* ---- the command line ---- */

static void set_stemmer(struct index_arguments *a, const char *value)
{
    if (!*value || strlen(value) >= sizeof a->settings.stemmer)
        usage_error("--stemmer=%.40s: no such language", value);
    snprintf(a->settings.stemmer, sizeof a->settings.stemmer, "%s", value);
}

/* A number with K, M or G, or k, m or g, for powers of 1024. */
static uint64_t parse_memory(const char *value)
{
    char *end;
    unsigned long long number = strtoull(value, &end, 10);
    char unit = (char)toupper((unsigned char)*end);
    unsigned shift = unit == 'K' ? 10 : unit == 'M' ? 20 : unit == 'G' ? 30 : 0;
    bool good = value[0] >= '1' && value[0] <= '9' && end - value <= 9 && end[shift != 0] == '\0';
    uint64_t bytes = (uint64_t)number << shift;
    if (!good || bytes < MEMORY_MIN || bytes > MEMORY_MAX)
        usage_error("--memory=%.40s: it is a size from 16M to 1024G, as in 256M", value);
    return bytes;
}

static unsigned parse_jobs(const char *value)
{
    char *end;
    unsigned long number = strtoul(value, &end, 10);
    if (value[0] < '1' || value[0] > '9' || *end || number > ARCHIVE_JOBS_MAX)
        usage_error("--jobs=%.40s: it is a number from 1 to %d", value, ARCHIVE_JOBS_MAX);
    return (unsigned)number;
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    struct index_arguments *a = state->input;
    switch (key) {
    case 'a':
        a->archive = value;
        return 0;
    case 's':
        set_stemmer(a, value);
        return 0;
    case 'd':
        a->run.options.keep = choose_option("duplicates", value, "replace", "ignore");
        return 0;
    case KEY_STORE:
        a->settings.store_bodies = !choose_option("store", value, "article", "fields");
        a->store = value;
        return 0;
    case KEY_MEMORY:
        a->memory = parse_memory(value);
        return 0;
    case 'j':
        a->jobs = parse_jobs(value);
        return 0;
    case KEY_DRY_RUN:
        a->dry_run = true;
        return 0;
    default:
        return parse_run_option(&a->run, key, value, state);
    }
}

static const struct argp argp = {
    options,
    parse_option,
    "FILE|DIR|- ...",
    "Reads articles from files, directories (with all that is in them) or standard input (-) into an archive, which is "
    "made when it is not there. Files may be compressed (gzip, bzip2, xz, zstd, lz4) or lie in a tar or zip. An "
    "article whose id is there already replaces it; one without an id gets one from its content.\v"
    "Exit status: 0 when any article was taken or nothing was wrong, 3 when none could be taken or a file could not be "
    "read (the others are taken); 2, 4, 5, 6 as for every command; 130 when interrupted: what is whole has been "
    "committed then, and the same command again goes on.",
    NULL,
    NULL,
    NULL,
};

const struct argp *index_argp(void)
{
    run_options_begin();
    return &argp;
}

/* ---- the command ---- */

static enum status check_store(const struct index_arguments *a, const struct archive_writer *writer, struct err *err)
{
    bool stored = archive_writer_settings(writer)->store_bodies;
    if (!a->store || stored == a->settings.store_bodies)
        return S_OK;
    return err_set(err, S_USAGE, "%s was made with --store=%s, which cannot be changed: make a new archive", a->archive,
                   stored ? "article" : "fields");
}

/* All in an archive's directory is its own, also when it is yet to be made. */
static enum status check_report(const struct index_arguments *a, struct err *err)
{
    const char *report = a->run.report;
    if (!report || (strcmp(report, a->archive) != 0 && !archive_holds(a->archive, report)))
        return S_OK;
    return err_set(err, S_USAGE, "--report=%s: it lies in the archive %s; name a file outside", report, a->archive);
}

static bool can_read(const char *path)
{
    return strcmp(path, "-") == 0 || (access(path, R_OK) == 0 && !archive_is_at(path));
}

/* Whether a path is there to be read; else a new archive would be made for nothing. */
static bool can_read_any(const struct run_arguments *r)
{
    for (size_t i = 0; i < r->path_count; i++)
        if (can_read(r->paths[i]))
            return true;
    return false;
}

/* Of a file that came to be since can_read_any looked. */
static enum status refuse_article(void *context, const struct article *article, struct err *err)
{
    (void)context;
    (void)article;
    return err_set(err, S_IO, "the files are being changed; try again");
}

/* Tells of each path why it cannot be read. */
static int run_over_nothing(const struct index_arguments *a, struct telling *t)
{
    const struct run_arguments *r = &a->run;
    const struct run_listener listener = telling_begin(t);
    struct run_totals totals;
    struct run_stop where = {0};
    struct err err = {0};
    enum status s = run_convert(refuse_article, NULL, (const char *const *)r->paths, r->path_count, &r->options,
                                &listener, &totals, &where, &err);
    return telling_end(t, s, &totals, &where, &err);
}

static int run(const struct index_arguments *a, struct archive_writer *writer, struct telling *t)
{
    const struct run_arguments *r = &a->run;
    const struct run_listener listener = telling_begin(t);
    const struct archive_merging merging = {t, telling_merging, PROGRESS_MS};
    struct run_totals totals;
    struct run_stop where = {0};
    struct err err = {0};
    archive_writer_watch(writer, &merging);
    enum status s =
        run_index(writer, (const char *const *)r->paths, r->path_count, &r->options, &listener, &totals, &where, &err);
    return telling_end(t, s, &totals, &where, &err);
}

static int index_files(struct index_arguments *a)
{
    struct telling t = {.verbose = a->run.verbose, .quiet = a->run.quiet};
    struct archive_writer *writer = NULL;
    struct err err = {0};

    a->archive = archive_or_default(a->archive);
    enum status s = check_run_options(&a->run, &err);
    if (!s)
        s = check_report(a, &err);
    if (!s)
        s = report_open(&t.report, a->run.report, &err);
    bool needs_archive = archive_is_at(a->archive) || can_read_any(&a->run);
    if (!s && needs_archive)
        s = archive_writer_open(a->archive, &a->settings, &writer, &err);
    if (!s && writer)
        s = check_store(a, writer, &err);
    if (!s && writer)
        archive_writer_tune(writer, a->memory, a->jobs);
    int status = s ? fail(s, &err) : writer ? run(a, writer, &t) : run_over_nothing(a, &t);
    archive_writer_close(writer);
    report_close(&t.report);
    return status;
}

int command_index(int argc, char **argv)
{
    struct index_arguments a = {.settings.store_bodies = true,
                                .run.options = {.format = "auto", .stop = &telling_stop}};
    parse_options(index_argp(), argc, argv, &a);
    if (a.run.path_count == 0)
        usage_error("nothing to index: name files, directories or - for standard input");
    return a.dry_run ? convert_files(&a.run) : index_files(&a);
}
