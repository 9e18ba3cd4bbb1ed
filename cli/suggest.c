/* dateline suggest: the beginning of a word or phrase -> what the archive has that begins so. */
#include <string.h>

#include "cli/common.h"
#include "core/utf8.h"
#include "query/present.h"
#include "query/suggest.h"

enum { KEY_FORMAT = OPTION_KEY_LONG, KEY_LIMIT };

static const struct argp_option options[] = {
    ARCHIVE_OPTION,
    {"format", KEY_FORMAT, "text|json", 0, "text by default", 1},
    {"limit", KEY_LIMIT, "N", 0, "of words, of phrases and of values of each field: 5, at most 50", 2},
    {0},
};

struct suggest_arguments {
    const char *archive;
    enum output_format format;
    size_t limit;
    struct buf prefix;
};

static size_t read_limit(const char *value)
{
    struct err err = {0};
    size_t limit = 0;
    if (suggest_read_limit(str_of(value), &limit, &err))
        usage_error("%s", err.text);
    return limit;
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    struct suggest_arguments *a = state->input;
    switch (key) {
    case 'a':
        a->archive = value;
        return 0;
    case KEY_FORMAT:
        a->format = parse_format(value);
        return 0;
    case KEY_LIMIT:
        a->limit = read_limit(value);
        return 0;
    case ARGP_KEY_ARGS:
        join_words(state->argv + state->next, (size_t)(state->argc - state->next), &a->prefix);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options,
    parse_option,
    "PREFIX",
    "Tells how what was typed may go on: words as articles write them, phrases of headlines, names, places and other "
    "values, each with the number of articles that have it.\v"
    "Exit status: 0 found, 1 nothing found; 2, 3, 4, 5, 6 as for every command.",
    NULL,
    NULL,
    NULL,
};

const struct argp *suggest_argp(void)
{
    return &argp;
}

/* Tabs for programs; on a terminal columns. */
static void write_lines(const struct suggestions *suggestions, struct buf *out)
{
    for (size_t i = 0; i < suggestions->count; i++) {
        const struct suggestion *s = &suggestions->of[i];
        present_plain(s->text, out);
        buf_printf(out, "\t%s\t%llu\n", suggestion_kind_name(s), (unsigned long long)s->count);
    }
}

static size_t columns_of(struct str text)
{
    struct buf plain = {0};
    present_plain(text, &plain);
    size_t columns = utf8_text_width(plain.data, plain.len);
    buf_release(&plain);
    return columns;
}

static void write_columns(const struct suggestions *suggestions, struct buf *out)
{
    size_t text = 0, kind = 0;
    for (size_t i = 0; i < suggestions->count; i++) {
        size_t columns = columns_of(suggestions->of[i].text),
               of_kind = strlen(suggestion_kind_name(&suggestions->of[i]));
        text = columns > text ? columns : text;
        kind = of_kind > kind ? of_kind : kind;
    }
    for (size_t i = 0; i < suggestions->count; i++) {
        const struct suggestion *s = &suggestions->of[i];
        present_plain(s->text, out);
        buf_append_repeat(out, ' ', text - columns_of(s->text) + 2);
        buf_append_text(out, suggestion_kind_name(s));
        buf_append_repeat(out, ' ', kind - strlen(suggestion_kind_name(s)) + 2);
        append_count(out, s->count);
        buf_append_byte(out, '\n');
    }
}

static void write_text(const struct suggestions *suggestions, struct buf *out)
{
    (terminal_of_output().width ? write_columns : write_lines)(suggestions, out);
}

int command_suggest(int argc, char **argv)
{
    struct suggest_arguments a = {.limit = SUGGEST_LIMIT_DEFAULT};
    struct suggestions suggestions = {0};
    struct archive *archive = NULL;
    struct buf out = {0};
    struct err err = {0};

    parse_options(&argp, argc, argv, &a);
    if (a.prefix.len == 0)
        usage_error("suggest what? Give the beginning of a word or phrase");
    enum status s = buf_status(&a.prefix, &err);
    if (!s)
        s = archive_open(archive_or_default(a.archive), &archive, &err);
    if (!s)
        s = suggest_newest(archive, buf_str(&a.prefix), a.limit, &suggestions, &err);
    if (!s) {
        (a.format == FORMAT_JSON ? suggestions_json : write_text)(&suggestions, &out);
        s = write_output(&out, &err);
    }
    int status = s ? fail(s, &err) : suggestions.count ? EXIT_DONE : EXIT_NOTHING;
    suggestions_release(&suggestions);
    archive_close(archive);
    buf_release(&a.prefix);
    buf_release(&out);
    return status;
}
