/* Words of articles and what they weigh, in a table with open addressing. Inner header of query/. */
#ifndef DATELINE_QUERY_WORD_TABLE_H
#define DATELINE_QUERY_WORD_TABLE_H

#include "core/analyzer.h"
#include "core/err.h"
#include "query/tree.h"

struct table_word {
    struct str term; /* in the arena; of length 0: a free slot */
    double weight;
    uint32_t article; /* the last one that it was seen in, for whoever counts these */
};

/* Whether a word may tell what an article is about: letters alone, two or more, and no stop word. */
bool word_tells(const struct token *token);

/* Zeroed but for the arena = empty. */
struct word_table {
    struct arena *arena;
    struct table_word *word; /* slots; after word_table_sort the words, one behind the other */
    size_t slots, count;
};

/* Finds a word, or makes it with weight 0; borrowed until the next call. */
enum status word_table_find(struct word_table *t, struct str term, struct table_word **out, struct err *err);
/* The heaviest first, of equal ones the first by its bytes; after it nothing can be found. */
void word_table_sort(struct word_table *t);
void word_table_release(struct word_table *t);

#endif
