#include "query/rank.h"

#include <stdlib.h>
#include <string.h>

#include "query/feedback.h"

size_t rank_depth(const struct find_options *options)
{
    return options->expand ? SECOND_PASS_DEPTH_MAX : SECOND_PASS_DEPTH;
}

/* ---- candidates of one store ---- */

/* Puts the document into its place behind the first `count`. */
static void insert(struct second_pass_group *g, size_t count, uint32_t document, uint32_t at)
{
    for (; count > 0 && g->document[count - 1] > document; count--) {
        g->document[count] = g->document[count - 1];
        g->at[count] = g->at[count - 1];
    }
    g->document[count] = document;
    g->at[count] = at;
}

enum { PARTS = 128 }; /* of the range of a store's documents */

/* Document >> shift is its part. */
static uint32_t part_shift(uint32_t limit)
{
    uint32_t shift = 0;
    while (limit >> shift >= PARTS)
        shift++;
    return shift;
}

/* Documents lie anywhere in a store: by parts of its range first, which leaves little to be put in order. */
static void group_make(const struct candidate *c, size_t count, uint32_t store, uint32_t limit,
                       struct second_pass_group *out)
{
    uint32_t before[PARTS + 1] = {0}, shift = part_shift(limit);
    uint32_t document[SECOND_PASS_DEPTH_MAX], at[SECOND_PASS_DEPTH_MAX];
    out->count = 0;
    for (size_t i = 0; i < count; i++)
        if (c[i].store == store) {
            before[(c[i].document >> shift) + 1]++;
            out->count++;
        }
    for (size_t part = 0; part < PARTS; part++)
        before[part + 1] += before[part];
    for (size_t i = 0; i < count; i++)
        if (c[i].store == store) {
            uint32_t to = before[c[i].document >> shift]++;
            document[to] = c[i].document;
            at[to] = (uint32_t)i;
        }
    for (size_t i = 0; i < out->count; i++)
        insert(out, i, document[i], at[i]);
}

/* A way to score again the candidates of store number `store`; parts belong to the candidates. */
typedef enum status rescore(struct matching *m, const struct feedback *f, uint32_t store,
                            const struct second_pass_group *g, struct candidate *c, struct score_parts *parts,
                            struct err *err);

/* Adds to the scores what positions say. */
static enum status weigh_positions(struct matching *m, const struct feedback *f, uint32_t number,
                                   const struct second_pass_group *g, struct candidate *c, struct score_parts *parts,
                                   struct err *err)
{
    struct store *store = archive_store(m->archive, number);
    (void)f;
    enum status s = second_pass(store, m->word, m->word_count, g, parts, m->arena, err);
    for (size_t i = 0; !s && i < g->count; i++) {
        struct score_parts *of = &parts[g->at[i]];
        double factor;
        s = decay_factor(&m->decay, store, g->document[i], &factor, err);
        of->window *= factor;
        of->headline *= factor;
        of->position *= factor;
        c[g->at[i]].score += of->window + of->headline + of->position;
    }
    return s;
}

/* Puts what the words of the feedback give in place of a part of the query's. */
static enum status weigh_feedback(struct matching *m, const struct feedback *f, uint32_t store,
                                  const struct second_pass_group *g, struct candidate *c, struct score_parts *parts,
                                  struct err *err)
{
    double given[SECOND_PASS_DEPTH_MAX];
    enum status s = feedback_score(f, m, store, g->document, g->count, given, err);
    for (size_t i = 0; !s && i < g->count; i++) {
        struct score_parts *of = &parts[g->at[i]];
        double factor;
        s = decay_factor(&m->decay, archive_store(m->archive, store), g->document[i], &factor, err);
        of->bm25 *= FEEDBACK_QUERY;
        of->feedback = given[i] * factor;
        c[g->at[i]].score = of->bm25 + of->window + of->headline + of->position + of->feedback;
    }
    return s;
}

/* ---- one tier ---- */

/* Puts the `wanted` best of candidates in their order; index[i] says where the i-th stood. */
static enum status choose_best(struct collector *tier, size_t count, size_t wanted, uint32_t *index, struct err *err)
{
    struct collector best;
    enum status s = collector_init(&best, tier->archive, wanted < count ? wanted : count, err);
    for (uint32_t i = 0; !s && i < count; i++) {
        tier->best[i].index = i;
        collector_add(&best, &tier->best[i]);
    }
    if (!s)
        s = collector_sort(&best);
    for (size_t i = 0; !s && i < best.count; i++) {
        tier->best[i] = best.best[i];
        index[i] = best.best[i].index;
    }
    collector_release(&best);
    return s;
}

/* Scores the best of one tier again: all there are, or of a sorted tier the first `depth`; the rest keep their order
 * behind them. Of those that are scored again only as many as are wanted are put in order, and the rest are dropped if
 * none of them is. */
static enum status rerank(struct matching *m, struct collector *tier, size_t depth, size_t wanted, rescore *how,
                          const struct feedback *f, struct score_parts *parts, struct err *err)
{
    size_t count = tier->count < depth ? tier->count : depth;
    if (count == 0)
        return tier->status;
    struct score_parts *part = arena_alloc_raw(m->arena, count * sizeof *part);
    uint32_t index[SECOND_PASS_DEPTH_MAX];
    enum status s = part ? S_OK : err_no_memory(err);
    if (!s)
        memcpy(part, parts, count * sizeof *part);
    for (uint32_t i = 0; !s && i < m->stores; i++) {
        struct second_pass_group group;
        struct store_counts counts;
        store_counts(archive_store(m->archive, i), &counts);
        group_make(tier->best, count, i, counts.document_limit, &group);
        s = group.count ? how(m, f, i, &group, tier->best, part, err) : S_OK;
    }
    if (!s)
        s = choose_best(tier, count, wanted, index, err);
    if (wanted < count)
        tier->count = count = wanted;
    for (size_t i = 0; !s && i < count; i++)
        parts[i] = part[index[i]];
    return s ? s : tier->status;
}

/* ---- both tiers ---- */

static enum status rank_each(struct matching *m, struct collector tier[TIERS], size_t depth, size_t wanted, bool second,
                             struct score_parts *parts[TIERS], struct err *err)
{
    enum status s = S_OK;
    for (int t = 0; !s && t < TIERS; t++) {
        if (wanted == 0) /* the page has no room for it */
            tier[t].count = 0;
        if (!second || tier[t].count > depth)
            s = collector_sort(&tier[t]);
        parts[t] = arena_alloc(m->arena, tier[t].count * sizeof *parts[t]);
        if (!s && !parts[t])
            s = err_no_memory(err);
        for (size_t i = 0; !s && i < tier[t].count; i++)
            parts[t][i].bm25 = tier[t].best[i].score;
        if (!s && second)
            s = rerank(m, &tier[t], depth, wanted, weigh_positions, NULL, parts[t], err);
        wanted -= tier[t].count < wanted ? tier[t].count : wanted;
    }
    return s;
}

/* Looks for words that the best have in common, and ranks by these, too. */
static enum status expand(struct matching *m, struct collector tier[TIERS], struct score_parts *parts[TIERS],
                          struct feedback *out, struct err *err)
{
    struct candidate best[FEEDBACK_ARTICLES];
    size_t count = 0;
    for (int t = 0; t < TIERS; t++)
        for (size_t i = 0; i < tier[t].count && count < FEEDBACK_ARTICLES; i++)
            best[count++] = tier[t].best[i];
    enum status s = feedback_choose(m, best, count, out, err);
    for (int t = 0; !s && out->count && t < TIERS; t++)
        s = rerank(m, &tier[t], SECOND_PASS_DEPTH_MAX, SECOND_PASS_DEPTH_MAX, weigh_feedback, out, parts[t], err);
    return s;
}

/* One tier behind the other. */
static enum status list(const struct collector tier[TIERS], struct score_parts *parts[TIERS], size_t depth,
                        struct finding *out, struct err *err)
{
    size_t room = tier[TIER_PHRASE].count + tier[TIER_REST].count;
    out->candidate = malloc((room + 1) * sizeof *out->candidate);
    out->parts = malloc((room + 1) * sizeof *out->parts);
    if (!out->candidate || !out->parts)
        return err_no_memory(err);
    for (int t = 0; t < TIERS; t++)
        for (size_t i = 0; i < tier[t].count && out->count < depth; i++) {
            out->candidate[out->count] = tier[t].best[i];
            out->parts[out->count] = parts[t][i];
            out->parts[out->count++].phrase_tier = t == TIER_PHRASE;
        }
    return S_OK;
}

enum status rank_tiers(struct matching *m, struct collector tier[TIERS], const struct find_options *options,
                       bool second, struct finding *out, struct err *err)
{
    struct score_parts *parts[TIERS] = {NULL};
    bool expands = second && options->expand;
    size_t kept =
        expands && options->depth < TIERS * SECOND_PASS_DEPTH_MAX ? TIERS * SECOND_PASS_DEPTH_MAX : options->depth;
    enum status s = rank_each(m, tier, rank_depth(options), kept, second, parts, err);
    if (!s && expands)
        s = expand(m, tier, parts, &out->feedback, err);
    return s ? s : list(tier, parts, options->depth, out, err);
}
