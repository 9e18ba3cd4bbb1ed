/* The terms found near a word, and what the stores tell of words in short: for fuzzy.c, fuzzy_edits.c and
 * fuzzy_spellings.c. Inner header of query/. */
#ifndef DATELINE_QUERY_NEAR_WORDS_H
#define DATELINE_QUERY_NEAR_WORDS_H

#include "archive/word_filter.h"
#include "query/automaton.h"

struct near_store {
    struct store *store;
    bool filtered; /* it has a filter of words */
    struct word_filter filter;
};

struct near_words {
    struct archive *archive;
    struct arena *arena;
    const struct automaton *automaton;
    struct str word;
    size_t fixed;             /* bytes of the word that are taken as right */
    bool plain;               /* it is of the letters a to z */
    bool all_walked;          /* whole dictionaries, of all stores */
    struct near_store *store; /* of each of the archive's; in the arena */
    size_t stores;
    /* First those that the walk has met, ascending once it is over. */
    struct fuzzy_term *term;
    size_t met, count, capacity;
};

/* Whether a word is of the letters a to z. */
bool near_words_is_plain(struct str word);
/* Room for what is near `word`, which is borrowed. To be released even when this fails. */
enum status near_words_init(struct near_words *n, struct archive *archive, struct arena *arena, struct str word,
                            size_t fixed, const struct automaton *automaton, struct err *err);
void near_words_release(struct near_words *n);
enum status near_words_add(struct near_words *n, struct fuzzy_term term, struct err *err);
/* Ends the walk: puts what it has met in order, each term once, with the sum of the documents that stores have told. */
void near_words_gather(struct near_words *n);
/* NULL when neither the walk has met it nor it was added later. */
struct fuzzy_term *near_words_find(struct near_words *n, struct str term);
/* The nearest first. */
void near_words_sort(struct near_words *n);
/* To change the first letter counts twice. */
uint32_t near_words_edits(struct str word, struct str other, uint32_t edits);

/* ---- fuzzy_edits.c ---- */

/* Adds a term that some store has, so many edits away. `hash` is its word_filter_hash. */
enum status fuzzy_look_up(struct near_words *n, struct str term, uint64_t hash, uint32_t edits, struct err *err);
/* Whether a store may have terms one edit from the plain word in which one letter is none of a to z, and then how many
 * bytes of the word all of them begin with. */
bool fuzzy_has_others(const struct near_words *n, const struct near_store *store, size_t *begin);
/* Looks up what lies one edit from a plain word: these words themselves, where the walk did not go, and their stems. */
enum status fuzzy_look_up_edits(struct near_words *n, struct err *err);

/* ---- fuzzy_spellings.c ---- */

/* Looks up the stems of what lies one edit from a word, given as it was typed, or is the word with an accent more, in
 * the letters of its script, where the archive's stemmer is one of a language with accents or of another script. */
enum status fuzzy_look_up_spellings(struct near_words *n, struct str typed, struct err *err);

#endif
