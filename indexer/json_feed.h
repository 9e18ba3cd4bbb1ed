/* What a JSON Feed (jsonfeed.org) says of each of its items: its title is their source, its language and authors are
 * theirs where they have none. Inner header of indexer/json.c. */
#ifndef DATELINE_INDEXER_JSON_FEED_H
#define DATELINE_INDEXER_JSON_FEED_H

#include "indexer/json_article.h"

enum { JSON_FEED_VALUE_MAX = 1000 /* bytes of each value that are given */ };

/* Of the root, an object around elements: when it is such a feed. */
void json_feed_note(struct json_article *j, struct article *feed);
enum status json_feed_give(const struct article *feed, struct article *article, struct err *err);

#endif
