/* Bodies in JSON: a value -> a text, and which of the members of a record it is. Inner header of
 * indexer/json_article.c.
 *
 * A body is a string; an object with its text as "processed", "value" or "rendered" (Drupal, WordPress), or "#text" and
 * the like (from XML); or an array of paragraphs: strings, such objects, or parts with their text as "content", "text"
 * or "bodyHtml" and no headline. Parts hold others as "items" or "content_elements" (Arc), at most PARTS_DEEP levels.
 * Parts of a type that is another part of the article, or a link to another one, are left out, but for a headline
 * behind a text. Documents of editors, alone or in such parts, are read as indexer/json_rich.h says. An array in which
 * strings alternate with objects of a style
 * ("bold", "link") is one text in pieces (Telegram), when white space or punctuation stands where most of them meet.
 *
 * A single word, path or address as "document" or "html" yields to a text under a later name.
 *
 * Where the only known body is a summary, a text under another name is taken in its place when it is prose of
 * LONGER_MIN bytes, without its markup, twice as long as the summary, and the name is made of words such as full,
 * main, article, story, text and html: "full_story", "articleText". */
#ifndef DATELINE_INDEXER_JSON_BODY_H
#define DATELINE_INDEXER_JSON_BODY_H

#include "indexer/json_article.h"

/* The first of the members, by names ended by NULL, that is a string; absent when there is none. */
struct json_value json_body_first(const struct json_article *j, struct json_value object, const char *const *names);
/* The string that an object stands for, as "processed", "value" or "rendered"; absent when there is none. */
struct json_value json_body_text(const struct json_article *j, struct json_value object);
/* Whether a body can be of that type at all. */
bool json_body_fits(struct json_article *j, struct json_value value);
/* Sets the body; false when there is nothing in the value. */
bool json_body_set(struct json_article *j, struct json_value value, struct article *article);
/* Sets the body of j->record and j->summary; false when it has none. */
bool json_body_read(struct json_article *j, struct article *article);
/* Whether an object has a member of a body's name and type; of a summary's only with `summary`. */
bool json_body_present(struct json_article *j, struct json_value object, bool summary);

#endif
