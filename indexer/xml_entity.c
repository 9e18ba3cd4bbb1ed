#include "indexer/xml_entity.h"

#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"

void xml_entities_release(struct xml_entities *e)
{
    buf_release(&e->entries);
    *e = (struct xml_entities){0};
}

struct str xml_entities_find(const struct xml_entities *e, struct str name)
{
    struct str rest = buf_str(&e->entries);
    for (unsigned i = 0; i < e->count; i++) {
        size_t name_len = (unsigned char)rest.ptr[0], len = (unsigned char)rest.ptr[1];
        if (str_equal((struct str){rest.ptr + 2, name_len}, name))
            return (struct str){rest.ptr + 2 + name_len, len};
        rest.ptr += 2 + name_len + len;
    }
    return (struct str){NULL, 0};
}

/* Takes a word off the front; false when there is none. */
static bool take_word(struct str *rest, struct str *word)
{
    *rest = str_trim(*rest);
    size_t len = 0;
    while (len < rest->len && !strchr(" \t\r\n\"'", rest->ptr[len]))
        len++;
    *word = (struct str){rest->ptr, len};
    *rest = (struct str){rest->ptr + len, rest->len - len};
    return len > 0;
}

static bool is_mark(uint32_t c)
{
    return c == '&' || c == '<';
}

/* "#8212;" or "#x2014;" behind its ampersand: the code point and the bytes; 0 when it is none, or one that means
 * something in XML. */
static size_t read_number(struct str at, uint32_t *code_point)
{
    enum { DIGITS_MAX = 8 };
    char digits[DIGITS_MAX + 1], *behind;
    const char *end = at.len ? memchr(at.ptr, ';', at.len) : NULL;
    bool hex = at.len > 1 && at.ptr[1] == 'x';
    size_t before = hex ? 2 : 1, len = end ? (size_t)(end - at.ptr) : 0;
    if (len <= before || at.ptr[0] != '#' || len - before > DIGITS_MAX || strchr("+- \t\r\n", at.ptr[before]))
        return 0;
    memcpy(digits, at.ptr + before, len - before);
    digits[len - before] = '\0';
    *code_point = (uint32_t)strtoul(digits, &behind, hex ? 16 : 10);
    return *behind || *code_point < ' ' || is_mark(*code_point) ? 0 : len + 1;
}

/* Resolves the numbers in a value; false when it is more than a text. */
static bool read_value(struct str value, char text[XML_ENTITY_TEXT_MAX], size_t *len)
{
    *len = 0;
    for (size_t at = 0; at < value.len;) {
        uint32_t c;
        if (*len + UTF8_MAX > XML_ENTITY_TEXT_MAX || value.ptr[at] == '<')
            return false;
        if (value.ptr[at] != '&') {
            text[(*len)++] = value.ptr[at++];
            continue;
        }
        size_t taken = read_number((struct str){value.ptr + at + 1, value.len - at - 1}, &c);
        if (!taken)
            return false;
        *len += utf8_encode(c, text + *len);
        at += 1 + taken;
    }
    return true;
}

void xml_entities_declare(struct xml_entities *e, struct str declaration)
{
    struct str word, name;
    char text[XML_ENTITY_TEXT_MAX];
    size_t len;
    if (e->count >= XML_ENTITIES_MAX || !take_word(&declaration, &word) || !str_equal(word, str_of("ENTITY")) ||
        !take_word(&declaration, &name) || name.len > XML_ENTITY_NAME_MAX)
        return;
    struct str value = str_trim(declaration);
    if (value.len < 2 || (value.ptr[0] != '"' && value.ptr[0] != '\'') || value.ptr[value.len - 1] != value.ptr[0] ||
        !read_value((struct str){value.ptr + 1, value.len - 2}, text, &len) || xml_entities_find(e, name).ptr)
        return;
    if (!buf_reserve(&e->entries, 2 + name.len + len))
        return;
    buf_append_byte(&e->entries, (char)name.len);
    buf_append_byte(&e->entries, (char)len);
    buf_append_str(&e->entries, name);
    buf_append(&e->entries, text, len);
    e->count++;
}
