/* What `dateline convert` and `dateline index --dry-run` do. */
#ifndef DATELINE_CLI_CONVERT_H
#define DATELINE_CLI_CONVERT_H

#include "cli/run_options.h"

/* Prints the articles of the files; returns the exit status. */
int convert_files(const struct run_arguments *a);

#endif
