/* dateline convert: files -> articles -> JSON Lines on standard output, as `dateline index` would take them and reads
 * them again. */
#include <stdio.h>

#include "cli/common.h"
#include "cli/convert.h"
#include "cli/telling.h"
#include "query/present.h"

enum { WRITE_AT = 64 << 10 /* bytes of lines that are kept before they are written */ };

static const struct argp_option options[] = {
    RUN_OPTIONS("write counts for each source and reason, and each rejected record, to FILE, as JSON",
                "tell each rejected record, and what is passed over in directories"),
    {0},
};

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    return parse_run_option(state->input, key, value, state);
}

static const struct argp argp = {
    options,
    parse_option,
    "FILE|DIR|- ...",
    "Prints the articles that files hold as JSON Lines, one object an article, just as dateline index would take them: "
    "to see what it makes of a format, or to change the articles on their way. No archive is needed or changed.\v"
    "Exit status: 0 when there was any article or nothing was wrong, 3 when there was none or a file could not be "
    "read; 2 as for every command; 130 when interrupted.",
    NULL,
    NULL,
    NULL,
};

const struct argp *convert_argp(void)
{
    run_options_begin();
    return &argp;
}

/* ---- lines ---- */

struct lines {
    struct buf text;
    bool alone; /* nothing but the lines comes of the run: without a reader for them it may end */
};

static enum status write_lines(struct buf *lines, struct err *err)
{
    enum status s = write_output(lines, err);
    buf_reset(lines);
    return s;
}

static enum status take(void *context, const struct article *article, struct err *err)
{
    struct lines *lines = context;
    const struct present_options present = {.apart = true};
    presenters[FORMAT_JSON].article(article, &present, &lines->text);
    if (!lines->text.failed && lines->text.len < WRITE_AT)
        return S_OK;
    enum status s = write_lines(&lines->text, err);
    return s || output_wanted() || !lines->alone ? s : err_set(err, S_INTERRUPTED, "nobody reads the output");
}

/* ---- the command ---- */

int convert_files(const struct run_arguments *a)
{
    struct telling t = {.verbose = a->verbose, .quiet = a->quiet, .converts = true};
    struct run_totals totals = {0};
    struct run_stop where = {0};
    struct lines lines = {.alone = !a->report};
    struct err err = {0};
    int status;
    if (a->report && report_file_is_output(a->report))
        usage_error("--report=%s: the articles go to standard output; name a file", a->report);
    enum status s = check_run_options(a, &err);
    if (!s)
        s = report_open(&t.report, a->report, &err);
    if (s) {
        status = fail(s, &err);
    } else {
        const struct run_listener listener = telling_begin(&t);
        s = run_convert(take, &lines, (const char *const *)a->paths, a->path_count, &a->options, &listener, &totals,
                        &where, &err);
        if (s == S_INTERRUPTED && !telling_stop) /* as when head has seen enough */
            s = S_OK;
        enum status written = lines.text.len ? write_lines(&lines.text, s ? NULL : &err) : S_OK;
        status = telling_end(&t, s ? s : written, &totals, &where, &err);
    }
    report_close(&t.report);
    buf_release(&lines.text);
    return status;
}

int command_convert(int argc, char **argv)
{
    struct run_arguments a = {.options = {.format = "auto", .stop = &telling_stop}};
    parse_options(convert_argp(), argc, argv, &a);
    if (a.path_count == 0)
        usage_error("nothing to convert: name files, directories or - for standard input");
    return convert_files(&a);
}
