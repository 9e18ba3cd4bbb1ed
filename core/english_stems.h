/* What the stem of an English word may be, without stemming it: more than it is, and at a small part of the cost. So
 * of many words that may be in a dictionary only those are stemmed of which one of these is there.
 *
 * The rules are those of Porter's second stemmer, "The English (Porter2) stemming algorithm", snowballstem.org, each
 * taken or left: whether the word is long enough for one, or a longer ending comes before it, is not looked at. */
#ifndef DATELINE_CORE_ENGLISH_STEMS_H
#define DATELINE_CORE_ENGLISH_STEMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { STEM_GUESSES_MAX = 24, STEM_GUESS_BYTES = 44 };

struct stem_guesses {
    size_t count;
    struct stem_guess {
        size_t len;
        unsigned next_step; /* of the algorithm */
        char bytes[STEM_GUESS_BYTES];
    } of[STEM_GUESSES_MAX];
};

/* Of the rules for words with some last letter, in their order, a bit for each that may be followed with some letter
 * before it; behind these letters, those for words of one letter. */
struct english_stems {
    uint16_t may_follow['z' - 'a' + 1]['z' - 'a' + 2];
};

void english_stems_init(struct english_stems *stems);
/* Of a word of the letters a to z: all that its stem may be, when that is not the word itself; some may come twice.
 * False when the word is too long for that, or has too many. */
bool english_stems_guess(const struct english_stems *stems, struct str word, struct stem_guesses *out);
/* The same of all words that differ from one only in their letter at a place, which is to be put there in each guess.
 * False when some rule may look at that letter. */
bool english_stems_guess_any(const struct english_stems *stems, struct str word, size_t at, struct stem_guesses *out);

#ifdef __cplusplus
}
#endif
#endif
