#include "query/search.h"

#include <time.h>

#include "query/date_cursor.h"
#include "query/facets.h"
#include "query/find_dated.h"
#include "query/fuzzy.h"
#include "query/hits.h"
#include "query/keywords.h"
#include "query/like.h"
#include "query/parser.h"
#include "query/spelling.h"
#include "query/synonyms.h"
#include "query/timeline.h"

/* A writer commits at most a few times a second, and a search is far shorter than that: one that loses its snapshot
 * this often has something else in its way. */
enum { SEARCH_ATTEMPTS = 8 };

static double now_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static enum status make_query(struct archive *archive, const struct params *params, struct query *query,
                              struct err *err)
{
    struct parser_options options = {.analyzer = archive_analyzer(archive),
                                     .default_op = params->default_op,
                                     .fields = params->query_fields,
                                     .now = params->now};
    enum status s = query_parse(buf_str(&params->q), &options, query, err);
    if (!s && params->synonyms)
        s = synonyms_apply(params->synonyms, query, err);
    if (!s)
        s = fuzzy_resolve(archive, query, err);
    if (!s && params->like.len)
        s = like_apply(archive, buf_str(&params->like), query, err);
    return s ? s : params_apply_filters(params, query, err);
}

/* The order that was asked for, or by default relevance when there is something to be relevant to. */
static enum order_by choose_order(const struct params *params, const struct query *query)
{
    if (params->order == ORDER_DEFAULT)
        return query->has_words ? ORDER_RELEVANCE : ORDER_NEWEST;
    return params->order;
}

/* Reads where the hits are to go on. A cursor knows its order, which need not be asked for again. */
static enum status read_cursor(const struct params *params, enum order_by *order, struct date_cursor *out,
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

/* Whether what was found is looked at as a whole; then it is counted there. */
static bool counts_all(const struct params *params)
{
    return params->facet_count || params->timeline || params->keywords;
}

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

static enum status count_facets(const struct matches *matches, const struct params *params, struct page *page,
                                struct err *err)
{
    enum status s = S_OK;
    page->facet = arena_alloc(page->arena, (params->facet_count + 1) * sizeof *page->facet);
    if (!page->facet)
        return err_no_memory(err);
    for (size_t i = 0; !s && i < params->facet_count; i++) {
        s = facet_count(matches, params->facet[i], params->facet_limit, page->arena, &page->facet[i], err);
        page->facet_count += !s;
    }
    return s;
}

/* Keywords, out of the first hits whatever the page. */
static enum status find_keywords(struct archive *archive, const struct query *query, const struct params *params,
                                 const struct matches *matches, struct page *page, struct err *err)
{
    struct finding sample;
    struct find_options options = {.order = page->order,
                                   .ranking = params->ranking,
                                   .collapse = params->collapse == COLLAPSE_TEXT,
                                   .depth = KEYWORDS_ARTICLES};
    enum status s = find(archive, query, &options, &sample, err);
    if (!s && sample.timed_out)
        s = err_timeout(err);
    if (!s)
        s = keywords_find(archive, query, &sample, matches, params->keywords, page->arena, &page->keyword,
                          &page->keyword_count, err);
    finding_release(&sample);
    return s;
}

/* Facets and timeline over all that the query matches, and the total. Where the time is over, what is counted to the
 * end is told, and nothing by halves. */
static enum status count_matches(struct archive *archive, const struct query *query, const struct params *params,
                                 struct page *page, struct err *err)
{
    struct matches matches;
    enum status s = matches_find(archive, query, params->collapse == COLLAPSE_TEXT, &matches, err);
    bool whole = !s && !matches.timed_out;
    page->total = matches.total > page->total ? matches.total : page->total;
    page->others = matches.others;
    page->at_least = !whole;
    if (whole)
        s = count_facets(&matches, params, page, err);
    if (!s && whole && params->timeline)
        s = make_timeline(archive, &matches, params, page, err);
    if (!s && whole && params->keywords)
        s = find_keywords(archive, query, params, &matches, page, err);
    page->timed_out |= s == S_TIMEOUT || matches.timed_out;
    matches_release(&matches);
    return s == S_TIMEOUT ? S_OK : s;
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
                                 .count_all = params->total == TOTAL_EXACT && !counts_all(params),
                                 .after = params->cursor.len ? after : NULL};
}

enum status search_find(struct archive *archive, const struct params *params, struct query *query,
                        struct finding *finding, struct err *err)
{
    struct date_cursor cursor = {0};
    *finding = (struct finding){0};
    enum status s = make_query(archive, params, query, err);
    enum order_by order = s ? ORDER_DEFAULT : choose_order(params, query);
    if (!s)
        s = read_cursor(params, &order, &cursor, err);
    struct date_position after = {cursor.date, buf_str(&cursor.id)};
    struct find_options options = find_options(params, order, &after);
    if (!s)
        s = decay_begin(archive, params->half_life, params->now, &options.decay, err);
    if (!s)
        s = find_or_relax(archive, &options, query, finding, err);
    if (s == S_TIMEOUT) { /* before anything was found */
        finding->timed_out = finding->at_least = true;
        s = S_OK;
    }
    finding->order = order;
    date_cursor_release(&cursor);
    return s;
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
    struct deadline due = *archive_deadline(archive);
    size_t first = (size_t)(params->page - 1) * params->page_size;
    size_t count = finding->count > first ? finding->count - first : 0;
    deadline_set(archive_deadline(archive), 0);
    enum status s = hits_load(archive, query, params, finding, first,
                              count < params->page_size ? count : params->page_size, out, err);
    *archive_deadline(archive) = due;
    return s;
}

static enum status search_once(struct archive *archive, const struct params *params, struct page *out, struct err *err)
{
    struct query query = {0};
    struct finding finding;

    enum status s = search_find(archive, params, &query, &finding, err);
    out->arena = arena_new();
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
    if (!s && counts_all(params))
        s = count_matches(archive, &query, params, out, err);
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

/* ---- all hits, one after the other ---- */

/* What an export holds between two of its parts. */
struct export
{
    struct archive *archive;
    const struct params *params;
    export_visit *visit;
    void *context;
    enum order_by order;
    struct date_cursor last; /* the last hit that was given; an empty id: none yet */
    uint64_t given;
};

static enum status give_hits(struct export *e, const struct query *query, const struct finding *finding,
                             struct err *err)
{
    struct page page = {.arena = arena_new()};
    enum status s = page.arena ? S_OK : err_no_memory(err);
    if (!s)
        s = hits_load(e->archive, query, e->params, finding, 0, finding->count, &page, err);
    for (size_t i = 0; !s && i < page.count; i++) {
        s = e->visit(e->context, &page.hit[i], err);
        if (s)
            break;
        e->given++;
        e->last.date = finding->candidate[i].date;
        buf_reset(&e->last.id);
        buf_append_str(&e->last.id, article_get(&page.hit[i].article, FIELD_ID));
        s = buf_status(&e->last.id, err);
    }
    page_release(&page);
    return s;
}

/* Begins behind the last hit; with any of the words, when nothing has them all. */
static enum status begin_rest(struct export *e, struct query *query, const struct date_position *after,
                              struct dated_search *search, struct err *err)
{
    bool collapse = e->params->collapse == COLLAPSE_TEXT;
    after = after->id.len ? after : NULL;
    enum status s = dated_search_begin(e->archive, query, e->order, collapse, after, search, err);
    if (s || search->matches.total || !query_relax(query))
        return s;
    dated_search_end(search);
    return dated_search_begin(e->archive, query, e->order, collapse, after, search, err);
}

/* The order of an export: that of its cursor, or else of its parameters. */
static enum status choose_export(struct export *e, const struct query *query, struct err *err)
{
    if (e->order != ORDER_DEFAULT)
        return S_OK;
    enum order_by order = choose_order(e->params, query);
    enum status s = read_cursor(e->params, &order, &e->last, err);
    e->order = s ? ORDER_DEFAULT : order;
    return s;
}

/* Gives what is left of the hits, as of now. */
static enum status export_rest(struct export *e, struct err *err)
{
    struct query query = {0};
    struct dated_search search = {0};
    bool more = true;
    enum status s = make_query(e->archive, e->params, &query, err);
    if (!s)
        s = choose_export(e, &query, err);
    struct date_position after = {e->last.date, buf_str(&e->last.id)};
    if (!s)
        s = begin_rest(e, &query, &after, &search, err);
    while (!s && more) {
        struct finding finding;
        s = dated_search_take(&search, PAGE_SIZE_MAX, &finding, err);
        more = finding.more;
        if (!s)
            s = give_hits(e, &query, &finding, err);
        finding_release(&finding);
    }
    dated_search_end(&search);
    query_release(&query);
    return s;
}

enum status search_export(struct archive *archive, const struct params *params, export_visit *visit, void *context,
                          uint64_t *given, struct err *err)
{
    struct export e = {.archive = archive, .params = params, .visit = visit, .context = context};
    enum status s = export_rest(&e, err);
    for (int attempt = 1; s == S_STALE && attempt < SEARCH_ATTEMPTS; attempt++) {
        uint64_t given_before = e.given;
        s = archive_reopen(archive, err);
        if (!s)
            s = export_rest(&e, err);
        if (e.given > given_before)
            attempt = 0;
    }
    date_cursor_release(&e.last);
    *given = e.given;
    return s;
}

/* ---- ids of all matches ---- */

static enum status add_id(void *context, struct store *store, uint32_t document, struct err *err)
{
    struct buf *ids = context;
    enum status s = store_id(store, document, ids, err);
    buf_append_byte(ids, '\0');
    return s ? s : buf_status(ids, err);
}

/* A query of punctuation, or one that leaves out nothing but a word that no article can hold. */
static bool asks_for_nothing(const struct node *root)
{
    if (root->kind == NODE_NOT)
        return root->child[0]->kind == NODE_ALL && root->child[1]->kind == NODE_NONE;
    return root->kind == NODE_ALL;
}

enum status search_ids(struct archive *archive, const struct params *params, struct buf *ids, struct err *err)
{
    enum status s = S_STALE;
    for (int attempt = 0; s == S_STALE && attempt < SEARCH_ATTEMPTS; attempt++) {
        struct query query = {0};
        s = attempt ? archive_reopen(archive, err) : S_OK;
        buf_reset(ids);
        if (!s)
            s = make_query(archive, params, &query, err);
        if (!s && asks_for_nothing(query.root))
            s = err_set(err, S_USAGE, "the query names nothing to look for, and would mean every article");
        if (!s)
            s = find_all(archive, &query, add_id, ids, err);
        query_release(&query);
    }
    return s;
}
