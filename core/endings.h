/* What words of a language have behind their stems. Private to core. */
#ifndef DATELINE_CORE_ENDINGS_H
#define DATELINE_CORE_ENDINGS_H

#include "core/analyzer.h"

enum { WORD_ENDINGS_MAX = 128, ENDINGS_BYTES_MAX = 1024 };

struct endings {
    struct word_ending of[WORD_ENDINGS_MAX];
    size_t count;
    char folded[ENDINGS_BYTES_MAX];
};

/* By the name of a stemmer, separated by spaces, for endings_make; empty where they are not known. */
const char *endings_of(const char *language);
void endings_make(const char *list, struct endings *out);

#endif
