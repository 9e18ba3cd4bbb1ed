/* dateline compact: one segment of everything, without what is removed. */
#include "archive/archive.h"
#include "cli/common.h"
#include "cli/telling.h"

static const struct argp argp = {
    archive_alone,
    parse_archive_alone,
    NULL,
    "Merges all that an archive has into one segment and drops what was removed or replaced. Searches go on meanwhile. "
    "For a time the archive takes twice its space.\v"
    "Exit status: 0; 2 to 6 as for every command; 130 when interrupted: all is searchable as before.",
    NULL,
    NULL,
    NULL,
};

const struct argp *compact_argp(void)
{
    return &argp;
}

static enum status bytes_of(const char *path, uint64_t *out, struct err *err)
{
    struct archive *archive;
    *out = 0;
    enum status s = archive_open(path, &archive, err);
    if (s)
        return s;
    s = archive_size(archive, out, err);
    archive_close(archive);
    return s;
}

static bool tell_progress(void *context, size_t segments, double done)
{
    progress_merging(context, segments, done);
    return !telling_stop;
}

/* The size before is taken under the lock: what it waited for may have been a writer. */
static enum status compact(const char *path, uint64_t *before, struct err *err)
{
    struct progress progress;
    const struct archive_merging merging = {&progress, tell_progress, PROGRESS_MS};
    struct archive_writer *writer = NULL;
    enum status s = archive_writer_open(path, NULL, &writer, err);
    progress_begin(&progress, true);
    if (!s)
        s = bytes_of(path, before, err);
    if (!s) {
        telling_catch_signals();
        archive_writer_watch(writer, &merging);
        s = archive_compact(writer, err);
    }
    progress_clear(&progress);
    archive_writer_close(writer);
    return s;
}

int command_compact(int argc, char **argv)
{
    const char *archive = NULL;
    uint64_t before = 0, after = 0;
    struct buf text = {0};
    struct err err = {0};

    double start = seconds_now();

    parse_options(&argp, argc, argv, &archive);
    archive = archive_or_default(archive);
    enum status s = compact(archive, &before, &err);
    if (!s)
        s = bytes_of(archive, &after, &err);
    if (!s) {
        append_size(&text, before);
        buf_append_text(&text, " before, ");
        append_size(&text, after);
        buf_printf(&text, " now, in %.1f s\n", seconds_now() - start);
        s = write_output(&text, &err);
    }
    buf_release(&text);
    return s ? fail(s, &err) : EXIT_DONE;
}
