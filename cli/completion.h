/* Completion of command lines: the tables of options as a script for a shell. Nothing is told twice: what a value may
 * be stands in the name that the table gives it, as help shows it.
 *
 *   FILE                       a file
 *   ARCHIVE, DIR, DEST         a directory
 *   and|or, *|CURSOR           words in small letters, and signs, are meant as they stand
 *   FIELD,...                  some of the fields that the parameter takes, each once
 *   FORMAT, LANG               a format of files, a language with a stemmer
 *   anything else              text that nothing is known of */
#ifndef DATELINE_CLI_COMPLETION_H
#define DATELINE_CLI_COMPLETION_H

#include <argp.h>
#include <stdbool.h>

#include "cli/common.h"
#include "core/buf.h"

enum value_kind { VALUE_NONE, VALUE_TEXT, VALUE_FILE, VALUE_DIRECTORY, VALUE_WORD, VALUE_LIST };

struct value {
    enum value_kind kind;
    struct str name;    /* as help shows it, without what stands for more of the same */
    bool optional;      /* of an option that may stand without it */
    bool several;       /* of arguments */
    struct buf choices; /* of a word or a list, quoted for a shell, with spaces between */
};

/* Reads what the value of an option is; of one without, VALUE_NONE. value_release releases it. */
void value_of_option(const struct argp_option *option, struct value *out);
/* Reads what the arguments of a command are. */
void value_of_arguments(const struct argp *argp, struct value *out);
void value_release(struct value *value);
/* The letter of an option, or '\0'. */
char option_letter(const struct argp_option *option);
/* The option behind `option`, or with NULL the first, of those that have a name; NULL at the end. */
const struct argp_option *next_option(const struct argp *argp, const struct argp_option *option);

/* Each appends its script. */
void completion_bash(struct buf *out);
void completion_zsh(struct buf *out);

#endif
