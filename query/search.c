#include "query/search_impl.h"

#include <time.h>

#include "query/accents.h"
#include "query/find_dated.h"
#include "query/fuzzy.h"
#include "query/hits.h"
#include "query/like.h"
#include "query/page_counts.h"
#include "query/parser.h"
#include "query/plan.h"
#include "query/spelling.h"
#include "query/synonyms.h"

static double now_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Whether the phrase of the bare words is of no use: it ranks nothing, and there is no text to mark it in. */
static bool has_one_tier(const struct params *params)
{
    return params->ranking == RANKING_BM25 && !params->highlight && !params->snippet_length;
}

enum status search_make_query(struct archive *archive, const struct params *params, struct query *query,
                              struct err *err)
{
    struct parser_options options = {.analyzer = archive_analyzer(archive),
                                     .arenas = archive_arenas(archive),
                                     .default_op = params->default_op,
                                     .fields = params->query_fields,
                                     .now = params->now,
                                     .one_tier = has_one_tier(params)};
    enum status s = query_parse(buf_str(&params->q), &options, query, err);
    if (!s && params->synonyms)
        s = synonyms_apply(params->synonyms, query, err);
    if (!s)
        s = accents_resolve(archive, query, err);
    if (!s)
        s = fuzzy_resolve(archive, query, err);
    if (!s && params->like.len)
        s = like_apply(archive, buf_str(&params->like), query, err);
    if (!s)
        s = params_apply_filters(params, query, err);
    return s ? s : plan_query(archive, query, err);
}

enum order_by search_order(const struct params *params, const struct query *query)
{
    if (params->order == ORDER_DEFAULT) /* a feed tells what is new */
        return query->has_words && params->format != FORMAT_ATOM ? ORDER_RELEVANCE : ORDER_NEWEST;
    return params->order;
}

enum status search_read_cursor(const struct params *params, enum order_by *order, struct date_cursor *out,
                               struct err *err)
{
    *out = (struct date_cursor){0};
    if (!params->has_cursor)
        return S_OK;
    if (params->cursor.len && !date_cursor_read(buf_str(&params->cursor), out))
        return err_no_memory(err); /* params_set has read it before */
    if (params->cursor.len && params->order == ORDER_DEFAULT)
        *order = out->order;
    if (*order == ORDER_RELEVANCE)
        return err_set(err, S_USAGE, "cursor goes through hits by date: add order-by=newest or order-by=oldest");
    if (params->cursor.len && *order != out->order)
        return err_set(err, S_USAGE, "cursor: it is of order-by=%s, and can go on in no other order",
                       out->order == ORDER_NEWEST ? "newest" : "oldest");
    return S_OK;
}

/* Finds; and when nothing in the whole archive matches, once more with any of the bare words. */
static enum status find_or_relax(struct archive *archive, const struct find_options *options, struct query *query,
                                 struct finding *out, struct err *err)
{
    enum status s = find(archive, query, options, out, err);
    if (s || out->total || out->timed_out || !query_relax(query))
        return s;
    finding_release(out);
    return find(archive, query, options, out, err);
}

static void describe(const struct query *query, const struct params *params, const struct finding *finding,
                     struct archive *archive, struct page *page)
{
    struct archive_counts counts;
    archive_counts(archive, &counts);
    page->archive_documents = counts.documents - counts.hidden;
    page->total = finding->total;
    page->others = finding->others;
    page->at_least = finding->at_least;
    page->timed_out = finding->timed_out;
    page->number = params->page;
    page->size = params->page_size;
    page->order = finding->order;
    page->relaxed = query->relaxed && finding->total > 0;
    node_print(query->root, &page->parsed);
    for (const struct query_note *note = query->notes; note; note = note->next) {
        if (page->notes.len)
            buf_append_byte(&page->notes, '\n');
        buf_append_str(&page->notes, note->text);
    }
}

/* What to find, for which the cursor's place is `after`. */
static struct find_options find_options(const struct params *params, enum order_by order,
                                        const struct date_position *after)
{
    return (struct find_options){.order = order,
                                 .ranking = params->ranking,
                                 .expand = params->expand,
                                 .collapse = params->collapse == COLLAPSE_TEXT,
                                 .depth = (size_t)params->page * params->page_size,
                                 .count_all = params->total == TOTAL_EXACT && !page_is_counted(params),
                                 .after = params->cursor.len ? after : NULL};
}

/* Finds what a query that is made finds. *options says how. */
static enum status find_made(struct archive *archive, const struct params *params, struct query *query,
                             struct find_options *options, struct finding *finding, struct err *err)
{
    struct date_cursor cursor = {0};
    enum order_by order = search_order(params, query);
    enum status s = search_read_cursor(params, &order, &cursor, err);
    struct date_position after = {cursor.date, buf_str(&cursor.id)};
    *options = find_options(params, order, &after);
    if (!s)
        s = decay_begin(archive, params->half_life, params->now, &options->decay, err);
    if (!s)
        s = find_or_relax(archive, options, query, finding, err);
    options->after = NULL;
    finding->order = order;
    date_cursor_release(&cursor);
    return s;
}

/* When the time is over before the query is made, nothing is found, and nothing may be counted: what it leaves out may
 * not be known yet. */
static enum status find_in_time(struct archive *archive, const struct params *params, struct query *query,
                                struct find_options *options, struct finding *finding, struct err *err)
{
    *finding = (struct finding){0};
    enum status s = search_make_query(archive, params, query, err);
    if (!s)
        return find_made(archive, params, query, options, finding, err);
    if (s != S_TIMEOUT)
        return s;
    finding->timed_out = finding->at_least = true;
    finding->order = search_order(params, query);
    return S_OK;
}

enum status search_find(struct archive *archive, const struct params *params, struct query *query,
                        struct finding *finding, struct err *err)
{
    struct find_options options;
    return find_in_time(archive, params, query, &options, finding, err);
}

/* Keeps the words that were added to the query. */
static enum status keep_feedback(const struct feedback *from, struct page *page, struct err *err)
{
    page->feedback = *from;
    for (size_t i = 0; i < from->count; i++) {
        struct feedback_term *to = &page->feedback.term[i];
        to->term = arena_copy(page->arena, from->term[i].term);
        if (!to->term.ptr)
            return err_no_memory(err);
    }
    return S_OK;
}

/* Tells how to go on behind the last hit. */
static enum status tell_next(struct archive *archive, const struct finding *finding, struct page *page, struct err *err)
{
    page->by_cursor = true;
    if (!finding->more || finding->count == 0 || finding->timed_out)
        return S_OK; /* behind a part of the hits there is no telling where to go on */
    const struct candidate *last = &finding->candidate[finding->count - 1];
    struct buf id = {0};
    enum status s = store_id(archive_store(archive, last->store), last->document, &id, err);
    date_cursor_write(finding->order, last->date, buf_str(&id), &page->next_cursor);
    if (!s)
        s = buf_status(&page->next_cursor, err);
    buf_release(&id);
    return s;
}

/* How many articles the query finds with other words. */
static enum status count_other(struct archive *archive, const struct params *params, const struct buf *words,
                               uint64_t *total, struct err *err)
{
    struct params other = *params; /* borrowed, but for the words */
    struct query query = {0};
    struct finding finding = {0};
    other.q = *words;
    other.page_size = 0;
    other.total = TOTAL_EXACT;
    other.facet_count = 0;
    other.timeline = TIMELINE_NONE;
    other.keywords = 0;
    other.has_cursor = false;
    other.cursor = (struct buf){0};
    enum status s = search_find(archive, &other, &query, &finding, err);
    *total = s || query.relaxed ? 0 : finding.total;
    finding_release(&finding);
    query_release(&query);
    return s;
}

/* Offers other words when these find nothing, and the others something. */
static enum status suggest(struct archive *archive, const struct params *params, const struct query *query,
                           struct page *page, struct err *err)
{
    if ((page->total && !page->relaxed) || page->timed_out || !query->has_words)
        return S_OK;
    enum status s = spelling_correct(archive, params, query, &page->suggestion, err);
    if (!s && page->suggestion.len) {
        uint64_t other;
        s = count_other(archive, params, &page->suggestion, &other, err);
        if (other == 0)
            buf_reset(&page->suggestion);
    }
    if (s == S_TIMEOUT) {
        buf_reset(&page->suggestion);
        page->timed_out = true;
        s = S_OK;
    }
    return s ? s : buf_status(&page->suggestion, err);
}

/* The hits of the page: their number is bounded, and they are loaded whatever the time. */
static enum status load_page(struct archive *archive, const struct query *query, const struct params *params,
                             const struct finding *finding, struct page *out, struct err *err)
{
    struct deadline due = deadline_suspend(archive_deadline(archive));
    size_t first = (size_t)(params->page - 1) * params->page_size;
    size_t count = finding->count > first ? finding->count - first : 0;
    enum status s = hits_load(archive, query, params, finding, first,
                              count < params->page_size ? count : params->page_size, out, err);
    *archive_deadline(archive) = due;
    return s;
}

static enum status search_once(struct archive *archive, const struct params *params, struct page *out, struct err *err)
{
    struct query query = {0};
    struct find_options options;
    struct finding finding;

    enum status s = find_in_time(archive, params, &query, &options, &finding, err);
    out->arena = arena_new(NULL);
    if (!s && !out->arena)
        s = err_no_memory(err);
    if (!s) {
        describe(&query, params, &finding, archive, out);
        s = load_page(archive, &query, params, &finding, out, err);
    }
    if (!s)
        s = suggest(archive, params, &query, out, err);
    if (!s)
        s = keep_feedback(&finding.feedback, out, err);
    if (!s && params->has_cursor)
        s = tell_next(archive, &finding, out, err);
    if (!s && page_is_counted(params) && query.planned)
        s = page_count(archive, &query, params, &options, out, err);
    if (!s)
        s = buf_status(&out->parsed, err);
    finding_release(&finding);
    query_release(&query);
    return s;
}

enum status search_run(struct archive *archive, const struct params *params, struct page *out, struct err *err)
{
    double start = now_seconds();
    *out = (struct page){0};
    if (params->timeout)
        deadline_set(archive_deadline(archive), params->timeout);
    enum status s = search_once(archive, params, out, err);
    for (int attempt = 1; s == S_STALE && attempt < SEARCH_ATTEMPTS; attempt++) {
        page_release(out);
        s = archive_reopen(archive, err);
        if (!s)
            s = search_once(archive, params, out, err);
    }
    if (params->timeout)
        deadline_set(archive_deadline(archive), 0);
    out->seconds = now_seconds() - start;
    return s;
}
