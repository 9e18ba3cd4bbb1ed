/* dateline search: words and parameters -> a page of hits on standard output. The options come from the table of
 * parameters (query/params.h), so that help, shell and HTTP say the same. */
#include <string.h>
#include <time.h>

#include "cli/common.h"
#include "cli/topics.h"
#include "query/present.h"
#include "query/search.h"

/* Options beside the parameters: what a file of this machine says. */
enum { KEY_SYNONYMS = OPTION_KEY_LONG + PARAMS_MAX, KEY_TOPICS, KEY_RUN_TAG };
#define FILE_OPTIONS                                                                                               \
    {"synonyms", KEY_SYNONYMS, "FILE", 0, "lines of words that find each other: car, automobile", PARAMS_MAX},     \
        {"topics",      KEY_TOPICS, "FILE", 0, "with --format=trec: the queries, lines of an id, a tab and words", \
         PARAMS_MAX + 1},                                                                                          \
    {                                                                                                              \
        "run-tag", KEY_RUN_TAG, "TAG", 0, "with --format=trec: the name of the run, " RUN_TAG, PARAMS_MAX + 2      \
    }

/* The forms of a search: those of the parameter, and runs, which no server writes. */
static const char search_formats[] = "text|json|jsonl|csv|trec|atom";

struct search_arguments {
    const char *archive, *synonyms, *topics, *run_tag;
    struct params params;
    struct buf words;
    bool more, trec, sized;
};

/* ---- options out of the table ---- */

/* The words of the command line stand for q. */
static bool is_words(const struct param_info *info)
{
    return strcmp(info->name, "q") == 0;
}

static bool is_format(const char *name)
{
    return strcmp(name, "format") == 0;
}

/* A parameter as an option; its key is OPTION_KEY_LONG and its place in the table. Groups keep the table's order, where
 * argp would sort by name. */
static struct argp_option make_option(size_t i, bool topics)
{
    const struct param_info *info = param_at(i);
    bool format = topics && is_format(info->name);
    return (struct argp_option){.name = info->name,
                                .key = OPTION_KEY_LONG + (int)i,
                                .arg = format        ? search_formats
                                       : info->value ? info->value
                                                     : "on|off",
                                .flags = info->value ? 0 : OPTION_ARG_OPTIONAL,
                                .doc = info->help,
                                .group = (int)i + 1};
}

/* Refuses what is no form, where the parameter's own message would not name runs. */
static void check_format(const char *value)
{
    struct params params;
    params_init(&params, 0);
    enum status s = params_set(&params, str_of("format"), str_of(value), NULL);
    params_release(&params);
    if (s)
        usage_error("format=%.40s: the value is %s", value, search_formats);
}

static void set_parameter(struct search_arguments *a, size_t i, const char *value)
{
    struct err err = {0};
    const char *name = param_at(i)->name;
    a->sized |= strcmp(name, "page-size") == 0;
    if (!a->more && is_format(name) && strcmp(value, "trec") == 0) {
        a->trec = true;
        return;
    }
    if (!a->more && is_format(name))
        check_format(value);
    if (params_set(&a->params, str_of(name), str_of(value ? value : "on"), &err))
        usage_error("%s", err.text);
}

/* The words of a search, or the article that `more` asks about. */
static void take_arguments(struct search_arguments *a, char **argument, size_t count)
{
    struct err err = {0};
    if (!a->more) {
        join_words(argument, count, &a->words);
        return;
    }
    if (count != 1)
        usage_error("more takes the id of one article, as search shows it");
    if (params_set(&a->params, str_of("like"), str_of(argument[0]), &err))
        usage_error("%s", err.text);
}

/* A tag is one of the columns of a run, which white space separates. */
static const char *parse_run_tag(const char *value)
{
    if (!*value || strpbrk(value, " \t\n\v\f\r"))
        usage_error("--run-tag=%.40s: it is a name without white space", value);
    return value;
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    struct search_arguments *a = state->input;
    if (key >= OPTION_KEY_LONG && (size_t)key < OPTION_KEY_LONG + param_count()) {
        set_parameter(a, (size_t)(key - OPTION_KEY_LONG), value);
        return 0;
    }
    switch (key) {
    case 'a':
        a->archive = value;
        return 0;
    case KEY_SYNONYMS:
        a->synonyms = value;
        return 0;
    case KEY_TOPICS:
        a->topics = value;
        return 0;
    case KEY_RUN_TAG:
        a->run_tag = parse_run_tag(value);
        return 0;
    case ARGP_KEY_ARGS:
        take_arguments(a, state->argv + state->next, (size_t)(state->argc - state->next));
        return 0;
    default:
        return parse_output_option(key, value);
    }
}

static const char description[] =
    "Finds articles by words and phrases and ranks them.\v"
    "WORDS: word  \"a phrase\"  AND OR NOT ( )  +must -not  NEAR/5 ADJ/5  trail*  fuzz~  field:value  "
    "date:1996..1997-06. All "
    "bare "
    "words are required, unless no article has them all. The shell takes quotes away: write '\"a phrase\"'. Write -- "
    "before words that begin with a hyphen. With --cursor the formats jsonl and csv write all hits.\n"
    "Exit status: 0 found, 1 nothing found; 2, 3, 4, 5, 6 as for every command.";

/* Appends every parameter but q; for searches that are not of topics but of one article also not `like`. `o` has room
 * for PARAMS_MAX and an end. */
static void add_parameters(struct argp_option *o, bool topics)
{
    for (size_t i = 0; i < param_count(); i++)
        if (!is_words(param_at(i)) && (topics || strcmp(param_at(i)->name, "like") != 0))
            *o++ = make_option(i, topics);
}

const struct argp *search_argp(void)
{
    static const struct argp_option own[] = {ARCHIVE_OPTION, FILE_OPTIONS, OUTPUT_OPTIONS};
    enum { OWN = sizeof own / sizeof *own };
    static struct argp_option options[OWN + PARAMS_MAX + 1];
    static const struct argp argp = {options, parse_option, "WORDS ...", description, NULL, NULL, NULL};
    memcpy(options, own, sizeof own);
    add_parameters(options + OWN, true);
    return &argp;
}

const struct argp *more_argp(void)
{
    static const struct argp_option own[] = {ARCHIVE_OPTION, OUTPUT_OPTIONS};
    enum { OWN = sizeof own / sizeof *own };
    static struct argp_option options[OWN + PARAMS_MAX + 1];
    static const struct argp argp = {
        options,
        parse_option,
        "ID",
        "Finds articles like one of the archive: any of its key terms, the best first.\v"
        "Exit status: 0 found, 1 nothing found or no such article; 2, 3, 4, 5, 6 as for every command.",
        NULL,
        NULL,
        NULL,
    };
    memcpy(options, own, sizeof own);
    add_parameters(options + OWN, false);
    return &argp;
}

static enum status parse_arguments(struct search_arguments *a, int argc, char **argv, struct err *err)
{
    parse_options(a->more ? more_argp() : search_argp(), argc, argv, a);
    if (a->more && !a->params.like.len)
        usage_error("more like which article? Give its id, as search shows it");
    if (a->trec != (a->topics != NULL))
        usage_error("--format=trec and --topics=FILE go together");
    if (a->trec && a->words.len)
        usage_error("with --topics the words are those of the file");
    if (a->trec && (a->params.page > 1 || a->params.has_cursor || a->params.timeout))
        usage_error("a run has the first articles of each topic, and all of them: leave page, cursor and timeout out");
    if (presenters[a->params.format].hit && a->params.has_cursor && a->params.timeout)
        usage_error("an export goes on to the last hit: leave timeout out");
    if (a->trec && !a->sized)
        a->params.page_size = TOPICS_DEPTH;
    enum status s = buf_status(&a->words, err);
    if (!s)
        s = params_set(&a->params, str_of("q"), buf_str(&a->words), err);
    if (!s)
        s = params_check(&a->params, err);
    return s;
}

/* ---- the search ---- */

static void warn_of_analyzer(struct archive *archive, const char *path)
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

/* ---- many queries ---- */

static int run_topics(const struct search_arguments *a, struct archive *archive)
{
    struct err err = {0};
    size_t count = 0;
    enum status s = topics_run(a->topics, &a->params, archive, a->run_tag ? a->run_tag : RUN_TAG, &count, &err);
    return s ? fail(s, &err) : count ? EXIT_DONE : EXIT_NOTHING;
}

/* Whether the article that `more` asks about is missing; whatever else is wrong the search will say. */
static bool is_missing(const struct search_arguments *a, struct archive *archive)
{
    struct located at;
    struct err ignored;
    return archive_locate(archive, buf_str(&a->params.like), &at, &ignored) == S_NOT_FOUND;
}

/* A format that is lines goes on to the last hit; what is laid out goes page by page. */
static int search(const struct search_arguments *a, struct archive *archive)
{
    bool lines = presenters[a->params.format].hit != NULL;
    if (a->trec)
        return run_topics(a, archive);
    if (a->more && is_missing(a, archive)) {
        message("no article has the id %.*s", (int)a->params.like.len, a->params.like.data);
        return EXIT_NOTHING;
    }
    return lines && a->params.has_cursor ? export_hits(a, archive) : search_page(a, archive);
}

static int run(struct search_arguments *a, int argc, char **argv)
{
    struct archive *archive = NULL;
    struct synonyms *synonyms = NULL;
    struct err err = {0};

    params_init(&a->params, time(NULL));
    enum status s = parse_arguments(a, argc, argv, &err);
    if (!s) {
        a->archive = archive_or_default(a->archive);
        s = archive_open(a->archive, &archive, &err);
    }
    if (!s)
        warn_of_analyzer(archive, a->archive);
    if (!s && a->synonyms)
        s = read_synonyms(a->synonyms, archive, &synonyms, &err);
    a->params.synonyms = synonyms;
    int status = s ? fail(s, &err) : search(a, archive);
    archive_close(archive);
    synonyms_free(synonyms);
    params_release(&a->params);
    buf_release(&a->words);
    return status;
}

int command_search(int argc, char **argv)
{
    struct search_arguments a = {0};
    return run(&a, argc, argv);
}

int command_more(int argc, char **argv)
{
    struct search_arguments a = {.more = true};
    return run(&a, argc, argv);
}
