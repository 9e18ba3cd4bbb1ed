/* A stemmer and its analyzer, which always go together: core knows no stemmers, and the shim no analyzer. Inner header
 * of archive/. */
#ifndef DATELINE_ARCHIVE_LANGUAGE_H
#define DATELINE_ARCHIVE_LANGUAGE_H

#include "core/analyzer.h"
#include "shim/xap.h"

struct language {
    struct xap_stemmer *stemmer;
    struct analyzer *analyzer;
};

/* S_USAGE: no such language. A failed language needs no closing. */
enum status language_open(const char *name, struct language *out, struct err *err);
/* A hash of what analyzers are made of: our sources, and the version of the stemmers' library. Where it is the same,
 * the same language gives the same fingerprint (analyzer_fingerprint), which costs as much as a short search. */
uint64_t language_identity(void);
void language_close(struct language *l);

#endif
