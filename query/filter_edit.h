/* The value of a filter parameter, a,b|c,-d, changed by a value at a time: for links that add and remove one. */
#ifndef DATELINE_QUERY_FILTER_EDIT_H
#define DATELINE_QUERY_FILTER_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"

/* What a list has at a place, from 0; false behind the last. */
bool filter_item(struct str list, size_t place, struct str *text, bool *negative);
/* The place at which a list asks for a value, however that is written; false: at none. */
bool filter_place(struct str list, struct str value, size_t *place);
/* Appends the list without what it has at a place. */
void filter_without(struct str list, size_t place, struct buf *out);
/* Appends the list with one more value: `either` makes it an alternative to the last one. False, with nothing appended,
 * for a value that no list can have. */
bool filter_with(struct str list, struct str value, bool either, struct buf *out);

#endif
