/* What ends a dateline, and what encloses an agency or a date in it. Inner header of indexer/. */
#ifndef DATELINE_INDEXER_DATELINE_SEPARATOR_H
#define DATELINE_INDEXER_DATELINE_SEPARATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "core/ascii.h"
#include "core/buf.h"

enum separator_kind {
    SEPARATOR_NONE,
    SEPARATOR_EM,
    SEPARATOR_EN,
    SEPARATOR_HYPHEN,
    SEPARATOR_LINE, /* "_", on old wires */
    SEPARATOR_COLON,
    SEPARATOR_AGENCY
};

struct separator {
    enum separator_kind kind;
    size_t at, len;
    bool spaced;       /* white space on a side */
    struct str agency; /* of SEPARATOR_AGENCY */
};

/* Finds the first separator in the bytes that a dateline may have. */
bool separator_find(struct str text, struct separator *out);
/* A dash at `at`: its kind, with the length of a run of them in *len. */
enum separator_kind separator_dash_at(struct str text, size_t at, size_t *len);

struct bracket {
    const char *open, *close;
};

/* "(Reuters)", "/TASS/", "（通讯社）" in a text. */
struct group {
    size_t at, len; /* with the brackets; 0: there is none */
    struct str inside;
};

/* The bracket that opens at `at`, or NULL. A slash opens behind white space only: CUMHURİYET/ANKARA. */
const struct bracket *bracket_at(struct str text, size_t at);
/* The group that the bracket at `at` opens, on one line. */
struct group bracket_group(struct str text, size_t at, const struct bracket *bracket);

static inline bool space_at(struct str text, size_t at)
{
    return at >= text.len || ascii_is_space(text.ptr[at]);
}

#endif
