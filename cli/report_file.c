#include "cli/report_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/archive.h"
#include "indexer/source.h"

enum { LINKS_MAX = 40 /* as many as Linux follows */, PERMISSIONS = 07777 };

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

bool report_file_is_output(const char *path)
{
    struct stat named, output;
    if (strcmp(path, "-") == 0)
        return true;
    /* What the shell has opened for the output, but a terminal, or /dev/null, may take more than a report. */
    return stat(path, &named) == 0 && !S_ISCHR(named.st_mode) && fstat(STDOUT_FILENO, &output) == 0 &&
           same_file(&named, &output);
}

const char *report_file_name(const struct report_file *f)
{
    return f->standard_output ? "the report on standard output" : f->path;
}

static enum status cannot_write(const struct report_file *f, int failure, struct err *err)
{
    return err_set(err, status_of_write(failure), "cannot write %s%s: %s", f->standard_output ? "" : "the report ",
                   report_file_name(f), strerror(failure));
}

/* ---- where it is ---- */

static void append_link(const char *text, struct buf *path)
{
    const char *slash = path->len ? strrchr(buf_text(path), '/') : NULL;
    if (text[0] == '/')
        buf_reset(path);
    else
        buf_truncate(path, slash ? (size_t)(slash + 1 - path->data) : 0);
    buf_append_text(path, text);
}

/* Finds the target, to which symbolic links may lead, also where nothing is there yet; returns 0 or an errno. */
static int find_target(const char *path, struct buf *target)
{
    char text[4096];
    ssize_t len = 0;
    buf_append_text(target, path);
    for (int links = 0; links < LINKS_MAX && (len = readlink(buf_text(target), text, sizeof text - 1)) >= 0; links++) {
        text[len] = '\0';
        append_link(text, target);
    }
    return target->failed ? ENOMEM : len < 0 ? 0 : ELOOP;
}

/* ---- not over what is read, and not among what is the program's own ---- */

/* Whether the directory of a file, or one around that, is an archive. */
static bool is_in_archive(const char *path)
{
    struct buf target = {0};
    char *directory = NULL, *slash = NULL;
    bool yes = false;
    if (find_target(path, &target) == 0)
        directory = realpath(dirname(target.data), NULL);
    for (slash = directory; slash && !yes && (slash = strrchr(directory, '/')); *slash = '\0')
        yes = archive_is_at(directory);
    free(directory);
    buf_release(&target);
    return yes;
}

static bool is_input(const char *input, const struct stat *report)
{
    struct stat st;
    int failed = strcmp(input, "-") == 0 ? fstat(STDIN_FILENO, &st) : stat(input, &st);
    return !failed && same_file(&st, report);
}

enum status report_file_check(const char *path, const char *const *inputs, size_t count, struct err *err)
{
    struct source_list *list;
    struct stat report;
    const char *input;
    enum status found;
    if (strcmp(path, "-") == 0)
        return S_OK;
    if (is_in_archive(path))
        return err_set(err, S_USAGE, "--report=%s: it lies in an archive; name a file outside", path);
    /* A terminal, or /dev/null, may be both. */
    if (stat(path, &report) != 0 || S_ISCHR(report.st_mode))
        return S_OK;
    enum status s = source_list_new(inputs, count, &list, err);
    /* What cannot be walked is told by the run. */
    while (!s && source_list_next(list, &input, &found, NULL))
        if (!found && is_input(input, &report))
            s = err_set(err, S_USAGE, "--report=%s: it is one of the files to be read", path);
    source_list_free(list);
    return s;
}

/* ---- opening ---- */

static mode_t mode_of_new_file(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Makes a file beside the target, which is not read by mistake: names with a dot in front are hidden from a walk. */
static int make_fresh(const struct buf *target, mode_t mode, struct buf *fresh)
{
    const char *slash = memrchr(target->data, '/', target->len);
    buf_append(fresh, target->data, slash ? (size_t)(slash + 1 - target->data) : 0);
    buf_append_text(fresh, ".dateline-report-XXXXXX");
    buf_text(fresh); /* ends it */
    if (fresh->failed) {
        errno = ENOMEM;
        return -1;
    }
    int fd = mkostemp(fresh->data, O_CLOEXEC);
    if (fd < 0)
        buf_reset(fresh);
    else
        fchmod(fd, mode);
    return fd;
}

/* Opens what will replace a file; -1 with errno. */
static int open_replacement(struct report_file *f, const struct stat *there)
{
    if ((errno = find_target(f->path, &f->target)))
        return -1;
    if (f->target.len == 0 || f->target.data[f->target.len - 1] == '/') {
        errno = f->target.len ? EISDIR : ENOENT;
        return -1;
    }
    return make_fresh(&f->target, there ? there->st_mode & PERMISSIONS : mode_of_new_file(), &f->fresh);
}

/* A file that has no name any more, as one that a shell has opened and removed, cannot be replaced. */
static bool is_replaced(const struct stat *st)
{
    return S_ISREG(st->st_mode) && st->st_nlink > 0;
}

enum status report_file_open(struct report_file *f, const char *path, struct err *err)
{
    struct stat st;
    bool there = stat(path, &st) == 0;
    int fd;
    *f = (struct report_file){.path = path, .standard_output = report_file_is_output(path)};
    if (f->standard_output) {
        fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    } else if (there && !is_replaced(&st)) {
        fd = open(path, O_WRONLY | O_TRUNC | O_NOCTTY | O_CLOEXEC);
    } else {
        fd = open_replacement(f, there ? &st : NULL);
    }
    f->stream = fd < 0 ? NULL : fdopen(fd, "w");
    return f->stream ? S_OK : cannot_write(f, errno, err);
}

/* ---- closing ---- */

enum status report_file_publish(struct report_file *f, int failure, struct err *err)
{
    if (fclose(f->stream) != 0 && !failure)
        failure = errno;
    f->stream = NULL;
    if (!failure && f->target.len && rename(buf_text(&f->fresh), buf_text(&f->target)) != 0)
        failure = errno;
    if (!failure)
        buf_reset(&f->fresh);
    /* As for all output: a reader who has seen enough is no error. */
    if (f->standard_output && failure == EPIPE)
        failure = 0;
    return failure ? cannot_write(f, failure, err) : S_OK;
}

void report_file_close(struct report_file *f)
{
    if (f->stream)
        fclose(f->stream);
    if (f->fresh.len)
        unlink(buf_text(&f->fresh));
    buf_release(&f->target);
    buf_release(&f->fresh);
    *f = (struct report_file){.path = f->path};
}
