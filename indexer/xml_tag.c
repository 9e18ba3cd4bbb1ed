#include "indexer/xml_tag.h"

#include <string.h>

bool xml_is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
}

static bool is_name_char(char c)
{
    return xml_is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

bool xml_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str xml_name_at(struct str text)
{
    size_t len = 0;
    while (len < text.len && is_name_char(text.ptr[len]))
        len++;
    return (struct str){text.ptr, len};
}

size_t xml_tag_end(struct str tag)
{
    bool value = false;
    for (size_t at = 1; at < tag.len; at++) {
        char c = tag.ptr[at];
        if (value && (c == '"' || c == '\'')) {
            const char *quote = memchr(tag.ptr + at + 1, c, tag.len - at - 1);
            if (!quote)
                return tag.len;
            at = (size_t)(quote - tag.ptr);
        } else if (c == '>' || c == '<') {
            return at;
        }
        value = c == '=' || (value && xml_is_space(c));
    }
    return tag.len;
}

/* Takes the value behind a = off the front. */
static void take_value(struct str *rest, struct xml_attribute *a)
{
    size_t start = 0;
    while (start < rest->len && xml_is_space(rest->ptr[start]))
        start++;
    *rest = str_skip(*rest, start);
    a->quote = rest->len ? rest->ptr[0] : '"';
    bool quoted = a->quote == '"' || a->quote == '\'';
    if (!quoted)
        a->quote = '"';
    else if (rest->len)
        *rest = str_skip(*rest, 1);
    size_t len = 0;
    while (len < rest->len && (quoted ? rest->ptr[len] != a->quote : !xml_is_space(rest->ptr[len])))
        len++;
    a->value = (struct str){rest->ptr, len};
    *rest = str_skip(*rest, len < rest->len ? len + 1 : len);
}

bool xml_next_attribute(struct str *rest, struct xml_attribute *a)
{
    while (rest->len) {
        if (!xml_is_name_start(rest->ptr[0])) {
            *rest = str_skip(*rest, 1);
            continue;
        }
        a->name = xml_name_at(*rest);
        *rest = str_skip(*rest, a->name.len);
        struct str next = str_trim(*rest);
        if (next.len && next.ptr[0] == '=') {
            *rest = (struct str){next.ptr + 1, (size_t)(rest->ptr + rest->len - next.ptr) - 1};
            take_value(rest, a);
            return true;
        }
    }
    return false;
}
