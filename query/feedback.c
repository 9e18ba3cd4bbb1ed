#include "query/feedback.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/analyzer.h"
#include "query/bm25.h"

enum {
    SHARPNESS = 8,
    LETTERS_MIN = 2,
    ARTICLES_MIN = 2,     /* that have a word */
    COMMON_PART = 10,     /* a word that more than one in so many articles has says little */
    KEY_CANDIDATES = 200, /* words of an article whose idf is looked up */
    WORDS_READ = 20000,   /* of an article: as much as takes a millisecond */
    SLOTS_MIN = 1 << 12,  /* of the table, a power of two; it is at most half full */
};

/* A word of the articles, in a table with open addressing. */
struct word {
    struct str term; /* in the query's arena; of length 0: a free slot */
    double weight;
};

struct table {
    struct word *slot;
    size_t slots, count;
    struct arena *arena;
};

/* FNV-1a (Fowler, Noll, Vo). */
static uint64_t hash(struct str term)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < term.len; i++)
        h = (h ^ (unsigned char)term.ptr[i]) * UINT64_C(0x100000001b3);
    return h ^ h >> 32;
}

static struct word *find_slot(const struct table *t, struct str term)
{
    size_t at = hash(term) & (t->slots - 1);
    while (t->slot[at].term.len && !str_equal(t->slot[at].term, term))
        at = (at + 1) & (t->slots - 1);
    return &t->slot[at];
}

static enum status grow(struct table *t, struct err *err)
{
    struct table grown = {.slots = t->slots ? 2 * t->slots : SLOTS_MIN, .count = t->count, .arena = t->arena};
    grown.slot = calloc(grown.slots, sizeof *grown.slot);
    if (!grown.slot)
        return err_no_memory(err);
    for (size_t i = 0; i < t->slots; i++)
        if (t->slot[i].term.len)
            *find_slot(&grown, t->slot[i].term) = t->slot[i];
    free(t->slot);
    *t = grown;
    return S_OK;
}

static enum status add_word(struct table *t, struct str term, double weight, struct err *err)
{
    enum status s = 2 * t->count < t->slots ? S_OK : grow(t, err);
    if (s)
        return s;
    struct word *w = find_slot(t, term);
    if (!w->term.len) {
        w->term = arena_copy(t->arena, term);
        if (!w->term.ptr)
            return err_no_memory(err);
        t->count++;
    }
    w->weight += weight;
    return S_OK;
}

/* ---- the articles ---- */

/* Letters alone: of terms, what is no ASCII is a letter or a mark. */
static bool is_of_letters(const struct token *token)
{
    bool letters = token->term.len >= LETTERS_MIN && !(token->flags & TOKEN_STOP);
    for (size_t i = 0; letters && i < token->term.len; i++) {
        unsigned char c = (unsigned char)token->term.ptr[i];
        letters = (c >= 'a' && c <= 'z') || c >= 0x80;
    }
    return letters;
}

static enum status read_text(struct table *t, struct analyzer *analyzer, struct str text, double weight,
                             struct err *err)
{
    struct token_stream stream;
    struct token token;
    enum status s = S_OK;
    token_stream_begin(&stream, analyzer, text, 1, ANALYZE_DOCUMENT);
    for (uint32_t words = 0; !s && words < WORDS_READ && token_stream_next(&stream, &token); words++)
        if (is_of_letters(&token))
            s = add_word(t, token.term, weight, err);
    return s;
}

static enum status read_article(struct matching *m, const struct candidate *c, double weight, struct table *t,
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

static enum status read_articles(struct matching *m, const struct candidate *best, size_t count, struct table *t,
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

static int by_weight(const void *a, const void *b)
{
    const struct word *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return str_compare(x->term, y->term);
}

/* Moves the words to the front of the table, the heaviest first. */
static void sort_words(struct table *t)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->slots; i++)
        if (t->slot[i].term.len)
            t->slot[kept++] = t->slot[i];
    if (kept)
        qsort(t->slot, kept, sizeof *t->slot, by_weight);
}

static enum status take_words(struct matching *m, const struct table *t, struct feedback *out, struct err *err)
{
    enum status s = S_OK;
    double sum = 0, query_words = 0;
    for (size_t i = 0; !s && i < t->count && out->count < FEEDBACK_TERMS; i++) {
        uint64_t articles;
        s = archive_term_documents(m->archive, t->slot[i].term, &articles, err);
        if (s || !(t->slot[i].weight > 0) || articles < ARTICLES_MIN || articles > m->counts.documents / COMMON_PART)
            continue;
        out->term[out->count++] =
            (struct feedback_term){t->slot[i].term, t->slot[i].weight, bm25_idf(m->counts.documents, articles)};
        sum += t->slot[i].weight;
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
static enum status take_key_terms(struct matching *m, const struct table *t, struct feedback *out, struct err *err)
{
    struct feedback_term candidate[KEY_CANDIDATES];
    size_t count = 0;
    enum status s = S_OK;
    for (size_t i = 0; !s && i < t->count && count < KEY_CANDIDATES; i++) {
        uint64_t articles;
        s = archive_term_documents(m->archive, t->slot[i].term, &articles, err);
        if (s || articles < ARTICLES_MIN)
            continue;
        double idf = bm25_idf(m->counts.documents, articles);
        candidate[count++] = (struct feedback_term){t->slot[i].term, t->slot[i].weight * idf, idf};
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
    struct table t = {.arena = m->query->arena};
    *out = (struct feedback){.count = 0};
    enum status s = read_article(m, article, 1, &t, err);
    if (!s) {
        sort_words(&t);
        s = take_key_terms(m, &t, out, err);
    }
    free(t.slot);
    return s;
}

enum status feedback_choose(struct matching *m, const struct candidate *best, size_t count, struct feedback *out,
                            struct err *err)
{
    struct table t = {.arena = m->query->arena};
    *out = (struct feedback){.count = 0};
    enum status s = read_articles(m, best, count, &t, err);
    if (!s) {
        sort_words(&t);
        s = take_words(m, &t, out, err);
    }
    free(t.slot);
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
    uint32_t length[SECOND_PASS_DEPTH];
    double length_part[SECOND_PASS_DEPTH];
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
