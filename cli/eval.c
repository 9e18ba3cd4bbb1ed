/* dateline eval: judged queries -> measures of relevance. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "archive/archive.h"
#include "cli/common.h"
#include "cli/topics.h"
#include "core/json.h"

enum { KEY_TOPICS = OPTION_KEY_LONG, KEY_QRELS, KEY_FORMAT, KEY_EACH, KEY_SYNONYMS, KEY_PARAM, ID_COLUMNS = 16 };

/* Parameters of a search that say how it ranks. */
static const char *const passed_on[] = {"default-op", "ranking", "expand", "half-life"};

static const struct argp_option options[] = {
    ARCHIVE_OPTION,
    {"topics", KEY_TOPICS, "FILE", 0, "the queries: lines of an id, a tab and words", 1},
    {"qrels", KEY_QRELS, "FILE", 0, "the judgements: lines of topic, article and grade, or as TREC has them", 2},
    {"format", KEY_FORMAT, "text|json", 0, "text by default", 3},
    {"each", KEY_EACH, NULL, 0, "tell the measures of each topic, too", 4},
    {"synonyms", KEY_SYNONYMS, "FILE", 0, "as for search", 5},
    {"default-op", KEY_PARAM, "and|or", 0, "what joins the words: or", 6},
    {"ranking", KEY_PARAM + 1, "default|bm25", 0, "as for search", 7},
    {"expand", KEY_PARAM + 2, "on|off", OPTION_ARG_OPTIONAL, "as for search", 8},
    {"half-life", KEY_PARAM + 3, "TIME", 0, "as for search", 9},
    {0},
};

struct eval_arguments {
    const char *archive, *topics, *qrels, *synonyms;
    enum output_format format;
    bool each;
    struct params params;
};

static void set_parameter(struct eval_arguments *a, int i, const char *value)
{
    struct err err = {0};
    if (params_set(&a->params, str_of(passed_on[i]), str_of(value ? value : "on"), &err))
        usage_error("%s", err.text);
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    struct eval_arguments *a = state->input;
    if (key >= KEY_PARAM && key < KEY_PARAM + (int)(sizeof passed_on / sizeof passed_on[0])) {
        set_parameter(a, key - KEY_PARAM, value);
        return 0;
    }
    switch (key) {
    case 'a':
        a->archive = value;
        return 0;
    case KEY_TOPICS:
        a->topics = value;
        return 0;
    case KEY_QRELS:
        a->qrels = value;
        return 0;
    case KEY_FORMAT:
        a->format = parse_format(value);
        return 0;
    case KEY_EACH:
        a->each = true;
        return 0;
    case KEY_SYNONYMS:
        a->synonyms = value;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options,
    parse_option,
    NULL,
    "Measures how well an archive's answers agree with judgements: nDCG@10, MAP, P@10, recall@100 and MRR as trec_eval "
    "defines them, over the first 1,000 articles of each topic.\v"
    "The words of a topic are looked for as words, whatever they are; any of them will do unless --default-op=and says "
    "otherwise.\n"
    "Exit status: 0; 1 when no topic is judged; 2, 3, 4, 5, 6 as for every command.",
    NULL,
    NULL,
    NULL,
};

const struct argp *eval_argp(void)
{
    return &argp;
}

/* ---- what is told ---- */

static void append_head(struct buf *out)
{
    buf_printf(out, "%-*s", ID_COLUMNS, "topic");
    for (int i = 0; i < MEASURES; i++)
        buf_printf(out, "  %10s", measure_names[i]);
    buf_append_byte(out, '\n');
}

static void append_row(struct str name, const struct measures *m, struct buf *out)
{
    buf_append_str(out, name);
    buf_append_repeat(out, ' ', name.len < ID_COLUMNS ? ID_COLUMNS - name.len : 0);
    for (int i = 0; i < MEASURES; i++)
        buf_printf(out, "  %10.4f", m->of[i]);
    buf_append_byte(out, '\n');
}

static void write_measures(struct json_writer *w, const struct measures *m)
{
    for (int i = 0; i < MEASURES; i++) {
        json_key(w, measure_names[i]);
        json_double(w, m->of[i]);
    }
}

/* All that an evaluation holds. */
struct evaluation {
    const struct eval_arguments *arguments;
    struct buf topics_text, qrels_text;
    struct topics topics;
    struct judgements judgements;
    struct measures sum;
    size_t judged;
    struct buf out;
    struct json_writer json;
};

static void tell_topic(struct evaluation *e, const struct topic *topic, const struct measures *m)
{
    e->judged++;
    for (int i = 0; i < MEASURES; i++)
        e->sum.of[i] += m->of[i];
    if (!e->arguments->each)
        return;
    if (e->arguments->format == FORMAT_TEXT) {
        append_row(topic->id, m, &e->out);
        return;
    }
    json_object_begin(&e->json);
    json_key(&e->json, "topic");
    json_string(&e->json, topic->id);
    write_measures(&e->json, m);
    json_object_end(&e->json);
}

static void tell_begin(struct evaluation *e)
{
    if (e->arguments->format == FORMAT_TEXT)
        append_head(&e->out);
    if (e->arguments->format != FORMAT_JSON)
        return;
    json_init(&e->json, &e->out);
    json_object_begin(&e->json);
    json_key(&e->json, "topics");
    json_array_begin(&e->json);
}

static void tell_mean(struct evaluation *e)
{
    struct measures mean = e->sum;
    char name[48];
    for (int i = 0; e->judged && i < MEASURES; i++)
        mean.of[i] /= (double)e->judged;
    snprintf(name, sizeof name, "mean of %zu", e->judged);
    if (e->arguments->format == FORMAT_TEXT)
        append_row(str_of(name), &mean, &e->out);
    if (e->arguments->format != FORMAT_JSON)
        return;
    json_array_end(&e->json);
    json_count(&e->json, "judged", e->judged);
    json_key(&e->json, "mean");
    json_object_begin(&e->json);
    write_measures(&e->json, &mean);
    json_object_end(&e->json);
    json_object_end(&e->json);
    buf_append_byte(&e->out, '\n');
}

/* ---- the run ---- */

static enum status evaluate_topic(struct evaluation *e, struct archive *archive, const struct topic *topic,
                                  struct found *found, struct err *err)
{
    struct measures m;
    bool judged = false;
    enum status s = topic_search(&e->arguments->params, archive, topic, found, err);
    if (s)
        return s;
    s = measure_topic(&e->judgements, topic->id, found->id, found->count, &judged, &m, err);
    if (judged)
        tell_topic(e, topic, &m);
    return s;
}

static enum status read_input(struct evaluation *e, struct err *err)
{
    const struct eval_arguments *a = e->arguments;
    enum status s = read_file(a->topics, TOPICS_BYTES_MAX, &e->topics_text, err);
    if (!s)
        s = topics_read(buf_str(&e->topics_text), a->topics, &e->topics, err);
    if (!s)
        s = read_file(a->qrels, TOPICS_BYTES_MAX, &e->qrels_text, err);
    if (!s)
        s = judgements_read(buf_str(&e->qrels_text), a->qrels, &e->judgements, err);
    return s;
}

static enum status evaluate(struct evaluation *e, struct archive *archive, struct err *err)
{
    struct found *found = calloc(1, sizeof *found);
    enum status s = found ? S_OK : err_no_memory(err);
    tell_begin(e);
    for (size_t i = 0; !s && i < e->topics.count; i++)
        s = evaluate_topic(e, archive, &e->topics.of[i], found, err);
    tell_mean(e);
    if (found)
        buf_release(&found->bytes);
    free(found);
    return s ? s : write_output(&e->out, err);
}

int command_eval(int argc, char **argv)
{
    struct eval_arguments a = {0};
    struct evaluation e = {.arguments = &a};
    struct archive *archive = NULL;
    struct synonyms *synonyms = NULL;
    struct err err = {0};

    params_init(&a.params, time(NULL));
    a.params.default_op = DEFAULT_OP_OR;
    a.params.total = TOTAL_FAST;
    a.params.page_size = TOPICS_DEPTH;
    parse_options(&argp, argc, argv, &a);
    if (!a.topics || !a.qrels)
        usage_error("eval needs --topics=FILE and --qrels=FILE");
    enum status s = params_check(&a.params, &err);
    if (!s)
        s = read_input(&e, &err);
    if (!s)
        s = archive_open(archive_or_default(a.archive), &archive, &err);
    if (!s && a.synonyms)
        s = read_synonyms(a.synonyms, archive, &synonyms, &err);
    a.params.synonyms = synonyms;
    if (!s)
        s = evaluate(&e, archive, &err);
    int status = s ? fail(s, &err) : e.judged ? EXIT_DONE : EXIT_NOTHING;
    archive_close(archive);
    synonyms_free(synonyms);
    topics_release(&e.topics);
    judgements_release(&e.judgements);
    buf_release(&e.topics_text);
    buf_release(&e.qrels_text);
    buf_release(&e.out);
    params_release(&a.params);
    return status;
}
