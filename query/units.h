/* What of a query is marked in snippets: its phrases, each as one unit, and its words. Inner header of query/. */
#ifndef DATELINE_QUERY_UNITS_H
#define DATELINE_QUERY_UNITS_H

#include "query/find.h"
#include "query/snippet.h"
#include "query/tree.h"

/* Builds the units of a query in its arena; weights are the idf of the words that the finding has scored. */
enum status units_make(const struct query *query, const struct finding *finding, struct snippet_query *out,
                       struct err *err);

/* Whether every unit is made of the words of the finding alone, so that where these stand says where units can. */
bool units_are_words(const struct snippet_query *units, const struct finding *finding);

#endif
