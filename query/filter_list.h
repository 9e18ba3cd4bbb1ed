/* The value of a filter parameter as a list: a,b|c,-d and "values, in quotes". Inner header of query/. */
#ifndef DATELINE_QUERY_FILTER_LIST_H
#define DATELINE_QUERY_FILTER_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"

enum filter_syntax {
    FILTER_CLAUSES, /* , both, | either, - not */
    FILTER_IDS      /* , either; a bar and a hyphen are part of an id */
};

struct filter_list {
    struct str text;
    size_t at;
    enum filter_syntax syntax;
    const char *fault; /* what is wrong with the list, once filter_list_next has met it */
};

struct filter_value {
    struct str text; /* without quotes and white space around it */
    bool negative;
    bool or_next; /* the next value is an alternative to this one */
};

void filter_list_begin(struct filter_list *list, struct str text, enum filter_syntax syntax);
/* The next value; false at the end and at a fault. */
bool filter_list_next(struct filter_list *list, struct filter_value *value);

#endif
