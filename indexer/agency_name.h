/* Names of news agencies. Inner header of indexer/. */
#ifndef DATELINE_INDEXER_AGENCY_NAME_H
#define DATELINE_INDEXER_AGENCY_NAME_H

#include <stdbool.h>

#include "core/buf.h"

/* Whether a name has the shape of an agency's: few words, as names are written. */
bool agency_has_shape(struct str name);
/* Whether it is one of the names that datelines use: Reuters, ТАСС, أ ف ب. */
bool agency_is_listed(struct str name);
/* The same, also of names in full: Associated Press. */
bool agency_is_known(struct str name);
/* Whether the name says that it is one: Sports Network. */
bool agency_says_so(struct str name);

#endif
