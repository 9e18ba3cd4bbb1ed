#include "indexer/json_shape.h"

#include <string.h>

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
