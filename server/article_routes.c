/* Articles as they are stored, how words may go on, and what the archive holds: the bytes are those of `dateline show`,
 * `suggest` and `info` with --format=json. */
#include "core/json.h"
#include "query/info.h"
#include "query/lookup.h"
#include "query/present.h"
#include "query/suggest.h"
#include "server/routes.h"

/* ---- articles ---- */

/* Of an answer: some articles are megabytes long, and all of it is in memory at once. */
enum { ARTICLES_BYTES_MAX = 32 << 20 };

struct articles {
    struct buf *out;
    struct buf missing; /* ids, as the inside of an array */
    bool lines;
    size_t count;
};

static enum status note_missing(struct articles *a, struct str id, struct err *err)
{
    struct json_writer w;
    if (a->missing.len)
        buf_append_byte(&a->missing, ',');
    json_init(&w, &a->missing);
    json_string(&w, id);
    return buf_status(&a->missing, err);
}

/* What an article becomes ends its line; in an array there are none. */
static enum status add_article(void *context, struct str id, const struct article *article, struct err *err)
{
    struct articles *a = context;
    const struct present_options options = {0};
    if (!article)
        return note_missing(a, id, err);
    if (a->count++ && !a->lines)
        buf_append_byte(a->out, ',');
    presenters[FORMAT_JSON].article(article, &options, a->out);
    if (!a->lines && a->out->len)
        buf_truncate(a->out, a->out->len - 1);
    if (a->out->len > ARTICLES_BYTES_MAX)
        return err_set(err, S_LIMIT, "ids: these articles are more than %d MiB; ask for fewer at once",
                       ARTICLES_BYTES_MAX >> 20);
    return buf_status(a->out, err);
}

static enum status read_format(struct call *call, bool *lines, struct err *err)
{
    const struct target_param *format = target_find(call->target, "format");
    *lines = format && str_equal(format->value, str_of("jsonl"));
    if (!format || *lines || str_equal(format->value, str_of("json")))
        return S_OK;
    call->parameter = format->name;
    return err_set(err, S_USAGE, "format: the value is json|jsonl");
}

static enum status add_articles(struct call *call, struct articles *a, struct err *err)
{
    const struct target_param *ids = target_find(call->target, "ids");
    enum status s = route_value(call, ids, err);
    call->parameter = ids->name;
    if (!s && ids->value.len == 0)
        s = err_set(err, S_USAGE, "ids: which articles?");
    buf_append_text(a->out, a->lines ? "" : "{\"articles\":[");
    if (!s)
        s = lookup_articles(call->archive, ids->value, add_article, a, err);
    if (!s && a->count == 0)
        s = err_set(err, S_NOT_FOUND, "the archive has none of these articles");
    if (!s && !a->lines) {
        buf_append_text(a->out, "],\"missing\":[");
        buf_append_str(a->out, buf_str(&a->missing));
        buf_append_text(a->out, "]}\n");
    }
    return s;
}

enum status answer_articles(struct call *call, struct err *err)
{
    struct articles a = {.out = &call->answer->body};
    enum status s = read_format(call, &a.lines, err);
    if (!s)
        s = add_articles(call, &a, err);
    buf_release(&a.missing);
    return s ? s : answer_done(call->answer, a.lines ? ANSWER_JSONL : ANSWER_JSON, err);
}

/* ---- suggestions ---- */

static enum status read_limit(struct call *call, size_t *limit, struct err *err)
{
    const struct target_param *param = target_find(call->target, "limit");
    *limit = SUGGEST_LIMIT_DEFAULT;
    if (!param)
        return S_OK;
    enum status s = route_value(call, param, err);
    if (!s)
        s = suggest_read_limit(param->value, limit, err);
    if (s)
        call->parameter = param->name;
    return s;
}

enum status answer_suggest(struct call *call, struct err *err)
{
    const struct target_param *prefix = target_find(call->target, "prefix");
    struct suggestions suggestions = {0};
    size_t limit;
    enum status s = route_value(call, prefix, err);
    if (!s)
        s = read_limit(call, &limit, err);
    if (!s)
        s = suggest_newest(call->archive, prefix->value, limit, &suggestions, err);
    if (!s)
        suggestions_json(&suggestions, &call->answer->body);
    suggestions_release(&suggestions);
    return s ? s : answer_done(call->answer, ANSWER_JSON, err);
}

/* ---- the archive ---- */

enum status answer_info(struct call *call, struct err *err)
{
    struct info info = {0};
    enum status s = info_gather(call->archive, &info, err);
    if (!s)
        info_json(&info, &call->answer->body);
    info_release(&info);
    return s ? s : answer_done(call->answer, ANSWER_JSON, err);
}
