/* Where the units of a snippet query stand in a text. Inner header of query/. */
#ifndef DATELINE_QUERY_OCCURRENCE_H
#define DATELINE_QUERY_OCCURRENCE_H

#include <stddef.h>
#include <stdint.h>

#include "core/analyzer.h"
#include "core/err.h"
#include "query/snippet.h"

struct occurrence {
    uint32_t start, end;           /* bytes of the text */
    uint32_t char_start, char_end; /* the same counted in characters */
    uint32_t unit;                 /* of the query; of equal units the first */
};

/* Zeroed = empty. */
struct occurrence_list {
    struct occurrence *data; /* ascending by start */
    size_t count, capacity;
};

void occurrence_list_release(struct occurrence_list *l);
/* Adds every occurrence of every unit in a clean text of less than 4 GiB. */
enum status occurrence_find(struct analyzer *analyzer, struct str text, const struct snippet_query *query,
                            struct occurrence_list *out, struct err *err);

/* Characters (code points) in clean UTF-8. */
size_t character_count(const char *text, size_t len);

#endif
