/* Texts in JSON as editors keep them: blocks of runs. Inner header of indexer/json_body.c.
 *
 * A document is an object with its blocks as "blocks" (EditorJS, Draft.js), "content" (ProseMirror, Contentful) or
 * "children" (Slate), or with such an object as "root" (Lexical) or "document". A block has its text by itself, as
 * "text" of its "data", or in runs, objects with a string as "text" or "value", of no type or of the type text or span;
 * these stand in its "children" or "content", also in links there, RUNS_DEEP levels at most. Otherwise blocks stand
 * there, or in the "items" of its "data". */
#ifndef DATELINE_INDEXER_JSON_RICH_H
#define DATELINE_INDEXER_JSON_RICH_H

#include "indexer/json_article.h"

/* The blocks of an object that is a document; absent when it is none. */
struct json_value json_rich_blocks(const struct json_article *j, struct json_value object);
/* The text of the data of a block, a string; absent when there is none. */
struct json_value json_rich_data_text(const struct json_article *j, struct json_value block);
/* The blocks or the runs in a block, an array; absent when there are none. */
struct json_value json_rich_inner(const struct json_article *j, struct json_value block);
/* Whether the array is runs; with their text, which is appended. */
bool json_rich_append(const struct json_article *j, struct json_value array, struct buf *out);

#endif
