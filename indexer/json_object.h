/* What an object stands for as the value of a field. Inner header of indexer/json_article.c. */
#ifndef DATELINE_INDEXER_JSON_OBJECT_H
#define DATELINE_INDEXER_JSON_OBJECT_H

#include "indexer/json_article.h"

/* Its value, name and so on, a string, maybe in j->list; absent when there is none. The title of a person is no name; a
 * tag may have one as "tag", "topic" or "term" as well. */
struct json_value json_object_name(struct json_article *j, enum field field, struct json_value object);

#endif
