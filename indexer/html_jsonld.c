/* JSON-LD in pages: schema.org's articles. */
#include <string.h>

#include "indexer/agency_name.h"
#include "indexer/html_byline.h"
#include "indexer/html_meta.h"
#include "indexer/word.h"

static struct json_value member(const struct html_meta *m, struct json_value object, const char *name)
{
    struct json_value none = {.type = JSON_ABSENT};
    return object.type == JSON_OBJECT ? json_member(m->json, object, str_of(name)) : none;
}

/* The first element of an array, or the value itself. */
static struct json_value first_of(const struct html_meta *m, struct json_value value)
{
    struct json_value element = {.type = JSON_ABSENT};
    size_t at = 0;
    if (value.type != JSON_ARRAY)
        return value;
    json_next_element(m->json, value, &at, &element);
    return element;
}

/* ---- finding the article ---- */

static bool ends_with(struct str text, const char *end)
{
    size_t len = strlen(end);
    return text.len >= len && memcmp(text.ptr + text.len - len, end, len) == 0;
}

static bool names_gallery(struct json_value type)
{
    return type.type == JSON_STRING && (ends_with(type.text, "ImageGallery") || ends_with(type.text, "MediaGallery"));
}

static bool names_article(struct json_value type)
{
    return type.type == JSON_STRING && (ends_with(type.text, "Article") || ends_with(type.text, "BlogPosting") ||
                                        ends_with(type.text, "/Report") || str_equal(type.text, str_of("Report")));
}

static bool names_way(struct json_value type)
{
    return type.type == JSON_STRING && ends_with(type.text, "BreadcrumbList");
}

static bool is_kind(const struct html_meta *m, struct json_value object, bool (*names)(struct json_value))
{
    struct json_value type = member(m, object, "@type"), element;
    size_t at = 0;
    if (type.type != JSON_ARRAY)
        return names(type);
    while (json_next_element(m->json, type, &at, &element))
        if (names(element))
            return true;
    return false;
}

/* The article in an object, or that which the page of the object is about. */
static bool article_in(const struct html_meta *m, struct json_value object, bool (*names)(struct json_value),
                       struct json_value *out)
{
    struct json_value about = first_of(m, member(m, object, "mainEntity"));
    *out = is_kind(m, object, names) ? object : about;
    return is_kind(m, *out, names);
}

static bool find_in_array(const struct html_meta *m, struct json_value array, bool (*names)(struct json_value),
                          struct json_value *out)
{
    struct json_value element;
    size_t at = 0;
    while (json_next_element(m->json, array, &at, &element))
        if (article_in(m, element, names, out))
            return true;
    return false;
}

/* The graph that an object of the root holds, or the root itself as one. */
static struct json_value graph_of(const struct html_meta *m)
{
    struct json_value root = first_of(m, json_root(m->json));
    struct json_value graph = member(m, root, "@graph");
    return graph.type == JSON_ARRAY ? graph : json_root(m->json);
}

static bool find(const struct html_meta *m, bool (*names)(struct json_value), struct json_value *out)
{
    struct json_value root = json_root(m->json), graph = graph_of(m);
    if (root.type == JSON_OBJECT && article_in(m, root, names, out))
        return true;
    return (root.type == JSON_ARRAY && find_in_array(m, root, names, out)) ||
           (graph.type == JSON_ARRAY && find_in_array(m, graph, names, out));
}

/* ---- its members ---- */

/* The object of the graph with an @id. */
static struct json_value with_id(const struct html_meta *m, struct str id)
{
    struct json_value graph = graph_of(m), element, none = {.type = JSON_ABSENT};
    size_t at = 0;
    while (graph.type == JSON_ARRAY && json_next_element(m->json, graph, &at, &element)) {
        struct json_value other = member(m, element, "@id");
        if (other.type == JSON_STRING && str_equal(other.text, id))
            return element;
    }
    return none;
}

/* The name of a person, an organisation or a place: a string, an object, or a reference to one. */
static struct json_value name_of(const struct html_meta *m, struct json_value value)
{
    if (value.type != JSON_OBJECT)
        return value;
    struct json_value name = first_of(m, member(m, value, "name")), id = member(m, value, "@id");
    if (name.type == JSON_ABSENT && id.type == JSON_STRING)
        name = first_of(m, member(m, with_id(m, id.text), "name"));
    return name;
}

static void set(struct html_meta *m, int field, struct json_value value)
{
    if (value.type == JSON_STRING)
        html_meta_set(m, field, RANK_JSON_LD, value.text);
}

static void set_names(struct html_meta *m, int field, struct json_value value)
{
    enum { NAMES_MAX = 50 };
    struct json_value element;
    size_t at = 0;
    if (value.type != JSON_ARRAY)
        set(m, field, name_of(m, value));
    else
        for (int i = 0; i < NAMES_MAX && json_next_element(m->json, value, &at, &element); i++)
            set(m, field, name_of(m, element));
}

static bool names_organization(struct json_value type)
{
    return type.type == JSON_STRING && ends_with(type.text, "Organization");
}

/* Those who are people; an organisation is the agency when it is known as one. */
static void set_authors(struct html_meta *m, struct json_value value)
{
    enum { NAMES_MAX = 50 };
    struct json_value element = value;
    size_t at = 0;
    bool several = value.type == JSON_ARRAY;
    for (int i = 0; i < (several ? NAMES_MAX : 1); i++) {
        if (several && !json_next_element(m->json, value, &at, &element))
            return;
        struct json_value name = name_of(m, element);
        if (!is_kind(m, element, names_organization))
            set(m, FIELD_BYLINE, name);
        else if (name.type == JSON_STRING)
            set(m, agency_is_known(name.text) ? (int)FIELD_AGENCY : (int)HTML_ORGANISATION, name);
    }
}

/* Tags in one string, or a string each. */
static void set_tags(struct html_meta *m, struct json_value value)
{
    if (value.type != JSON_STRING) {
        set_names(m, FIELD_TAG, value);
        return;
    }
    struct str rest = value.text;
    while (rest.len) {
        const char *comma = memchr(rest.ptr, ',', rest.len);
        size_t len = comma ? (size_t)(comma - rest.ptr) : rest.len;
        html_meta_set(m, FIELD_TAG, RANK_JSON_LD, (struct str){rest.ptr, len});
        len += comma != NULL;
        rest = (struct str){rest.ptr + len, rest.len - len};
    }
}

static void set_address(struct html_meta *m, struct json_value article)
{
    struct json_value page = member(m, article, "mainEntityOfPage");
    set(m, FIELD_URL, member(m, article, "url"));
    set(m, FIELD_URL, page);
    set(m, FIELD_URL, member(m, page, "@id"));
}

static void read_article(struct html_meta *m, struct json_value article)
{
    set(m, FIELD_HEADLINE, first_of(m, member(m, article, "headline")));
    set(m, FIELD_HEADLINE, member(m, article, "name"));
    set(m, HTML_DESCRIPTION, first_of(m, member(m, article, "description")));
    set(m, HTML_DATE, first_of(m, member(m, article, "datePublished")));
    set(m, HTML_DATE, first_of(m, member(m, article, "dateCreated")));
    set_authors(m, member(m, article, "author"));
    if (!m->values[FIELD_BYLINE].text.len)
        set_authors(m, member(m, article, "creator"));
    set(m, FIELD_SECTION, first_of(m, member(m, article, "articleSection")));
    set_tags(m, member(m, article, "keywords"));
    set(m, FIELD_SOURCE, name_of(m, first_of(m, member(m, article, "publisher"))));
    set(m, FIELD_LANG, name_of(m, first_of(m, member(m, article, "inLanguage"))));
    set(m, FIELD_PLACE, member(m, article, "dateline"));
    set(m, FIELD_PLACE, name_of(m, first_of(m, member(m, article, "contentLocation"))));
    set(m, FIELD_PLACE, name_of(m, first_of(m, member(m, article, "locationCreated"))));
    set_address(m, article);
    struct json_value body = member(m, article, "articleBody");
    if (body.type == JSON_STRING)
        buf_append_str(&m->body, body.text);
}

/* The section by the way to the page: the last step but the page itself, and but the front page, which is the first of
 * several. */
static void read_way(struct html_meta *m, struct json_value list)
{
    enum { STEPS_MAX = 10, WORDS = 4 };
    struct json_value steps = member(m, list, "itemListElement"), step, section = {.type = JSON_ABSENT};
    size_t at = 0;
    for (int i = 0; i < STEPS_MAX && steps.type == JSON_ARRAY && json_next_element(m->json, steps, &at, &step); i++) {
        struct json_value name = member(m, step, "name"), item = member(m, step, "item");
        if (name.type == JSON_ABSENT)
            name = member(m, item, "name");
        bool short_name = name.type == JSON_STRING && item.type != JSON_ABSENT && word_count(name.text) <= WORDS;
        if (short_name && !html_is_front_page(name.text))
            section = name;
    }
    if (section.type == JSON_STRING)
        html_meta_set(m, FIELD_SECTION, RANK_LINE, section.text);
}

/* Without what wraps it on pages that hide scripts from old browsers. */
static struct str without_wrapping(struct str json)
{
    const char *start = json.ptr, *end = json.ptr + json.len;
    while (start < end && *start != '{' && *start != '[')
        start++;
    if (end - start > 9 && memcmp(start, "[CDATA[", 7) == 0)
        for (start += 7; start < end && *start != '{' && *start != '[';)
            start++;
    while (end > start && end[-1] != '}' && end[-1] != ']')
        end--;
    if (end - start > 3 && memcmp(end - 2, "]]", 2) == 0 && *start == '{')
        while (end > start && end[-1] != '}')
            end--;
    return (struct str){start, (size_t)(end - start)};
}

enum status html_meta_read_json(struct html_meta *m, struct str json, struct err *err)
{
    struct json_value article, way;
    json = without_wrapping(json);
    if (json.len == 0 || json.len > JSON_RECORD_MAX)
        return S_OK;
    if (!m->json) {
        enum status s = json_parser_new(&m->json, err);
        if (s)
            return s;
    }
    enum status s = json_parse(m->json, json.ptr, json.len, NULL, err);
    if (s)
        return s == S_INPUT ? S_OK : s;
    if (!m->described && (find(m, names_article, &article) || (m->gallery = find(m, names_gallery, &article)))) {
        m->article = m->described = true;
        read_article(m, article);
    }
    if (find(m, names_way, &way))
        read_way(m, way);
    return S_OK;
}
