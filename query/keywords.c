#include "query/keywords.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "query/word_table.h"

enum {
    ARTICLES_MIN = 2,      /* of the sample that have a word */
    CANDIDATES_MAX = 2000, /* words, the most frequent of the sample, whose part of the archive is looked up */
    WORDS_READ = 20000     /* of an article */
};

struct keywords {
    struct archive *archive;
    const struct query *query;
    const struct finding *sample;
    struct arena *arena;
    struct keyword *keyword;
    size_t count, wanted;
};

/* ---- the sample ---- */

/* What is done with each word of the sample's articles that may tell something. */
typedef enum status take_word(void *context, const struct token *token, struct str surface, uint32_t article,
                              struct err *err);

static enum status read_text(const struct keywords *k, const struct term_filter *only, struct str text,
                             uint32_t article, take_word *take, void *context, struct err *err)
{
    struct token_stream stream;
    struct token token;
    enum status s = S_OK;
    token_stream_begin(&stream, archive_analyzer(k->archive), text, 1, ANALYZE_DOCUMENT);
    if (only)
        token_stream_only(&stream, only);
    for (uint32_t words = 0; !s && words < WORDS_READ && token_stream_next(&stream, &token); words++)
        if (word_tells(&token))
            s = take(context, &token, (struct str){text.ptr + token.start, token.end - token.start}, article, err);
    return s;
}

/* With a filter, only words that it lets through. */
static enum status read_sample(const struct keywords *k, const struct term_filter *only, take_word *take, void *context,
                               struct err *err)
{
    struct article article = {0};
    enum status s = S_OK;
    for (uint32_t i = 0; !s && i < k->sample->count; i++) {
        const struct candidate *c = &k->sample->candidate[i];
        s = store_article(archive_store(k->archive, c->store), c->document, &article, err);
        if (!s)
            s = read_text(k, only, article_get(&article, FIELD_HEADLINE), i + 1, take, context, err);
        if (!s)
            s = read_text(k, only, article_get(&article, FIELD_BODY), i + 1, take, context, err);
    }
    article_release(&article);
    return s;
}

static enum status count_article(void *context, const struct token *token, struct str surface, uint32_t article,
                                 struct err *err)
{
    struct table_word *w;
    enum status s = word_table_find(context, token->term, &w, err);
    (void)surface;
    if (!s && w->article != article) {
        w->article = article;
        w->weight++;
    }
    return s;
}

/* ---- which words tell ---- */

/* log of the likelihood of k of n with probability p, without what does not depend on p. */
static double log_likelihood(double k, double n, double p)
{
    return (k > 0 ? k * log(p) : 0) + (n - k > 0 ? (n - k) * log(1 - p) : 0);
}

/* 0 where the word is no more frequent in the n articles, k of which have it, than in the N, K of which have it. */
static double surprise(double k, double n, double K, double N)
{
    double others = fmax(K - k, 0), rest = N - n;
    if (n <= 0 || rest <= 0 || k / n <= others / rest || others > rest)
        return 0;
    double all = (k + others) / N;
    return 2 * (log_likelihood(k, n, k / n) + log_likelihood(others, rest, others / rest) - log_likelihood(k, n, all) -
                log_likelihood(others, rest, all));
}

static bool is_asked_for(const struct keywords *k, struct str term)
{
    for (size_t i = 0; i < k->sample->word_count; i++)
        if (str_equal(k->sample->word[i].term, term))
            return true;
    return false;
}

static int by_score(const void *a, const void *b)
{
    const struct keyword *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return str_compare(x->term, y->term);
}

static enum status choose(struct keywords *k, const struct word_table *words, struct err *err)
{
    struct archive_counts counts;
    size_t most = words->count < CANDIDATES_MAX ? words->count : CANDIDATES_MAX;
    struct keyword *candidate = malloc((most + 1) * sizeof *candidate);
    size_t count = 0;
    enum status s = candidate ? S_OK : err_no_memory(err);
    archive_counts(k->archive, &counts);
    for (size_t i = 0; !s && i < most && words->word[i].weight >= ARTICLES_MIN; i++) {
        uint64_t articles;
        s = archive_term_documents(k->archive, words->word[i].term, &articles, err);
        double score =
            s ? 0
              : surprise(words->word[i].weight, (double)k->sample->count, (double)articles, (double)counts.documents);
        if (score > 0 && !is_asked_for(k, words->word[i].term))
            candidate[count++] = (struct keyword){.term = words->word[i].term, .score = score};
    }
    if (count)
        qsort(candidate, count, sizeof *candidate, by_score);
    k->count = count < k->wanted ? count : k->wanted;
    k->keyword = arena_alloc(k->arena, (k->count + 1) * sizeof *k->keyword);
    if (!s && !k->keyword)
        s = err_no_memory(err);
    for (size_t i = 0; !s && i < k->count; i++) {
        k->keyword[i] = candidate[i];
        k->keyword[i].term = arena_copy(k->arena, candidate[i].term);
        if (!k->keyword[i].term.ptr)
            s = err_no_memory(err);
    }
    free(candidate);
    return s;
}

/* ---- how they are written, and how many articles have them ---- */

struct spellings {
    const struct keywords *keywords;
    struct word_table surfaces; /* `article` is the place of the keyword */
};

static enum status count_surface(void *context, const struct token *token, struct str surface, uint32_t article,
                                 struct err *err)
{
    struct spellings *of = context;
    struct table_word *w;
    (void)article;
    for (uint32_t i = 0; i < of->keywords->count; i++) {
        if (!str_equal(of->keywords->keyword[i].term, token->term))
            continue;
        enum status s = word_table_find(&of->surfaces, surface, &w, err);
        if (!s) {
            w->article = i;
            w->weight++;
        }
        return s;
    }
    return S_OK;
}

/* As the sample writes them most often. */
static enum status spell(struct keywords *k, struct err *err)
{
    struct spellings of = {k, {.arena = k->arena}};
    struct term_filter only = {0};
    for (size_t i = 0; i < k->count; i++)
        analyzer_filter_add(archive_analyzer(k->archive), k->keyword[i].term, &only);
    enum status s = k->count ? read_sample(k, &only, count_surface, &of, err) : S_OK;
    if (!s)
        word_table_sort(&of.surfaces);
    for (size_t i = of.surfaces.count; !s && i-- > 0;) /* the heaviest is the last to be taken */
        k->keyword[of.surfaces.word[i].article].text = of.surfaces.word[i].term;
    word_table_release(&of.surfaces);
    return s;
}

static enum status count_matches(struct keywords *k, const struct matches *matches, struct err *err)
{
    enum status s = S_OK;
    for (size_t i = 0; !s && i < k->count; i++)
        s = matches_with(matches, k->keyword[i].term, &k->keyword[i].count, err);
    return s;
}

enum status keywords_find(struct archive *archive, const struct query *query, const struct finding *sample,
                          const struct matches *matches, size_t wanted, struct arena *arena, struct keyword **out,
                          size_t *count, struct err *err)
{
    struct keywords k = {.archive = archive, .query = query, .sample = sample, .arena = arena, .wanted = wanted};
    struct word_table words = {.arena = arena};
    enum status s = read_sample(&k, NULL, count_article, &words, err);
    if (!s) {
        word_table_sort(&words);
        s = choose(&k, &words, err);
    }
    if (!s)
        s = spell(&k, err);
    if (!s)
        s = count_matches(&k, matches, err);
    word_table_release(&words);
    *out = k.keyword;
    *count = s ? 0 : k.count;
    return s;
}
