#include "cli/telling.h"

#include <signal.h>
#include <stdio.h>

#include "cli/common.h"

/* Rejected records that are told one by one without --verbose: enough to see what is wrong with the input, and few
 * enough to leave the rest of the terminal readable. */
enum { REJECTS_TOLD = 20 };

volatile sig_atomic_t telling_stop;

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

bool telling_merging(void *context, size_t segments, double done)
{
    struct telling *t = context;
    progress_merging(&t->progress, segments, done);
    t->unmerged |= telling_stop;
    return !telling_stop;
}

static void on_rejected(void *context, enum reject reason, const char *path, struct place place, const char *text)
{
    struct telling *t = context;
    bool few = !t->quiet && t->told < REJECTS_TOLD;
    report_record(&t->report, reason, path, place, text);
    if (reason == REJECT_LANGUAGE && !t->verbose) /* as was asked for */
        return;
    if (!is_file_reject(reason) && !few && !t->verbose) {
        t->untold++;
        return;
    }
    progress_clear(&t->progress);
    message("%s", text);
    t->told++;
}

static void on_source(void *context, const struct run_source *source)
{
    struct telling *t = context;
    report_source(&t->report, source);
}

static void on_committed(void *context, const struct run_totals *totals)
{
    struct telling *t = context;
    if (!t->verbose || t->converts)
        return;
    progress_clear(&t->progress);
    /* For scripts: no name before it, no commas in it. */
    fprintf(stderr, "committed %llu articles\n", (unsigned long long)totals->committed);
}

static void on_passed(void *context, const char *path, const char *what)
{
    struct telling *t = context;
    if (!t->verbose)
        return;
    progress_clear(&t->progress);
    message("passed over %s: it is %s", path, what);
}

/* The first signal asks the run to stop, a second one kills; but a terminal that closes may have two SIGHUP sent. */
static void on_signal(int signal_number)
{
    telling_stop = signal_number;
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
}

/* Without SA_RESTART, so that a read that waits for a pipe is interrupted. */
void telling_catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal}, before;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN) /* as nohup has it */
        sigaction(SIGHUP, &action, NULL);
}

struct run_listener telling_begin(struct telling *t)
{
    progress_begin(&t->progress, !t->quiet);
    telling_catch_signals();
    return (struct run_listener){t, on_progress, on_rejected, on_source, on_committed, on_passed};
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
    const char *separator = ": ";
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

static void append_rejects(struct buf *out, const struct run_totals *totals, const struct telling *t)
{
    const char *separator = ": ";
    append_counted(out, run_rejected(totals->rejected), "record");
    buf_append_text(out, " rejected");
    for (int reason = 0; reason < REJECT_COUNT; reason++) {
        if (!totals->rejected[reason])
            continue;
        buf_append_text(out, separator);
        append_count(out, totals->rejected[reason]);
        buf_printf(out, " %s", reject_name((enum reject)reason));
        separator = ", ";
    }
    if (t->report.to.path)
        buf_printf(out, " (each is in %s)", report_file_name(&t->report.to));
    else
        buf_append_text(out, " (--report=FILE lists them)");
}

static void append_summary(struct buf *out, const struct run_totals *totals, const struct telling *t)
{
    double rate = totals->seconds > 0 ? (double)totals->bytes / 1e6 / totals->seconds : 0;
    append_counted(out, taken(totals), "article");
    buf_append_text(out, " in ");
    append_counted(out, totals->files, "file");
    buf_append_text(out, ", ");
    append_size(out, totals->bytes);
    buf_printf(out, " in %.1f s (%.1f MB/s)", totals->seconds, rate);
    if (!t->converts)
        append_outcomes(out, totals);
    buf_append_byte(out, '\n');
    if (!run_rejected(totals->rejected))
        return;
    append_rejects(out, totals, t);
    buf_append_byte(out, '\n');
}

static void tell_stop(const struct telling *t, const struct run_totals *totals, const struct run_stop *where)
{
    struct buf text = {0};
    buf_append_text(&text, where->path);
    if (where->place.line)
        buf_printf(&text, ", line %llu", (unsigned long long)where->place.line);
    if (t->converts) {
        message("interrupted before %s", buf_text(&text));
    } else {
        buf_append_text(&text, "; ");
        append_counted(&text, totals->committed, "article");
        message("interrupted before %s committed; the same command again goes on", buf_text(&text));
    }
    buf_release(&text);
}

static void tell_failure(const struct telling *t, enum status s, const struct run_totals *totals, const struct err *err)
{
    struct buf text = {0};
    fail(s, err);
    if (t->converts)
        return;
    append_counted(&text, totals->committed, "article");
    message("stopped; %s committed before", buf_text(&text));
    buf_release(&text);
}

static void tell_untold(const struct telling *t)
{
    struct buf text = {0};
    if (t->untold == 0 || t->quiet)
        return;
    append_count(&text, t->untold);
    if (t->report.to.path)
        message("... and %s more rejected; %s lists them all", buf_text(&text), report_file_name(&t->report.to));
    else
        message("... and %s more rejected; --report=FILE lists them all", buf_text(&text));
    buf_release(&text);
}

/* Where the output is articles or the report, it is told beside them. */
static enum status write_summary(const struct telling *t, const struct run_totals *totals, struct err *err)
{
    struct buf summary = {0};
    append_summary(&summary, totals, t);
    enum status s = buf_status(&summary, err);
    if (t->converts || t->report.to.standard_output)
        fputs(buf_text(&summary), stderr);
    else if (!s)
        s = write_output(&summary, err);
    buf_release(&summary);
    return s;
}

/* Why a quiet run has failed, when no message has said so yet. */
static void tell_nothing_taken(const struct telling *t, const struct run_totals *totals)
{
    struct buf text = {0};
    append_rejects(&text, totals, t);
    message("no article was taken: %s", buf_text(&text));
    buf_release(&text);
}

/* A run goes on past what it cannot read, as cat and tar do, and says so at its end. */
static int status_of_run(const struct telling *t, enum status s, const struct run_totals *totals)
{
    bool nothing_taken = taken(totals) == 0 && run_rejected(totals->rejected) > 0;
    if (s)
        return exit_status_of(s);
    if (t->unmerged)
        return EXIT_INTERRUPTED;
    return nothing_taken || totals->rejected[REJECT_UNREADABLE] ? EXIT_IO : EXIT_DONE;
}

int telling_end(struct telling *t, enum status s, const struct run_totals *totals, const struct run_stop *where,
                struct err *err)
{
    progress_clear(&t->progress);
    tell_untold(t);
    if (s == S_INTERRUPTED)
        tell_stop(t, totals, where);
    else if (s)
        tell_failure(t, s, totals, err);
    else if (t->unmerged)
        message("interrupted while merging: all articles are there, and the next run merges");
    int status = status_of_run(t, s, totals);
    if (!s && status == EXIT_IO && t->quiet && t->told == 0)
        tell_nothing_taken(t, totals);
    enum status published = report_publish(&t->report, s, totals, err);
    if (published)
        status = fail(published, err);
    if (!t->quiet && (!s || s == S_INTERRUPTED)) {
        enum status written = write_summary(t, totals, err);
        if (written)
            status = fail(written, err);
    }
    return status;
}
