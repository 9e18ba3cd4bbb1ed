#include "indexer/json_shape.h"

#include <string.h>

#include "indexer/json_scan.h"
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

/* Whether one of the names of a field stands there as the name of a member. */
static bool names_member(struct str text, int field)
{
    struct str names = field_map_names(NULL, field), name;
    while (field_map_next_name(&names, &name)) {
        const char *at = text.ptr, *end = text.ptr + text.len;
        while ((at = memmem(at, (size_t)(end - at), name.ptr, name.len))) {
            const char *behind = at + name.len;
            if (at > text.ptr && at[-1] == '"' && end - behind >= 2 && behind[0] == '"' &&
                (behind[1] == ':' || behind[1] == ' '))
                return true;
            at = behind;
        }
    }
    return false;
}

/* Whether the object that the text begins with has no body, but an array of objects that look like articles. */
static bool holds_articles(struct str text)
{
    struct json_scan scan, element;
    size_t at = 0, used, len;
    json_scan_begin(&scan, true);
    while (json_scan_on(&scan, (struct str){text.ptr + at, text.len - at}, &used) == JSON_SCAN_ELEMENTS) {
        at += used;
        json_scan_begin(&element, false);
        json_scan_on(&element, (struct str){text.ptr + at, text.len - at}, &len);
        struct str first = {text.ptr + at, len};
        if (names_member(first, FIELD_BODY) || names_member(first, FIELD_MAP_DATE))
            return !names_member((struct str){text.ptr, at}, FIELD_BODY);
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

enum json_form json_form_of(struct str head)
{
    if (str_begins_with(head, str_of("\xef\xbb\xbf")))
        head = (struct str){head.ptr + 3, head.len - 3};
    head = str_trim(head);
    if (head.len == 0)
        return JSON_FORM_NONE;
    if (head.ptr[0] == '[') {
        struct str inside = str_trim((struct str){head.ptr + 1, head.len - 1});
        return inside.len == 0 || begins_object(inside) ? JSON_FORM_DOCUMENT : JSON_FORM_NONE;
    }
    if (head.ptr[0] != '{')
        return JSON_FORM_NONE;
    if (!begins_object(head))
        return JSON_FORM_UNCLEAR;
    return goes_over_lines(head) || holds_articles(head) ? JSON_FORM_DOCUMENT : JSON_FORM_LINES;
}
