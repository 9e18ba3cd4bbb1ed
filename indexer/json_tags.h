/* Several tags in one string, "peace; talks": its parts. Inner header of indexer/json_article.c.
 *
 * They are separated by the first of ; | , that is in the string. A comma between a digit and three others is a part of
 * a number, as in "1,000 Guineas". A list as Python or JSON writes it, "['peace', 'talks']", loses its brackets and
 * quotation marks, and what is quoted is one tag. */
#ifndef DATELINE_INDEXER_JSON_TAGS_H
#define DATELINE_INDEXER_JSON_TAGS_H

#include <stdbool.h>

#include "core/article.h"
#include "indexer/values.h"

struct json_tags {
    struct str rest;
    char separator; /* NUL: there is but one tag */
    bool list;      /* in brackets */
};

void json_tags_begin(struct json_tags *t, struct str text);
/* The next one, which may be blank; false at the end. */
bool json_tags_next(struct json_tags *t, struct str *tag);
/* Adds what is left of them to a field, as lines; false when there is none. */
bool json_tags_add(struct json_tags *t, struct values *values, enum field field, struct article *article);

#endif
