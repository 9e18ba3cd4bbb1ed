/* Names of places as datelines write them: "MOSCOW", "SARAJEVO, Bosnia and Herzegovina", "Miami, Fla.". */
#ifndef DATELINE_INDEXER_PLACE_NAME_H
#define DATELINE_INDEXER_PLACE_NAME_H

#include <stdbool.h>

#include "core/buf.h"
#include "indexer/word.h"

struct place_look {
    enum word_case kind; /* of the city; WORD_BAD: no place */
    unsigned words;      /* of the city */
    unsigned parts;      /* city, state, country */
    bool region;         /* a part behind the city is a country or looks like a state: DC, N.Y., Calif. */
};

/* Looks at a name. Only its shape and the words that are known to name no place are judged. */
struct place_look look_at_place(struct str name);

#endif
