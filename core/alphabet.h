/* The letters that words are written with. Private to core. */
#ifndef DATELINE_CORE_ALPHABET_H
#define DATELINE_CORE_ALPHABET_H

#include <stddef.h>
#include <stdint.h>

#include "core/analyzer.h"
#include "core/buf.h"

/* The letters that a folded word may be written with by an edit, at most `max` of them, and how many: its own, then
 * the others of the Unicode blocks that these are of, in order: the letters of most languages come first in a block.
 * `flags` (fold.h) are those that it was folded with: what they make another letter of is left out. */
size_t alphabet_of(struct str word, unsigned flags, uint32_t *out, size_t max);

/* The letters of a language, by the name of its stemmer, at most `max`, that folding so leaves as they are, and of
 * which FOLD_ACCENTS makes one of a to z besides; how many. 0: it has none, or is not known. */
size_t alphabet_accented(const char *language, unsigned flags, struct accented_letter *out, size_t max);

#endif
