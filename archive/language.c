#include "archive/language.h"

#include <string.h>

#include <xxhash.h>

enum status language_open(const char *name, struct language *out, struct err *err)
{
    *out = (struct language){0};
    enum status s = xap_stemmer_new(name, &out->stemmer, err);
    if (!s) {
        struct stemmer stemmer = {.language = name, .stem = xap_stem, .context = out->stemmer};
        s = analyzer_new(&stemmer, &out->analyzer, err);
    }
    if (s)
        language_close(out);
    return s;
}

uint64_t language_identity(void)
{
    const char *library = xap_version();
    return XXH3_64bits_withSeed(library, strlen(library), DATELINE_ANALYZER_SOURCES);
}

void language_close(struct language *l)
{
    analyzer_free(l->analyzer);
    xap_stemmer_free(l->stemmer);
    *l = (struct language){0};
}
