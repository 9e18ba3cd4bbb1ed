/* ninjs, news in JSON, of the IPTC: an object -> the fields of an article. Inner header of indexer/.
 *
 * Source: IPTC ninjs 1.0 to 1.8 (body_text, body_html, body_xhtml, headline, subject), 2.x (bodies, headlines, subjects
 * with their value or name) and 3.x (the same in camelCase: versionCreated, contentType). Read are
 *
 *     id         uri                          url        uri, when it is an address on the web
 *     headline   headline, headlines, title, slugline
 *     body       bodies, body_*: plain text that has paragraphs, else markup, else plain text
 *     byline     byline, bylines, by          place      located, else the first of place or places
 *     source     the first of infosource or infosources, else copyrightholder
 *     agency     provider                     tag        subject, subjects
 *     lang       language                     date       versioncreated, firstcreated, contentcreated
 *
 * An item of another type (picture, video, event) is an article only when it has a body. */
#ifndef DATELINE_INDEXER_NINJS_H
#define DATELINE_INDEXER_NINJS_H

#include "indexer/json_article.h"

/* Whether an object is ninjs: it has a uri, and a member that only ninjs has. */
bool ninjs_recognise(const struct json_parser *p, struct json_value object);
/* Sets the fields above that are there and that the map does not name. */
void ninjs_read(struct json_article *j, struct json_value object, struct article *article);
/* Whether a field is left to the names of the map: it is absent, and its usual names mean the same in ninjs. */
bool ninjs_leaves(const struct json_article *j, int field, const struct article *article);
/* The type of an item that is no text, or NULL. Borrowed from a table. */
const char *ninjs_other_kind(const struct json_parser *p, struct json_value object);

#endif
