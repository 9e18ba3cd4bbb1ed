/* dateline completion: the script that completes command lines, made of the tables of options. */
#include "cli/completion.h"

#include <ctype.h>
#include <string.h>

#include "core/schema.h"
#include "indexer/reader.h"
#include "shim/xap.h"

/* ---- what the tables tell ---- */

const struct argp_option *next_option(const struct argp *argp, const struct argp_option *option)
{
    option = option ? option + 1 : argp->options;
    return option && option->name ? option : NULL;
}

char option_letter(const struct argp_option *option)
{
    return option->key > 0 && option->key < OPTION_KEY_LONG && isalpha(option->key) ? (char)option->key : '\0';
}

void value_release(struct value *value)
{
    buf_release(&value->choices);
}

static void add_choice(struct value *value, struct str word)
{
    if (value->choices.len)
        buf_append_byte(&value->choices, ' ');
    if (str_equal(word, str_of("*")))
        buf_append_byte(&value->choices, '\\');
    buf_append_str(&value->choices, word);
}

/* Reads one of the names that a value has; a file may be a directory, and both may be a word. */
static void read_name(struct value *value, struct str name)
{
    bool literal = islower((unsigned char)name.ptr[0]) || str_equal(name, str_of("*"));
    if (literal)
        add_choice(value, name);
    if (str_equal(name, str_of("FILE")))
        value->kind = VALUE_FILE;
    else if (value->kind == VALUE_FILE)
        return;
    else if (str_equal(name, str_of("ARCHIVE")) || str_equal(name, str_of("DIR")) || str_equal(name, str_of("DEST")))
        value->kind = VALUE_DIRECTORY;
    else if (literal)
        value->kind = VALUE_WORD;
}

static void read_names(struct str names, struct value *value)
{
    *value = (struct value){.kind = VALUE_TEXT, .name = names};
    while (names.len) {
        const char *bar = memchr(names.ptr, '|', names.len);
        struct str name = {names.ptr, bar ? (size_t)(bar - names.ptr) : names.len};
        if (name.len)
            read_name(value, name);
        size_t taken = name.len + (bar != NULL);
        names = (struct str){names.ptr + taken, names.len - taken};
    }
}

/* Whether a parameter takes a value; itself is asked. */
static bool takes(const char *parameter, const char *value)
{
    struct params params;
    struct err err = {0};
    params_init(&params, 0);
    enum status s = params_set(&params, str_of(parameter), str_of(value), &err);
    params_release(&params);
    return s == S_OK;
}

static void add_fields(const char *parameter, struct value *value)
{
    for (int field = 0; field < FIELD_COUNT; field++)
        if (takes(parameter, schema[field].name))
            add_choice(value, str_of(schema[field].name));
    if (takes(parameter, "all"))
        add_choice(value, str_of("all"));
    if (value->choices.len)
        value->kind = VALUE_LIST;
}

static void add_languages(struct value *value)
{
    struct str names = str_of(xap_stemmer_languages());
    while (names.len) {
        const char *space = memchr(names.ptr, ' ', names.len);
        size_t len = space ? (size_t)(space - names.ptr) : names.len;
        if (len)
            add_choice(value, (struct str){names.ptr, len});
        names = str_skip(names, len + (space != NULL));
    }
    value->kind = VALUE_WORD;
}

static void add_formats(struct value *value)
{
    add_choice(value, str_of("auto"));
    for (const struct reader_kind *kind = reader_kinds; kind->name; kind++)
        add_choice(value, str_of(kind->name));
    value->kind = VALUE_WORD;
}

void value_of_option(const struct argp_option *option, struct value *out)
{
    *out = (struct value){.kind = VALUE_NONE};
    if (!option->arg)
        return;
    read_names(str_of(option->arg), out);
    out->optional = option->flags & OPTION_ARG_OPTIONAL;
    if (strcmp(option->arg, "FIELD,...") == 0)
        add_fields(option->name, out);
    if (strcmp(option->arg, "FORMAT") == 0)
        add_formats(out);
    if (strcmp(option->arg, "LANG") == 0)
        add_languages(out);
}

void value_of_arguments(const struct argp *argp, struct value *out)
{
    const char *doc = argp->args_doc ? argp->args_doc : "";
    read_names((struct str){doc, strcspn(doc, " \n")}, out);
    out->several = strstr(doc, "...") != NULL;
    if (!*doc)
        out->kind = VALUE_NONE;
}

/* ---- the command ---- */

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    const char **shell = state->input;
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    if (*shell)
        usage_error("%s: completion is for one shell at a time", value);
    *shell = value;
    return 0;
}

static const struct argp argp = {
    NULL,
    parse_option,
    "bash|zsh",
    "Prints a script by which the shell completes the command lines of dateline: commands, options, and what is known "
    "of their values.\v"
    "In bash: source <(dateline completion bash)\n"
    "Exit status: 0; 2, 3 as for every command.",
    NULL,
    NULL,
    NULL,
};

const struct argp *completion_argp(void)
{
    return &argp;
}

int command_completion(int argc, char **argv)
{
    const char *shell = NULL;
    struct buf script = {0};
    struct err err = {0};

    parse_options(&argp, argc, argv, &shell);
    if (!shell)
        usage_error("for which shell? There are bash, zsh");
    if (strcmp(shell, "bash") == 0)
        completion_bash(&script);
    else if (strcmp(shell, "zsh") == 0)
        completion_zsh(&script);
    else
        usage_error("%s: no such shell; there are bash, zsh", shell);
    enum status s = write_output(&script, &err);
    buf_release(&script);
    return s ? fail(s, &err) : EXIT_DONE;
}
