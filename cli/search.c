/* dateline search: words and parameters -> a page of hits on standard output. The options come from the table of
 * parameters (query/params.h), so that help, shell and HTTP say the same. */
#include <string.h>
#include <time.h>

#include "cli/common.h"
#include "query/present.h"
#include "query/search.h"

struct search_arguments {
    const char *archive;
    struct params params;
    struct buf words;
};

/* ---- options out of the table ---- */

/* The words of the command line stand for q. */
static bool is_words(const struct param_info *info)
{
    return strcmp(info->name, "q") == 0;
}

/* A parameter as an option; its key is OPTION_KEY_LONG and its place in the table. Groups keep the table's order, where
 * argp would sort by name. */
static struct argp_option make_option(size_t i)
{
    const struct param_info *info = param_at(i);
    return (struct argp_option){.name = info->name,
                                .key = OPTION_KEY_LONG + (int)i,
                                .arg = info->value ? info->value : "on|off",
                                .flags = info->value ? 0 : OPTION_ARG_OPTIONAL,
                                .doc = info->help,
                                .group = (int)i + 1};
}

static void set_parameter(struct search_arguments *a, size_t i, const char *value)
{
    struct err err = {0};
    enum status s = params_set(&a->params, str_of(param_at(i)->name), str_of(value ? value : "on"), &err);
    if (s)
        usage_error("%s", err.text);
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    struct search_arguments *a = state->input;
    if (key == 'a') {
        a->archive = value;
        return 0;
    }
    if (key >= OPTION_KEY_LONG && (size_t)key < OPTION_KEY_LONG + param_count()) {
        set_parameter(a, (size_t)(key - OPTION_KEY_LONG), value);
        return 0;
    }
    if (key == ARGP_KEY_ARGS) {
        join_words(state->argv + state->next, (size_t)(state->argc - state->next), &a->words);
        return 0;
    }
    return parse_output_option(key, value);
}

static const char description[] =
    "Finds articles by words and phrases and ranks them.\v"
    "WORDS: word  \"a phrase\"  AND OR NOT ( )  +must -not  NEAR/5 ADJ/5  trail*  fuzz~  field:value  "
    "date:1996..1997-06. All "
    "bare "
    "words are required, unless no article has them all. The shell takes quotes away: write '\"a phrase\"'. Write -- "
    "before words that begin with a hyphen.\n"
    "Exit status: 0 found, 1 nothing found; 2, 3, 4, 6 as for every command.";

/* The archive, how to write, and every parameter but q. */
const struct argp *search_argp(void)
{
    static struct argp_option options[3 + PARAMS_MAX + 1] = {ARCHIVE_OPTION, OUTPUT_OPTIONS};
    static const struct argp argp = {options, parse_option, "WORDS ...", description, NULL, NULL, NULL};
    struct argp_option *o = options + 3;
    for (size_t i = 0; i < param_count(); i++)
        if (!is_words(param_at(i)))
            *o++ = make_option(i);
    return &argp;
}

static enum status parse_arguments(struct search_arguments *a, int argc, char **argv, struct err *err)
{
    parse_options(search_argp(), argc, argv, a);
    enum status s = buf_status(&a->words, err);
    if (!s)
        s = params_set(&a->params, str_of("q"), buf_str(&a->words), err);
    if (!s)
        s = params_check(&a->params, err);
    return s;
}

/* ---- the search ---- */

static void warn_of_analyzer(const struct archive *archive, const char *path)
{
    if (!archive_analyzer_matches(archive))
        message("warning: the analyzer has changed since %s was made, and answers may miss articles: index them again "
                "into a new archive",
                path);
}

static enum status write_page(const struct page *page, const struct params *params, struct err *err)
{
    struct buf text = {0};
    struct terminal terminal = terminal_of_output();
    const struct present_options options = {.params = params, .colour = terminal.colour, .width = terminal.width};
    page_output(&terminal);
    presenters[params->format].page(page, &options, &text);
    enum status s = write_output(&text, err);
    buf_release(&text);
    return s;
}

static int search_page(const struct search_arguments *a, struct archive *archive)
{
    struct page page = {0};
    struct err err = {0};
    enum status s = search_run(archive, &a->params, &page, &err);
    if (!s)
        s = write_page(&page, &a->params, &err);
    int status = s ? fail(s, &err) : page.total ? EXIT_DONE : EXIT_NOTHING;
    if (!s && page.timed_out && presenters[a->params.format].hit)
        message("the time was over before everything was looked at: there may be more");
    if (!s && a->params.explain)
        message("%.1f ms", page.seconds * 1e3);
    page_release(&page);
    return status;
}

/* ---- every hit ---- */

struct output {
    const struct params *params;
    struct buf text;
};

static enum status flush(struct output *o, struct err *err)
{
    enum status s = write_output(&o->text, err);
    buf_reset(&o->text);
    return s;
}

static enum status write_hit(void *context, const struct hit *hit, struct err *err)
{
    enum { WORTH_WRITING = 1 << 16 };
    struct output *o = context;
    const struct present_options options = {.params = o->params};
    presenters[o->params->format].hit(hit, &options, &o->text);
    enum status s = o->text.len < WORTH_WRITING ? buf_status(&o->text, err) : flush(o, err);
    return s || output_wanted() ? s : err_set(err, S_INTERRUPTED, "nobody reads the hits");
}

static int export_hits(const struct search_arguments *a, struct archive *archive)
{
    struct output o = {.params = &a->params};
    const struct present_options options = {.params = &a->params};
    struct err err = {0};
    uint64_t given = 0;
    struct terminal terminal = terminal_of_output();
    page_output(&terminal);
    presenters[a->params.format].head(&options, &o.text);
    enum status s = search_export(archive, &a->params, write_hit, &o, &given, &err);
    if (!s)
        s = flush(&o, &err);
    buf_release(&o.text);
    bool left = s == S_INTERRUPTED && !output_wanted();
    return s && !left ? fail(s, &err) : given ? EXIT_DONE : EXIT_NOTHING;
}

/* A format that is lines goes on to the last hit; what is laid out goes page by page. */
static int search(const struct search_arguments *a, struct archive *archive)
{
    bool lines = presenters[a->params.format].hit != NULL;
    return lines && a->params.has_cursor ? export_hits(a, archive) : search_page(a, archive);
}

int command_search(int argc, char **argv)
{
    struct search_arguments a = {0};
    struct archive *archive = NULL;
    struct err err = {0};

    params_init(&a.params, time(NULL));
    enum status s = parse_arguments(&a, argc, argv, &err);
    if (!s) {
        a.archive = archive_or_default(a.archive);
        s = archive_open(a.archive, &archive, &err);
    }
    if (!s)
        warn_of_analyzer(archive, a.archive);
    int status = s ? fail(s, &err) : search(&a, archive);
    archive_close(archive);
    params_release(&a.params);
    buf_release(&a.words);
    return status;
}
