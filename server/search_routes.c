/* Searches, and what they count. The bytes are those of `dateline search` with the same parameters. */
#include "query/present.h"
#include "query/search.h"
#include "server/routes.h"

/* A value whose bytes are no text. Of q they are repaired instead. */
enum status route_value(struct call *call, const struct target_param *param, struct err *err)
{
    if (!param->fault)
        return S_OK;
    call->parameter = param->name;
    return err_set(err, S_USAGE, "the value of %.*s %s", (int)param->name.len, param->name.ptr, param->fault);
}

enum status route_set(struct call *call, const struct target_param *param, struct params *p, struct err *err)
{
    enum status s = str_equal(param->name, str_of("q")) ? S_OK : route_value(call, param, err);
    if (!s)
        s = params_set(p, param->name, param->value, err);
    if (s)
        call->parameter = param->name;
    return s;
}

/* An export to the last hit is the shell's: here it would hold a worker for as long as its client likes. */
static enum status check_format(struct call *call, const struct params *p, struct err *err)
{
    if (!presenters[p->format].hit || !p->has_cursor)
        return S_OK;
    call->parameter = str_of("cursor");
    return err_set(err, S_USAGE,
                   "cursor goes with format=json, which tells the next-cursor; dateline search writes all "
                   "hits as lines");
}

static enum status read_params(struct call *call, struct params *p, struct err *err)
{
    enum status s = S_OK;
    params_init(p, call->now);
    p->format = FORMAT_JSON;
    for (size_t i = 0; !s && i < call->target->params; i++)
        s = route_set(call, &call->target->param[i], p, err);
    if (!s)
        s = params_check(p, err);
    if (!s)
        s = check_format(call, p, err);
    if (p->timeout == 0 || p->timeout > call->timeout)
        p->timeout = call->timeout;
    return s;
}

static const char *type_of(enum output_format format)
{
    switch (format) {
    case FORMAT_JSON:
        return ANSWER_JSON;
    case FORMAT_JSONL:
        return ANSWER_JSONL;
    case FORMAT_CSV:
        return ANSWER_CSV;
    case FORMAT_ATOM:
        return ANSWER_ATOM;
    case FORMAT_TEXT:
        break;
    }
    return ANSWER_TEXT;
}

/* The parameter that asks for more than a limit allows: the words, or once they are understood, the timeline. Where
 * there are no words, it may be any of the filters. */
static struct str limited_parameter(const struct params *p, const struct page *page)
{
    if (page->parsed.len)
        return str_of("timeline");
    return p->q.len ? str_of("q") : (struct str){0};
}

static enum status search(struct call *call, const struct params *p, struct err *err)
{
    struct answer *answer = call->answer;
    const struct present_options options = {.params = p};
    struct page page = {0};
    enum status s = search_run(call->archive, p, &page, err);
    if (!s)
        presenters[p->format].page(&page, &options, &answer->body);
    if (s == S_LIMIT)
        call->parameter = limited_parameter(p, &page);
    answer->counted = !s;
    answer->total = page.total;
    /* what is not the whole answer is not to be kept, nor what depends on the second in which it was asked for */
    if (page.timed_out || p->half_life)
        answer->cacheable = false;
    page_release(&page);
    return s ? s : answer_done(answer, type_of(p->format), err);
}

enum status answer_search(struct call *call, struct err *err)
{
    struct params p;
    enum status s = read_params(call, &p, err);
    if (!s)
        s = search(call, &p, err);
    params_release(&p);
    return s;
}

enum status answer_counts(struct call *call, struct err *err)
{
    struct params p;
    enum status s = read_params(call, &p, err);
    p.page_size = 0;
    if (!s)
        s = search(call, &p, err);
    params_release(&p);
    return s;
}
