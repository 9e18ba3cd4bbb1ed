/* Articles of which is known what they say: it follows from their number and their version, and so does which questions
 * find them. */
#ifndef DATELINE_TESTS_FAULTS_KNOWN_NEWS_H
#define DATELINE_TESTS_FAULTS_KNOWN_NEWS_H

#include "core/article.h"
#include "core/buf.h"

enum { KNOWN_GROUPS = 7 };

/* The article in place of what `out` holds. Its id is its number, its body begins "everywhere groupG versionV". */
void known_article(uint32_t number, uint32_t version, struct article *out);
/* The day that it is published, from 1970 on. */
int64_t known_day(uint32_t number, uint32_t version);

enum known_kind { ASK_ALL, ASK_PARITY, ASK_PHRASE, ASK_GROUP, ASK_OTHERS, ASK_WORD, ASK_DATES, KNOWN_KINDS };

struct known_question {
    enum known_kind kind;
    uint32_t number; /* of a group, a word or a day; odd or even */
};
/* The words of the query. Appends to out. */
void known_question(const struct known_question *q, struct buf *out);
/* Whether it finds an article of this version; version 0 is not there. */
bool known_match(const struct known_question *q, uint32_t article, uint32_t version);

#endif
