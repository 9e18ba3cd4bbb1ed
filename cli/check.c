/* dateline check: whether every byte of an archive is what it was written as, and all of it agrees. */
#include <string.h>

#include "archive/archive.h"
#include "cli/common.h"
#include "cli/progress.h"

static const struct argp argp = {
    archive_alone,
    parse_archive_alone,
    NULL,
    "Reads all that an archive has and tells each damage: wrong checksums, and parts that do not agree with each "
    "other. It changes nothing, and may run beside searches and a writer.\v"
    "Exit status: 0 all well, 4 damaged; 2, 3, 5, 6 as for every command.",
    NULL,
    NULL,
    NULL,
};

const struct argp *check_argp(void)
{
    return &argp;
}

static void tell_damage(void *context, const char *text)
{
    progress_clear(context);
    message("%s", text);
}

static void tell_progress(void *context, const char *name, uint64_t done, uint64_t total)
{
    struct buf line = {0};
    buf_printf(&line, "%d%%, %s", total ? (int)(100.0 * (double)done / (double)total) : 100, name);
    progress_line(context, &line);
    buf_release(&line);
}

static void summarize(const struct archive_checked *checked, double seconds, struct buf *out)
{
    append_counted(out, checked->files, "file");
    buf_append_text(out, ", ");
    append_size(out, checked->bytes);
    buf_append_text(out, ", ");
    append_counted(out, checked->articles, "article");
    buf_printf(out, ": all well, in %.1f s\n", seconds);
}

int command_check(int argc, char **argv)
{
    const char *archive = NULL;
    struct progress progress;
    const struct archive_checking to = {&progress, tell_damage, tell_progress};
    struct archive_checked checked;
    struct buf text = {0};
    struct err err = {0};

    parse_options(&argp, argc, argv, &archive);
    archive = archive_or_default(archive);
    progress_begin(&progress, true);
    double start = seconds_now();
    enum status s = archive_check(archive, &to, &checked, &err);
    progress_clear(&progress);
    if (!s && checked.damages)
        return EXIT_DAMAGED;
    if (!s) {
        summarize(&checked, seconds_now() - start, &text);
        s = write_output(&text, &err);
    }
    buf_release(&text);
    return s ? fail(s, &err) : EXIT_DONE;
}
