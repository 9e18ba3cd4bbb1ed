/* Snowball's list of 174 English stop words. Private to core. */
#ifndef DATELINE_CORE_STOPWORDS_H
#define DATELINE_CORE_STOPWORDS_H

#include <stdbool.h>

#include "core/buf.h"

/* Whether a lower-case word, with straight apostrophes and its 's, is on the list. */
bool is_english_stopword(struct str word);

#endif
