#include "query/feedback.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/analyzer.h"
#include "core/bm25.h"
#include "query/word_table.h"

enum {
    SHARPNESS = 8,
    ARTICLES_MIN = 2,     /* that have a word */
    COMMON_PART = 10,     /* a word that more than one in so many articles has says little */
    KEY_CANDIDATES = 200, /* words of an article whose idf is looked up */
    WORDS_READ = 20000    /* of an article: as much as takes a millisecond */
};

/* ---- the articles ---- */

static enum status read_text(struct word_table *t, struct analyzer *analyzer, struct str text, double weight,
                             struct err *err)
{
    struct token_stream stream;
    struct token token;
    enum status s = S_OK;
    token_stream_begin(&stream, analyzer, text, 1, ANALYZE_DOCUMENT);
    for (uint32_t words = 0; !s && words < WORDS_READ && token_stream_next(&stream, &token); words++)
        if (word_tells(&token)) {
            struct table_word *w;
            s = word_table_find(t, token.term, &w, err);
            if (!s)
                w->weight += weight;
        }
    return s;
}

static enum status read_article(struct matching *m, const struct candidate *c, double weight, struct word_table *t,
                                struct err *err)
{
    struct analyzer *analyzer = archive_analyzer(m->archive);
    struct store *store = archive_store(m->archive, c->store);
    struct article article = {0};
    uint32_t length;
    enum status s = store_length(store, c->document, &length, err);
    if (!s && length == 0)
        return S_OK;
    if (!s)
        s = store_article(store, c->document, &article, err);
    if (!s)
        s = read_text(t, analyzer, article_get(&article, FIELD_HEADLINE), weight / length, err);
    if (!s)
        s = read_text(t, analyzer, article_get(&article, FIELD_BODY), weight / length, err);
    article_release(&article);
    return s;
}

static enum status read_articles(struct matching *m, const struct candidate *best, size_t count, struct word_table *t,
                                 struct err *err)
{
    double highest = 0, sum = 0;
    enum status s = S_OK;
    for (size_t i = 0; i < count; i++)
        highest = fmax(highest, best[i].score);
    for (size_t i = 0; highest > 0 && i < count; i++)
        sum += pow(best[i].score / highest, SHARPNESS);
    for (size_t i = 0; !s && highest > 0 && i < count; i++)
        s = read_article(m, &best[i], pow(best[i].score / highest, SHARPNESS) / sum, t, err);
    return s;
}

/* ---- the words ---- */

static enum status take_words(struct matching *m, const struct word_table *t, struct feedback *out, struct err *err)
{
    enum status s = S_OK;
    double sum = 0, query_words = 0;
    for (size_t i = 0; !s && i < t->count && out->count < FEEDBACK_TERMS; i++) {
        uint64_t articles;
        s = archive_term_documents(m->archive, t->word[i].term, &articles, err);
        if (s || !(t->word[i].weight > 0) || articles < ARTICLES_MIN || articles > m->counts.documents / COMMON_PART)
            continue;
        out->term[out->count++] =
            (struct feedback_term){t->word[i].term, t->word[i].weight, bm25_idf(m->counts.documents, articles)};
        sum += t->word[i].weight;
    }
    for (size_t i = 0; i < m->word_count; i++)
        query_words += m->word[i].times;
    for (size_t i = 0; i < out->count; i++)
        out->term[i].weight *= (1 - FEEDBACK_QUERY) * query_words / sum;
    return s;
}

static int by_feedback_weight(const void *a, const void *b)
{
    const struct feedback_term *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return str_compare(x->term, y->term);
}

/* Keeps the words that weigh most with their idf, among the most frequent. */
static enum status take_key_terms(struct matching *m, const struct word_table *t, struct feedback *out, struct err *err)
{
    struct feedback_term candidate[KEY_CANDIDATES];
    size_t count = 0;
    enum status s = S_OK;
    for (size_t i = 0; !s && i < t->count && count < KEY_CANDIDATES; i++) {
        uint64_t articles;
        s = archive_term_documents(m->archive, t->word[i].term, &articles, err);
        if (s || articles < ARTICLES_MIN)
            continue;
        double idf = bm25_idf(m->counts.documents, articles);
        candidate[count++] = (struct feedback_term){t->word[i].term, t->word[i].weight * idf, idf};
    }
    if (count)
        qsort(candidate, count, sizeof *candidate, by_feedback_weight);
    out->count = count < FEEDBACK_TERMS ? count : FEEDBACK_TERMS;
    memcpy(out->term, candidate, out->count * sizeof *candidate);
    return s;
}

enum status feedback_key_terms(struct matching *m, const struct candidate *article, struct feedback *out,
                               struct err *err)
{
    struct word_table t = {.arena = m->query->arena};
    *out = (struct feedback){.count = 0};
    enum status s = read_article(m, article, 1, &t, err);
    if (!s) {
        word_table_sort(&t);
        s = take_key_terms(m, &t, out, err);
    }
    word_table_release(&t);
    return s;
}

enum status feedback_choose(struct matching *m, const struct candidate *best, size_t count, struct feedback *out,
                            struct err *err)
{
    struct word_table t = {.arena = m->query->arena};
    *out = (struct feedback){.count = 0};
    enum status s = read_articles(m, best, count, &t, err);
    if (!s) {
        word_table_sort(&t);
        s = take_words(m, &t, out, err);
    }
    word_table_release(&t);
    return s;
}

static enum status add_term(const struct feedback_term *term, struct store *store, const uint32_t *document,
                            const double *length_part, size_t count, double *score, struct err *err)
{
    struct cursor *c = NULL;
    enum status s = store_cursor(store, term->term, &c, err);
    for (size_t i = 0; !s && i < count; i++) {
        s = cursor_seek(c, document[i], err);
        if (s || c->document != document[i])
            continue;
        s = cursor_load_frequency(c, err);
        if (!s)
            score[i] += term->weight * bm25_term(term->idf, cursor_frequency(c), length_part[i]);
    }
    cursor_close(c);
    return s;
}

enum status feedback_score(const struct feedback *f, struct matching *m, uint32_t store, const uint32_t *document,
                           size_t count, double *score, struct err *err)
{
    uint32_t length[SECOND_PASS_DEPTH_MAX];
    double length_part[SECOND_PASS_DEPTH_MAX];
    struct store *of = archive_store(m->archive, store);
    enum status s = store_lengths(of, document, count, length, err);
    for (size_t i = 0; !s && i < count; i++) {
        length_part[i] = bm25_length_part(length[i], m->average_length);
        score[i] = 0;
    }
    for (size_t i = 0; !s && i < f->count; i++)
        s = add_term(&f->term[i], of, document, length_part, count, score, err);
    return s;
}
