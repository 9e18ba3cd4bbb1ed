#include "indexer/ninjs.h"

#include <string.h>
#include <strings.h>

enum { MEDIA_TYPE_MAX = 64 }; /* bytes of a content type that are looked at */

/* ---- members ---- */

static struct json_value member(const struct json_parser *p, struct json_value object, const char *name)
{
    return json_member(p, object, str_of(name));
}

/* The first of the members, by names ended by NULL, that is present and not null. */
static struct json_value any_member(const struct json_parser *p, struct json_value object, const char *const *names)
{
    for (; *names; names++) {
        struct json_value value = member(p, object, *names);
        if (value.type != JSON_ABSENT && value.type != JSON_NULL)
            return value;
    }
    return (struct json_value){.type = JSON_ABSENT};
}

static bool same_text(struct str text, const char *word)
{
    return text.len == strlen(word) && strncasecmp(text.ptr, word, text.len) == 0;
}

bool ninjs_recognise(const struct json_parser *p, struct json_value object)
{
    static const char *const own[] = {"versioncreated", "versionCreated", "firstcreated", "firstCreated",
                                      "contentcreated", "contentCreated", "bodies",       "headlines",
                                      "body_xhtml",     "body_html",      "infosource",   "representationtype",
                                      "infosources",    "infoSources",    "slugline",     NULL};
    if (member(p, object, "uri").type != JSON_STRING)
        return false;
    return any_member(p, object, own).type != JSON_ABSENT ||
           same_text(member(p, object, "standard.name").text, "ninjs");
}

const char *ninjs_other_kind(const struct json_parser *p, struct json_value object)
{
    static const char *const kinds[] = {"audio", "video",    "picture",   "graphic",      "animation",
                                        "event", "planning", "component", "organisation", NULL};
    struct str type = member(p, object, "type").text;
    for (const char *const *kind = kinds; *kind; kind++)
        if (same_text(type, *kind))
            return *kind;
    return NULL;
}

/* ---- fields ---- */

static bool wants(const struct json_article *j, int field, const struct article *article)
{
    return !json_article_is_mapped(j, field) && !article_get(article, (enum field)field).len;
}

/* An array of {"value": ...} or of {"name": ...}, or a single value: the first that is of use. */
static void set_first(struct json_article *j, enum field field, struct json_value value, struct article *article)
{
    struct json_value element = value;
    size_t at = 0;
    while (wants(j, (int)field, article)) {
        if (value.type == JSON_ARRAY && !json_next_element(j->parser, value, &at, &element))
            return;
        struct json_value text = element;
        if (element.type == JSON_OBJECT && (text = member(j->parser, element, "value")).type != JSON_STRING)
            text = member(j->parser, element, "name");
        if (field == FIELD_HEADLINE)
            json_article_set(j, field, text, article);
        else if (text.type == JSON_STRING)
            json_article_add(j, field, text, article);
        if (value.type != JSON_ARRAY)
            return;
    }
}

static void set_firsts(struct json_article *j, enum field field, const char *const *names, struct json_value object,
                       struct article *article)
{
    for (; *names && wants(j, (int)field, article); names++)
        set_first(j, field, member(j->parser, object, *names), article);
}

/* ---- the body ---- */

struct bodies {
    struct json_value plain, markup;
};

static bool is_plain(struct str type)
{
    char text[MEDIA_TYPE_MAX];
    if (type.len == 0)
        return true;
    size_t len = type.len < sizeof text ? type.len : sizeof text - 1;
    memcpy(text, type.ptr, len);
    text[len] = '\0';
    return !strcasestr(text, "html") && !strcasestr(text, "xml");
}

static void note_body(struct bodies *b, bool plain, struct json_value value)
{
    struct json_value *place = plain ? &b->plain : &b->markup;
    if (place->type == JSON_ABSENT && value.type == JSON_STRING && value.text.len)
        *place = value;
}

static void find_bodies(const struct json_parser *p, struct json_value object, struct bodies *b)
{
    struct json_value bodies = member(p, object, "bodies"), body;
    for (size_t at = 0; json_next_element(p, bodies, &at, &body);) {
        struct json_value type = member(p, body, "contenttype");
        if (type.type != JSON_STRING)
            type = member(p, body, "contentType");
        note_body(b, is_plain(type.text), member(p, body, "value"));
    }
    note_body(b, true, member(p, object, "body_text"));
    note_body(b, false, member(p, object, "body_xhtml"));
    note_body(b, false, member(p, object, "body_html"));
}

static void read_body(struct json_article *j, struct json_value object, struct article *article)
{
    struct bodies b = {0};
    if (json_article_is_mapped(j, FIELD_BODY))
        return;
    find_bodies(j->parser, object, &b);
    bool lines = b.plain.type == JSON_STRING && memchr(b.plain.text.ptr, '\n', b.plain.text.len);
    struct json_value first = lines ? b.plain : b.markup, second = lines ? b.markup : b.plain;
    if (!json_article_set(j, FIELD_BODY, first, article))
        json_article_set(j, FIELD_BODY, second, article);
}

/* ---- the item ---- */

static void read_uri(struct json_article *j, struct json_value object, struct article *article)
{
    struct json_value uri = member(j->parser, object, "uri");
    bool web = str_begins_with(uri.text, str_of("http://")) || str_begins_with(uri.text, str_of("https://"));
    set_first(j, FIELD_ID, uri, article);
    if (web)
        set_first(j, FIELD_URL, uri, article);
}

static void read_date(struct json_article *j, struct json_value object, struct article *article)
{
    static const char *const names[] = {
        "versioncreated", "versionCreated", "firstcreated", "firstCreated", "contentcreated", "contentCreated", NULL};
    if (json_article_is_mapped(j, FIELD_MAP_DATE))
        return;
    for (const char *const *name = names; *name; name++)
        if (json_article_set_date(j, member(j->parser, object, *name), article))
            return;
}

void ninjs_read(struct json_article *j, struct json_value object, struct article *article)
{
    static const char *const headlines[] = {"headline", "headlines", "title", "slugline", NULL};
    static const char *const bylines[] = {"byline", "bylines", "by", NULL};
    static const char *const places[] = {"located", "place", "places", NULL};
    static const char *const sources[] = {"infosource",      "infosources",     "infoSources",
                                          "copyrightholder", "copyrightHolder", NULL};
    static const char *const agencies[] = {"provider", NULL};
    static const char *const languages[] = {"language", NULL};
    static const char *const subjects[] = {"subject", "subjects", NULL};
    read_uri(j, object, article);
    read_body(j, object, article);
    set_firsts(j, FIELD_HEADLINE, headlines, object, article);
    set_firsts(j, FIELD_BYLINE, bylines, object, article);
    set_firsts(j, FIELD_PLACE, places, object, article);
    set_firsts(j, FIELD_SOURCE, sources, object, article);
    set_firsts(j, FIELD_AGENCY, agencies, object, article);
    set_firsts(j, FIELD_LANG, languages, object, article);
    if (!json_article_is_mapped(j, FIELD_TAG))
        json_article_add(j, FIELD_TAG, any_member(j->parser, object, subjects), article);
    read_date(j, object, article);
}

bool ninjs_leaves(const struct json_article *j, int field, const struct article *article)
{
    if (json_article_is_mapped(j, field))
        return true;
    return field != FIELD_URL && field != FIELD_PLACE && !article_get(article, (enum field)field).len;
}
