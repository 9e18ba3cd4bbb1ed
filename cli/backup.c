/* dateline backup: a copy of an archive. */
#include "archive/archive.h"
#include "cli/common.h"

static const struct argp_option options[] = {
    ARCHIVE_OPTION,
    {0},
};

struct backup_arguments {
    const char *archive, *destination;
};

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    struct backup_arguments *a = state->input;
    switch (key) {
    case 'a':
        a->archive = value;
        return 0;
    case ARGP_KEY_ARG:
        if (a->destination)
            usage_error("%s: a backup has one destination", value);
        a->destination = value;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options,
    parse_option,
    "DEST",
    "Makes a copy of an archive in DEST, a directory that is not there yet or is empty. It is an archive like any "
    "other. "
    "Files that never change are shared with the archive where both lie on one file system, so a backup is made in a "
    "moment and takes little space; for a copy that survives the disk, copy DEST to another one.\v"
    "Exit status: 0; 2 to 6 as for every command.",
    NULL,
    NULL,
    NULL,
};

const struct argp *backup_argp(void)
{
    return &argp;
}

int command_backup(int argc, char **argv)
{
    struct backup_arguments a = {0};
    struct err err = {0};

    parse_options(&argp, argc, argv, &a);
    if (!a.destination)
        usage_error("where to? Name a directory for the copy");
    a.archive = archive_or_default(a.archive);
    enum status s = archive_backup_at(a.archive, a.destination, &err);
    return s ? fail(s, &err) : EXIT_DONE;
}
