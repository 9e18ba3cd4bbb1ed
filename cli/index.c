/* dateline index: files -> articles -> an archive.
 *
 * Exit status: a run that took any article, or met nothing wrong, is EXIT_DONE, and what it had to skip is told and
 * counted; one that took none and skipped something is EXIT_IO. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/common.h"
#include "cli/progress.h"
#include "cli/report.h"
#include "indexer/run.h"

enum { KEY_MAP = OPTION_KEY_LONG, KEY_STORE, KEY_REPORT, KEY_DEFAULT_DATE, KEY_MEMORY };

/* Rejected records that are told one by one without --verbose: enough to see what is wrong with the input, and few
 * enough to leave the rest of the terminal readable. */
enum { REJECTS_TOLD = 20 };

/* Less makes nothing but small segments; more is a slip of the keyboard. */
static const uint64_t MEMORY_MIN = 16 << 20, MEMORY_MAX = UINT64_C(1) << 40;

/* auto|text|jsonl, of the readers that there are; index_argp writes it. */
static char format_names[128];

static const struct argp_option options[] = {
    ARCHIVE_OPTION,
    {"format", 'f', format_names, 0, "auto goes by content, then by suffix, and is the default", 0},
    {"map", KEY_MAP, "OURS=THEIRS,...", 0, "names of the source's fields: --map=headline=title,date=pub_date", 0},
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
    {"report", KEY_REPORT, "FILE", 0, "write counts and each rejected record to FILE, as JSON", 0},
    {"default-date", KEY_DEFAULT_DATE, "mtime|none", 0,
     "date of undated articles: the file's modification time, or none (the default)", 0},
    {"verbose", 'v', NULL, 0, "tell each rejected record and each commit", 0},
    {"quiet", 'q', NULL, 0, "tell only errors", 0},
    {0},
};

struct index_arguments {
    const char *archive, *store, *report;
    struct archive_settings settings;
    struct run_options run;
    uint64_t memory; /* 0: the default */
    unsigned jobs;
    bool verbose, quiet;
    char **paths;
    size_t path_count;
};

/* What the run's listener works on. */
struct telling {
    const struct index_arguments *arguments;
    struct progress progress;
    struct report report;
    uint64_t told, untold; /* rejects */
};

static volatile sig_atomic_t stop;

/* ---- the command line ---- */

/* Whether the value is the second of two names; a usage error when it is neither. */
static bool choose(const char *option, const char *value, const char *first, const char *second)
{
    if (strcmp(value, first) != 0 && strcmp(value, second) != 0)
        usage_error("--%s=%s: it is %s or %s", option, value, first, second);
    return strcmp(value, second) == 0;
}

static void set_stemmer(struct index_arguments *a, const char *value)
{
    if (!*value || strlen(value) >= sizeof a->settings.stemmer)
        usage_error("--stemmer=%.40s: no such language", value);
    snprintf(a->settings.stemmer, sizeof a->settings.stemmer, "%s", value);
}

/* A number with K, M or G for powers of 1024. */
static uint64_t parse_memory(const char *value)
{
    char *end;
    unsigned long long number = strtoull(value, &end, 10);
    unsigned shift = *end == 'K' ? 10 : *end == 'M' ? 20 : *end == 'G' ? 30 : 0;
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
    case 'f':
        a->run.format = value;
        return 0;
    case KEY_MAP:
        a->run.map = value;
        return 0;
    case 's':
        set_stemmer(a, value);
        return 0;
    case 'd':
        a->run.keep = choose("duplicates", value, "replace", "ignore");
        return 0;
    case KEY_STORE:
        a->settings.store_bodies = !choose("store", value, "article", "fields");
        a->store = value;
        return 0;
    case KEY_MEMORY:
        a->memory = parse_memory(value);
        return 0;
    case 'j':
        a->jobs = parse_jobs(value);
        return 0;
    case KEY_REPORT:
        a->report = value;
        return 0;
    case KEY_DEFAULT_DATE:
        a->run.mtime_date = !choose("default-date", value, "mtime", "none");
        return 0;
    case 'v':
        a->verbose = true;
        return 0;
    case 'q':
        a->quiet = true;
        return 0;
    case ARGP_KEY_ARGS:
        a->paths = state->argv + state->next;
        a->path_count = (size_t)(state->argc - state->next);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options,
    parse_option,
    "FILE|DIR|- ...",
    "Reads articles from files, directories (with all that is in them) or standard input (-) into an archive, which is "
    "made when it is not there. Files may be compressed with gzip. An article whose id is there already replaces it, "
    "so a second run over the same files changes nothing.\v"
    "Exit status: 0 when any article was taken or nothing was wrong, 3 when none could be taken; 2, 4, 5, 6 as for "
    "every "
    "command; 130 when interrupted: what is whole has been committed then, and the same command again goes on.",
    NULL,
    NULL,
    NULL,
};

const struct argp *index_argp(void)
{
    size_t len = (size_t)snprintf(format_names, sizeof format_names, "auto");
    for (const struct reader_kind *kind = reader_kinds; kind->name && len < sizeof format_names; kind++)
        len += (size_t)snprintf(format_names + len, sizeof format_names - len, "|%s", kind->name);
    return &argp;
}

/* ---- while it runs ---- */

/* A file as a whole is worth a message always, a record among thousands is not. */
static bool is_file_reject(enum reject reason)
{
    return reason == REJECT_UNREADABLE || reason == REJECT_DAMAGED;
}

static void on_progress(void *context, const struct run_totals *totals, const char *path, uint64_t offset,
                        uint64_t size)
{
    struct telling *t = context;
    progress_show(&t->progress, totals, path, offset, size);
}

static void on_rejected(void *context, enum reject reason, const char *path, struct place place, const char *text)
{
    struct telling *t = context;
    bool few = !t->arguments->quiet && t->told < REJECTS_TOLD;
    report_record(&t->report, reason, path, place, text);
    if (!is_file_reject(reason) && !few && !t->arguments->verbose) {
        t->untold++;
        return;
    }
    progress_clear(&t->progress);
    message("%s", text);
    t->told++;
}

static void on_committed(void *context, const struct run_totals *totals)
{
    struct telling *t = context;
    if (!t->arguments->verbose)
        return;
    progress_clear(&t->progress);
    /* For scripts: no name before it, no commas in it. */
    fprintf(stderr, "committed %llu articles\n", (unsigned long long)totals->committed);
}

/* The first signal asks the run to stop, a second one kills. */
static void on_signal(int signal_number)
{
    stop = signal_number;
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
}

/* Without SA_RESTART, so that a read that waits for a pipe is interrupted. */
static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* ---- afterwards ---- */

static uint64_t taken(const struct run_totals *t)
{
    return t->added + t->updated + t->unchanged + t->ignored;
}

static void append_outcomes(struct buf *out, const struct run_totals *t)
{
    const struct {
        uint64_t count;
        const char *name;
    } outcomes[] = {{t->added, "added"}, {t->updated, "updated"}, {t->unchanged, "unchanged"}, {t->ignored, "ignored"}};
    bool changed = t->added + t->updated > 0;
    const char *separator = "";
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++) {
        bool always = i < 2 && !changed;
        if (!outcomes[i].count && !always)
            continue;
        buf_append_text(out, separator);
        append_count(out, outcomes[i].count);
        buf_printf(out, " %s", outcomes[i].name);
        separator = ", ";
    }
    if (!changed)
        buf_append_text(out, ": nothing changed");
}

static void append_rejects(struct buf *out, const struct run_totals *t, const struct index_arguments *a)
{
    const char *separator = ": ";
    if (!run_rejected(t))
        return;
    append_counted(out, run_rejected(t), "record");
    buf_append_text(out, " rejected");
    for (int reason = 0; reason < REJECT_COUNT; reason++) {
        if (!t->rejected[reason])
            continue;
        buf_append_text(out, separator);
        append_count(out, t->rejected[reason]);
        buf_printf(out, " %s", reject_name((enum reject)reason));
        separator = ", ";
    }
    if (a->report)
        buf_printf(out, " (each is in %s)", a->report);
    else
        buf_append_text(out, " (--report=FILE lists them)");
    buf_append_byte(out, '\n');
}

static void append_summary(struct buf *out, const struct run_totals *t, const struct index_arguments *a)
{
    append_counted(out, taken(t), "article");
    buf_append_text(out, " in ");
    append_counted(out, t->files, "file");
    buf_append_text(out, ", ");
    append_size(out, t->bytes);
    buf_printf(out, " in %.1f s (%.1f MB/s): ", t->seconds, t->seconds > 0 ? (double)t->bytes / 1e6 / t->seconds : 0);
    append_outcomes(out, t);
    buf_append_byte(out, '\n');
    append_rejects(out, t, a);
}

static void tell_stop(const struct run_totals *totals, const struct run_stop *where)
{
    struct buf text = {0};
    buf_append_text(&text, where->path);
    if (where->place.line)
        buf_printf(&text, ", line %llu", (unsigned long long)where->place.line);
    buf_append_text(&text, "; ");
    append_counted(&text, totals->committed, "article");
    message("interrupted before %s committed; the same command again goes on", buf_text(&text));
    buf_release(&text);
}

static void tell_failure(enum status s, const struct run_totals *totals, const struct err *err)
{
    struct buf text = {0};
    fail(s, err);
    append_counted(&text, totals->committed, "article");
    message("stopped; %s committed before", buf_text(&text));
    buf_release(&text);
}

/* ---- the command ---- */

/* What can be wrong with the options is found before an archive is made. */
static enum status check_format(const char *format, struct err *err)
{
    bool known = strcmp(format, "auto") == 0;
    for (const struct reader_kind *kind = reader_kinds; kind->name && !known; kind++)
        known = strcmp(kind->name, format) == 0;
    return known ? S_OK : err_set(err, S_USAGE, "--format=%.40s: no such format; there are %s", format, format_names);
}

static enum status check_options(const struct index_arguments *a, struct err *err)
{
    struct field_map *map = NULL;
    enum status s = check_format(a->run.format, err);
    if (!s)
        s = field_map_new(a->run.map, &map, err);
    field_map_free(map);
    return s;
}

static enum status check_store(const struct index_arguments *a, const struct archive_writer *writer, struct err *err)
{
    bool stored = archive_writer_settings(writer)->store_bodies;
    if (!a->store || stored == a->settings.store_bodies)
        return S_OK;
    return err_set(err, S_USAGE, "%s was made with --store=%s, which cannot be changed: make a new archive", a->archive,
                   stored ? "article" : "fields");
}

static void tell_untold(const struct telling *t)
{
    struct buf text = {0};
    if (t->untold == 0 || t->arguments->quiet)
        return;
    append_count(&text, t->untold);
    if (t->report.path)
        message("... and %s more rejected; %s lists them all", buf_text(&text), t->report.path);
    else
        message("... and %s more rejected; --report=FILE lists them all", buf_text(&text));
    buf_release(&text);
}

static int tell_outcome(struct telling *t, enum status s, const struct run_totals *totals, const struct run_stop *where,
                        struct err *err)
{
    const struct index_arguments *a = t->arguments;
    struct buf summary = {0};
    progress_clear(&t->progress);
    tell_untold(t);
    if (s == S_INTERRUPTED)
        tell_stop(totals, where);
    else if (s)
        tell_failure(s, totals, err);
    int status = exit_status_of(s);
    if (!s && taken(totals) == 0 && run_rejected(totals) > 0)
        status = EXIT_IO;
    enum status published = report_publish(&t->report, s, totals, err);
    if (published)
        status = fail(published, err);
    if (!a->quiet && (!s || s == S_INTERRUPTED)) {
        append_summary(&summary, totals, a);
        enum status written = write_output(&summary, err);
        if (written)
            status = fail(written, err);
    }
    buf_release(&summary);
    return status;
}

static int run(const struct index_arguments *a, struct archive_writer *writer, struct telling *t)
{
    const struct run_listener listener = {t, on_progress, on_rejected, on_committed};
    struct run_totals totals;
    struct run_stop where = {0};
    struct err err = {0};
    progress_begin(&t->progress, !a->quiet);
    catch_signals();
    enum status s =
        run_index(writer, (const char *const *)a->paths, a->path_count, &a->run, &listener, &totals, &where, &err);
    return tell_outcome(t, s, &totals, &where, &err);
}

int command_index(int argc, char **argv)
{
    struct index_arguments a = {.settings.store_bodies = true, .run.format = "auto", .run.stop = &stop};
    struct telling t = {.arguments = &a};
    struct archive_writer *writer = NULL;
    struct err err = {0};

    parse_options(index_argp(), argc, argv, &a);
    if (a.path_count == 0)
        usage_error("nothing to index: name files, directories or - for standard input");
    a.archive = archive_or_default(a.archive);
    enum status s = check_options(&a, &err);
    if (!s)
        s = report_open(&t.report, a.report, &err);
    if (!s)
        s = archive_writer_open(a.archive, &a.settings, &writer, &err);
    if (!s)
        s = check_store(&a, writer, &err);
    if (!s)
        archive_writer_tune(writer, a.memory, a.jobs);
    int status = s ? fail(s, &err) : run(&a, writer, &t);
    archive_writer_close(writer);
    report_close(&t.report);
    return status;
}
