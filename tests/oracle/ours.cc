// Our own answer, whatever stores the archive has.
#include "tests/oracle/oracle.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
extern "C" {
#include "query/search.h"
}
#pragma GCC diagnostic pop

static struct node *to_node(struct arena *arena, const Tree &t)
{
    struct node *n = node_new(arena, t.kind);
    if (t.kind == NODE_UNDATED)
        return node_new_pair(arena, NODE_AND, node_new(arena, NODE_ALL), n);
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

// ---- asking ----

// What is found, and the query that its words lie in.
struct Found {
    struct query query = {};
    struct finding finding = {};

    Found() = default;
    Found(const Found &) = delete;
    Found &operator=(const Found &) = delete;
    ~Found()
    {
        finding_release(&finding);
        query_release(&query);
    }
};

static void find_by_tree(struct archive *archive, const Search &s, uint32_t depth, bool count_all, Found *found)
{
    struct err err = {};
    struct find_options options = {};
    options.order = s.order;
    options.ranking = RANKING_BM25;
    options.depth = depth;
    options.count_all = count_all;
    found->query.arena = arena_new(NULL);
    found->query.root = to_node(found->query.arena, s.words);
    must(find(archive, &found->query, &options, &found->finding, &err), err);
}

static void set(struct params *params, const std::string &name, const std::string &value)
{
    struct err err = {};
    must(params_set(params, view(name), view(value), &err), err);
}

static void find_by_words(struct archive *archive, const Search &s, uint32_t depth, bool count_all, Found *found)
{
    static const char *const orders[] = {"", "relevance", "newest", "oldest"};
    struct err err = {};
    struct params params;
    params_init(&params, s.now);
    set(&params, "q", write_words(s.words));
    for (const auto &p : s.parameters)
        set(&params, p.name, value_of(p));
    set(&params, "ranking", "bm25");
    set(&params, "total", count_all ? "exact" : "fast");
    if (!s.default_order)
        set(&params, "order-by", orders[s.order]);
    params.page_size = depth; // past what a page may have
    must(search_find(archive, &params, &found->query, &found->finding, &err), err);
    params_release(&params);
}

static void find_ours(struct archive *archive, const Search &s, uint32_t depth, bool count_all, Found *found)
{
    (s.by_words ? find_by_words : find_by_tree)(archive, s, depth, count_all, found);
}

// ---- judging ourselves ----

static bool begins_with(const struct finding &whole, const struct finding &page, size_t depth)
{
    bool same = page.count == std::min(depth, whole.count);
    for (size_t i = 0; same && i < page.count; i++)
        same = page.candidate[i].document == whole.candidate[i].document &&
               page.candidate[i].store == whole.candidate[i].store &&
               page.candidate[i].score == whole.candidate[i].score;
    return same;
}

// A short page is the beginning of the long one, down to none at all: what is left out on the way was rightly left out.
// So it is when what cannot reach the page need not be counted.
static void ask_for_pages(struct archive *archive, const Search &s, const struct finding &whole, uint32_t documents,
                          std::string *complaint)
{
    for (bool count_all : {true, false})
        for (uint32_t depth : {1 + documents % 7, 0u}) {
            Found found;
            find_ours(archive, s, depth, count_all, &found);
            const struct finding &page = found.finding;
            bool total_fits = page.at_least ? !count_all && page.total <= whole.total : page.total == whole.total;
            if (!total_fits || !begins_with(whole, page, depth))
                *complaint = "a page of " + std::to_string(depth) + " is not the beginning of the whole list" +
                             (count_all ? "" : ", when not all are counted");
        }
}

static void take(struct archive *archive, const struct finding &finding, enum order_by order, Answer *answer,
                 std::string *complaint)
{
    for (size_t i = 0; i < finding.count; i++) {
        const struct candidate &c = finding.candidate[i];
        uint32_t number = number_of(id_of(archive, c));
        answer->scores[number] = c.score;
        if (order != ORDER_RELEVANCE)
            answer->order.push_back(number);
        else if (i && !in_order(archive, finding.candidate[i - 1], c))
            *complaint = "our order is wrong at rank " + std::to_string(i);
    }
}

Answer ask_ours(struct archive *archive, const Search &s, uint32_t documents, std::string *complaint)
{
    Found found;
    Answer answer;
    find_ours(archive, s, documents + 1, true, &found);
    const struct finding &finding = found.finding;
    take(archive, finding, s.order, &answer, complaint);
    if (s.by_words && finding.order != s.order)
        *complaint = "our order is another one";
    if (finding.total != finding.count || answer.scores.size() != finding.count)
        *complaint = "our total is " + std::to_string(finding.total) + " for " + std::to_string(finding.count) +
                     " hits, " + std::to_string(answer.scores.size()) + " of them different";
    ask_for_pages(archive, s, finding, documents, complaint);
    return answer;
}
