/* What the makers of suggestions share. Inner header of query/. */
#ifndef DATELINE_QUERY_SUGGEST_IMPL_H
#define DATELINE_QUERY_SUGGEST_IMPL_H

#include "core/analyzer.h"
#include "query/suggest.h"

enum { TYPED_WORDS_MAX = 8 };

/* What was typed: whole words, and the beginning of one. */
struct typed {
    struct archive *archive;
    struct str text;
    struct str word[TYPED_WORDS_MAX]; /* their terms, in the arena */
    size_t words;
    struct str start; /* folded; absent behind a space */
    struct str stem;  /* the term that it would be as a whole word */
    size_t limit;
    struct suggestions *out;
    size_t capacity;
};

enum status suggest_add(struct typed *t, struct suggestion suggestion, struct err *err);
/* Puts those from the `first` on in order: the most frequent first. */
void suggest_sort(struct typed *t, size_t first);
/* A folded copy of a surface in `out`. */
void suggest_fold(const struct typed *t, struct str surface, struct buf *out);

enum status suggest_words(struct typed *t, struct err *err);
enum status suggest_phrases(struct typed *t, struct err *err);
enum status suggest_values(struct typed *t, struct err *err);

#endif
