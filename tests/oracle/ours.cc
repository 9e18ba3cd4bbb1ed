// Our own answer, whatever stores the archive has.
#include "tests/oracle/oracle.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
extern "C" {
#include "query/find.h"
}
#pragma GCC diagnostic pop

static struct node *to_node(struct arena *arena, const Tree &t)
{
    struct node *n = node_new(arena, t.kind);
    n->term = n->text = arena_copy(arena, view(t.word));
    n->window = t.window;
    n->from = t.from;
    n->to = t.to;
    for (size_t i = 0; i < t.child.size(); i++) {
        struct node *child = to_node(arena, t.child[i]);
        child->offset = uint32_t(i);
        node_add_child(arena, n, child);
    }
    return n;
}

static std::string id_of(struct archive *archive, const struct candidate &c)
{
    struct err err = {};
    struct buf id = {};
    must(store_id(archive_store(archive, c.store), c.document, &id, &err), err);
    std::string text(id.data, id.len);
    buf_release(&id);
    return text;
}

static int64_t date_of(struct archive *archive, const struct candidate &c)
{
    struct err err = {};
    int64_t date;
    must(store_date(archive_store(archive, c.store), c.document, &date, &err), err);
    return date;
}

// By score, then newer first, then by id.
static bool in_order(struct archive *archive, const struct candidate &a, const struct candidate &b)
{
    if (a.score != b.score)
        return a.score > b.score;
    int64_t date_a = date_of(archive, a), date_b = date_of(archive, b);
    return date_a != date_b ? date_a > date_b : id_of(archive, a) < id_of(archive, b);
}

static bool begins_with(const struct finding &whole, const struct finding &page, size_t depth)
{
    bool same = page.count == std::min(depth, whole.count);
    for (size_t i = 0; same && i < page.count; i++)
        same = page.candidate[i].document == whole.candidate[i].document &&
               page.candidate[i].store == whole.candidate[i].store &&
               page.candidate[i].score == whole.candidate[i].score;
    return same;
}

static struct find_options plain_bm25(uint32_t depth, bool count_all)
{
    struct find_options options = {};
    options.order = ORDER_RELEVANCE;
    options.ranking = RANKING_BM25;
    options.depth = depth;
    options.count_all = count_all;
    return options;
}

// A short page is the beginning of the long one: what is left out on the way was rightly left out. So it is when what
// cannot reach the page need not be counted.
static void ask_for_pages(struct archive *archive, const struct query *query, const struct finding &whole,
                          uint32_t documents, std::string *complaint)
{
    for (bool count_all : {true, false}) {
        struct err err = {};
        struct finding page = {};
        struct find_options options = plain_bm25(1 + documents % 7, count_all);
        must(find(archive, query, &options, &page, &err), err);
        bool total_fits = page.at_least ? !count_all && page.total <= whole.total : page.total == whole.total;
        if (!total_fits || !begins_with(whole, page, options.depth))
            *complaint = "a page of " + std::to_string(options.depth) + " is not the beginning of the whole list" +
                         (count_all ? "" : ", when not all are counted");
        finding_release(&page);
    }
}

Scores ask_ours(struct archive *archive, const Tree &t, uint32_t documents, std::string *complaint)
{
    struct err err = {};
    struct query query = {};
    struct finding finding = {};
    struct find_options options = plain_bm25(documents + 1, true);
    query.arena = arena_new();
    query.root = to_node(query.arena, t);
    must(find(archive, &query, &options, &finding, &err), err);

    Scores scores;
    for (size_t i = 0; i < finding.count; i++) {
        const struct candidate &c = finding.candidate[i];
        scores[number_of(id_of(archive, c))] = c.score;
        if (i && !in_order(archive, finding.candidate[i - 1], c))
            *complaint = "our order is wrong at rank " + std::to_string(i);
    }
    if (finding.total != finding.count || scores.size() != finding.count)
        *complaint = "our total is " + std::to_string(finding.total) + " for " + std::to_string(finding.count) +
                     " hits, " + std::to_string(scores.size()) + " of them different";
    ask_for_pages(archive, &query, finding, documents, complaint);
    finding_release(&finding);
    query_release(&query);
    return scores;
}
