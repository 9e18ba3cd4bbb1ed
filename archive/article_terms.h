/* What an article gives to the index: every word at its position, and a term for each value of a keyword field. Inner
 * header of archive/.
 *
 * The headline begins at position 1, the body HEADLINE_GAP behind it. Each headline word gives a prefixed term too.
 * Inline, since the two that take the words (document.c for the live store, inverter_worker.c for segments) do it in
 * their hottest loop. */
#ifndef DATELINE_ARCHIVE_ARTICLE_TERMS_H
#define DATELINE_ARCHIVE_ARTICLE_TERMS_H

#include <stdbool.h>
#include <string.h>

#include "core/analyzer.h"
#include "core/article.h"

/* Who takes the terms; a false ends the walk (memory has run out). */
struct article_terms {
    bool (*word)(void *context, const struct token *token);
    bool (*prefixed)(void *context, const char *prefix, struct str value);
    bool (*body)(void *context); /* the words of the headline are over */
    void *context;
};

static inline __attribute__((always_inline)) bool
article_terms_body(const struct article_terms *to, struct analyzer *analyzer, struct str body, uint32_t position)
{
    struct token_stream stream;
    struct token token;
    bool good = true;
    token_stream_begin(&stream, analyzer, body, position, ANALYZE_DOCUMENT);
    while (good && token_stream_next(&stream, &token))
        good = to->word(to->context, &token);
    return good;
}

static inline bool article_terms_headline(const struct article_terms *to, struct analyzer *analyzer,
                                          struct str headline, uint32_t *words)
{
    struct token_stream stream;
    struct token token;
    bool good = true;
    token_stream_begin(&stream, analyzer, headline, 1, ANALYZE_DOCUMENT);
    while (good && token_stream_next(&stream, &token))
        good = to->word(to->context, &token) && to->prefixed(to->context, schema[FIELD_HEADLINE].prefix, token.term);
    *words = stream.position - 1;
    return good;
}

static inline bool article_terms_keywords(const struct article_terms *to, const struct article *article,
                                          enum field field, struct buf *folded)
{
    struct str value;
    bool good = true;
    for (size_t at = 0; good && article_next_value(article, field, &at, &value);) {
        buf_reset(folded);
        text_fold(value, TERM_MAX - strlen(schema[field].prefix), folded);
        good =
            !folded->failed && (folded->len == 0 || to->prefixed(to->context, schema[field].prefix, buf_str(folded)));
    }
    return good;
}

/* Hands all terms over; headline_words gets the words of the headline, `folded` is scratch. False when memory has run
 * out. */
static inline __attribute__((always_inline)) bool article_terms_walk(const struct article_terms *to,
                                                                     struct analyzer *analyzer,
                                                                     const struct article *article,
                                                                     uint32_t *headline_words, struct buf *folded)
{
    bool good = article_terms_headline(to, analyzer, article_get(article, FIELD_HEADLINE), headline_words);
    good = good && to->body(to->context);
    good =
        good && article_terms_body(to, analyzer, article_get(article, FIELD_BODY), *headline_words + HEADLINE_GAP + 1);
    for (unsigned field = 0; good && field < FIELD_COUNT; field++)
        if (schema[field].kind == FIELD_KIND_KEYWORD)
            good = article_terms_keywords(to, article, (enum field)field, folded);
    return good;
}

#endif
