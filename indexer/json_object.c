#include "indexer/json_object.h"

#include "indexer/json_body.h"

/* Joins the given name and the family name of a person in j->list; absent when neither is there. */
static struct json_value name_of_person(struct json_article *j, struct json_value object)
{
    static const char *const names[][2] = {
        {"firstName", "lastName"}, {"first_name", "last_name"}, {"firstname", "lastname"}};
    struct json_value name = {.type = JSON_ABSENT};
    for (size_t i = 0; i < sizeof names / sizeof names[0] && name.type == JSON_ABSENT; i++) {
        struct json_value first = json_member_of(j, object, names[i][0]), last = json_member_of(j, object, names[i][1]);
        if (first.type != JSON_STRING && last.type != JSON_STRING)
            continue;
        buf_reset(&j->list);
        buf_append_str(&j->list, first.text);
        buf_append_byte(&j->list, ' ');
        buf_append_str(&j->list, last.text);
        name = (struct json_value){.type = JSON_STRING, .text = buf_str(&j->list)};
    }
    return name;
}

struct json_value json_object_name(struct json_article *j, enum field field, struct json_value object)
{
    static const char *const names[] = {"value", "name", "webTitle", "rendered", NULL};
    static const char *const titles[] = {"title", "text", "label", NULL}, *const addresses[] = {"url", "href", NULL};
    static const char *const words[] = {"label", "tag", "keyword", "topic", "term", NULL};
    if (field == FIELD_URL)
        return json_body_first(j, object, addresses);
    if (field == FIELD_TAG && json_body_first(j, object, words).type == JSON_STRING)
        return json_body_first(j, object, words);
    struct json_value value = json_body_first(j, object, names);
    if (value.type == JSON_ABSENT)
        value = name_of_person(j, object);
    return value.type == JSON_ABSENT ? json_body_first(j, object, titles + (field == FIELD_BYLINE)) : value;
}
