/* Synonyms out of a file, in the form that Solr and Elasticsearch read: a line is
 *
 *     car, automobile, motor car            any of them finds all of them
 *     un, united nations => united nations, unesco
 *                                           what stands on the left finds what stands on the right in its place
 *     # a remark
 *
 * A word may be escaped with \ (\, \= \#). Words are analyzed as those of a query, so that cars is car. What comes out
 * is not looked up again: lines that name each other are no loop. */
#ifndef DATELINE_QUERY_SYNONYMS_H
#define DATELINE_QUERY_SYNONYMS_H

#include "core/analyzer.h"
#include "query/tree.h"

enum {
    SYNONYMS_BYTES_MAX = 4 << 20, /* of the file: fifty times as much in memory, at worst */
    SYNONYMS_WORDS_MAX = 8,       /* of one synonym */
    SYNONYMS_LINE_MAX = 64        /* synonyms of a line: each is a part of the query */
};

struct synonyms;

/* Reads the text of a file; *out keeps nothing of it. S_USAGE with a text that names the file and the line, S_LIMIT,
 * S_NOMEM. synonyms_free frees *out. */
enum status synonyms_read(struct str text, const char *name, struct analyzer *analyzer, struct synonyms **out,
                          struct err *err);
/* Accepts NULL. */
void synonyms_free(struct synonyms *s);

/* Puts the best of their synonyms (NODE_BEST) in place of the words and phrases of a query that name no field: single
 * words, phrases in quotes, and of bare words that stand one behind the other the longest run that has synonyms. A
 * query of more leaves than it may have is S_LIMIT. */
enum status synonyms_apply(const struct synonyms *s, struct query *query, struct err *err);

#endif
