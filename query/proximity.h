/* Positions: where phrases and words near each other stand in one document. Arrays only. */
#ifndef DATELINE_QUERY_PROXIMITY_H
#define DATELINE_QUERY_PROXIMITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/cursor.h"

enum { NEAR_OPERANDS_MAX = 8 }; /* of one NEAR or ADJ: the search for places that do not overlap goes this deep */

/* Keeps of the starts of a phrase those that have `position`, which ascends, at start + offset, modulo 2^32. */
void phrase_keep(struct u32_array *starts, const struct positions *position, uint32_t offset);

/* Whether the other word stands `offset`, modulo 2^32, behind the rarer anywhere. */
bool phrase_meets(const struct positions *rarer, const struct positions *other, uint32_t offset);

/* An operand of NEAR: it stands at each of `start` (ascending) and covers `length` positions. */
struct near_operand {
    const struct u32_array *start;
    uint32_t length;
};

/* Whether the operands stand, none on a position of another, so that the last position - the first <= span; with
 * `ordered` in their order. */
bool near_match(const struct near_operand *operand, size_t count, uint32_t span, bool ordered);

#endif
