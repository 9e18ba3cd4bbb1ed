#include "query/page_counts.h"

#include "query/facets.h"
#include "query/keywords.h"
#include "query/timeline.h"

static enum status make_timeline(struct archive *archive, const struct matches *matches, const struct params *params,
                                 struct page *page, struct err *err)
{
    struct matches whole = {0};
    bool normalize = params->normalize;
    enum status s = normalize ? matches_all(archive, params->collapse == COLLAPSE_TEXT, &whole, err) : S_OK;
    if (!s && whole.timed_out)
        s = err_timeout(err);
    if (!s)
        s = timeline_make(matches, normalize ? &whole : NULL, params->timeline, page->arena, &page->timeline, err);
    if (s)
        page->timeline = (struct timeline){0};
    matches_release(&whole);
    return s;
}

static enum status count_facets(struct archive *archive, const struct matches *matches, const struct params *params,
                                struct page *page, struct err *err)
{
    enum status s = S_OK;
    page->facet = arena_alloc(page->arena, (params->facet_count + 1) * sizeof *page->facet);
    if (!page->facet)
        return err_no_memory(err);
    for (size_t i = 0; !s && i < params->facet_count; i++) {
        s = facet_count(archive, matches, params->facet[i], params->facet_limit, page->arena, &page->facet[i], err);
        page->facet_count += !s;
    }
    return s;
}

/* Keywords, out of the first hits as they are shown, whatever the page. */
static enum status find_keywords(struct archive *archive, const struct query *query, const struct params *params,
                                 const struct find_options *options, const struct matches *matches, struct page *page,
                                 struct err *err)
{
    struct finding sample;
    struct find_options first = *options;
    first.depth = KEYWORDS_ARTICLES;
    first.count_all = false;
    first.after = NULL;
    enum status s = find(archive, query, &first, &sample, err);
    if (!s && sample.timed_out)
        s = err_timeout(err);
    if (!s)
        s = keywords_find(archive, query, &sample, matches, params->keywords, page->arena, &page->keyword,
                          &page->keyword_count, err);
    finding_release(&sample);
    return s;
}

enum status page_count(struct archive *archive, const struct query *query, const struct params *params,
                       const struct find_options *options, struct page *page, struct err *err)
{
    struct matches matches;
    enum status s = matches_find(archive, query, params->collapse == COLLAPSE_TEXT, &matches, err);
    bool whole = !s && !matches.timed_out;
    page->total = matches.total > page->total ? matches.total : page->total;
    page->others = matches.others;
    page->at_least = !whole;
    if (whole)
        s = count_facets(archive, &matches, params, page, err);
    if (!s && whole && params->timeline)
        s = make_timeline(archive, &matches, params, page, err);
    if (!s && whole && params->keywords)
        s = find_keywords(archive, query, params, options, &matches, page, err);
    page->timed_out |= s == S_TIMEOUT || matches.timed_out;
    matches_release(&matches);
    return s == S_TIMEOUT ? S_OK : s;
}
