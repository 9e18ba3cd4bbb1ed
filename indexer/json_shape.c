#include "indexer/json_shape.h"

#include <string.h>

#include "indexer/charset.h"
#include "indexer/json_scan.h"
#include "indexer/names.h"
#include "indexer/reader_impl.h"

struct json_shape json_shape_of(struct str line)
{
    struct json_shape shape = {0};
    if (line.len) {
        shape.first = line.ptr[0];
        shape.last = line.ptr[line.len - 1];
    }
    for (size_t i = 0; i < line.len; i++) {
        char c = line.ptr[i];
        if (shape.quoted && c == '\\')
            i++;
        else if (c == '"')
            shape.quoted = !shape.quoted;
        else if (!shape.quoted && (c == '{' || c == '[') && ++shape.depth > shape.deepest)
            shape.deepest = shape.depth;
        else if (!shape.quoted && (c == '}' || c == ']') && shape.depth)
            shape.depth--;
    }
    return shape;
}

static bool is_any_of(const char *characters, char c)
{
    return c && strchr(characters, c);
}

static bool is_open(const struct json_shape *line)
{
    return is_any_of("{[", line->first) && line->depth && !line->quoted;
}

bool json_begins_array(const struct json_shape *line)
{
    return line->first == '[' && is_open(line) && is_any_of("{[,:", line->last);
}

bool json_goes_on(const struct json_shape *line, struct str next)
{
    if (!is_open(line) || next.len == 0)
        return false;
    switch (next.ptr[0]) {
    case ',':
    case '}':
    case ']':
        return true;
    case '"':
        return is_any_of("{[,:", line->last);
    case '{':
    case '[':
        return is_any_of("[:", line->last) && next.ptr[next.len - 1] != '}';
    default:
        return false;
    }
}

/* ---- the form of a file ---- */

/* The value of the next member of that name, however it is written, from behind its quotation mark on; NULL when there
 * is none. */
static const char *find_member(struct str text, struct str name)
{
    enum { NAME_MAX_LEN = 64 };
    const char *at = text.ptr, *end = text.ptr + text.len;
    while (at < end && (at = memchr(at, '"', (size_t)(end - at)))) {
        at++;
        size_t most = (size_t)(end - at) < NAME_MAX_LEN ? (size_t)(end - at) : NAME_MAX_LEN;
        const char *close = memchr(at, '"', most);
        if (close && end - close >= 2 && (close[1] == ':' || close[1] == ' ') &&
            names_equal((struct str){at, (size_t)(close - at)}, name))
            return close + 1;
    }
    return NULL;
}

/* Whether one of the names of a field, but for those of a summary, stands there as the name of a member. */
static bool names_member(struct str text, int field)
{
    struct str names = field_map_names(NULL, field), name;
    while (field_map_next_name(&names, &name))
        if (!names_summary(name) && find_member(text, name))
            return true;
    return false;
}

/* Whether a body that is a string stands in the object itself that the text begins with. */
static bool has_body(struct str text)
{
    struct str names = field_map_names(NULL, FIELD_BODY), name;
    while (field_map_next_name(&names, &name)) {
        if (names_summary(name))
            continue;
        const char *end = text.ptr + text.len, *at = text.ptr;
        while ((at = find_member((struct str){at, (size_t)(end - at)}, name))) {
            struct str value = str_trim((struct str){at, (size_t)(end - at)});
            if (value.len && value.ptr[0] == ':')
                value = str_trim((struct str){value.ptr + 1, value.len - 1});
            struct json_shape before = json_shape_of((struct str){text.ptr, (size_t)(at - text.ptr)});
            if (value.len && value.ptr[0] == '"' && before.depth == 1 && !before.quoted)
                return true;
        }
    }
    return false;
}

/* Whether one of the elements, the first of which the text begins with, looks like an article. */
static bool are_articles(struct str text)
{
    for (;;) {
        struct json_scan scan;
        size_t len;
        json_scan_begin(&scan, false);
        enum json_scan_result result = json_scan_on(&scan, text, &len);
        struct str element = {text.ptr, len};
        if (names_member(element, FIELD_BODY) || names_member(element, FIELD_MAP_DATE))
            return true;
        text = str_trim((struct str){text.ptr + len, text.len - len});
        if (result != JSON_SCAN_END || text.len == 0 || text.ptr[0] != ',')
            return false;
        text = str_trim((struct str){text.ptr + 1, text.len - 1});
    }
}

/* Whether the object that the text begins with has no body, but an array of objects that look like articles. */
static bool holds_articles(struct str text)
{
    struct json_scan scan;
    size_t at = 0, used;
    json_scan_begin(&scan, true);
    while (json_scan_on(&scan, (struct str){text.ptr + at, text.len - at}, &used) == JSON_SCAN_ELEMENTS) {
        at += used;
        if (are_articles((struct str){text.ptr + at, text.len - at}))
            return !has_body((struct str){text.ptr, at});
    }
    return false;
}

static bool begins_object(struct str text)
{
    if (text.len == 0 || text.ptr[0] != '{')
        return false;
    struct str inside = str_trim((struct str){text.ptr + 1, text.len - 1});
    return inside.len == 0 || inside.ptr[0] == '"' || inside.ptr[0] == '}';
}

/* A first line that is no whole object, and the line behind it goes on; or nothing tells what follows the brace. */
static bool goes_over_lines(struct str text)
{
    const char *newline = memchr(text.ptr, '\n', text.len);
    if (!newline)
        return text.len == 1;
    struct str rest = str_trim((struct str){newline, (size_t)(text.ptr + text.len - newline)});
    const char *next = rest.len ? memchr(rest.ptr, '\n', rest.len) : NULL;
    struct json_shape shape = json_shape_of(str_trim((struct str){text.ptr, (size_t)(newline - text.ptr)}));
    return json_goes_on(&shape, str_trim((struct str){rest.ptr, next ? (size_t)(next - rest.ptr) : rest.len}));
}

/* Whether the first line holds an object and the beginning of another one. */
static bool holds_another(struct str text)
{
    const char *newline = memchr(text.ptr, '\n', text.len);
    struct str line = {text.ptr, newline ? (size_t)(newline - text.ptr) : text.len};
    struct json_scan scan;
    size_t used;
    json_scan_begin(&scan, false);
    return json_scan_on(&scan, line, &used) == JSON_SCAN_END && begins_object(str_trim(str_skip(line, used)));
}

static enum json_form form_of_object(struct str text)
{
    if (!begins_object(text))
        return JSON_FORM_UNCLEAR;
    if (goes_over_lines(text) || holds_another(text) || holds_articles(text))
        return JSON_FORM_DOCUMENT;
    return memchr(text.ptr, '\n', text.len) || has_body(text) ? JSON_FORM_LINES : JSON_FORM_CUT;
}

static enum json_form form_of_utf8(struct str head)
{
    if (str_begins_with(head, str_of("\xef\xbb\xbf")))
        head = (struct str){head.ptr + 3, head.len - 3};
    bool newline = head.len && head.ptr[head.len - 1] == '\n';
    head = str_trim(head);
    if (head.len == 0)
        return JSON_FORM_NONE;
    if (head.ptr[0] == '[') {
        struct str inside = str_trim((struct str){head.ptr + 1, head.len - 1});
        return inside.len == 0 || begins_object(inside) ? JSON_FORM_DOCUMENT : JSON_FORM_NONE;
    }
    if (head.ptr[0] != '{')
        return JSON_FORM_NONE;
    enum json_form form = form_of_object(head);
    return form == JSON_FORM_CUT && newline ? JSON_FORM_LINES : form;
}

enum json_form json_form_of(struct str head)
{
    if (!charset_is_wide(head))
        return form_of_utf8(head);
    struct buf text = {0};
    struct err ignored;
    bool converted = charset_to_utf8(head, (struct str){NULL, 0}, &text, &ignored) == S_OK;
    enum json_form form = converted ? form_of_utf8(buf_str(&text)) : JSON_FORM_NONE;
    buf_release(&text);
    return form;
}
