/* Folding: one spelling for what readers take for the same letters. Private to core.
 *
 *   clean (apostrophes alike, what is passed over dropped) -> NFKC, case folding -> accents, strokes -> composed
 *
 * Accents are taken off in the decomposed form, where NFC and NFD are the same, and what remains is composed again: so
 * the breve of a Cyrillic short i stays with its letter. */
#ifndef DATELINE_CORE_FOLD_H
#define DATELINE_CORE_FOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"

enum fold_flags {
    FOLD_ACCENTS = 1, /* Latin and Greek accents, strokes and ligatures */
    FOLD_TURKISH = 2, /* I is the capital of dotless i */
    FOLD_WORD = 4     /* the text is a word: full stops and grouping commas in it are dropped, and what is no letter */
};

/* The longest piece of text that is folded at once, in bytes. Putting marks into canonical order takes time in the
 * square of their number, and this bounds it; a word of TERM_MAX bytes in the widest spelling of its letters still
 * fits. */
enum { FOLD_PIECE_MAX = 512 };

/* Folds at most FOLD_PIECE_MAX bytes into out (capacity bytes) and returns the length; 0 when the text is longer, the
 * result does not fit, or nothing remains. */
size_t fold_piece(struct str text, unsigned flags, char *out, size_t capacity);

/* Whether a folded text has letters that FOLD_ACCENTS may take an accent off. */
bool fold_has_accents(struct str text);

/* Appends at most `max` bytes of the folded text, whatever its length, cut between characters. White space and control
 * characters are trimmed, and runs of them made one space. */
void fold_append(struct str text, unsigned flags, size_t max, struct buf *out);

#endif
