/* dateline info: what an archive holds, as text or as JSON. */
#include "archive/archive.h"
#include "cli/common.h"
#include "query/info.h"

enum { KEY_FORMAT = OPTION_KEY_LONG };

static const struct argp_option options[] = {
    ARCHIVE_OPTION,
    {"format", KEY_FORMAT, "text|json", 0, "text by default", 0},
    {0},
};

struct info_arguments {
    const char *archive;
    enum output_format format;
};

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    struct info_arguments *a = state->input;
    switch (key) {
    case 'a':
        a->archive = value;
        return 0;
    case KEY_FORMAT:
        a->format = parse_format(value);
        return 0;
    case ARGP_KEY_ARG:
        usage_error("%s: info takes no arguments; the archive is given by -a", value);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options,
    parse_option,
    NULL,
    "Tells how many articles an archive holds, of which dates, its settings and the sizes of its parts.\v"
    "Exit status: 0; 2, 3, 4, 5, 6 as for every command.",
    NULL,
    NULL,
    NULL,
};

const struct argp *info_argp(void)
{
    return &argp;
}

int command_info(int argc, char **argv)
{
    struct info_arguments a = {0};
    struct archive *archive = NULL;
    struct info info = {0};
    struct buf text = {0};
    struct err err = {0};

    parse_options(&argp, argc, argv, &a);
    a.archive = archive_or_default(a.archive);
    enum status s = archive_open(a.archive, &archive, &err);
    if (!s)
        s = info_gather(archive, &info, &err);
    if (!s) {
        if (a.format == FORMAT_JSON)
            info_json(&info, &text);
        else
            info_text(&info, a.archive, &text);
        s = write_output(&text, &err);
    }
    archive_close(archive);
    info_release(&info);
    buf_release(&text);
    return s ? fail(s, &err) : EXIT_DONE;
}
