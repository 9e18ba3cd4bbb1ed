#include "cli/common.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "query/present.h"

static const char *command_name = "dateline";

double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- messages ---- */

int exit_status_of(enum status status)
{
    switch (status) {
    case S_OK:
        return EXIT_DONE;
    case S_USAGE:
    case S_LIMIT:
        return EXIT_USAGE;
    case S_CORRUPT:
        return EXIT_DAMAGED;
    case S_LOCKED:
    case S_STALE: /* a writer committed faster than we could read: as when it is locked, try again later */
        return EXIT_IN_USE;
    case S_VERSION:
        return EXIT_VERSION;
    case S_INTERRUPTED:
        return EXIT_INTERRUPTED;
    case S_NOT_FOUND: /* the archive; what is not in it is the command's own affair */
    case S_IO:
    case S_FULL:
    case S_INPUT:
    case S_NOMEM:
    case S_TIMEOUT: /* a search takes it for an answer */
    case S_INTERNAL:
        return EXIT_IO;
    }
    return EXIT_IO;
}

void message_begin(const char *command)
{
    command_name = command;
}

static void message_list(const char *format, va_list args)
{
    struct buf plain = {0};
    char text[4 * ERR_TEXT_MAX];
    struct err err;
    end_output(&err);
    vsnprintf(text, sizeof text, format, args);
    present_plain(str_of(text), &plain);
    fprintf(stderr, "%s: %s\n", command_name, buf_text(&plain));
    buf_release(&plain);
}

void message(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    message_list(format, args);
    va_end(args);
}

int fail(enum status status, const struct err *err)
{
    message("%s", err->text[0] ? err->text : status_name(status));
    return exit_status_of(status);
}

void usage_error(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    message_list(format, args);
    va_end(args);
    fprintf(stderr, "Try `%s --help' for its options.\n", command_name);
    exit(EXIT_USAGE);
}

/* ---- options ---- */

static const struct argp_option *find_short(const struct argp_option *options, char letter)
{
    for (const struct argp_option *o = options; o->name || o->key; o++)
        if (o->key == letter)
            return o;
    return NULL;
}

/* Long options may be cut as far as they stay unambiguous; argp judges that, here the first that fits will do. */
static const struct argp_option *find_long(const struct argp_option *options, const char *name)
{
    size_t len = strcspn(name, "=");
    const struct argp_option *cut = NULL;
    for (const struct argp_option *o = options; o->name || o->key; o++) {
        if (!o->name || strncmp(o->name, name, len) != 0)
            continue;
        if (o->name[len] == '\0')
            return o;
        cut = o;
    }
    return cut;
}

static bool takes_value(const struct argp_option *option)
{
    return option->arg && !(option->flags & OPTION_ARG_OPTIONAL);
}

/* Whether the arguments are the words of a query, where a hyphen in front means NOT. */
static bool takes_query(void)
{
    return strcmp(command_name, "dateline search") == 0;
}

static void refuse_word(const char *word)
{
    bool query = takes_query();
    if (strcmp(word, "-h") == 0)
        usage_error("-h is not an option: --help tells the options");
    usage_error("%s is not an option: put -- before the words (%s -- %s)%s%s", word, command_name, word,
                query ? ", or write NOT " : "", query ? word + 1 : "");
}

/* Looks at a word of short options and returns whether the next word is the value of the last of them. */
static bool scan_short(const struct argp_option *options, const char *word)
{
    if (strcmp(word, "-?") == 0)
        return false;
    for (const char *letter = word + 1; *letter; letter++) {
        const struct argp_option *option = find_short(options, *letter);
        if (!option)
            refuse_word(word);
        if (!takes_value(option))
            continue;
        /* -aARCHIVE among the words of a query: only when that can be meant, or -article would vanish. */
        if (letter[1] && *letter == 'a' && takes_query() && access(letter + 1, F_OK) != 0)
            refuse_word(word);
        return letter[1] == '\0';
    }
    return false;
}

static void scan_words(const struct argp_option *options, int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *word = argv[i];
        if (word[0] != '-' || word[1] == '\0')
            continue;
        const struct argp_option *option = word[1] == '-' ? find_long(options, word + 2) : NULL;
        bool value_follows =
            word[1] == '-' ? option && takes_value(option) && !strchr(word, '=') : scan_short(options, word);
        i += value_follows;
    }
}

void parse_options(const struct argp *argp, int argc, char **argv, void *input)
{
    if (argp->options)
        scan_words(argp->options, argc, argv);
    argp_err_exit_status = EXIT_USAGE;
    error_t failure = argp_parse(argp, argc, argv, 0, NULL, input);
    if (failure)
        usage_error("%s", strerror(failure));
}

const char *archive_or_default(const char *given)
{
    const char *archive = given ? given : getenv("DATELINE_ARCHIVE");
    if (!archive || !*archive)
        usage_error("which archive? Give -a ARCHIVE or set DATELINE_ARCHIVE");
    return archive;
}

const struct argp_option archive_alone[] = {
    ARCHIVE_OPTION,
    {0},
};

error_t parse_archive_alone(int key, char *value, struct argp_state *state)
{
    const char **archive = state->input;
    switch (key) {
    case 'a':
        *archive = value;
        return 0;
    case ARGP_KEY_ARG:
        usage_error("%s: %s takes no arguments; the archive is given by -a", value, strchr(state->name, ' ') + 1);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

enum output_format parse_format(const char *value)
{
    if (strcmp(value, "text") == 0)
        return FORMAT_TEXT;
    if (strcmp(value, "json") == 0)
        return FORMAT_JSON;
    usage_error("unknown --format=%s; there are text, json", value);
}

enum status read_file(const char *path, size_t most, struct buf *out, struct err *err)
{
    char bytes[1 << 16];
    size_t got;
    FILE *file = fopen(path, "rbe");
    if (!file)
        return err_set(err, S_IO, "cannot open %s: %s", path, strerror(errno));
    while (out->len <= most && (got = fread(bytes, 1, sizeof bytes, file)) > 0)
        buf_append(out, bytes, got);
    enum status s = ferror(file) ? err_set(err, S_IO, "cannot read %s: %s", path, strerror(errno)) : S_OK;
    fclose(file);
    if (!s && out->len > most)
        s = err_set(err, S_LIMIT, "%s is larger than %zu bytes", path, most);
    return s ? s : buf_status(out, err);
}

enum status read_synonyms(const char *path, struct archive *archive, struct synonyms **out, struct err *err)
{
    struct buf text = {0};
    enum status s = read_file(path, SYNONYMS_BYTES_MAX, &text, err);
    if (!s)
        s = synonyms_read(buf_str(&text), path, archive_analyzer(archive), out, err);
    buf_release(&text);
    return s;
}

void join_words(char **words, size_t count, struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_append_byte(out, ' ');
        buf_append_text(out, words[i]);
    }
}
