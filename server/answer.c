#include "server/answer.h"

#include "server/page.h"

const char ANSWER_JSON[] = "application/json", ANSWER_JSONL[] = "application/x-ndjson",
           ANSWER_CSV[] = "text/csv; charset=utf-8; header=present",
           ANSWER_ATOM[] = "application/atom+xml; charset=utf-8", ANSWER_TEXT[] = "text/plain; charset=utf-8",
           ANSWER_METRICS[] = "text/plain; version=0.0.4; charset=utf-8", ANSWER_PROBLEM[] = "application/problem+json",
           ANSWER_HTML[] = "text/html; charset=utf-8", ANSWER_CSS[] = "text/css; charset=utf-8",
           ANSWER_JS[] = "text/javascript; charset=utf-8", ANSWER_SVG[] = "image/svg+xml",
           ANSWER_OPENSEARCH[] = "application/opensearchdescription+xml";

void answer_release(struct answer *a)
{
    buf_release(&a->body);
    *a = (struct answer){0};
}

enum status answer_done(struct answer *a, const char *type, struct err *err)
{
    a->code = 200;
    a->type = type;
    return buf_status(&a->body, err);
}

static void make_problem(struct answer *a, enum reason reason, const char *detail, struct str parameter,
                         struct str rejects)
{
    buf_reset(&a->body);
    a->code = reason_code(reason);
    a->type = a->page ? ANSWER_HTML : ANSWER_PROBLEM;
    a->gzip = a->cacheable = a->counted = false;
    a->reason = reason;
    if (a->page)
        page_problem(reason, detail, &a->body);
    else
        problem_json(reason, detail, parameter, rejects, &a->body);
}

void answer_problem(struct answer *a, enum reason reason, const char *detail, struct str parameter)
{
    make_problem(a, reason, detail, parameter, (struct str){0});
}

void answer_rejects(struct answer *a, const char *detail, struct str rejects)
{
    make_problem(a, REASON_CONTENT, detail, (struct str){0}, rejects);
}

void answer_failure(struct answer *a, enum reason reason, const struct err *err, struct str parameter)
{
    bool tell = reason_is_the_clients(reason);
    if (!tell)
        a->why = *err;
    answer_problem(a, reason, tell ? err->text : NULL, parameter);
}
