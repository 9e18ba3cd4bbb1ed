#include "indexer/json_feed.h"

#include <string.h>

#include "core/utf8.h"

void json_feed_note(struct json_article *j, struct article *feed)
{
    const struct json_parser *p = j->parser;
    struct json_value root = json_root(p), authors = json_member(p, root, str_of("authors"));
    struct str version = json_member(p, root, str_of("version")).text;
    if (!str_begins_with(version, str_of("https://jsonfeed.org/version/")))
        return;
    if (authors.type != JSON_ARRAY)
        authors = json_member(p, root, str_of("author"));
    json_article_add(j, FIELD_SOURCE, json_member(p, root, str_of("title")), feed);
    json_article_add(j, FIELD_LANG, json_member(p, root, str_of("language")), feed);
    json_article_add(j, FIELD_BYLINE, authors, feed);
}

/* What of a value is given to each item: of several those that are whole. */
static struct str cut_value(struct str value)
{
    if (value.len <= JSON_FEED_VALUE_MAX)
        return value;
    const char *end = memrchr(value.ptr, '\n', JSON_FEED_VALUE_MAX + 1);
    return (struct str){value.ptr,
                        end ? (size_t)(end - value.ptr) : utf8_cut(value.ptr, value.len, JSON_FEED_VALUE_MAX)};
}

enum status json_feed_give(const struct article *feed, struct article *article, struct err *err)
{
    static const enum field fields[] = {FIELD_SOURCE, FIELD_LANG, FIELD_BYLINE};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct str value = cut_value(article_get(feed, fields[i]));
        if (value.len && !article_get(article, fields[i]).len)
            article_set(article, fields[i], value);
    }
    enum status s = buf_status(&feed->text, err);
    return s ? s : buf_status(&article->text, err);
}
