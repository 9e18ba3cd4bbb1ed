#include "query/hits.h"

#include <stdlib.h>

#include "core/bm25.h"
#include "query/feedback.h"
#include "query/snippet.h"
#include "query/units.h"

/* The body, or when bodies are not stored or highlighting finds none of it, nothing. */
static enum status make_texts(struct analyzer *analyzer, const struct snippet_query *units, bool bounded,
                              const struct params *params, struct hit *hit, struct err *err)
{
    static const struct snippet_query nothing = {0};
    const struct snippet_query *marked = params->highlight ? units : &nothing;
    struct snippet_query in_body = *units;
    in_body.bounded = bounded && hit->parts.placed;
    in_body.words = hit->parts.body_words;
    enum status s = snippet_mark(analyzer, article_get(&hit->article, FIELD_HEADLINE), marked, &hit->headline, err);
    if (!s && params->snippet_length)
        s = snippet_make(analyzer, article_get(&hit->article, FIELD_BODY), &in_body, params->snippet_length,
                         &hit->snippet, err);
    if (!params->highlight)
        hit->snippet.mark_count = 0;
    return s;
}

/* ---- explanations ---- */

static enum status copy_contributions(const struct contributions *from, double factor, struct arena *arena,
                                      struct score_parts *parts, struct err *err)
{
    parts->term = arena_alloc(arena, (from->count + 1) * sizeof *parts->term);
    if (!parts->term)
        return err_no_memory(err);
    for (size_t i = 0; i < from->count; i++) {
        const struct contribution *c = &from->of[i];
        struct str term = arena_copy(arena, c->term);
        if (!term.ptr)
            return err_no_memory(err);
        parts->term[parts->term_count++] = (struct term_score){term, c->frequency, c->idf, c->score * factor};
    }
    return S_OK;
}

static enum status explain_hit(struct matching *m, struct hit *hit, struct arena *arena, struct contributions *scratch,
                               struct err *err)
{
    struct store *store = archive_store(m->archive, hit->store);
    struct matcher *matcher = m->matcher[hit->store];
    uint32_t length, found;
    double factor;

    enum status s = store_length(store, hit->document, &length, err);
    if (!s)
        s = decay_factor(&m->decay, store, hit->document, &factor, err);
    if (!s)
        s = matcher_next(matcher, hit->document, &found, err);
    if (s)
        return s;
    s = matcher_explain(matcher, bm25_length_part(length, m->average_length), scratch, err);
    hit->parts.decay = m->decay.half_life > 0 ? factor : 0;
    return s ? s : copy_contributions(scratch, factor, arena, &hit->parts, err);
}

static int by_place(const void *a, const void *b)
{
    const struct hit *x = *(struct hit *const *)a, *y = *(struct hit *const *)b;
    if (x->store != y->store)
        return x->store < y->store ? -1 : 1;
    return (x->document > y->document) - (x->document < y->document);
}

/* Matchers go forward only, so the hits are explained in the order of their documents. */
static enum status explain_in_order(struct matching *m, struct page *page, struct err *err)
{
    struct hit **order = malloc((page->count + 1) * sizeof *order);
    struct contributions *scratch = malloc(sizeof *scratch);
    enum status s = order && scratch ? S_OK : err_no_memory(err);

    for (size_t i = 0; !s && i < page->count; i++)
        order[i] = &page->hit[i];
    if (!s && page->count)
        qsort(order, page->count, sizeof *order, by_place);
    for (size_t i = 0; !s && i < page->count; i++)
        s = explain_hit(m, order[i], page->arena, scratch, err);
    free(order);
    free(scratch);
    return s;
}

/* Of an expanded query the words' own parts are less. */
static void lessen_terms(struct page *page)
{
    for (size_t i = 0; i < page->count; i++)
        for (size_t j = 0; j < page->hit[i].parts.term_count; j++)
            page->hit[i].parts.term[j].score *= FEEDBACK_QUERY;
}

static enum status explain_hits(struct archive *archive, const struct query *query, const struct finding *finding,
                                struct page *page, struct err *err)
{
    struct matching matching;
    enum status s = matching_open(archive, query, query->root, &matching, err);
    matching.decay = finding->decay;
    if (!s)
        s = explain_in_order(&matching, page, err);
    if (!s && finding->feedback.count)
        lessen_terms(page);
    matching_close(&matching);
    return s;
}

/* ---- loading ---- */

static enum status load_hit(struct archive *archive, const struct snippet_query *units, bool bounded,
                            const struct params *params, const struct candidate *c, struct hit *hit, struct err *err)
{
    hit->document = c->document;
    hit->store = c->store;
    hit->score = c->score;
    hit->others = c->others;
    enum status s = store_article(archive_store(archive, c->store), c->document, &hit->article, err);
    return s ? s : make_texts(archive_analyzer(archive), units, bounded, params, hit, err);
}

enum status hits_load(struct archive *archive, const struct query *query, const struct params *params,
                      const struct finding *finding, size_t first, size_t count, struct page *page, struct err *err)
{
    struct snippet_query units;

    page->hit = calloc(count + 1, sizeof *page->hit);
    if (!page->hit)
        return err_no_memory(err);
    enum status s = units_make(query, finding, &units, err);
    /* the index knows how far an article's body is worth reading, as long as it was made by this analyzer */
    bool bounded = !s && units_are_words(&units, finding) && archive_analyzer_matches(archive);
    if (!s)
        s = snippet_prepare(archive_analyzer(archive), &units, err);
    for (size_t i = 0; !s && i < count; i++) {
        struct hit *hit = &page->hit[page->count++];
        hit->parts = finding->parts[first + i];
        s = load_hit(archive, &units, bounded, params, &finding->candidate[first + i], hit, err);
    }
    snippet_release(&units);
    if (!s && params->explain)
        s = explain_hits(archive, query, finding, page, err);
    return s;
}
