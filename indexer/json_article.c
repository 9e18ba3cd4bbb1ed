#include "indexer/json_article.h"

#include <string.h>

#include "indexer/json_shape.h"
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
}

/* ---- values ---- */

/* Joins the paragraphs of an array into j->list; false when an element is neither a string nor null. */
static bool join_array(struct json_article *j, struct json_value array)
{
    struct json_value element;
    struct str text;
    size_t at = 0;
    buf_reset(&j->list);
    while (json_next_element(j->parser, array, &at, &element)) {
        if (element.type == JSON_NULL)
            continue;
        if (element.type != JSON_STRING)
            return false;
        if (!values_body(&j->values, element.text, &text))
            continue;
        if (j->list.len)
            buf_append_text(&j->list, "\n\n");
        buf_append_str(&j->list, text);
    }
    return true;
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

/* Whether a headline or body can be of that type at all. */
static bool fits(struct json_article *j, enum field field, struct json_value value)
{
    return value.type == JSON_ABSENT || value.type == JSON_NULL || value.type == JSON_STRING ||
           (value.type == JSON_ARRAY && field == FIELD_BODY && join_array(j, value));
}

bool json_article_set(struct json_article *j, enum field field, struct json_value value, struct article *article)
{
    struct str text = {NULL, 0};
    bool usable = false;
    if (value.type == JSON_STRING)
        usable = field == FIELD_BODY ? values_body(&j->values, value.text, &text)
                                     : values_headline(&j->values, value.text, &text);
    else if (value.type == JSON_ARRAY && field == FIELD_BODY && join_array(j, value)) {
        text = buf_str(&j->list);
        usable = text.len > 0;
    }
    if (usable)
        article_set(article, field, text);
    return usable;
}

/* ---- fields ---- */

bool json_article_is_mapped(const struct json_article *j, int field)
{
    return field_map_names(j->reader->map, field).ptr != field_map_names(NULL, field).ptr;
}

/* Headline or body: the first usable value; when there is none but one of a wrong type, that rejects the record. */
static enum status read_main(struct json_article *j, enum field field, struct article *article, struct err *err)
{
    struct str names = field_map_names(j->reader->map, (int)field), name, wrong_name = {NULL, 0};
    enum json_type wrong = JSON_ABSENT;
    while (field_map_next_name(&names, &name)) {
        struct json_value value = json_member(j->parser, json_root(j->parser), name);
        if (json_article_set(j, field, value, article))
            return S_OK;
        if (!wrong && !fits(j, field, value)) {
            wrong = value.type;
            wrong_name = name;
        }
    }
    if (!wrong)
        return S_OK;
    int shown = wrong_name.len < 80 ? (int)wrong_name.len : 80;
    return reader_refuse(j->reader, REJECT_TYPE, err, "%s \"%.*s\" is %s; it must be a string%s", schema[field].name,
                         shown, wrong_name.ptr, json_type_name(wrong),
                         field == FIELD_BODY ? " or an array of strings" : "");
}

/* Adds a string, or a number as it is written. */
static bool add_value(struct json_article *j, enum field field, struct json_value value, struct article *article)
{
    struct str text;
    if (value.type != JSON_STRING && value.type != JSON_NUMBER)
        return false;
    if (!values_line(&j->values, value.text, &text))
        return false;
    article_add(article, field, text);
    return true;
}

static struct json_value name_of_object(struct json_article *j, struct json_value object)
{
    static const char *const names[] = {"value", "name", "webTitle"};
    struct json_value value = {.type = JSON_ABSENT};
    for (size_t i = 0; i < sizeof names / sizeof names[0] && value.type != JSON_STRING; i++)
        value = json_member(j->parser, object, str_of(names[i]));
    return value;
}

static bool add_array(struct json_article *j, enum field field, struct json_value array, struct article *article)
{
    struct json_value element;
    size_t at = 0;
    bool added = false;
    while (schema[field].several && json_next_element(j->parser, array, &at, &element)) {
        if (element.type == JSON_OBJECT)
            element = name_of_object(j, element);
        added |= add_value(j, field, element, article);
    }
    return added;
}

bool json_article_add(struct json_article *j, enum field field, struct json_value value, struct article *article)
{
    return value.type == JSON_ARRAY ? add_array(j, field, value, article) : add_value(j, field, value, article);
}

static void read_minor(struct json_article *j, enum field field, struct article *article)
{
    struct str names = field_map_names(j->reader->map, (int)field), name;
    while (field_map_next_name(&names, &name))
        if (json_article_add(j, field, json_member(j->parser, json_root(j->parser), name), article))
            return;
}

bool json_article_set_date(struct json_article *j, struct json_value value, struct article *article)
{
    struct date date;
    bool read = value.type == JSON_NUMBER ? values_date_of_number(value.text, &date)
                                          : value.type == JSON_STRING && values_date(&j->values, value.text, &date);
    if (read)
        article->published = date;
    return read;
}

static void read_date(struct json_article *j, struct article *article)
{
    struct str names = field_map_names(j->reader->map, FIELD_MAP_DATE), name;
    while (field_map_next_name(&names, &name))
        if (json_article_set_date(j, json_member(j->parser, json_root(j->parser), name), article))
            return;
}

/* ---- records ---- */

enum status json_article_parse(struct json_article *j, struct str text, struct err *err)
{
    struct err why;
    enum status s = json_parse(j->parser, text.ptr, text.len, NULL, &why);
    if (s == S_INPUT) {
        bool too_deep = json_shape_of(text).deepest > JSON_NESTING_MAX;
        return reader_refuse(j->reader, too_deep ? REJECT_TOO_DEEP : REJECT_SYNTAX, err, "%s", why.text);
    }
    return s ? err_set(err, s, "%s", why.text) : S_OK;
}

static bool has_any(const struct json_article *j, int field)
{
    struct str names = field_map_names(j->reader->map, field), name;
    while (field_map_next_name(&names, &name))
        if (json_member(j->parser, json_root(j->parser), name).type != JSON_ABSENT)
            return true;
    return false;
}

bool json_article_resembles(const struct json_article *j)
{
    struct json_value root = json_root(j->parser);
    return root.type == JSON_OBJECT &&
           (has_any(j, FIELD_BODY) || has_any(j, FIELD_MAP_DATE) || ninjs_recognise(j->parser, root));
}

static enum status refuse_bodiless(struct json_article *j, const char *kind, struct err *err)
{
    if (kind)
        return reader_refuse(j->reader, REJECT_OTHER, err, "of the type \"%s\", without a text", kind);
    return reader_refuse(j->reader, REJECT_NO_BODY, err, "no body");
}

static enum status read_mains(struct json_article *j, bool ninjs, struct article *article, struct err *err)
{
    enum status s = S_OK;
    if (!article_get(article, FIELD_BODY).len && (s = read_main(j, FIELD_BODY, article, err)))
        return s;
    if (!article_get(article, FIELD_HEADLINE).len && (s = read_main(j, FIELD_HEADLINE, article, err)))
        return s;
    if (!article->text.failed && !article_get(article, FIELD_BODY).len)
        return refuse_bodiless(j, ninjs ? ninjs_other_kind(j->parser, json_root(j->parser)) : NULL, err);
    return S_OK;
}

enum status json_article_read(struct json_article *j, struct article *article, struct err *err)
{
    enum status s;
    struct json_value root = json_root(j->parser);
    if (root.type != JSON_OBJECT)
        return reader_refuse(j->reader, REJECT_TYPE, err, "the record is %s, not an object", json_type_name(root.type));
    bool ninjs = ninjs_recognise(j->parser, root);
    if (ninjs)
        ninjs_read(j, root, article);
    if ((s = read_mains(j, ninjs, article, err)))
        return s;
    for (int field = 0; field < FIELD_COUNT; field++)
        if (field != FIELD_BODY && field != FIELD_HEADLINE && field != FIELD_HOST &&
            (!ninjs || ninjs_leaves(j, field, article)))
            read_minor(j, (enum field)field, article);
    if (article->published.precision == DATE_NONE)
        read_date(j, article);
    if ((s = values_status(&j->values, err)) || (s = buf_status(&j->list, err)))
        return s;
    return buf_status(&article->text, err);
}
