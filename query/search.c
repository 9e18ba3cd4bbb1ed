#include "query/search.h"

#include <time.h>

#include "query/hits.h"
#include "query/parser.h"

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
    struct parser_options options = {
        .analyzer = archive_analyzer(archive), .default_op = params->default_op, .now = params->now};
    enum status s = query_parse(buf_str(&params->q), &options, query, err);
    return s ? s : params_apply_filters(params, query, err);
}

/* The order that was asked for, or by default relevance when there is something to be relevant to. */
static enum order_by choose_order(const struct params *params, const struct query *query)
{
    if (params->order == ORDER_DEFAULT)
        return query->has_words ? ORDER_RELEVANCE : ORDER_NEWEST;
    return params->order;
}

/* Finds; and when nothing in the whole archive matches, once more with any of the bare words. */
static enum status find_or_relax(struct archive *archive, const struct find_options *options, struct query *query,
                                 struct finding *out, struct err *err)
{
    enum status s = find(archive, query, options, out, err);
    if (s || out->total || !query_relax(query))
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
    page->at_least = finding->at_least;
    page->number = params->page;
    page->size = params->page_size;
    page->order = choose_order(params, query);
    page->relaxed = query->relaxed && finding->total > 0;
    node_print(query->root, &page->parsed);
    for (const struct query_note *note = query->notes; note; note = note->next) {
        if (page->notes.len)
            buf_append_byte(&page->notes, '\n');
        buf_append_str(&page->notes, note->text);
    }
}

enum status search_find(struct archive *archive, const struct params *params, struct query *query,
                        struct finding *finding, struct err *err)
{
    *finding = (struct finding){0};
    enum status s = make_query(archive, params, query, err);
    if (s)
        return s;
    struct find_options options = {.order = choose_order(params, query),
                                   .ranking = params->ranking,
                                   .depth = (size_t)params->page * params->page_size,
                                   .count_all = params->total == TOTAL_EXACT};
    return find_or_relax(archive, &options, query, finding, err);
}

static enum status search_once(struct archive *archive, const struct params *params, struct page *out, struct err *err)
{
    struct query query = {0};
    struct finding finding;
    size_t first = (size_t)(params->page - 1) * params->page_size;

    enum status s = search_find(archive, params, &query, &finding, err);
    if (!s) {
        describe(&query, params, &finding, archive, out);
        size_t count = finding.count > first ? finding.count - first : 0;
        s = hits_load(archive, &query, params, &finding, first, count < params->page_size ? count : params->page_size,
                      out, err);
    }
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
    enum status s = search_once(archive, params, out, err);
    for (int attempt = 1; s == S_STALE && attempt < SEARCH_ATTEMPTS; attempt++) {
        page_release(out);
        s = archive_reopen(archive, err);
        if (!s)
            s = search_once(archive, params, out, err);
    }
    out->seconds = now_seconds() - start;
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
