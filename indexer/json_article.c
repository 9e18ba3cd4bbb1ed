#include "indexer/json_article.h"

#include <string.h>

#include "core/utf8.h"
#include "indexer/json_body.h"
#include "indexer/json_object.h"
#include "indexer/json_shape.h"
#include "indexer/json_tags.h"
#include "indexer/ninjs.h"

enum status json_article_init(struct json_article *j, struct reader *reader, struct err *err)
{
    *j = (struct json_article){.reader = reader};
    return json_parser_new(&j->parser, err);
}

void json_article_release(struct json_article *j)
{
    json_parser_free(j->parser);
    values_release(&j->values);
    buf_release(&j->list);
    buf_release(&j->runs);
}

/* ---- values ---- */

/* What MongoDB's exports write for an id or a number: {"$oid": "..."}, {"$numberLong": "..."}. */
static struct json_value unwrap(const struct json_article *j, struct json_value value)
{
    static const char *const names[] = {"$oid", "$numberLong", "$numberInt", NULL};
    for (const char *const *name = names; *name && value.type == JSON_OBJECT; name++) {
        struct json_value inner = json_member_of(j, value, *name);
        if (inner.type != JSON_ABSENT)
            return inner;
    }
    return value;
}

struct json_value json_article_member(struct json_article *j, struct json_value object, struct str name)
{
    return json_names_member(&j->names, j->reader->map, j->parser, object, name);
}

static bool may_hold(struct json_article *j, struct json_value object, int field)
{
    return json_names_may_hold(&j->names, j->reader->map, j->parser, object, field);
}

bool json_article_has_any(struct json_article *j, struct json_value object, int field)
{
    struct str names = field_map_names(j->reader->map, field), name;
    while (may_hold(j, object, field) && field_map_next_name(&names, &name))
        if (json_article_member(j, object, name).type != JSON_ABSENT)
            return true;
    return false;
}

const char *json_type_name(enum json_type type)
{
    static const char *const names[] = {
        [JSON_ABSENT] = "absent",    [JSON_NULL] = "null",       [JSON_BOOL] = "true or false",
        [JSON_NUMBER] = "a number",  [JSON_STRING] = "a string", [JSON_ARRAY] = "an array",
        [JSON_OBJECT] = "an object",
    };
    return names[type];
}

static struct json_value text_of_headline(const struct json_article *j, struct json_value object)
{
    static const char *const names[] = {"text", NULL};
    struct json_value text = json_body_text(j, object);
    return text.type == JSON_STRING ? text : json_body_first(j, object, names);
}

/* A string, a number as it is written, an object with its text, or the first of an array of these. */
static bool set_headline(struct json_article *j, struct json_value value, struct article *article)
{
    struct json_value element = value;
    struct str text;
    size_t at = 0;
    bool array = value.type == JSON_ARRAY;
    while (!array || json_next_element(j->parser, value, &at, &element)) {
        if (element.type == JSON_OBJECT)
            element = text_of_headline(j, element);
        bool line = element.type == JSON_STRING || element.type == JSON_NUMBER;
        if (line && values_headline(&j->values, element.text, &text)) {
            article_set(article, FIELD_HEADLINE, text);
            return true;
        }
        if (!array)
            break;
    }
    return false;
}

bool json_article_set(struct json_article *j, enum field field, struct json_value value, struct article *article)
{
    return field == FIELD_BODY ? json_body_set(j, value, article) : set_headline(j, value, article);
}

/* ---- fields ---- */

bool json_article_is_mapped(const struct json_article *j, int field)
{
    return field_map_names(j->reader->map, field).ptr != field_map_names(NULL, field).ptr;
}

static void read_headline(struct json_article *j, struct article *article)
{
    struct str names = field_map_names(j->reader->map, FIELD_HEADLINE), name;
    while (may_hold(j, j->record, FIELD_HEADLINE) && field_map_next_name(&names, &name))
        if (set_headline(j, json_article_member(j, j->record, name), article))
            return;
}

/* The address of a page, not that of a site alone. */
static bool is_page(struct json_value value)
{
    struct str text = str_trim(value.text);
    bool web = value.type == JSON_STRING && str_begins_with(text, str_of("http"));
    const char *host = web ? memmem(text.ptr, text.len, "://", 3) : NULL;
    const char *path = host ? memchr(host + 3, '/', (size_t)(text.ptr + text.len - host) - 3) : NULL;
    return path && path + 1 < text.ptr + text.len;
}

static bool is_address(struct str text)
{
    text = str_trim(text);
    return text.len && (text.ptr[0] == '/' || memmem(text.ptr, text.len, "://", 3));
}

/* A string of several tags. */
static bool add_tags(struct json_article *j, struct str value, struct article *article)
{
    struct json_tags tags;
    json_tags_begin(&tags, value);
    return json_tags_add(&tags, &j->values, FIELD_TAG, article);
}

/* Adds a string; or a number as it is written, where it is no key into another table. */
static bool add_value(struct json_article *j, enum field field, struct json_value value, struct article *article)
{
    struct str text;
    bool may_be_number = field == FIELD_ID || field == FIELD_SECTION;
    struct json_value inner = unwrap(j, value);
    bool object = inner.type == JSON_OBJECT;
    value = object ? json_object_name(j, field, inner) : inner;
    if (value.type != JSON_STRING && !(value.type == JSON_NUMBER && may_be_number))
        return false;
    if (object && field == FIELD_URL && !is_address(value.text))
        return false;
    if (!values_line(&j->values, value.text, &text))
        return false;
    article_add(article, field, text);
    return true;
}

/* A string of several authors, between which semicolons or bars stand. */
static bool add_authors(struct json_article *j, struct str value, struct article *article)
{
    char separator = memchr(value.ptr, ';', value.len) ? ';' : '|';
    struct json_tags list;
    struct str text;
    bool added = false;
    json_tags_begin(&list, value);
    if (list.list)
        return json_tags_add(&list, &j->values, FIELD_BYLINE, article);
    while (value.len) {
        const char *end = memchr(value.ptr, separator, value.len);
        struct str name = {value.ptr, end ? (size_t)(end - value.ptr) : value.len};
        value = str_skip(value, end ? name.len + 1 : name.len);
        if (!values_line(&j->values, name, &text))
            continue;
        article_add(article, FIELD_BYLINE, text);
        added = true;
    }
    return added;
}

/* Whether an element of an array may be a value: no key into another table, an address where one is meant. */
static bool may_be_element(enum field field, struct json_value element)
{
    if (schema[field].several || field == FIELD_ID)
        return element.type != JSON_NUMBER || field == FIELD_ID;
    if (element.type != JSON_STRING)
        return element.type != JSON_NUMBER;
    return field == FIELD_URL ? is_address(element.text)
                              : !is_address(element.text) && !values_is_number(str_trim(element.text));
}

/* Every element of a field of several values, the first that is of use of another. */
static bool add_array(struct json_article *j, enum field field, struct json_value array, struct article *article)
{
    struct json_value element;
    size_t at = 0;
    bool added = false;
    while ((!added || schema[field].several) && json_next_element(j->parser, array, &at, &element))
        if (may_be_element(field, element))
            added |= add_value(j, field, element, article);
    return added;
}

bool json_article_add(struct json_article *j, enum field field, struct json_value value, struct article *article)
{
    if (value.type == JSON_ARRAY)
        return add_array(j, field, value, article);
    if (value.type == JSON_STRING && field == FIELD_TAG)
        return add_tags(j, value.text, article);
    if (value.type == JSON_STRING && field == FIELD_BYLINE && value.text.len)
        return add_authors(j, value.text, article);
    return add_value(j, field, value, article);
}

/* The address of the article may stand as its source, where none is given. */
static bool take_page(struct json_article *j, struct json_value value, struct article *article)
{
    if (!is_page(value) || json_article_has_any(j, j->record, FIELD_URL) || json_article_is_mapped(j, FIELD_SOURCE))
        return false;
    return article_get(article, FIELD_URL).len || add_value(j, FIELD_URL, value, article);
}

static void read_minor(struct json_article *j, enum field field, struct article *article)
{
    struct str names = field_map_names(j->reader->map, (int)field), name;
    while (may_hold(j, j->record, (int)field) && field_map_next_name(&names, &name)) {
        struct json_value value = json_article_member(j, j->record, name);
        if (field == FIELD_SOURCE && take_page(j, value, article))
            continue;
        if (json_article_add(j, field, value, article))
            return;
    }
}

/* The date itself of an array that holds it, of an object with its value. */
static struct json_value bare_date(struct json_article *j, struct json_value value)
{
    struct json_value element;
    size_t at = 0;
    if (value.type == JSON_ARRAY && json_next_element(j->parser, value, &at, &element))
        value = element;
    struct json_value inner = json_member_of(j, value, "value");
    return inner.type == JSON_ABSENT ? value : inner;
}

bool json_article_set_date(struct json_article *j, struct json_value value, struct article *article)
{
    struct date date;
    bool read = false;
    value = bare_date(j, value);
    struct json_value mongo = unwrap(j, json_member_of(j, value, "$date"));
    if (mongo.type == JSON_NUMBER || (mongo.type == JSON_STRING && values_is_number(mongo.text)))
        read = values_date_of_milliseconds(mongo.text, &date);
    else if (mongo.type == JSON_STRING)
        read = values_date(&j->values, mongo.text, &date);
    else if (value.type == JSON_NUMBER)
        read = values_date_of_number(value.text, &date);
    else if (value.type == JSON_STRING)
        read = values_date(&j->values, value.text, &date);
    if (read)
        article->published = date;
    return read;
}

static void read_date(struct json_article *j, struct article *article)
{
    struct str names = field_map_names(j->reader->map, FIELD_MAP_DATE), name;
    while (may_hold(j, j->record, FIELD_MAP_DATE) && field_map_next_name(&names, &name))
        if (json_article_set_date(j, json_article_member(j, j->record, name), article))
            return;
}

/* ---- records ---- */

enum status json_article_parse(struct json_article *j, struct str text, struct err *err)
{
    struct err why;
    json_names_reset(&j->names);
    enum status s = json_parse(j->parser, text.ptr, text.len, NULL, &why);
    if (s == S_INPUT) {
        bool too_deep = json_shape_of(text).deepest > JSON_NESTING_MAX;
        return reader_refuse(j->reader, too_deep ? REJECT_TOO_DEEP : REJECT_SYNTAX, err, "%s", why.text);
    }
    return s ? err_set(err, s, "%s", why.text) : S_OK;
}

/* ---- objects around an article ---- */

/* The object with a body that an object without one holds; absent when there is none. */
static struct json_value find_inner(struct json_article *j, struct json_value object)
{
    enum { DEEP = 3 };
    static const char *const names[] = {"_source",    "node",   "article",  "content", "data",
                                        "attributes", "fields", "response", "doc",     NULL};
    for (int depth = 0; depth < DEEP && object.type == JSON_OBJECT; depth++) {
        struct json_value next = {.type = JSON_ABSENT};
        for (const char *const *name = names; *name; name++) {
            struct json_value inner = json_member_of(j, object, *name);
            if (inner.type == JSON_OBJECT && json_body_present(j, inner, true))
                return inner;
            if (inner.type == JSON_OBJECT && next.type == JSON_ABSENT)
                next = inner;
        }
        object = next;
    }
    return (struct json_value){.type = JSON_ABSENT};
}

static bool is_named(struct json_article *j, struct json_value object)
{
    return json_article_has_any(j, object, FIELD_HEADLINE) || json_article_has_any(j, object, FIELD_ID) ||
           json_article_has_any(j, object, FIELD_URL);
}

/* A headline that is no mere name, or an address, or a message of Telegram's. */
static bool is_titled(struct json_article *j, struct json_value object)
{
    struct str names = field_map_names(j->reader->map, FIELD_HEADLINE), name;
    while (may_hold(j, object, FIELD_HEADLINE) && field_map_next_name(&names, &name)) {
        bool mere = !json_article_is_mapped(j, FIELD_HEADLINE) && str_equal(name, str_of("name"));
        if (!mere && json_article_member(j, object, name).type != JSON_ABSENT)
            return true;
    }
    return json_article_has_any(j, object, FIELD_URL) ||
           str_equal(json_member_of(j, object, "type").text, str_of("message"));
}

bool json_article_has_headline(struct json_article *j)
{
    return json_article_has_any(j, json_root(j->parser), FIELD_HEADLINE);
}

bool json_article_resembles(struct json_article *j, unsigned needs)
{
    struct json_value root = json_root(j->parser), inner = find_inner(j, root);
    if (root.type != JSON_OBJECT)
        return false;
    if (ninjs_recognise(j->parser, root))
        return true;
    struct json_value object = inner.type == JSON_OBJECT ? inner : root;
    bool titled = json_member_of(j, object, "title").type == JSON_STRING ||
                  json_member_of(j, object, "headline").type == JSON_STRING;
    bool body = json_body_present(j, object, titled && !(needs & JSON_NEEDS_TEXT));
    if (!body && ((needs & JSON_NEEDS_BODY) || !json_article_has_any(j, object, FIELD_MAP_DATE)))
        return body;
    if ((needs & JSON_NEEDS_TITLE) && !is_titled(j, object) && !is_titled(j, root))
        return false;
    return !(needs & JSON_NEEDS_NAME) || is_named(j, object) || is_named(j, root);
}

/* ---- refusals ---- */

/* The members that no field goes by, where a body may be. */
static void list_members(struct json_article *j, struct buf *out)
{
    enum { SHOWN = 4, SHOWN_LEN = 40, LOOKED_AT = 100 };
    struct str name, line;
    struct json_value value;
    size_t at = 0, shown = 0;
    for (int i = 0; i < LOOKED_AT && shown < SHOWN; i++) {
        if (!json_next_member(j->parser, json_root(j->parser), &at, &name, &value))
            return;
        bool may_be = value.type == JSON_STRING || value.type == JSON_ARRAY || value.type == JSON_OBJECT;
        if (!may_be || json_names_exact(j->reader->map, name) || !values_line(&j->values, name, &line))
            continue;
        buf_printf(out, "%s\"%.*s\"", shown++ ? ", " : "", (int)utf8_cut(line.ptr, line.len, SHOWN_LEN), line.ptr);
    }
}

static enum status refuse_bodiless(struct json_article *j, struct err *err)
{
    struct json_value root = json_root(j->parser);
    const char *kind = ninjs_recognise(j->parser, root) ? ninjs_other_kind(j->parser, root) : NULL;
    if (kind)
        return reader_refuse(j->reader, REJECT_OTHER, err, "of the type \"%s\", without a text", kind);
    buf_reset(&j->list);
    list_members(j, &j->list);
    enum status s = buf_status(&j->list, err);
    if (s)
        return s;
    if (!j->list.len)
        return reader_refuse(j->reader, REJECT_NO_BODY, err, "no body");
    return reader_refuse(j->reader, REJECT_NO_BODY, err, "no body; the record has %s: --map=body=NAME says which",
                         buf_text(&j->list));
}

/* The first value of a wrong type is the reason, when there is one. */
static enum status refuse_body(struct json_article *j, struct err *err)
{
    struct str names = field_map_names(j->reader->map, FIELD_BODY), name;
    while (field_map_next_name(&names, &name)) {
        struct json_value value = json_article_member(j, json_root(j->parser), name);
        if (json_body_fits(j, value))
            continue;
        int shown = name.len < 80 ? (int)name.len : 80;
        return reader_refuse(j->reader, REJECT_TYPE, err,
                             "body \"%.*s\" is %s; it must be a string or an array of strings", shown, name.ptr,
                             json_type_name(value.type));
    }
    return refuse_bodiless(j, err);
}

/* ---- articles ---- */

static void read_fields(struct json_article *j, struct json_value record, bool ninjs, struct article *article)
{
    j->record = record;
    if (!article_get(article, FIELD_HEADLINE).len)
        read_headline(j, article);
    for (int field = 0; field < FIELD_COUNT; field++)
        if (field != FIELD_BODY && field != FIELD_HEADLINE && field != FIELD_HOST &&
            !article_get(article, (enum field)field).len && (!ninjs || ninjs_leaves(j, field, article)))
            read_minor(j, (enum field)field, article);
    if (article->published.precision == DATE_NONE)
        read_date(j, article);
}

/* Whether the record has a body. */
static bool read_main(struct json_article *j, struct json_value record, bool *ninjs, struct article *article)
{
    j->record = record;
    j->summary = false;
    if ((*ninjs = ninjs_recognise(j->parser, record)))
        ninjs_read(j, record, article);
    return article_get(article, FIELD_BODY).len || json_body_read(j, article);
}

/* As Ghost and others export it beside what is published. */
static bool is_draft(const struct json_article *j, struct json_value object)
{
    return str_equal(json_member_of(j, object, "status").text, str_of("draft"));
}

enum status json_article_read(struct json_article *j, struct article *article, struct err *err)
{
    enum status s;
    struct json_value root = json_root(j->parser), inner = {.type = JSON_ABSENT};
    if (root.type != JSON_OBJECT)
        return reader_refuse(j->reader, REJECT_TYPE, err, "the record is %s, not an object", json_type_name(root.type));
    bool ninjs, inner_ninjs = false, found = read_main(j, root, &ninjs, article);
    if (!found && (inner = find_inner(j, root)).type == JSON_OBJECT)
        found = read_main(j, inner, &inner_ninjs, article);
    if (found && inner.type == JSON_OBJECT)
        read_fields(j, inner, inner_ninjs, article);
    if (found)
        read_fields(j, root, ninjs, article);
    struct json_value fields = found ? json_member_of(j, root, "fields") : root;
    if (found && fields.type == JSON_OBJECT)
        read_fields(j, fields, false, article);
    if (found && (is_draft(j, root) || (inner.type == JSON_OBJECT && is_draft(j, inner))))
        return reader_refuse(j->reader, REJECT_OTHER, err, "a draft");
    if ((s = values_status(&j->values, err)) || (s = buf_status(&j->list, err)) || (s = buf_status(&j->runs, err)) ||
        (s = buf_status(&article->text, err)))
        return s;
    return found ? S_OK : refuse_body(j, err);
}
