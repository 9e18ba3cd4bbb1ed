/* The parser: the words of q -> a query tree. Grammar at the head of parser.c. It never fails on what was written: what
 * it cannot read as syntax it reads as words and says so in query->notes. S_LIMIT (length, depth, leaves) and S_NOMEM
 * are its only failures. */
#ifndef DATELINE_QUERY_PARSER_H
#define DATELINE_QUERY_PARSER_H

#include "core/analyzer.h"
#include "query/tree.h"

enum { WILDCARD_MIN = 2 }; /* letters of a wildcard */

enum default_op { DEFAULT_OP_AND, DEFAULT_OP_OR };

struct parser_options {
    struct analyzer *analyzer; /* borrowed for the call */
    struct arena_pool *arenas; /* where the query's memory comes from, which has to outlive it; may be NULL */
    enum default_op default_op;
    uint32_t fields; /* where bare words must stand: bit f for field f; 0: anywhere in the text */
    int64_t now;     /* for date:7d.. */
    bool one_tier;   /* query->tier is not asked for */
};

/* S_LIMIT when the words are longer than QUERY_BYTES_MAX. For those who take words in; query_parse looks, too. */
enum status query_check_length(struct str words, struct err *err);

/* Fills *out, which query_release releases also after a failure. */
enum status query_parse(struct str words, const struct parser_options *options, struct query *out, struct err *err);

/* Whether quotation marks stand in the words, of any kind that makes a phrase. */
bool query_has_quotes(struct str words);

/* Rebuilds root with every implicit AND between bare words turned into OR (phrases, +, -, operators, filters stay);
 * false when there is none to turn. */
bool query_relax(struct query *q);

#endif
