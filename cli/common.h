/* What the subcommands of dateline(1) share: their table, exit statuses, messages, options.
 *
 * Everything below cli/ returns a status and a text; here alone it becomes a message and an exit status. Messages go to
 * standard error as `dateline COMMAND: TEXT`, answers to standard output. */
#ifndef DATELINE_CLI_COMMON_H
#define DATELINE_CLI_COMMON_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/archive.h"
#include "cli/output.h"
#include "core/buf.h"
#include "core/err.h"
#include "core/number.h"
#include "query/params.h"
#include "query/synonyms.h"

enum exit_status {
    EXIT_DONE = 0,         /* done, found */
    EXIT_NOTHING = 1,      /* nothing found */
    EXIT_USAGE = 2,        /* wrong options or parameters, a limit of the query */
    EXIT_IO = 3,           /* files that cannot be read or written; a missing archive; no memory */
    EXIT_DAMAGED = 4,      /* the archive is damaged */
    EXIT_IN_USE = 5,       /* another writer holds the archive */
    EXIT_VERSION = 6,      /* an archive of an incompatible version */
    EXIT_INTERRUPTED = 130 /* 128 + SIGINT, as shells count */
};

/* ---- subcommands ---- */

struct command {
    const char *name;
    const char *help; /* one line */
    /* argv[0] is "dateline NAME", as messages begin; returns the exit status. */
    int (*run)(int argc, char **argv);
    const struct argp *(*argp)(void); /* its table of options */
};

/* All of them; behind the last is one without a name. */
extern const struct command commands[];

int command_index(int argc, char **argv);
int command_convert(int argc, char **argv);
int command_search(int argc, char **argv);
int command_more(int argc, char **argv);
int command_suggest(int argc, char **argv);
int command_show(int argc, char **argv);
int command_delete(int argc, char **argv);
int command_info(int argc, char **argv);
int command_check(int argc, char **argv);
int command_compact(int argc, char **argv);
int command_backup(int argc, char **argv);
int command_eval(int argc, char **argv);
int command_serve(int argc, char **argv);
int command_analyze(int argc, char **argv);
int command_completion(int argc, char **argv);

const struct argp *index_argp(void);
const struct argp *convert_argp(void);
const struct argp *search_argp(void);
const struct argp *more_argp(void);
const struct argp *suggest_argp(void);
const struct argp *show_argp(void);
const struct argp *delete_argp(void);
const struct argp *info_argp(void);
const struct argp *check_argp(void);
const struct argp *compact_argp(void);
const struct argp *backup_argp(void);
const struct argp *eval_argp(void);
const struct argp *serve_argp(void);
const struct argp *analyze_argp(void);
const struct argp *completion_argp(void);

/* A clock that goes on evenly, in seconds. */
double seconds_now(void);

/* ---- messages ---- */

/* The one place that turns a status into an exit status. */
int exit_status_of(enum status status);
/* Names the command for messages: "dateline search". */
void message_begin(const char *command);
/* Writes "COMMAND: text" and a newline to standard error, behind all output; control characters in it become spaces. */
void message(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Writes the error's text as a message and returns the exit status. */
int fail(enum status status, const struct err *err);

/* ---- options ---- */

enum { OPTION_KEY_LONG = 256 }; /* keys of options without a short form start here */

/* The option for the archive, to be put into each table of options. */
#define ARCHIVE_OPTION                                                                        \
    {                                                                                         \
        "archive", 'a', "ARCHIVE", 0, "the archive, a directory (or set DATELINE_ARCHIVE)", 0 \
    }

/* Parses a command line by its table. Before argp sees it, a word that begins with a hyphen and is none of the options
 * is refused with a hint how to write it as a word. In a search, so is -article, which argp would read as -a rticle,
 * when there is no such archive. Usage errors exit with EXIT_USAGE. */
void parse_options(const struct argp *argp, int argc, char **argv, void *input);
/* The table, and its parser, of a command that takes the archive and nothing else; the input is a const char *. */
extern const struct argp_option archive_alone[];
error_t parse_archive_alone(int key, char *value, struct argp_state *state);
/* Ends with EXIT_USAGE and a message that ends in a pointer to --help. */
void usage_error(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
/* The archive that was given, else DATELINE_ARCHIVE; a usage error when there is neither. */
const char *archive_or_default(const char *given);
/* Reads the value of a --format option that knows text and json. */
enum output_format parse_format(const char *value);
/* The whole of a file of at most `most` bytes. */
enum status read_file(const char *path, size_t most, struct buf *out, struct err *err);
/* Synonyms for an archive, whose analyzer reads them; synonyms_free frees *out. */
enum status read_synonyms(const char *path, struct archive *archive, struct synonyms **out, struct err *err);
/* Appends the words of a command line, with spaces between. */
void join_words(char **words, size_t count, struct buf *out);

#endif
