/*     tree -> expansions (plan.c) -> a matcher a store, idf over all stores -> first pass into bounded heaps -> second
 *          pass over the best of each -> one list
 *
 * There are two tiers. The first holds the articles with the bare words as a phrase; the second the others, and is
 * looked for only when the first does not fill the page: then the first is known whole, and what is in it is left out
 * of the second.
 *
 * Where every match has to be visited to be counted, or few can match, both tiers are filled on one way.
 *
 * What cannot reach a heap is passed over by bounds of blocks, from the beginning where it is known what so many reach.
 * An exact total is counted apart where counting is cheap (words, and any of some words); otherwise every match is
 * visited, and scored only where its bound allows it. */
#include "query/find.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/bm25.h"
#include "query/filters.h"
#include "query/find_dated.h"
#include "query/matches.h"
#include "query/plan.h"
#include "query/rank.h"

/* ---- matchers and statistics ---- */

static enum status open_matchers(struct matching *m, const struct node *root, struct err *err)
{
    m->expansions = m->query->expansions;
    enum status s = m->query->planned ? S_OK : plan_expand(m->archive, m->query, &m->expansions, err);
    if (s)
        return s;
    m->arena = arena_new(archive_arenas(m->archive));
    m->matcher = arena_alloc(m->arena, (m->stores + 1) * sizeof *m->matcher);
    if (!m->matcher)
        return err_no_memory(err);
    for (size_t i = 0; !s && i < m->stores; i++)
        s = matcher_open(root, m->expansions, m->arena, m->archive, i, &m->matcher[i], err);
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
        if (str_equal(m->word[i].term, node->term)) {
            m->word[i].times++;
            return;
        }
    m->word[m->word_count++] = (struct query_word){node->term, idf_of(m, node->term), 1};
}

static enum status open_words(struct matching *m, struct err *err)
{
    m->word = arena_alloc(m->query->arena, (node_leaf_count(m->query->root) + 1) * sizeof *m->word);
    if (!m->word)
        return err_no_memory(err);
    gather_words(m, m->query->root);
    return S_OK;
}

enum status matching_open(struct archive *archive, const struct query *query, const struct node *root,
                          struct matching *out, struct err *err)
{
    *out = (struct matching){.archive = archive, .query = query, .stores = archive_store_count(archive)};
    archive_counts(archive, &out->counts);
    if (out->counts.documents)
        out->average_length = (double)out->counts.total_length / (double)out->counts.documents;
    enum status s = open_matchers(out, root, err);
    if (!s) {
        weigh_leaves(out);
        for (size_t i = 0; i < out->stores; i++)
            matcher_set_average(out->matcher[i], out->average_length);
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
    arena_free(m->arena);
    *m = (struct matching){0};
}

enum status matching_score(struct matching *m, uint32_t i, uint32_t document, double *out, struct err *err)
{
    struct store *store = archive_store(m->archive, i);
    uint32_t length;
    double factor;
    enum status s = matcher_length(m->matcher[i], document, &length, err);
    if (!s)
        s = matcher_score(m->matcher[i], bm25_length_part(length, m->average_length), out, err);
    if (!s && m->decay.half_life > 0 && !(s = decay_factor(&m->decay, store, document, &factor, err)))
        *out *= factor;
    return s;
}

/* ---- first pass ---- */

struct first_pass {
    struct matching *matching;
    struct collector *tier;
    const struct collector *leave_out; /* what is in it is not for this tier; NULL: nothing */
    const struct matches *only;        /* NULL: every match */
    bool count_all;
    double reached;   /* so many matches as the tier holds score this at least; 0: not known */
    uint64_t visited; /* matches */
    bool passed_over; /* some may not have been visited */
};

static bool holds(const struct collector *c, uint32_t store, uint32_t document)
{
    for (size_t i = 0; c && i < c->count; i++)
        if (c->best[i].document == document && c->best[i].store == store)
            return true;
    return false;
}

/* The score that a match needs to be kept; 0: any will do. */
static double floor_of(const struct collector *tier)
{
    return tier->capacity && tier->count == tier->capacity ? tier->best[0].score : 0;
}

/* The same, also before there are so many. */
static double floor_of_pass(const struct first_pass *p)
{
    return fmax(floor_of(p->tier), p->reached);
}

/* Where all are counted no floor is wanted; where some are left out these may be what reaches it, and a score that
 * decays is less. */
static enum status find_reached(struct first_pass *p, struct err *err)
{
    bool whole = !p->only && p->matching->decay.half_life <= 0 && (!p->leave_out || p->leave_out->count == 0);
    bool wanted = whole && !p->count_all;
    enum status s = S_OK;
    for (size_t i = 0; !s && wanted && i < p->matching->stores; i++) {
        double reached;
        s = matcher_reached(p->matching->matcher[i], p->tier->capacity, &reached, err);
        p->reached = fmax(p->reached, reached);
    }
    return s;
}

static enum status take_match(struct first_pass *p, uint32_t i, uint32_t document, struct err *err)
{
    struct candidate c = {.document = document, .store = i};
    if (p->only && !matches_has(&p->only->of[i], document))
        return S_OK;
    enum status s = matching_score(p->matching, i, document, &c.score, err);
    if (!s && collector_wants(p->tier, &c) && !holds(p->leave_out, i, document))
        collector_add(p->tier, &c);
    return s ? s : p->tier->status;
}

/* Visits the matches that may be kept, or all of them. */
static enum status walk_store(struct first_pass *p, uint32_t i, struct err *err)
{
    struct matcher *matcher = p->matching->matcher[i];
    bool all_count = p->count_all || p->tier->capacity == 0;
    uint32_t document = 0;
    enum status s = S_OK;
    while (!s) {
        double floor = floor_of_pass(p);
        s = all_count ? matcher_next(matcher, document + 1, &document, err)
                      : matcher_next_above(matcher, document + 1, floor, &document, err);
        if (s || document == CURSOR_END)
            break;
        p->visited++;
        if (!p->count_all && p->tier->capacity == 0) { /* that there is one is all that is asked */
            p->passed_over = true;
            break;
        }
        bool below = false;
        if (p->count_all && floor > 0)
            s = matcher_is_below(matcher, floor, &below, err);
        if (!s && !below)
            s = take_match(p, i, document, err);
    }
    p->passed_over |= !p->count_all && floor_of_pass(p) > 0;
    return s;
}

static enum status walk_stores(struct first_pass *p, struct err *err)
{
    enum status s = find_reached(p, err);
    for (size_t i = 0; !s && i < p->matching->stores; i++)
        s = walk_store(p, (uint32_t)i, err);
    return s ? s : p->tier->status;
}

/* Counts the matches of fresh matchers, which are used up. */
static enum status count_matches(struct matching *m, uint64_t *total, struct err *err)
{
    enum status s = S_OK;
    *total = 0;
    for (size_t i = 0; !s && i < m->stores; i++) {
        uint64_t count;
        s = matcher_count(m->matcher[i], &count, err);
        *total += count;
    }
    return s;
}

static enum status count_stores(struct archive *archive, const struct query *query, uint64_t *total, struct err *err)
{
    struct matching m;
    enum status s = matching_open(archive, query, query->root, &m, err);
    if (!s)
        s = count_matches(&m, total, err);
    matching_close(&m);
    return s;
}

/* Counts the matches of a store whose matcher has been walked. */
static enum status count_store_again(struct matching *m, size_t i, uint64_t *count, struct err *err)
{
    struct matcher *fresh = NULL;
    if (matcher_rewind(m->matcher[i]))
        return matcher_count(m->matcher[i], count, err);
    enum status s = matcher_open(m->query->root, m->expansions, m->arena, m->archive, i, &fresh, err);
    if (!s)
        s = matcher_count(fresh, count, err);
    matcher_close(fresh);
    return s;
}

/* The total is no less than it was when the time ends before all are counted. */
static enum status count_again(struct matching *m, uint64_t *total, struct err *err)
{
    uint64_t counted = 0;
    enum status s = S_OK;
    for (size_t i = 0; !s && i < m->stores; i++) {
        uint64_t count = 0;
        s = count_store_again(m, i, &count, err);
        counted += count;
    }
    *total = counted > *total ? counted : *total;
    return s;
}

/* Whether the words of the first tier are the whole query. */
static bool is_bare(const struct query *q)
{
    bool bare = q->root->kind == NODE_AND && q->root->count == q->tier->count;
    for (size_t i = 0; bare && i < q->tier->count; i++)
        bare = q->root->child[i]->kind == NODE_TERM && str_equal(q->root->child[i]->term, q->tier->child[i]->term);
    return bare;
}

/* The query's articles that hold its bare words as a phrase, as a tree: where there are only these, the phrase says all
 * and scores the same. NULL without memory. */
static struct node *first_tier(const struct query *q)
{
    if (is_bare(q))
        return q->tier;
    return node_new_pair(q->arena, NODE_AND, q->root, filter_of(q->arena, q->tier));
}

static enum status find_phrases(const struct matching *whole, const struct matches *only, struct collector *tier,
                                struct err *err)
{
    struct matching m = {0};
    struct first_pass p = {.matching = &m, .tier = tier, .only = only};
    const struct node *root = first_tier(whole->query);
    if (!root)
        return err_no_memory(err);
    enum status s = matching_open(whole->archive, whole->query, root, &m, err);
    m.decay = whole->decay;
    if (!s)
        s = walk_stores(&p, err);
    matching_close(&m);
    return s;
}

/* How many matches there are at least, as far as it is known without a look at them. */
static uint64_t known_count(const struct matching *m, bool *all)
{
    uint64_t count = 0;
    *all = true;
    for (size_t i = 0; i < m->stores; i++) {
        bool all_of_store;
        count += matcher_known_count(m->matcher[i], &all_of_store);
        *all &= all_of_store;
    }
    return count;
}

/* All matches but those of the first tier; sets the total when it is counted on the way, or apart. */
static enum status find_rest(struct matching *m, const struct find_options *options, const struct matches *only,
                             struct collector tier[TIERS], struct finding *out, struct err *err)
{
    if (options->depth == 0 && options->count_all)
        return count_matches(m, &out->total, err);
    bool apart = options->count_all && m->stores && matcher_counts_cheaply(m->matcher[0]);
    struct first_pass p = {.matching = m,
                           .tier = &tier[TIER_REST],
                           .leave_out = &tier[TIER_PHRASE],
                           .only = only,
                           .count_all = options->count_all && !apart};
    enum status s = walk_stores(&p, err);
    out->total = p.visited;
    out->at_least = p.passed_over;
    if (s || !out->at_least)
        return s;
    bool all;
    uint64_t known = known_count(m, &all);
    out->total = known > out->total ? known : out->total;
    out->at_least = !all && !apart;
    return all || !apart ? S_OK : count_again(m, &out->total, err);
}

/* ---- both tiers in one walk ---- */

/* Documents that may match: so many are visited in less time than bounds save. */
enum { BOTH_AT_ONCE_MAX = 2048 };

/* Whether every match has to be visited anyway, or there are not so many that two ways which pass over some were
 * shorter, and its words' own cursors can tell whether they are a phrase. */
static enum status prepare_both(struct matching *m, const struct find_options *options, bool *possible, struct err *err)
{
    enum status s = S_OK;
    uint64_t most = 0;
    for (size_t i = 0; i < m->stores; i++)
        most += matcher_cost(m->matcher[i]);
    *possible = m->stores && !matcher_counts_cheaply(m->matcher[0]) && (options->count_all || most <= BOTH_AT_ONCE_MAX);
    for (size_t i = 0; !s && *possible && i < m->stores; i++)
        s = matcher_add_phrase(m->matcher[i], m->query->tier, possible, err);
    return s;
}

/* Puts a match that is not for the second tier into the first, if it holds the phrase. */
static enum status take_phrase(struct matching *m, uint32_t i, uint32_t document, struct collector *tier,
                               struct err *err)
{
    struct candidate c = {.document = document, .store = i};
    bool phrase = false;
    enum status s = matcher_holds_phrase(m->matcher[i], &phrase, err);
    if (s || !phrase)
        return s;
    s = matching_score(m, i, document, &c.score, err);
    if (!s)
        collector_add(tier, &c);
    return s ? s : tier->status;
}

/* Puts a match into its tier: whether it holds the phrase is asked only where the first tier would keep it. */
static enum status sort_match(struct matching *m, uint32_t i, uint32_t document, struct collector tier[TIERS],
                              struct err *err)
{
    struct candidate c = {.document = document, .store = i};
    bool phrase = false;
    enum status s = matching_score(m, i, document, &c.score, err);
    if (!s && collector_wants(&tier[TIER_PHRASE], &c))
        s = matcher_holds_phrase(m->matcher[i], &phrase, err);
    struct collector *to = &tier[phrase ? TIER_PHRASE : TIER_REST];
    if (!s)
        collector_add(to, &c);
    return s ? s : to->status;
}

/* Whether a tier that is full certainly keeps nothing of the matcher's document. */
static enum status is_below_tier(struct matcher *matcher, const struct collector *tier, bool *below, struct err *err)
{
    double floor = floor_of(tier);
    *below = false;
    return floor > 0 ? matcher_is_below(matcher, floor, below, err) : S_OK;
}

static enum status find_both(struct matching *m, struct collector tier[TIERS], struct finding *out, struct err *err)
{
    enum status s = S_OK;
    for (size_t i = 0; !s && i < m->stores; i++) {
        struct matcher *matcher = m->matcher[i];
        uint32_t document = 0;
        while (!s && !(s = matcher_next(matcher, document + 1, &document, err)) && document != CURSOR_END) {
            out->total++;
            /* a first tier that is full fills the page */
            bool below_first = false, below_second = false;
            s = is_below_tier(matcher, &tier[TIER_PHRASE], &below_first, err);
            if (s || below_first)
                continue;
            s = is_below_tier(matcher, &tier[TIER_REST], &below_second, err);
            if (!s && below_second)
                s = take_phrase(m, (uint32_t)i, document, &tier[TIER_PHRASE], err);
            else if (!s)
                s = sort_match(m, (uint32_t)i, document, tier, err);
        }
    }
    return s;
}

static enum status find_tiers(struct matching *m, const struct find_options *options, const struct matches *only,
                              bool second, struct collector tier[TIERS], struct finding *out, struct err *err)
{
    enum status s = S_OK;
    bool tiers = second && m->query->tier, both = false;
    if (tiers && !only)
        s = prepare_both(m, options, &both, err);
    if (s || both)
        return s ? s : find_both(m, tier, out, err);
    if (tiers)
        s = find_phrases(m, only, &tier[TIER_PHRASE], err);
    bool full = tier[TIER_PHRASE].count >= options->depth && options->depth > 0;
    if (s || !full)
        return s ? s : find_rest(m, options, only, tier, out, err);
    out->total = tier[TIER_PHRASE].count;
    out->at_least = !options->count_all;
    return options->count_all ? count_stores(m->archive, m->query, &out->total, err) : S_OK;
}

/* When the time is over, what there is goes on. */
static enum status take_what_there_is(const struct collector tier[TIERS], struct finding *out)
{
    uint64_t kept = tier[TIER_PHRASE].count + tier[TIER_REST].count;
    out->timed_out = out->at_least = true;
    out->total = out->total > kept ? out->total : kept;
    return S_OK;
}

/* The work on the few that were kept is bounded, and done whatever the time. */
static enum status rank_in_peace(struct matching *m, struct collector tier[TIERS], const struct find_options *options,
                                 bool second, struct finding *out, struct err *err)
{
    struct deadline due = deadline_suspend(archive_deadline(m->archive));
    enum status s = rank_tiers(m, tier, options, second, out, err);
    *archive_deadline(m->archive) = due;
    return s;
}

/* By relevance; of the matches that are left out nothing is counted. */
static enum status find_best(struct archive *archive, const struct query *query, const struct find_options *options,
                             const struct matches *only, struct finding *out, struct err *err)
{
    struct matching matching;
    struct collector tier[TIERS] = {0};
    *out = (struct finding){0};
    enum status s = matching_open(archive, query, query->root, &matching, err);
    bool open = !s;
    /* positions tell nothing of what is no word: wildcards alone */
    bool second = options->ranking == RANKING_DEFAULT && options->depth > 0 && (matching.word_count || options->expand);
    size_t capacity = second && options->depth < rank_depth(options) ? rank_depth(options) : options->depth;
    matching.decay = options->decay;
    for (int t = 0; !s && t < TIERS; t++)
        s = collector_init(&tier[t], archive, capacity, err);
    if (!s)
        s = find_tiers(&matching, options, only, second, tier, out, err);
    if (s == S_TIMEOUT)
        s = take_what_there_is(tier, out);
    if (!s && open)
        s = rank_in_peace(&matching, tier, options, second && !out->timed_out, out, err);
    out->decay = matching.decay;
    out->word = matching.word;
    out->word_count = matching.word_count;
    for (int t = 0; t < TIERS; t++)
        collector_release(&tier[t]);
    matching_close(&matching);
    return s;
}

/* The best of those matches that stay where equal texts are one; when the time is over before they are known, the
 * newest of those that are. */
static enum status find_collapsed(struct archive *archive, const struct query *query,
                                  const struct find_options *options, struct finding *out, struct err *err)
{
    struct matches only;
    struct find_options best = *options;
    best.count_all = false; /* they are counted already */
    *out = (struct finding){0};
    enum status s = matches_find(archive, query, true, &only, err);
    if (!s && only.timed_out)
        return find_newest_of(archive, query, &only, options->depth, out, err);
    if (!s)
        s = find_best(archive, query, &best, &only, out, err);
    if (!s)
        s = matches_count_others(&only, out->candidate, out->count, err);
    out->total = only.total;
    out->others = only.others;
    out->at_least = out->timed_out;
    matches_release(&only);
    return s;
}

enum status find(struct archive *archive, const struct query *query, const struct find_options *options,
                 struct finding *out, struct err *err)
{
    if (options->order != ORDER_RELEVANCE)
        return find_dated(archive, query, options, out, err);
    if (options->collapse)
        return find_collapsed(archive, query, options, out, err);
    return find_best(archive, query, options, NULL, out, err);
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
    enum status s = matching_open(archive, query, query->root, &m, err);
    for (size_t i = 0; !s && i < m.stores; i++) {
        uint32_t document = 0;
        while (!s && !(s = matcher_next(m.matcher[i], document + 1, &document, err)) && document != CURSOR_END)
            s = visit(context, archive_store(archive, i), document, err);
    }
    matching_close(&m);
    return s;
}
