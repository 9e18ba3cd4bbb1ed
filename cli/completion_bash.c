/* The script for bash: a function with the tables, and those that read them. It needs nothing of the package
 * bash-completion. */
#include "cli/completion.h"

static const char head[] = "# bash completion of dateline(1), as `dateline completion bash` prints it.\n"
                           "\n"
                           "# The options of a command, those with = behind that need a value, and what stands behind "
                           "one of them; without an\n"
                           "# option, what its arguments are.\n"
                           "_dateline_table() { # COMMAND [OPTION]\n"
                           "    options=() kind='' optional='' choices=()\n"
                           "    case $1 in\n";

static const char tail[] =
    "    esac\n"
    "}\n"
    "\n"
    "# Offers the words that begin with what was typed, quoted as it may have been.\n"
    "_dateline_offer() { # FRONT TYPED WORD...\n"
    "    local front=$1 typed=$2 word\n"
    "    for word in \"${@:3}\"; do\n"
    "        printf -v word %q \"$word\"\n"
    "        [[ $word != \"$typed\"* ]] || COMPREPLY+=(\"$front$word\")\n"
    "    done\n"
    "}\n"
    "\n"
    "# Offers what goes on with a list, without what it has.\n"
    "_dateline_offer_more() { # FRONT TYPED\n"
    "    local listed=${2%\"${2##*,}\"} word more=()\n"
    "    for word in \"${choices[@]}\"; do\n"
    "        [[ ,$listed == *,\"$word\",* ]] || more+=(\"$word\")\n"
    "    done\n"
    "    _dateline_offer \"$1$listed\" \"${2##*,}\" \"${more[@]}\"\n"
    "}\n"
    "\n"
    "_dateline_offer_value() { # FRONT TYPED\n"
    "    case $kind in\n"
    "    file | directory)\n"
    "        compopt -o filenames 2>/dev/null\n"
    "        mapfile -t COMPREPLY < <(compgen -A \"$kind\" -P \"$1\" -- \"$2\")\n"
    "        ;;\n"
    "    word) _dateline_offer \"$1\" \"$2\" \"${choices[@]}\" ;;\n"
    "    list) _dateline_offer_more \"$1\" \"$2\" ;;\n"
    "    esac\n"
    "}\n"
    "\n"
    "_dateline() {\n"
    "    local command=${COMP_WORDS[1]} typed=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    local option='' front='' ended='' i options kind optional choices\n"
    "    COMPREPLY=()\n"
    "    for ((i = 2; i < COMP_CWORD; i++)); do\n"
    "        [[ ${COMP_WORDS[i]} != -- ]] || ended=yes\n"
    "    done\n"
    "    # --option=value is one word, or three where COMP_WORDBREAKS has the =.\n"
    "    if ((COMP_CWORD == 1)); then\n"
    "        command=''\n"
    "    elif [[ $ended ]]; then\n"
    "        :\n"
    "    elif [[ $typed == --*=* ]]; then\n"
    "        option=${typed%%=*} front=${typed%%=*}= typed=${typed#*=}\n"
    "    elif [[ $typed == = ]]; then\n"
    "        option=$previous typed=''\n"
    "    elif [[ $previous == = ]]; then\n"
    "        option=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    elif [[ $previous == -?* ]]; then\n"
    "        _dateline_table \"$command\" \"$previous\"\n"
    "        [[ ! $kind || $optional ]] || option=$previous\n"
    "    fi\n"
    "    _dateline_table \"$command\" \"$option\"\n"
    "    if [[ $option || $ended || $typed != -* ]]; then\n"
    "        _dateline_offer_value \"$front\" \"$typed\"\n"
    "        return\n"
    "    fi\n"
    "    _dateline_offer '' \"$typed\" \"${options[@]}\"\n"
    "    [[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null\n"
    "}\n"
    "\n"
    "complete -F _dateline dateline\n";

static void append_value(struct value *value, struct buf *out)
{
    static const char *const names[] = {"", "text", "file", "directory", "word", "list"};
    buf_printf(out, "kind='%s'", names[value->kind]);
    buf_append_text(out, value->optional ? " optional=yes" : "");
    if (value->kind == VALUE_WORD || value->kind == VALUE_LIST)
        buf_printf(out, " choices=(%s)", buf_text(&value->choices));
    buf_append_text(out, " ;;\n");
}

static void append_names(const struct argp *argp, struct buf *out)
{
    for (const struct argp_option *o = NULL; (o = next_option(argp, o));) {
        char letter = option_letter(o);
        if (letter)
            buf_printf(out, "-%c ", letter);
        buf_printf(out, "--%s%s ", o->name, o->arg && !(o->flags & OPTION_ARG_OPTIONAL) ? "=" : "");
    }
}

static void append_option(const struct argp_option *option, struct buf *out)
{
    struct value value;
    char letter = option_letter(option);
    value_of_option(option, &value);
    if (value.kind != VALUE_NONE) {
        buf_append_text(out, "        ");
        if (letter)
            buf_printf(out, "-%c | ", letter);
        buf_printf(out, "--%s) ", option->name);
        append_value(&value, out);
    }
    value_release(&value);
}

static void append_command(const struct command *command, struct buf *out)
{
    const struct argp *argp = command->argp();
    struct value arguments;
    buf_printf(out, "    %s)\n        options=(", command->name);
    append_names(argp, out);
    buf_append_text(out, "--help --usage)\n        case $2 in\n");
    for (const struct argp_option *o = NULL; (o = next_option(argp, o));)
        append_option(o, out);
    value_of_arguments(argp, &arguments);
    buf_append_text(out, "        '') ");
    append_value(&arguments, out);
    buf_append_text(out, "        esac\n        ;;\n");
    value_release(&arguments);
}

/* What stands in front, where the command is still to come, and behind help. */
static void append_commands(struct buf *out)
{
    buf_append_text(out, "    '' | help)\n        kind=word choices=(");
    for (const struct command *c = commands; c->name; c++)
        buf_printf(out, "%s ", c->name);
    buf_append_text(out, "help)\n        options=(--help --version)\n        ;;\n");
}

void completion_bash(struct buf *out)
{
    buf_append_text(out, head);
    append_commands(out);
    for (const struct command *c = commands; c->name; c++)
        append_command(c, out);
    buf_append_text(out, tail);
}
