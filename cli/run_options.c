#include "cli/run_options.h"

#include <stdio.h>
#include <string.h>

#include "cli/common.h"
#include "cli/report_file.h"

char run_format_help[512];

static void append_formats(const char *between, struct buf *out)
{
    for (const struct reader_kind *kind = reader_kinds; kind->name; kind++)
        buf_printf(out, "%s%s", kind == reader_kinds ? "" : between, kind->name);
}

void run_options_begin(void)
{
    struct buf names = {0};
    append_formats(", ", &names);
    snprintf(run_format_help, sizeof run_format_help, "auto, by content, then by suffix (the default), or one of %s",
             buf_text(&names));
    buf_release(&names);
}

bool choose_option(const char *option, const char *value, const char *first, const char *second)
{
    if (strcmp(value, first) != 0 && strcmp(value, second) != 0)
        usage_error("--%s=%s: it is %s or %s", option, value, first, second);
    return strcmp(value, second) == 0;
}

error_t parse_run_option(struct run_arguments *a, int key, char *value, struct argp_state *state)
{
    switch (key) {
    case 'f':
        a->options.format = value;
        return 0;
    case RUN_KEY_MAP:
        a->options.map = value;
        return 0;
    case RUN_KEY_LANGUAGE:
        a->options.language = value;
        return 0;
    case RUN_KEY_REPORT:
        a->report = value;
        return 0;
    case RUN_KEY_DEFAULT_DATE:
        a->options.mtime_date = !choose_option("default-date", value, "mtime", "none");
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

static enum status check_format(const char *format, struct err *err)
{
    struct buf names = {0};
    enum status s = S_OK;
    if (strcmp(format, "auto") != 0 && !reader_kind_named(format)) {
        append_formats("|", &names);
        s = err_set(err, S_USAGE, "--format=%.40s: no such format; there are auto|%s", format, buf_text(&names));
    }
    buf_release(&names);
    return s;
}

enum status check_run_options(const struct run_arguments *a, struct err *err)
{
    struct field_map *map = NULL;
    const char *language = a->options.language;
    enum status s = check_format(a->options.format, err);
    if (!s && language && !run_knows_language(language))
        s = err_set(err, S_USAGE, "--language=%.40s: no such language; it is a code such as en, de or zh", language);
    if (!s)
        s = field_map_new(a->options.map, &map, err);
    if (!s && a->report)
        s = report_file_check(a->report, (const char *const *)a->paths, a->path_count, err);
    field_map_free(map);
    return s;
}
