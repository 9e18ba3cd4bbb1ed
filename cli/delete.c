/* dateline delete: takes articles out, by id or all that a query finds. One commit: all of them or none. */
#include <search.h>
#include <string.h>
#include <time.h>

#include "cli/common.h"
#include "query/search.h"

enum { KEY_QUERY = OPTION_KEY_LONG };

static const struct argp_option options[] = {
    ARCHIVE_OPTION,
    {"query", KEY_QUERY, "WORDS", 0, "all articles that these words find, as search reads them", 0},
    {0},
};

struct delete_arguments {
    const char *archive;
    const char *query;
    char **ids;
    size_t id_count;
};

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    struct delete_arguments *a = state->input;
    switch (key) {
    case 'a':
        a->archive = value;
        return 0;
    case KEY_QUERY:
        if (a->query)
            usage_error("--query is given twice");
        a->query = value;
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
    "ID ...\n--query=WORDS",
    "Takes articles out of an archive. A query here is never relaxed: all its words are required.\v"
    "Exit status: 0 when all were there, 1 when an id was not or the query found nothing; 2 to 6 as for every command.",
    NULL,
    NULL,
    NULL,
};

const struct argp *delete_argp(void)
{
    return &argp;
}

/* What was done so far, before the commit. */
struct deletion {
    uint64_t removed;
    bool missed; /* an id was not there */
};

static enum status remove_one(struct archive_writer *writer, struct str id, struct deletion *d, bool *found,
                              struct err *err)
{
    *found = false;
    enum status s = archive_remove(writer, id, found, err);
    d->removed += *found;
    return s;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Keeps an id in a tree of tsearch(3), and says whether it was there: what is named twice counts once. */
static enum status keep_named(void **named, char *id, bool *repeated, struct err *err)
{
    char *const *kept = tsearch(id, named, by_text);
    *repeated = kept && *kept != id;
    return kept ? S_OK : err_no_memory(err);
}

/* For tdestroy(3): the ids are the arguments, and stay. */
static void keep_argument(void *id)
{
    (void)id;
}

static enum status remove_named(const struct delete_arguments *a, struct archive_writer *writer, struct deletion *d,
                                struct err *err)
{
    void *named = NULL;
    enum status s = S_OK;
    for (size_t i = 0; !s && i < a->id_count; i++) {
        bool found, repeated;
        s = remove_one(writer, str_of(a->ids[i]), d, &found, err);
        if (!s)
            s = keep_named(&named, a->ids[i], &repeated, err);
        if (s || found || repeated)
            continue;
        message("no article has the id %s", a->ids[i]);
        d->missed = true;
    }
    tdestroy(named, keep_argument);
    return s;
}

/* The ids that a query finds, each with a NUL behind it. The writer is open already: under its lock nothing can
 * come in between. */
static enum status find_ids(const struct delete_arguments *a, struct buf *ids, struct err *err)
{
    struct archive *archive = NULL;
    struct params params;
    params_init(&params, time(NULL));
    enum status s = params_set(&params, str_of("q"), str_of(a->query), err);
    if (!s)
        s = archive_open(a->archive, &archive, err);
    if (!s)
        s = search_refuse_exclusions(archive, &params, err);
    if (!s)
        s = search_ids(archive, &params, ids, err);
    archive_close(archive);
    params_release(&params);
    return s;
}

static enum status remove_found(const struct delete_arguments *a, struct archive_writer *writer, struct deletion *d,
                                struct err *err)
{
    struct buf ids = {0};
    enum status s = find_ids(a, &ids, err);
    struct str rest = buf_str(&ids);
    while (!s && rest.len) {
        struct str id = str_of(rest.ptr);
        bool found;
        s = remove_one(writer, id, d, &found, err);
        rest = (struct str){rest.ptr + id.len + 1, rest.len - id.len - 1};
    }
    d->missed |= d->removed == 0;
    buf_release(&ids);
    return s;
}

static enum status remove_all(const struct delete_arguments *a, struct archive_writer *writer, struct deletion *d,
                              struct err *err)
{
    enum status s = a->query ? remove_found(a, writer, d, err) : remove_named(a, writer, d, err);
    return s ? s : archive_commit(writer, err);
}

static enum status tell(const struct deletion *d, struct err *err)
{
    struct buf text = {0};
    append_counted(&text, d->removed, "article");
    buf_append_text(&text, " deleted\n");
    enum status s = write_output(&text, err);
    buf_release(&text);
    return s;
}

static void check_arguments(const struct delete_arguments *a)
{
    if (a->query && a->id_count)
        usage_error("give ids or --query, not both");
    if (!a->query && !a->id_count)
        usage_error("which articles? Give ids or --query=WORDS");
    if (a->query && str_trim(str_of(a->query)).len == 0)
        usage_error("the query names nothing to look for, and would mean every article");
}

int command_delete(int argc, char **argv)
{
    struct delete_arguments a = {0};
    struct deletion deletion = {0};
    struct archive_writer *writer = NULL;
    struct err err = {0};

    parse_options(&argp, argc, argv, &a);
    check_arguments(&a);
    a.archive = archive_or_default(a.archive);
    enum status s = archive_writer_open(a.archive, NULL, &writer, &err);
    if (!s)
        s = remove_all(&a, writer, &deletion, &err);
    if (!s)
        s = tell(&deletion, &err);
    archive_writer_close(writer);
    if (s)
        return fail(s, &err);
    return deletion.missed ? EXIT_NOTHING : EXIT_DONE;
}
