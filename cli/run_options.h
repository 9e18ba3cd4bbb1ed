/* The options of the commands that read files: what they read and how. */
#ifndef DATELINE_CLI_RUN_OPTIONS_H
#define DATELINE_CLI_RUN_OPTIONS_H

#include <argp.h>
#include <stdbool.h>

#include "core/err.h"
#include "indexer/run.h"

enum { RUN_KEY_MAP = 512, RUN_KEY_REPORT, RUN_KEY_DEFAULT_DATE, RUN_KEY_LANGUAGE };

/* With what help says of a report and of verbose, which is not the same where there is no archive. */
/* clang-format off */
#define RUN_OPTIONS(report_help, verbose_help)                                                                    \
    {"format", 'f', "FORMAT", 0, run_format_help, 0},                                                             \
    {"map", RUN_KEY_MAP, "OURS=THEIRS,...", 0,                                                                    \
     "names of the source's fields: --map=headline=title,date=pub_date", 0},                                      \
    {"language", RUN_KEY_LANGUAGE, "CODE", 0, "only articles in this language, declared or found: --language=en", 0}, \
    {"report", RUN_KEY_REPORT, "FILE", 0, report_help, 0},                                                        \
    {"default-date", RUN_KEY_DEFAULT_DATE, "mtime|none", 0,                                                       \
     "date of undated articles: the file's modification time, or none (the default)", 0},                         \
    {"verbose", 'v', NULL, 0, verbose_help, 0},                                                                   \
    {"quiet", 'q', NULL, 0, "tell only errors", 0}
/* clang-format on */

struct run_arguments {
    struct run_options options;
    const char *report;
    bool verbose, quiet;
    char **paths;
    size_t path_count;
};

/* Names the formats that there are, once run_options_begin has written it. */
extern char run_format_help[];
void run_options_begin(void);
/* Takes one of these options, or the paths; ARGP_ERR_UNKNOWN for any other key. */
error_t parse_run_option(struct run_arguments *a, int key, char *value, struct argp_state *state);
/* Whether the value is the second of two names; a usage error when it is neither. */
bool choose_option(const char *option, const char *value, const char *first, const char *second);
/* What can be wrong with the options is found before anything is made. S_USAGE. */
enum status check_run_options(const struct run_arguments *a, struct err *err);

#endif
