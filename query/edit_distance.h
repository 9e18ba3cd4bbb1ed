/* Inner header of query/. */
#ifndef DATELINE_QUERY_EDIT_DISTANCE_H
#define DATELINE_QUERY_EDIT_DISTANCE_H

#include "core/buf.h"

enum { EDIT_BYTES_MAX = 64 };

/* How many bytes have to be added, taken out or changed to make one word of the other (V. Levenshtein, 1966); more than
 * any, SIZE_MAX, when one has more than EDIT_BYTES_MAX. */
size_t edit_distance(struct str a, struct str b);

#endif
