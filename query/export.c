/* All that a search finds: hits one after the other, and ids. */
#include "query/find_dated.h"
#include "query/hits.h"
#include "query/parser.h"
#include "query/search_impl.h"

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
    struct page page = {.arena = arena_new(archive_arenas(e->archive))};
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
    enum order_by order = search_order(e->params, query);
    enum status s = search_read_cursor(e->params, &order, &e->last, err);
    e->order = s ? ORDER_DEFAULT : order;
    return s;
}

/* Gives what is left of the hits, as of now. */
static enum status export_rest(struct export *e, struct err *err)
{
    struct query query = {0};
    struct dated_search search = {0};
    bool more = true;
    enum status s = search_make_query(e->archive, e->params, &query, err);
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
            s = search_make_query(archive, params, &query, err);
        if (!s && asks_for_nothing(query.root))
            s = err_set(err, S_USAGE, "the query names nothing to look for, and would mean every article");
        if (!s)
            s = find_all(archive, &query, add_id, ids, err);
        query_release(&query);
    }
    return s;
}

/* Whether a tree finds every article but those that it names. */
static bool finds_all_but(const struct node *n)
{
    bool any = false, all = true;
    if (n->kind == NODE_NOT)
        return finds_all_but(n->child[0]) && !finds_all_but(n->child[1]);
    for (size_t i = 0; i < n->count; i++) {
        bool found = finds_all_but(n->child[i]);
        any |= found;
        all &= found;
    }
    return n->count == 0 ? n->kind == NODE_ALL : n->kind == NODE_OR ? any : all;
}

enum status search_refuse_exclusions(struct archive *archive, const struct params *params, struct err *err)
{
    struct parser_options options = {
        .analyzer = archive_analyzer(archive), .default_op = params->default_op, .now = params->now, .one_tier = true};
    struct query query = {0};
    enum status s = query_parse(buf_str(&params->q), &options, &query, err);
    if (!s && !asks_for_nothing(query.root) && !query.starred && finds_all_but(query.root))
        s = err_set(err, S_USAGE,
                    "the query means all articles but those that it leaves out; if they are meant, put a star and a "
                    "space in front of it");
    query_release(&query);
    return s;
}
