/* What the page shows, found: the hits with all that is counted, or the article. */
#include "query/lookup.h"
#include "query/present.h"
#include "query/search.h"
#include "server/page_impl.h"
#include "server/request.h"
#include "server/routes.h"

enum {
    DAY = 86400, /* seconds */
    DAYS_SHOWN = 62,
    MONTHS_SHOWN = 48,
    YEARS_TOO_FEW = 3, /* up to so many are shown by month */
    MONTHS_TOO_FEW = 2,
    ATTEMPTS = 8 /* a writer commits at most a few times a second */
};

static const enum field facet_fields[PAGE_FACETS] = {FIELD_SOURCE, FIELD_PLACE, FIELD_SECTION, FIELD_AGENCY,
                                                     FIELD_BYLINE, FIELD_TAG,   FIELD_LANG};

/* ---- parameters ---- */

/* A form sends also what is empty. */
static bool is_asked(const struct target_param *param, const char *without)
{
    return param->value.len && !str_equal(param->name, str_of("article")) &&
           !(without && str_equal(param->name, str_of(without)));
}

/* The parameters of the request, but not `without`. */
static enum status read_params(struct view *v, const char *without, struct params *p, struct err *err)
{
    const struct target *target = v->call->target;
    enum status s = S_OK;
    params_init(p, v->call->now);
    for (size_t i = 0; !s && i < target->params; i++)
        if (is_asked(&target->param[i], without))
            s = route_set(v->call, &target->param[i], p, err);
    if (!s)
        s = params_check(p, err);
    if (p->timeout == 0 || p->timeout > v->call->timeout)
        p->timeout = v->call->timeout;
    return s;
}

/* Of the time between the two dates that are asked for, when both are. */
static enum timeline_unit unit_of(const struct params *p)
{
    int64_t days = p->has_from && p->has_to ? (p->to - p->from) / DAY : INT64_MAX;
    if (days < DAYS_SHOWN)
        return TIMELINE_DAY;
    return days / 31 < MONTHS_SHOWN ? TIMELINE_MONTH : TIMELINE_YEAR;
}

/* ---- a search ---- */

/* Counts once more, in the time that is left. False: there is none, and what was asked for is left out. */
static bool take_time(struct view *v, struct params *p)
{
    int64_t left = (v->due - request_clock()) / 1000000;
    p->page = 1;
    p->page_size = 0;
    p->timeout = left > 0 ? (uint32_t)left : 0;
    v->cut = v->cut || left <= 0 || v->page.timed_out;
    return !v->cut;
}

static bool is_too_coarse(const struct timeline *t)
{
    return t->count && ((t->unit == TIMELINE_YEAR && t->count <= YEARS_TOO_FEW) ||
                        (t->unit == TIMELINE_MONTH && t->count <= MONTHS_TOO_FEW));
}

/* Periods that are too long for what was found are counted again as shorter ones. */
static enum status find_dates(struct view *v, struct err *err)
{
    const struct timeline *t = &v->page.timeline;
    struct params p = v->params; /* borrowed */
    enum status s = S_OK;
    p.facet_count = 0;
    while (!s && is_too_coarse(t) && take_time(v, &p)) {
        p.timeline = t->unit == TIMELINE_YEAR ? TIMELINE_MONTH : TIMELINE_DAY;
        page_release(&v->dates);
        s = search_run(v->call->archive, &p, &v->dates, err);
        v->cut = v->cut || v->dates.timed_out;
        t = &v->dates.timeline;
    }
    return s;
}

/* What other values a filtered field has. Of a field of several values each value narrows, and no other is offered. */
static enum status find_others(struct view *v, size_t facet, struct err *err)
{
    enum field field = facet_fields[facet];
    struct params p = {0};
    if (v->params.filter[field].len == 0 || schema[field].several)
        return S_OK;
    enum status s = read_params(v, schema[field].name, &p, err);
    p.facet[p.facet_count++] = field;
    p.facet_limit = PAGE_FACET_VALUES;
    if (!s && take_time(v, &p))
        s = search_run(v->call->archive, &p, &v->others[facet], err);
    v->cut = v->cut || v->others[facet].timed_out;
    params_release(&p);
    return s;
}

static enum status find_hits(struct view *v, struct err *err)
{
    struct params *p = &v->params;
    for (size_t i = 0; i < PAGE_FACETS; i++)
        p->facet[p->facet_count++] = facet_fields[i];
    p->facet_limit = PAGE_FACET_VALUES;
    p->timeline = unit_of(p);
    enum status s = search_run(v->call->archive, p, &v->page, err);
    for (size_t i = 0; !s && i < PAGE_FACETS; i++)
        s = find_others(v, i, err);
    if (!s)
        s = find_dates(v, err);
    v->call->answer->counted = !s;
    v->call->answer->total = v->page.total;
    if (v->cut || v->page.timed_out || p->half_life)
        v->call->answer->cacheable = false;
    return s;
}

/* ---- an article ---- */

static enum status mark_article(struct view *v, struct err *err)
{
    struct archive *archive = v->call->archive;
    struct marking *marking = NULL;
    enum status s = marking_new(archive, &v->params, &marking, err);
    for (int attempt = 1; s == S_STALE && attempt < ATTEMPTS; attempt++) {
        s = archive_reopen(archive, err);
        if (!s)
            s = marking_new(archive, &v->params, &marking, err);
    }
    if (!s)
        s = marking_apply(marking, &v->article, &v->marked, err);
    marking_free(marking);
    return s;
}

static enum status find_article(struct view *v, const struct target_param *id, struct err *err)
{
    enum status s = route_value(v->call, id, err);
    v->article_id = id->value;
    if (!s)
        s = lookup_article(v->call->archive, id->value, &v->article, err);
    if (s == S_NOT_FOUND)
        return err_set(err, S_NOT_FOUND, "the archive has no article of this id; it may have been taken out");
    return s ? s : mark_article(v, err);
}

/* ---- together ---- */

enum status view_make(struct view *v, struct err *err)
{
    const struct target_param *id = target_find(v->call->target, "article");
    enum status s = read_params(v, NULL, &v->params, err);
    v->due = request_clock() + (int64_t)v->params.timeout * 1000000;
    if (s)
        return s;
    return id && id->value.len ? find_article(v, id, err) : find_hits(v, err);
}

void view_release(struct view *v)
{
    params_release(&v->params);
    page_release(&v->page);
    for (size_t i = 0; i < PAGE_FACETS; i++)
        page_release(&v->others[i]);
    page_release(&v->dates);
    article_release(&v->article);
    marked_article_release(&v->marked);
}
