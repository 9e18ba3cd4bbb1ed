/* Words that were typed without their accents, in archives whose stemmer goes by accents: that of Spanish takes -ción
 * off as an ending, and -cion not, so that investigacion has another stem than investigación. What such a word is with
 * up to three of its language's accents is stemmed as well. Inner header of query/. */
#ifndef DATELINE_QUERY_ACCENTS_H
#define DATELINE_QUERY_ACCENTS_H

#include "archive/archive.h"
#include "query/tree.h"

enum {
    ACCENTS_TERMS_MAX = 4,  /* other terms that a word stands for: the most frequent */
    ACCENTS_STEMS_MAX = 200 /* that are made for a word: a third of a microsecond each */
};

/* Words of a query that are all of a to z stand for the terms of these, too, which the archive has: the best of them
 * scores, as long as the query has no more than QUERY_LEAVES_MAX words then. In a phrase, where there is one term for a
 * place, another is taken for one that no article has. */
enum status accents_resolve(struct archive *archive, struct query *query, struct err *err);

#endif
