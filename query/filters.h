/* Leaves that look a value up in a field, for queries and for the filter parameters. Inner header of query/. */
#ifndef DATELINE_QUERY_FILTERS_H
#define DATELINE_QUERY_FILTERS_H

#include "core/schema.h"
#include "query/tree.h"

/* Appends the term of a value of a keyword field: the field's prefix and the folded value, cut to what a term may have.
 */
void filter_term(enum field field, struct str value, struct buf *out);
/* The leaf for a value of a keyword field or an id: TERM, or VALUES where the field finds words in values. NONE when
 * the value is folded to nothing. NULL when memory has run out. */
struct node *filter_leaf(struct arena *arena, enum field field, struct str value);
/* The same for the start of a value: PREFIX. */
struct node *filter_prefix(struct arena *arena, enum field field, struct str start);
/* NODE_DAY or NODE_UNDATED, joined with all articles. */
struct node *filter_dated(struct arena *arena, enum node_kind kind, int month, int day);
/* NODE_FILTER over a node; NULL for NULL. */
struct node *filter_of(struct arena *arena, struct node *node);

#endif
