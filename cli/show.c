/* dateline show: articles as they are stored. */
#include <string.h>
#include <time.h>

#include "archive/archive.h"
#include "cli/common.h"
#include "query/lookup.h"
#include "query/present.h"

enum { KEY_FORMAT = OPTION_KEY_LONG, KEY_QUERY, SHOW_ATTEMPTS = 8 };

static const struct argp_option options[] = {
    ARCHIVE_OPTION,
    {"format", KEY_FORMAT, "text|json", 0, "text by default; json gives one object a line", 0},
    {"query", KEY_QUERY, "WORDS", 0, "mark what these words find in the articles", 0},
    OUTPUT_OPTIONS,
    {0},
};

struct show_arguments {
    const char *archive;
    struct params params; /* the format, and the query to mark */
    bool query;
    char **ids;
    size_t id_count;
};

static void set_query(struct show_arguments *a, const char *words)
{
    struct err err = {0};
    if (a->query)
        usage_error("--query is given twice");
    if (params_set(&a->params, str_of("q"), str_of(words), &err))
        usage_error("%s", err.text);
    a->query = true;
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    struct show_arguments *a = state->input;
    switch (key) {
    case 'a':
        a->archive = value;
        return 0;
    case KEY_FORMAT:
        a->params.format = parse_format(value);
        return 0;
    case KEY_QUERY:
        set_query(a, value);
        return 0;
    case ARGP_KEY_ARGS:
        a->ids = state->argv + state->next;
        a->id_count = (size_t)(state->argc - state->next);
        return 0;
    default:
        return parse_output_option(key, value);
    }
}

static const struct argp argp = {
    options,
    parse_option,
    "ID ...",
    "Shows articles as they are stored.\v"
    "Exit status: 0 when all are there, 1 when one is not; 2, 3, 4, 5, 6 as for every command.",
    NULL,
    NULL,
    NULL,
};

const struct argp *show_argp(void)
{
    return &argp;
}

/* What goes on from one article to the next. */
struct showing {
    const struct show_arguments *arguments;
    struct archive *archive;
    struct present_options present;
    struct marking *marking; /* NULL: nothing is to be marked */
    struct marked_article marked;
    struct article article;
    struct buf text;
    struct buf missing; /* ids, each with a NUL behind it: they are told at the end, below the articles */
    bool some;
};

static enum status show_article(struct showing *w, const char *id, struct err *err)
{
    enum output_format format = w->arguments->params.format;
    enum status s = lookup_article(w->archive, str_of(id), &w->article, err);
    if (s == S_NOT_FOUND) {
        buf_append(&w->missing, id, strlen(id) + 1);
        return buf_status(&w->missing, err);
    }
    if (s)
        return s;
    buf_reset(&w->text);
    if (w->some && format == FORMAT_TEXT)
        buf_append_byte(&w->text, '\n');
    w->some = true;
    if (w->marking)
        s = marking_apply(w->marking, &w->article, &w->marked, err);
    if (s)
        return s;
    presenters[format].article(&w->article, &w->present, &w->text);
    return write_output(&w->text, err);
}

/* The words are looked up in the archive, too: those that fuzz~ stands for. */
static enum status read_query(struct showing *w, struct err *err)
{
    enum status s = marking_new(w->archive, &w->arguments->params, &w->marking, err);
    for (int attempt = 1; s == S_STALE && attempt < SHOW_ATTEMPTS; attempt++) {
        s = archive_reopen(w->archive, err);
        if (!s)
            s = marking_new(w->archive, &w->arguments->params, &w->marking, err);
    }
    w->present.marked = &w->marked;
    return s;
}

static void tell_missing(const struct buf *ids)
{
    for (size_t at = 0; at < ids->len; at += strlen(ids->data + at) + 1)
        message("no article has the id %s", ids->data + at);
}

/* Writes each article that is there, and goes on behind one that is not. */
static int show(const struct show_arguments *a, struct archive *archive)
{
    struct terminal terminal = terminal_of_output();
    struct showing w = {.arguments = a, .archive = archive};
    struct err err = {0};
    enum status s = S_OK;

    w.present = (struct present_options){.params = &a->params, .colour = terminal.colour, .width = terminal.width};
    if (a->query)
        s = read_query(&w, &err);
    page_output(&terminal);
    for (size_t i = 0; !s && i < a->id_count && output_wanted(); i++)
        s = show_article(&w, a->ids[i], &err);
    tell_missing(&w.missing);
    int status = s ? fail(s, &err) : w.missing.len ? EXIT_NOTHING : EXIT_DONE;
    marking_free(w.marking);
    marked_article_release(&w.marked);
    article_release(&w.article);
    buf_release(&w.text);
    buf_release(&w.missing);
    return status;
}

int command_show(int argc, char **argv)
{
    struct show_arguments a = {0};
    struct archive *archive = NULL;
    struct err err = {0};

    params_init(&a.params, time(NULL));
    parse_options(&argp, argc, argv, &a);
    if (a.id_count == 0)
        usage_error("which article? Give its id, as search shows it");
    if (a.query && a.params.format != FORMAT_TEXT)
        usage_error("--query marks words for people: leave --format=json out");
    enum status s = archive_open(archive_or_default(a.archive), &archive, &err);
    int status = s ? fail(s, &err) : show(&a, archive);
    archive_close(archive);
    params_release(&a.params);
    return status;
}
