/* Names of columns and of keys in a header, which people write as they like: case, spaces, underscores and hyphens do
 * not count. Inner header of indexer/. */
#ifndef DATELINE_INDEXER_NAMES_H
#define DATELINE_INDEXER_NAMES_H

#include "indexer/reader_impl.h"

bool names_equal(struct str a, struct str b);
/* The same for names that are equal. */
uint32_t names_hash(struct str name);
/* The place of a name among those that a field, or FIELD_MAP_DATE, may have, from 0; -1 when it is none of them. */
int names_rank(const struct field_map *map, int field, struct str name);
/* Whether any field goes by that name. */
bool names_known(const struct field_map *map, struct str name);
/* Whether the name is that of a summary, which is taken for the body only where there is no better. */
bool names_summary(struct str name);

#endif
