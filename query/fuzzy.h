/* Words that are nearly so: the terms of an archive's dictionary within a few edits of a word. An edit adds, takes out
 * or changes a letter, or turns two neighbours round (optimal string alignment: F. Damerau, CACM 7(3), 1964; R.
 * Lowrance, R. Wagner, JACM 22(2), 1975). The dictionary is walked as by an automaton: where no continuation of what
 * has been read can be near enough, it goes on behind all terms that begin so.
 *
 * What is one edit from a word of four to seven letters, all of a to z, need not be walked to: it is written out, some
 * 350 words, and a filter of a segment's words tells of nearly all of them that they are not there. The dictionary is
 * walked where the filter says that it may have a word with another letter.
 *
 * With two edits nearly every beginning is near enough, and the walk would read most of the dictionary. So it takes
 * only terms whose second edit comes in the last letters of the word or behind them; of the others these letters are
 * whole, and a segment finds its terms by how they end (after S. Mihov, K. Schulz, "Fast approximate search in large
 * dictionaries", Computational Linguistics 30(4), 2004, who walk a dictionary of reversed words for that).
 *
 * Terms are stems, and a slip hides the ending from the stemmer (electoins is no elect): so the stems of what lies one
 * edit from the word are looked up as well, in the letters a to z and in those of the word's own script. Inner header
 * of query/. */
#ifndef DATELINE_QUERY_FUZZY_H
#define DATELINE_QUERY_FUZZY_H

#include "archive/archive.h"
#include "query/tree.h"

enum {
    FUZZY_LETTERS_MIN = 4,  /* shorter words are near everything */
    FUZZY_LETTERS_MAX = 40, /* longer ones are left as they are */
    FUZZY_TERMS_MAX = 24    /* that one word stands for: the nearest, and of these the most frequent */
};

struct fuzzy_term {
    struct str term; /* in the arena */
    uint64_t documents;
    uint32_t edits;
};

/* Edits that a word of so many letters may have. */
static inline uint32_t fuzzy_edits(size_t letters)
{
    return letters < FUZZY_LETTERS_MIN || letters > FUZZY_LETTERS_MAX ? 0 : letters < 8 ? 1 : 2;
}

/* Bytes of a word's first letter, which people hardly ever miss. */
size_t fuzzy_first_letter(struct str word);
/* Finds the terms near a word, which is given folded, and as it was typed; those with few edits first, then the most
 * frequent. The first `fixed` bytes of the word, whole letters, are taken as right: with one letter that is a twentieth
 * of the work. *out has room for FUZZY_TERMS_MAX. */
enum status fuzzy_find(struct archive *archive, struct arena *arena, struct str folded, struct str typed, size_t fixed,
                       struct fuzzy_term out[FUZZY_TERMS_MAX], size_t *count, struct err *err);
/* Puts the terms that they stand for in place of the NODE_FUZZY of a query. */
enum status fuzzy_resolve(struct archive *archive, struct query *query, struct err *err);

#endif
