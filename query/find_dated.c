/* All matches as bits, the hits off a walk over them, and scores for these alone. */
#include <stdlib.h>

#include "query/find_dated.h"

enum status dated_search_begin(struct archive *archive, const struct query *query, enum order_by order, bool collapse,
                               const struct date_position *after, struct dated_search *out, struct err *err)
{
    *out = (struct dated_search){.archive = archive, .query = query};
    enum status s = matches_find(archive, query, collapse, &out->matches, err);
    if (!s)
        s = dated_walk_open(&out->matches, order, after, &out->walk, err);
    if (!s)
        s = dated_walk_next(out->walk, &out->more, &out->next, err);
    return s;
}

void dated_search_end(struct dated_search *d)
{
    dated_walk_close(d->walk);
    matches_release(&d->matches);
}

static enum status take_candidates(struct dated_search *d, size_t count, struct finding *out, struct err *err)
{
    enum status s = S_OK;
    out->total = d->matches.total;
    size_t room = count < out->total ? count : (size_t)out->total;
    out->candidate = malloc((room + 1) * sizeof *out->candidate);
    out->parts = calloc(room + 1, sizeof *out->parts);
    if (!out->candidate || !out->parts)
        return err_no_memory(err);
    while (!s && d->more && out->count < room) {
        out->candidate[out->count++] = d->next;
        s = dated_walk_next(d->walk, &d->more, &d->next, err);
    }
    out->more = d->more;
    out->others = d->matches.others;
    return s ? s : matches_count_others(&d->matches, out->candidate, out->count, err);
}

static int by_place(const void *a, const void *b, void *candidates)
{
    const struct candidate *c = candidates, *x = &c[*(const uint32_t *)a], *y = &c[*(const uint32_t *)b];
    if (x->store != y->store)
        return x->store < y->store ? -1 : 1;
    return (x->document > y->document) - (x->document < y->document);
}

static enum status score_candidate(struct matching *m, struct candidate *c, struct err *err)
{
    uint32_t document;
    enum status s = matcher_next(m->matcher[c->store], c->document, &document, err);
    return s ? s : matching_score(m, c->store, c->document, &c->score, err);
}

/* Matchers go forward, so the page is scored in the order of its documents. */
static enum status score_page(struct matching *m, struct finding *out, struct err *err)
{
    uint32_t *order = malloc((out->count + 1) * sizeof *order);
    enum status s = order ? S_OK : err_no_memory(err);
    for (uint32_t i = 0; !s && i < out->count; i++)
        order[i] = i;
    if (!s && out->count)
        qsort_r(order, out->count, sizeof *order, by_place, out->candidate);
    for (size_t i = 0; !s && i < out->count; i++) {
        s = score_candidate(m, &out->candidate[order[i]], err);
        out->parts[order[i]].bm25 = out->candidate[order[i]].score;
    }
    free(order);
    return s;
}

enum status dated_search_take(struct dated_search *d, size_t count, struct finding *out, struct err *err)
{
    struct matching matching = {0};
    struct deadline due = deadline_suspend(archive_deadline(d->archive)); /* a page is soon scored */
    *out = (struct finding){.timed_out = d->matches.timed_out, .at_least = d->matches.timed_out};
    enum status s = take_candidates(d, count, out, err);
    if (!s)
        s = matching_open(d->archive, d->query, d->query->root, &matching, err);
    if (!s)
        s = score_page(&matching, out, err);
    out->word = matching.word;
    out->word_count = matching.word_count;
    matching_close(&matching);
    *archive_deadline(d->archive) = due;
    return s;
}

enum status find_newest_of(struct archive *archive, const struct query *query, struct matches *matches, size_t depth,
                           struct finding *out, struct err *err)
{
    struct dated_search search = {.archive = archive, .query = query, .matches = *matches};
    *matches = (struct matches){0};
    *out = (struct finding){0};
    enum status s = dated_walk_open(&search.matches, ORDER_NEWEST, NULL, &search.walk, err);
    if (!s)
        s = dated_walk_next(search.walk, &search.more, &search.next, err);
    if (!s)
        s = dated_search_take(&search, depth, out, err);
    dated_search_end(&search);
    return s;
}

enum status find_newest_with(struct archive *archive, struct str term, size_t depth, struct finding *out,
                             struct err *err)
{
    struct query query = {.arena = arena_new(archive_arenas(archive))};
    struct find_options options = {.order = ORDER_NEWEST, .depth = depth};
    *out = (struct finding){0};
    query.root = query.arena ? node_new_term(query.arena, term, term) : NULL;
    enum status s = query.root ? find_dated(archive, &query, &options, out, err) : err_no_memory(err);
    out->word = NULL;
    out->word_count = 0;
    if (query.arena)
        query_release(&query);
    return s;
}

enum status find_dated(struct archive *archive, const struct query *query, const struct find_options *options,
                       struct finding *out, struct err *err)
{
    struct dated_search search;
    *out = (struct finding){0};
    enum status s = dated_search_begin(archive, query, options->order, options->collapse, options->after, &search, err);
    if (!s)
        s = dated_search_take(&search, options->depth, out, err);
    dated_search_end(&search);
    return s;
}
