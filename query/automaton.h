/* What guides a walk over the dictionary to the terms near a word (fuzzy.h). Inner header of query/.
 *
 * Bits 0 .. letters of a number stand for so many first letters of the word (S. Wu, U. Manber, "Fast text searching
 * allowing errors", CACM 35(10), 1992; turned letters as H. Hyyrö, "A bit-vector algorithm for computing Levenshtein
 * and Damerau edit distances", 2003). */
#ifndef DATELINE_QUERY_AUTOMATON_H
#define DATELINE_QUERY_AUTOMATON_H

#include "archive/store.h"
#include "core/analyzer.h"
#include "core/utf8.h"
#include "query/fuzzy.h"

enum {
    EDITS_MAX = 2,
    ROWS = FUZZY_LETTERS_MAX + EDITS_MAX + 2,
    ASCII = 128,
    ENDING_LETTERS = 4 /* of a word that may be two edits away */
};

struct automaton {
    struct terms_guide guide;
    uint32_t word[FUZZY_LETTERS_MAX];
    uint32_t letters, edits;
    size_t ending; /* where the word's last ENDING_LETTERS begin */
    uint64_t all;  /* first letters */
    uint64_t late; /* those to which all the edits may lead */
    /* By the number of first letters: with which others, modulo 128, terms go on behind these. */
    uint64_t begins[ROWS][2];
    /* Of the first letters of a term, by how many: */
    uint64_t within[ROWS][EDITS_MAX + 1]; /* those at most 0, 1, 2 edits away */
    uint64_t placed[ROWS];                /* those that end with the last letter */
    uint32_t letter[ROWS];                /* the last letter */
    size_t end[ROWS];                     /* their bytes */
    uint32_t depth;                       /* how many are filled */
    char next[TERM_MAX + UTF8_MAX];       /* what the guide says comes next */
};

/* Of more letters than an automaton takes, or so few that no edit is allowed, false. */
bool automaton_begin(struct automaton *a, struct str word);
/* Before the first letter of a term. With `early` false only what comes with all its edits into the word's ending is
 * near: there the rest ends as the word does, which tells it more easily. */
void automaton_restart(struct automaton *a, bool early);
/* Reads a term of which the first `shared` bytes are read. Whether it is near. */
bool automaton_reads(struct automaton *a, struct str term, size_t shared);
/* Edits from what was read to the word: more than a->edits when it is not near. */
uint32_t automaton_edits(const struct automaton *a);

#endif
