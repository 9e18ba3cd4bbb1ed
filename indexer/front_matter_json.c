#include "indexer/front_matter_json.h"

#include <string.h>

#include "indexer/json_scan.h"
#include "shim/json_in.h"

/* Whether the text behind an object is that of an article: on a line of its own, and no JSON. */
static bool is_text(struct str rest)
{
    const char *end = rest.len ? memchr(rest.ptr, '\n', rest.len) : NULL;
    if (!end || str_trim((struct str){rest.ptr, (size_t)(end - rest.ptr)}).len)
        return false;
    rest = str_trim(rest);
    return rest.len && !strchr("{}],:\"", rest.ptr[0]);
}

static void append_scalar(struct front_matter *f, struct json_value value)
{
    size_t start = f->text.len;
    buf_append_str(&f->text, value.text);
    for (size_t i = start; i < f->text.len; i++)
        if (f->text.data[i] == FRONT_SEPARATOR)
            f->text.data[i] = ' ';
}

static bool is_scalar(struct json_value value)
{
    return value.type == JSON_STRING || value.type == JSON_NUMBER || value.type == JSON_BOOL;
}

/* Of elements that are objects the names. */
static void append_list(struct front_matter *f, const struct json_parser *p, struct json_value list)
{
    struct json_value element;
    size_t at = 0;
    while (json_next_element(p, list, &at, &element)) {
        size_t start = f->text.len;
        if (element.type == JSON_OBJECT)
            element = json_member(p, element, str_of("name"));
        if (is_scalar(element))
            append_scalar(f, element);
        if (f->text.len > start)
            buf_append_byte(&f->text, FRONT_SEPARATOR);
    }
}

static void read_value(struct front_matter *f, const struct json_parser *p, struct str prefix, struct str key,
                       struct json_value value)
{
    bool list = value.type == JSON_ARRAY;
    if ((!list && !is_scalar(value)) || !front_matter_begin(f, prefix, key, list))
        return;
    if (list)
        append_list(f, p, value);
    else
        append_scalar(f, value);
    front_matter_end(f);
}

static void read_members(struct front_matter *f, const struct json_parser *p)
{
    struct json_value value, inner;
    struct str key, inner_key, none = {NULL, 0};
    for (size_t at = 0; json_next_member(p, json_root(p), &at, &key, &value);) {
        read_value(f, p, none, key, value);
        for (size_t i = 0; value.type == JSON_OBJECT && json_next_member(p, value, &i, &inner_key, &inner);)
            read_value(f, p, key, inner_key, inner);
    }
}

size_t front_matter_json_read(struct front_matter *f, struct str text)
{
    struct json_scan scan;
    struct json_parser *p = NULL;
    size_t len = 0;
    json_scan_begin(&scan, false);
    struct str first = {text.ptr, text.len < FRONT_BYTES_MAX ? text.len : FRONT_BYTES_MAX};
    if (json_scan_on(&scan, first, &len) != JSON_SCAN_END || !is_text(str_skip(text, len)))
        return 0;
    enum status s = json_parser_new(&p, NULL);
    if (!s && !(s = json_parse(p, text.ptr, len, NULL, NULL)))
        read_members(f, p);
    json_parser_free(p);
    f->text.failed |= s == S_NOMEM;
    return s ? 0 : len;
}
