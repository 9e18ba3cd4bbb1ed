/* The script for zsh: for each command a call of _arguments, which knows the rest. */
#include "cli/completion.h"

#include <string.h>

static const char head[] = "#compdef dateline\n"
                           "# zsh completion of dateline(1), as `dateline completion zsh` prints it.\n"
                           "\n"
                           "_dateline() {\n"
                           "    local curcontext=$curcontext state state_descr line\n"
                           "    local -A opt_args\n"
                           "    local -a commands\n"
                           "    commands=(\n";

static const char middle[] = "    )\n"
                             "    _arguments -C \\\n"
                             "        '(- *)--help[tell the commands]' \\\n"
                             "        '(- *)--version[tell the version of the program]' \\\n"
                             "        '1:command:->command' \\\n"
                             "        '*::argument:->argument' && return\n"
                             "    if [[ $state == command ]]; then\n"
                             "        _describe -t commands command commands\n"
                             "        return\n"
                             "    fi\n"
                             "    curcontext=${curcontext%:*:*}:dateline-$words[1]:\n"
                             "    case $words[1] in\n"
                             "    help) _arguments '1:command:{_describe -t commands command commands}' ;;\n";

/* A file of the function path is the function itself; one that is sourced only defines it. */
static const char tail[] = "    esac\n"
                           "}\n"
                           "\n"
                           "if [[ $funcstack[1] == _dateline ]]; then\n"
                           "    _dateline \"$@\"\n"
                           "else\n"
                           "    compdef _dateline dateline\n"
                           "fi\n";

/* Appends text that stands in single quotes, with a backslash before the signs that mean something to _arguments. */
static void append_quoted(struct str text, const char *signs, struct buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\'')
            buf_append_text(out, "'\\'");
        else if (strchr(signs, text.ptr[i]))
            buf_append_byte(out, '\\');
        buf_append_byte(out, text.ptr[i]);
    }
}

/* ":name:action", what a value is and how it is completed. */
static void append_value(struct value *value, struct buf *out)
{
    const char *choices = buf_text(&value->choices);
    buf_append_byte(out, ':');
    if (value->name.len && value->name.ptr[0] == '*')
        buf_append_byte(out, ' '); /* a star in front would mean something */
    append_quoted(value->name, ":\\", out);
    buf_append_byte(out, ':');
    switch (value->kind) {
    case VALUE_FILE:
        buf_append_text(out, "_files");
        break;
    case VALUE_DIRECTORY:
        buf_append_text(out, "_files -/");
        break;
    case VALUE_WORD:
        buf_printf(out, "(%s)", choices);
        break;
    case VALUE_LIST:
        buf_printf(out, "_values -s , value %s", choices);
        break;
    case VALUE_NONE:
    case VALUE_TEXT:
        buf_append_byte(out, ' ');
        break;
    }
}

/* '(-a --archive)'{-a+,--archive=}'[the archive]:ARCHIVE:_files -/' */
static void append_option(const struct argp_option *option, struct buf *out)
{
    struct value value;
    char letter = option_letter(option);
    value_of_option(option, &value);
    bool has_value = value.kind != VALUE_NONE;
    buf_append_text(out, " \\\n            ");
    if (letter)
        buf_printf(out, "'(-%c --%s)'{-%c%s,--%s%s}'[", letter, option->name, letter, has_value ? "+" : "",
                   option->name, has_value ? "=" : "");
    else
        buf_printf(out, "'--%s%s[", option->name, value.optional ? "=-" : has_value ? "=" : "");
    append_quoted(str_of(option->doc), "[]\\", out);
    buf_append_byte(out, ']');
    buf_append_text(out, value.optional ? ":" : "");
    if (has_value)
        append_value(&value, out);
    buf_append_byte(out, '\'');
    value_release(&value);
}

static void append_arguments(const struct argp *argp, struct buf *out)
{
    struct value value;
    value_of_arguments(argp, &value);
    if (value.kind != VALUE_NONE) {
        buf_printf(out, " \\\n            '%c", value.several ? '*' : '1');
        append_value(&value, out);
        buf_append_byte(out, '\'');
    }
    value_release(&value);
}

static void append_command(const struct command *command, struct buf *out)
{
    const struct argp *argp = command->argp();
    buf_printf(out, "    %s)\n        _arguments -s -S", command->name);
    for (const struct argp_option *o = NULL; (o = next_option(argp, o));)
        append_option(o, out);
    append_arguments(argp, out);
    buf_append_text(out, " \\\n            '(- *)--help[tell the options]' \\\n"
                         "            '(- *)--usage[tell the options in short]'\n        ;;\n");
}

void completion_zsh(struct buf *out)
{
    buf_append_text(out, head);
    for (const struct command *c = commands; c->name; c++) {
        buf_printf(out, "        '%s:", c->name);
        append_quoted(str_of(c->help), "", out);
        buf_append_text(out, "'\n");
    }
    buf_append_text(out, "        'help:explain a command'\n");
    buf_append_text(out, middle);
    for (const struct command *c = commands; c->name; c++)
        append_command(c, out);
    buf_append_text(out, tail);
}
