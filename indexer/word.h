/* Words as a typesetter sees them: capitals, small letters, or a script that has neither. */
#ifndef DATELINE_INDEXER_WORD_H
#define DATELINE_INDEXER_WORD_H

#include <stdbool.h>

#include "core/buf.h"

enum word_case {
    WORD_BAD,     /* holds something that no name has, or no letter */
    WORD_UPPER,   /* MOSCOW, ST., McLEAN, ÎLE-DE-FRANCE */
    WORD_CAPITAL, /* Bosnia, Va., O'Hara */
    WORD_LOWER,   /* and */
    WORD_CASELESS /* 北京, بيروت */
};

struct word {
    struct str text;
    enum word_case kind;
    unsigned letters;
    unsigned stops; /* full stops in it */
};

/* Takes the next run of what is no white space off the front of `rest`; false at the end. */
bool word_next(struct str *rest, struct word *word);
/* Runs of what is no white space. */
unsigned word_count(struct str text);
/* Whether a word of small letters may stand inside a name: "de", "and", "upon". */
bool word_is_particle(struct str word);
/* Whether the word, without its full stops, is in the list of words separated by '|'. Case counts. */
bool word_in_list(struct str word, const char *list);
/* The month that an English word names, in full or cut to three letters or more; 0: none. */
int word_month(struct str word);
bool word_is_weekday(struct str word);
/* Whether the text ends like a sentence: a full stop of any script, behind it at most closing quotes. */
bool ends_sentence(struct str text);

#endif
