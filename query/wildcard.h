/* Patterns of words: ? is one character, * any number of them, everything else itself. Inner header of query/. */
#ifndef DATELINE_QUERY_WILDCARD_H
#define DATELINE_QUERY_WILDCARD_H

#include <stdbool.h>

#include "core/analyzer.h"
#include "core/buf.h"
#include "core/err.h"

enum {
    WILDCARD_WORDS_MAX = 1000, /* that wildcard_stems makes of a pattern */
    WILDCARD_BYTES_MAX = 64    /* of a pattern that it makes words of */
};

/* Both clean UTF-8. Takes at most the product of their lengths. */
bool wildcard_matches(struct str pattern, struct str text);
/* What every text that matches begins with. */
struct str wildcard_head(struct str pattern);

/* Dictionaries hold stems, and people write words: what these find is what a word that the pattern describes would.
 *
 * Whether such a word has this stem: one that is the stem, or all of it but its last letter, with a part of the
 * pattern's end behind it (el*ion: election, of elect). What is no ending of the archive's language, as far as these
 * are known, and has come off no stem in ENDING_TRIES is not tried any more, so that a walk over a large dictionary
 * does not stem words without end. */
enum { ENDING_TRIES = 1000, ENDINGS_MAX = 16 /* letters of the pattern's end that are looked at */ };
struct wildcard_endings { /* zeroed at first */
    struct wildcard_ending {
        uint32_t tries;
        bool comes_off;
    } of[2][ENDINGS_MAX];
};
bool wildcard_describes(struct analyzer *a, struct str pattern, struct str stem, struct wildcard_endings *endings);
/* Calls for the stem of each word that a pattern of ASCII letters and ? describes, with a small letter for each ?. None
 * for a pattern with a star in it, and where there would be more than WILDCARD_WORDS_MAX. Stems come several times. A
 * status other than S_OK of the call ends it. */
typedef enum status wildcard_visit(void *context, struct str stem, struct err *err);
enum status wildcard_stems(struct analyzer *a, struct str pattern, wildcard_visit *visit, void *context,
                           struct err *err);

/* Calls for the stems that are shorter than the head of a wildcard (innovat*: innov) and that words have which begin
 * with all of it: a stem and one of the endings of the archive's language, which begins as what is left of the head. */
enum status wildcard_shorter_stems(struct analyzer *a, struct str head, wildcard_visit *visit, void *context,
                                   struct err *err);

/* Whether the stemmer takes a front off the word that is this and a term: so that the term stands for a word which
 * begins so (الكت*: كتاب, of الكتاب). Some 30 terms tell whether a front comes off at all. */
enum { FRONT_LETTERS_MIN = 2, FRONT_LETTERS_MAX = 4, FRONT_TRIES = 30 };
bool wildcard_front_comes_off(struct analyzer *a, struct str front, struct str term);

#endif
