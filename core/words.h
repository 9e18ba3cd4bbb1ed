/* Where words begin and end: the analyzer's view of characters. Private to core.
 *
 * Every code point belongs to one class. ASCII is looked up in a table of bytes, because news in English is nearly all
 * ASCII; the rest goes by Unicode's general category, with a few exceptions. */
#ifndef DATELINE_CORE_WORDS_H
#define DATELINE_CORE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"

enum char_class {
    CHAR_OTHER, /* ends a word: punctuation, symbols, what is not UTF-8 */
    CHAR_SPACE, /* ends a word, and parts it from the next: white space and controls */
    CHAR_LETTER,
    CHAR_DIGIT,
    CHAR_MARK,       /* belongs to the letter before it */
    CHAR_PASSED,     /* inside a word as if it were not there */
    CHAR_APOSTROPHE, /* inside a word when it stands between letters */
    CHAR_CJK,        /* of a script that is cut into pairs */
    CHAR_LEAD        /* in ascii_class only: not ASCII, decode it */
};

/* The classes of single bytes. */
extern const unsigned char ascii_class[256];

enum char_class char_class(uint32_t code_point);
/* The class of the character at `at` (< text.len), and its length. */
enum char_class char_class_at(struct str text, size_t at, size_t *len);
/* Whether a character continues the one before it, so that a text may not be cut between them: marks, Hangul vowels
 * and final consonants, the half-width voicing marks of Katakana. */
bool char_extends(uint32_t code_point);

/* The end of the word that begins at `at` with a letter or a digit: behind its last letter, digit or mark, or behind
 * the full stop of an abbreviation (U.S.). `elides`: apostrophes end words. Looks at no byte more than a few times,
 * whatever the text is. */
size_t word_end(struct str text, size_t at, bool elides);
/* The end of the number at `at` (an ASCII digit): its digits with the commas and the full stop that belong to it.
 * *grouped: the commas part thousands. */
size_t number_end(struct str text, size_t at, bool *grouped);

/* The end of a run of CJK characters that begins at `at`, and the end of its first character. */
size_t cjk_run_end(struct str text, size_t at);
size_t cjk_char_end(struct str run, size_t at);

/* The usual characters of the scripts that are cut into pairs. Folding leaves them alone, and none of them composes
 * with another. */
static inline bool is_plain_cjk(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x3041 && c <= 0x3096) ||
           (c >= 0x30A1 && c <= 0x30FA);
}

static inline bool is_ascii_digit(char c)
{
    return c >= '0' && c <= '9';
}

#endif
