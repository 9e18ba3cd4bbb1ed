/* dateline show: articles as they are stored. */
#include <time.h>

#include "archive/archive.h"
#include "cli/common.h"
#include "query/present.h"

enum { KEY_FORMAT = OPTION_KEY_LONG, SHOW_ATTEMPTS = 8 };

static const struct argp_option options[] = {
    ARCHIVE_OPTION,
    {"format", KEY_FORMAT, "text|json", 0, "text by default; json gives one object a line", 0},
    {0},
};

struct show_arguments {
    const char *archive;
    struct params params; /* what a presenter may ask for: the format */
    char **ids;
    size_t id_count;
};

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
    case ARGP_KEY_ARGS:
        a->ids = state->argv + state->next;
        a->id_count = (size_t)(state->argc - state->next);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options,
    parse_option,
    "ID ...",
    "Shows articles as they are stored.\v"
    "Exit status: 0 when all are there, 1 when one is not; 2, 3, 4, 6 as for every command.",
    NULL,
    NULL,
    NULL,
};

const struct argp *show_argp(void)
{
    return &argp;
}

/* The article with this id; S_NOT_FOUND when there is none. */
static enum status find_once(struct archive *archive, struct str id, struct article *out, struct err *err)
{
    struct located at;
    enum status s = archive_locate(archive, id, &at, err);
    return s ? s : store_article(at.store, at.document, out, err);
}

static enum status find_article(struct archive *archive, struct str id, struct article *out, struct err *err)
{
    enum status s = find_once(archive, id, out, err);
    for (int attempt = 1; s == S_STALE && attempt < SHOW_ATTEMPTS; attempt++) {
        s = archive_reopen(archive, err);
        if (!s)
            s = find_once(archive, id, out, err);
    }
    return s;
}

/* Writes each article that is there, and goes on behind one that is not. */
static int show(const struct show_arguments *a, struct archive *archive)
{
    struct terminal terminal = terminal_of_output();
    const struct present_options present = {&a->params, terminal.colour, terminal.width};
    struct article article = {0};
    struct buf text = {0};
    struct err err = {0};
    enum status s = S_OK;
    bool some = false;
    int status = EXIT_DONE;

    for (size_t i = 0; !s && i < a->id_count; i++) {
        s = find_article(archive, str_of(a->ids[i]), &article, &err);
        if (s == S_NOT_FOUND) {
            message("no article has the id %s", a->ids[i]);
            status = EXIT_NOTHING;
            s = S_OK;
            continue;
        }
        if (s)
            break;
        buf_reset(&text);
        if (some && a->params.format == FORMAT_TEXT)
            buf_append_byte(&text, '\n');
        some = true;
        presenters[a->params.format].article(&article, &present, &text);
        s = write_output(&text, &err);
    }
    article_release(&article);
    buf_release(&text);
    return s ? fail(s, &err) : status;
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
    enum status s = archive_open(archive_or_default(a.archive), &archive, &err);
    int status = s ? fail(s, &err) : show(&a, archive);
    archive_close(archive);
    params_release(&a.params);
    return status;
}
