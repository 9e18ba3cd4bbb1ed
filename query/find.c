/*     tree -> expansions (plan.c) -> a matcher a store, idf over all stores -> first pass into two tiers of bounded
 * heaps
 *          -> second pass over the best of each tier -> one list
 *
 * The first tier holds the articles with the bare words as a phrase, over all matches; the phrase is looked for only
 * where a candidate would be kept. Counting is exact: every match is visited. */
#include "query/find.h"

#include <stdlib.h>
#include <string.h>

#include "query/bm25.h"
#include "query/plan.h"

/* ---- matchers and statistics ---- */

static enum status open_matchers(struct matching *m, const struct node *root, struct err *err)
{
    struct expansion *expansions;
    enum status s = plan_expand(m->archive, m->query, &expansions, err);
    if (s)
        return s;
    m->matcher = calloc(m->stores + 1, sizeof *m->matcher);
    if (!m->matcher)
        return err_no_memory(err);
    for (size_t i = 0; !s && i < m->stores; i++)
        s = matcher_open(root, expansions, archive_store(m->archive, i), &m->matcher[i], err);
    return s;
}

/* The leaves stand in the same order in every store's matcher, so their document counts add up leaf by leaf. */
static void weigh_leaves(struct matching *m)
{
    size_t leaves = m->stores ? matcher_leaf_count(m->matcher[0]) : 0;
    for (size_t leaf = 0; leaf < leaves; leaf++) {
        uint64_t documents = 0;
        for (size_t i = 0; i < m->stores; i++)
            documents += matcher_leaf_documents(m->matcher[i], leaf);
        double idf = bm25_idf(m->counts.documents, documents);
        for (size_t i = 0; i < m->stores; i++)
            matcher_set_idf(m->matcher[i], leaf, idf);
    }
}

static double idf_of(const struct matching *m, struct str term)
{
    size_t leaves = m->stores ? matcher_leaf_count(m->matcher[0]) : 0;
    for (size_t leaf = 0; leaf < leaves; leaf++)
        if (str_equal(matcher_leaf_term(m->matcher[0], leaf), term))
            return matcher_leaf_idf(m->matcher[0], leaf);
    return 0;
}

/* Gathers the distinct words that score: not what is excluded, not filters. */
static void gather_words(struct matching *m, const struct node *node)
{
    if (node->kind == NODE_FILTER)
        return;
    if (node->kind != NODE_TERM) {
        size_t scored = node->kind == NODE_NOT ? 1 : node->count;
        for (size_t i = 0; i < scored; i++)
            gather_words(m, node->child[i]);
        return;
    }
    for (size_t i = 0; i < m->word_count; i++)
        if (str_equal(m->word[i].term, node->term))
            return;
    m->word[m->word_count++] = (struct query_word){node->term, idf_of(m, node->term)};
}

static enum status open_words(struct matching *m, struct err *err)
{
    m->word = arena_alloc(m->query->arena, (node_leaf_count(m->query->root) + 1) * sizeof *m->word);
    if (!m->word)
        return err_no_memory(err);
    gather_words(m, m->query->root);
    return S_OK;
}

enum status matching_open(struct archive *archive, const struct query *query, struct matching *out, struct err *err)
{
    *out = (struct matching){.archive = archive, .query = query, .stores = archive_store_count(archive)};
    archive_counts(archive, &out->counts);
    if (out->counts.documents)
        out->average_length = (double)out->counts.total_length / (double)out->counts.documents;
    enum status s = open_matchers(out, query->root, err);
    if (!s) {
        weigh_leaves(out);
        s = open_words(out, err);
    }
    if (s)
        matching_close(out);
    return s;
}

void matching_close(struct matching *m)
{
    for (size_t i = 0; m->matcher && i < m->stores; i++)
        matcher_close(m->matcher[i]);
    free(m->matcher);
    *m = (struct matching){0};
}

/* ---- first pass ---- */

enum tier { TIER_PHRASE, TIER_REST, TIERS };

enum {
    WAITING_MAX = 8192, /* matches whose tier is not known yet, between two looks: bounds memory */
    LOOK_AT = 128       /* best of them that are looked at in one go */
};

struct first_pass {
    struct matching *matching;
    struct collector tier[TIERS];
    const struct node *phrase; /* NULL: no tiers */
    struct candidate *waiting;
    size_t waiting_count;
    uint64_t total;
};

static enum status offer(struct collector *tier, const struct candidate *c)
{
    if (collector_wants(tier, c))
        collector_add(tier, c);
    return tier->status;
}

static void sift_down(struct candidate *heap, size_t count, size_t at)
{
    struct candidate moved = heap[at];
    for (;;) {
        size_t best = 2 * at + 1;
        if (best >= count)
            break;
        if (best + 1 < count && heap[best + 1].score > heap[best].score)
            best++;
        if (heap[best].score <= moved.score)
            break;
        heap[at] = heap[best];
        at = best;
    }
    heap[at] = moved;
}

/* Takes the best of the heap that waits to its end; returns where it lies there. */
static struct candidate *take_best(struct first_pass *p)
{
    struct candidate best = p->waiting[0];
    p->waiting[0] = p->waiting[--p->waiting_count];
    if (p->waiting_count)
        sift_down(p->waiting, p->waiting_count, 0);
    p->waiting[p->waiting_count] = best;
    return &p->waiting[p->waiting_count];
}

static int by_document(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return (x->document > y->document) - (x->document < y->document);
}

/* Puts each of some candidates of a store into its tier. */
static enum status look(struct first_pass *p, struct store *store, struct candidate *c, size_t count, struct err *err)
{
    struct matcher *phrase;
    qsort(c, count, sizeof *c, by_document);
    enum status s = matcher_open(p->phrase, NULL, store, &phrase, err);
    if (s)
        return s;
    for (size_t i = 0; !s && i < count; i++) {
        bool holds;
        s = matcher_matches(phrase, c[i].document, &holds, err);
        if (!s)
            s = offer(&p->tier[holds ? TIER_PHRASE : TIER_REST], &c[i]);
    }
    matcher_close(phrase);
    return s;
}

/* Settles the tiers of what waits. Positions are dear, so the best scores are looked at first, and none that the first
 * tier would not keep: whether those hold the phrase changes nothing. */
static enum status settle_waiting(struct first_pass *p, struct store *store, struct err *err)
{
    enum status s = S_OK;
    for (size_t i = p->waiting_count / 2; i-- > 0;)
        sift_down(p->waiting, p->waiting_count, i);
    while (!s && p->waiting_count && collector_wants(&p->tier[TIER_PHRASE], &p->waiting[0])) {
        struct candidate *taken = NULL;
        size_t count = 0;
        for (; count < LOOK_AT && p->waiting_count; count++)
            taken = take_best(p);
        s = look(p, store, taken, count, err);
    }
    for (size_t i = 0; !s && i < p->waiting_count; i++)
        s = offer(&p->tier[TIER_REST], &p->waiting[i]);
    p->waiting_count = 0;
    return s;
}

static enum status take_match(struct first_pass *p, struct store *store, const struct candidate *c, struct err *err)
{
    p->total++;
    if (!p->phrase)
        return offer(&p->tier[TIER_REST], c);
    p->waiting[p->waiting_count++] = *c;
    return p->waiting_count == WAITING_MAX ? settle_waiting(p, store, err) : S_OK;
}

/* Whether a match is out of question even if it were as short as can be, so that its length need not be looked up. */
static bool cannot_enter(const struct first_pass *p, const struct matcher *matcher, struct candidate *c)
{
    if (p->phrase || p->tier[TIER_REST].count < p->tier[TIER_REST].capacity)
        return false;
    c->score = matcher_score(matcher, bm25_length_part(0, 1));
    return !collector_wants(&p->tier[TIER_REST], c);
}

static enum status walk_store(struct first_pass *p, uint32_t i, struct err *err)
{
    struct store *store = archive_store(p->matching->archive, i);
    struct matcher *matcher = p->matching->matcher[i];
    double average = p->matching->average_length;
    const int64_t *date = NULL;
    uint32_t document = 0, length;

    enum status s = p->tier[TIER_REST].order == ORDER_RELEVANCE ? S_OK : store_dates(store, &date, err);
    while (!s && !(s = matcher_next(matcher, document + 1, &document, err)) && document != CURSOR_END) {
        struct candidate c = {.date = date ? date[document] : 0, .document = document, .store = i};
        if (cannot_enter(p, matcher, &c)) {
            p->total++;
            continue;
        }
        s = store_length(store, document, &length, err);
        if (s)
            break;
        c.score = matcher_score(matcher, bm25_length_part(length, average));
        s = take_match(p, store, &c, err);
    }
    return s ? s : settle_waiting(p, store, err);
}

static enum status run_first_pass(struct first_pass *p, const struct node *phrase, struct err *err)
{
    enum status s = S_OK;
    p->phrase = phrase;
    p->waiting = malloc((phrase ? WAITING_MAX : 1) * sizeof *p->waiting);
    if (!p->waiting)
        return err_no_memory(err);
    for (size_t i = 0; !s && i < p->matching->stores; i++)
        s = walk_store(p, (uint32_t)i, err);
    for (int t = 0; !s && t < TIERS; t++)
        s = collector_sort(&p->tier[t]);
    return s;
}

/* ---- second pass ---- */

/* A candidate on its way through the second pass, which goes by store and document. */
struct ranked {
    struct candidate candidate;
    struct score_parts parts;
    size_t rank;
};

static int by_place(const void *a, const void *b)
{
    const struct candidate *x = &((const struct ranked *)a)->candidate, *y = &((const struct ranked *)b)->candidate;
    if (x->store != y->store)
        return x->store < y->store ? -1 : 1;
    return (x->document > y->document) - (x->document < y->document);
}

static enum status weigh_positions(struct matching *m, struct ranked *r, size_t count, struct err *err)
{
    uint32_t *document = malloc((count + 1) * sizeof *document);
    struct score_parts *parts = calloc(count + 1, sizeof *parts);
    enum status s = document && parts ? S_OK : err_no_memory(err);

    for (size_t from = 0, to; !s && from < count; from = to) {
        for (to = from; to < count && r[to].candidate.store == r[from].candidate.store; to++)
            document[to - from] = r[to].candidate.document;
        s = second_pass(archive_store(m->archive, r[from].candidate.store), m->word, m->word_count, document, to - from,
                        parts, err);
        for (size_t i = from; !s && i < to; i++) {
            r[i].parts = parts[i - from];
            r[i].parts.bm25 = r[i].candidate.score;
            r[i].candidate.score += r[i].parts.window + r[i].parts.headline + r[i].parts.position;
        }
    }
    free(document);
    free(parts);
    return s;
}

static int by_rank(const void *a, const void *b, void *collector)
{
    const struct ranked *x = a, *y = b;
    return collector_compare(collector, &x->candidate, &y->candidate);
}

/* Ranks the best of one tier again by positions; the rest keep their order behind them. */
static enum status rerank(struct matching *m, struct collector *tier, struct score_parts *parts, struct err *err)
{
    size_t count = tier->count < SECOND_PASS_DEPTH ? tier->count : SECOND_PASS_DEPTH;
    struct ranked *r = calloc(count + 1, sizeof *r);
    if (!r)
        return err_no_memory(err);
    for (size_t i = 0; i < count; i++)
        r[i].candidate = tier->best[i];
    qsort(r, count, sizeof *r, by_place);
    enum status s = weigh_positions(m, r, count, err);
    if (!s && count)
        qsort_r(r, count, sizeof *r, by_rank, tier);
    for (size_t i = 0; !s && i < count; i++) {
        tier->best[i] = r[i].candidate;
        parts[i] = r[i].parts;
    }
    free(r);
    return s ? s : tier->status;
}

/* ---- together ---- */

static enum status list_tiers(struct first_pass *p, const struct find_options *options, bool second,
                              struct finding *out, struct err *err)
{
    size_t room = p->tier[TIER_PHRASE].count + p->tier[TIER_REST].count;
    out->candidate = malloc((room + 1) * sizeof *out->candidate);
    out->parts = calloc(room + 1, sizeof *out->parts);
    enum status s = out->candidate && out->parts ? S_OK : err_no_memory(err);

    /* A page that the first tier fills needs no more. */
    for (int t = 0; !s && t < TIERS && out->count < options->depth; t++) {
        struct collector *tier = &p->tier[t];
        struct score_parts *parts = out->parts + out->count;
        for (size_t i = 0; i < tier->count; i++)
            parts[i].bm25 = tier->best[i].score;
        if (second)
            s = rerank(p->matching, tier, parts, err);
        for (size_t i = 0; !s && i < tier->count; i++)
            parts[i].phrase_tier = t == TIER_PHRASE;
        if (!s && tier->count)
            memcpy(out->candidate + out->count, tier->best, tier->count * sizeof *tier->best);
        out->count += tier->count;
    }
    if (out->count > options->depth)
        out->count = options->depth;
    return s;
}

enum status find(struct archive *archive, const struct query *query, const struct find_options *options,
                 struct finding *out, struct err *err)
{
    struct matching matching;
    struct first_pass p = {.matching = &matching};
    bool second = options->ranking == RANKING_DEFAULT && options->order == ORDER_RELEVANCE && options->depth > 0;
    size_t capacity = second && options->depth < SECOND_PASS_DEPTH ? SECOND_PASS_DEPTH : options->depth;

    *out = (struct finding){0};
    enum status s = matching_open(archive, query, &matching, err);
    for (int t = 0; !s && t < TIERS; t++)
        s = collector_init(&p.tier[t], archive, options->order, capacity, err);
    if (!s)
        s = run_first_pass(&p, second ? query->tier : NULL, err);
    if (!s)
        s = list_tiers(&p, options, second, out, err);
    out->total = p.total;
    out->word = matching.word;
    out->word_count = matching.word_count;
    for (int t = 0; t < TIERS; t++)
        collector_release(&p.tier[t]);
    free(p.waiting);
    matching_close(&matching);
    return s;
}

void finding_release(struct finding *f)
{
    free(f->candidate);
    free(f->parts);
    *f = (struct finding){0};
}

enum status find_all(struct archive *archive, const struct query *query, find_visit *visit, void *context,
                     struct err *err)
{
    struct matching m;
    enum status s = matching_open(archive, query, &m, err);
    for (size_t i = 0; !s && i < m.stores; i++) {
        uint32_t document = 0;
        while (!s && !(s = matcher_next(m.matcher[i], document + 1, &document, err)) && document != CURSOR_END)
            s = visit(context, archive_store(archive, i), document, err);
    }
    matching_close(&m);
    return s;
}
