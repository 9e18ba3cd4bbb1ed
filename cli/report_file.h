/* The file that a report goes to (--report=FILE).
 *
 * A regular file, or one that is not there yet, is written beside its place under a name of its own and renamed over it
 * at the end, so that it is always a whole report; a symbolic link to it stays. Whatever else has the name, a pipe or a
 * device, is written into as the run goes, and so is standard output, "-". */
#ifndef DATELINE_CLI_REPORT_FILE_H
#define DATELINE_CLI_REPORT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "core/buf.h"
#include "core/err.h"

struct report_file {
    const char *path;  /* as it was given */
    FILE *stream;      /* NULL: not open */
    struct buf target; /* what is replaced at the end; empty: `stream` is the file itself */
    struct buf fresh;  /* what replaces it */
    bool standard_output;
};

/* S_USAGE when the file is one of those that a run over the inputs reads, or lies in an archive. */
enum status report_file_check(const char *path, const char *const *inputs, size_t count, struct err *err);
/* The path is borrowed. */
enum status report_file_open(struct report_file *f, const char *path, struct err *err);
/* Whether the report goes where the output of the command goes. */
bool report_file_is_output(const char *path);
/* What messages call it. */
const char *report_file_name(const struct report_file *f);
/* Closes it and puts it in its place. `failure` is the errno of a write that has failed, or 0. */
enum status report_file_publish(struct report_file *f, int failure, struct err *err);
/* Drops what has not been published; accepts the empty state. */
void report_file_close(struct report_file *f);

#endif
