/* Words that complete the last one typed. The dictionary holds stems: of its terms that begin with what was typed, and
 * of those that it begins with (observ, of observati), the most frequent are looked up in articles, to see how they are
 * written and whether that begins with what was typed. */
#include "query/find_dated.h"
#include "query/suggest_impl.h"
#include "query/word_table.h"

enum {
    STEM_MIN = 3,       /* letters of a stem that is shorter than what was typed */
    ARTICLES_READ = 4,  /* the newest, for how a word is written ... */
    ARTICLES_MOST = 64, /* ... and where none of them writes it so that it begins with what was typed */
    TRIED_MAX = 4       /* terms for each suggestion that is wanted */
};

static enum status count_term(struct word_table *terms, struct str term, uint64_t articles, struct err *err)
{
    struct table_word *w;
    enum status s = word_table_find(terms, term, &w, err);
    if (!s)
        w->weight += (double)articles;
    return s;
}

/* The terms that begin with what was typed. */
static enum status count_longer(struct typed *t, struct store *store, struct word_table *terms, struct err *err)
{
    struct store_terms *walk = NULL;
    struct str term;
    uint32_t articles;
    bool more = true;
    enum status s = store_terms_open(store, t->start, &walk, err);
    for (size_t looked = 0; !s && looked < SUGGEST_TERMS_MAX; looked++) {
        s = store_terms_next(walk, &more, &term, &articles, err);
        if (s || !more)
            break;
        s = count_term(terms, term, articles, err);
    }
    store_terms_close(walk);
    return s;
}

/* The terms that what was typed begins with, and what it would be as a word: nanci, of nancy. */
static enum status count_shorter(struct typed *t, struct word_table *terms, struct err *err)
{
    enum status s = S_OK;
    for (size_t len = STEM_MIN; !s && len < t->start.len; len++) {
        uint64_t articles = 0;
        struct str term = {t->start.ptr, len};
        if (((unsigned char)t->start.ptr[len] & 0xC0) != 0x80)
            s = archive_term_documents(t->archive, term, &articles, err);
        if (!s && articles)
            s = count_term(terms, term, articles, err);
    }
    uint64_t articles = 0;
    if (!s && !str_begins_with(t->stem, t->start) && !str_begins_with(t->start, t->stem))
        s = archive_term_documents(t->archive, t->stem, &articles, err);
    return s || !articles ? s : count_term(terms, t->stem, articles, err);
}

/* ---- how it is written ---- */

/* Counts the writings of a term in a text that begin with what was typed. */
static enum status read_text(struct typed *t, struct str text, struct str term, const struct term_filter *only,
                             struct word_table *writings, struct err *err)
{
    struct token_stream stream;
    struct token token;
    struct buf folded = {0};
    enum status s = S_OK;
    token_stream_begin(&stream, archive_analyzer(t->archive), text, 1, ANALYZE_DOCUMENT);
    token_stream_only(&stream, only);
    while (!s && token_stream_next(&stream, &token)) {
        if (!str_equal(token.term, term))
            continue;
        struct str surface = {text.ptr + token.start, token.end - token.start};
        suggest_fold(t, surface, &folded);
        if (str_begins_with(buf_str(&folded), t->start))
            s = count_term(writings, surface, 1, err);
        if (!s)
            s = buf_status(&folded, err);
    }
    buf_release(&folded);
    return s;
}

/* Reads the newest articles with the term; more of them as long as none writes it so. */
static enum status read_articles(struct typed *t, struct str term, struct word_table *writings, uint64_t *count,
                                 struct err *err)
{
    struct finding found;
    struct article article = {0};
    struct term_filter only = {0};
    analyzer_filter_add(archive_analyzer(t->archive), term, &only);
    enum status s = find_newest_with(t->archive, term, ARTICLES_MOST, &found, err);
    for (size_t i = 0; !s && i < found.count && (i < ARTICLES_READ || writings->count == 0); i++) {
        const struct candidate *c = &found.candidate[i];
        s = store_article(archive_store(t->archive, c->store), c->document, &article, err);
        if (!s)
            s = read_text(t, article_get(&article, FIELD_BODY), term, &only, writings, err);
        if (!s && writings->count == 0)
            s = read_text(t, article_get(&article, FIELD_HEADLINE), term, &only, writings, err);
    }
    *count = found.total;
    article_release(&article);
    finding_release(&found);
    return s;
}

/* Of writings that are as frequent the one in small letters, which come last. */
static struct str commonest(struct word_table *writings)
{
    size_t best = 0;
    word_table_sort(writings);
    while (best + 1 < writings->count && writings->word[best + 1].weight == writings->word[0].weight)
        best++;
    return writings->word[best].term;
}

/* Adds a term as articles write it, when that begins with what was typed. */
static enum status add_word(struct typed *t, struct str term, bool *added, struct err *err)
{
    struct word_table writings = {.arena = t->out->arena};
    struct suggestion word = {.kind = SUGGESTION_WORD, .field = FIELD_BODY};
    enum status s = read_articles(t, term, &writings, &word.count, err);
    *added = !s && writings.count > 0;
    if (*added) {
        word.text = commonest(&writings);
        s = suggest_add(t, word, err);
    }
    word_table_release(&writings);
    return s;
}

enum status suggest_words(struct typed *t, struct err *err)
{
    struct word_table terms = {.arena = t->out->arena};
    size_t added = 0, first = t->out->count;
    enum status s = S_OK;
    if (t->words || t->start.len == 0)
        return S_OK;
    for (size_t i = 0; !s && i < archive_store_count(t->archive); i++)
        s = count_longer(t, archive_store(t->archive, i), &terms, err);
    if (!s)
        s = count_shorter(t, &terms, err);
    if (!s)
        word_table_sort(&terms);
    for (size_t i = 0; !s && i < terms.count && added < t->limit && i < TRIED_MAX * t->limit; i++) {
        bool good = false;
        s = add_word(t, terms.word[i].term, &good, err);
        added += good;
    }
    suggest_sort(t, first);
    word_table_release(&terms);
    return s;
}
