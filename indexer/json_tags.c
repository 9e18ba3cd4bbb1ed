#include "indexer/json_tags.h"

static bool is_digit(struct str text, size_t at)
{
    return at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9';
}

/* Whether the comma there is one of a number. */
static bool is_in_number(struct str text, size_t at)
{
    return at && is_digit(text, at - 1) && is_digit(text, at + 1) && is_digit(text, at + 2) && is_digit(text, at + 3) &&
           !is_digit(text, at + 4);
}

/* Where the first part ends. */
static size_t find_end(struct str text, char separator)
{
    size_t at = 0;
    while (at < text.len && (text.ptr[at] != separator || (separator == ',' && is_in_number(text, at))))
        at++;
    return at;
}

void json_tags_begin(struct json_tags *t, struct str text)
{
    static const char separators[] = ";|,";
    *t = (struct json_tags){.rest = str_trim(text)};
    t->list = t->rest.len > 1 && t->rest.ptr[0] == '[' && t->rest.ptr[t->rest.len - 1] == ']';
    if (t->list)
        t->rest = str_trim((struct str){t->rest.ptr + 1, t->rest.len - 2});
    const char *separator = t->list ? "," : separators;
    while (*separator && find_end(t->rest, *separator) == t->rest.len)
        separator++;
    t->separator = *separator;
}

/* How far a quoted part goes, with its marks; 0 when there is none, or it is no whole part. */
static size_t quoted_len(struct str text)
{
    size_t end = 1;
    if (text.len < 2 || (text.ptr[0] != '\'' && text.ptr[0] != '"'))
        return 0;
    while (end < text.len && text.ptr[end] != text.ptr[0])
        end += text.ptr[end] == '\\' ? 2 : 1;
    if (end >= text.len)
        return 0;
    struct str behind = str_trim(str_skip(text, end + 1));
    return behind.len == 0 || behind.ptr[0] == ',' ? end + 1 : 0;
}

bool json_tags_next(struct json_tags *t, struct str *tag)
{
    if (t->list)
        t->rest = str_trim(t->rest);
    if (t->rest.len == 0)
        return false;
    size_t quoted = t->list ? quoted_len(t->rest) : 0;
    struct str behind = str_skip(t->rest, quoted);
    size_t len = quoted + (t->separator ? find_end(behind, t->separator) : behind.len);
    *tag = quoted ? (struct str){t->rest.ptr + 1, quoted - 2} : (struct str){t->rest.ptr, len};
    t->rest = str_skip(t->rest, len < t->rest.len ? len + 1 : len);
    return true;
}

bool json_tags_add(struct json_tags *t, struct values *values, enum field field, struct article *article)
{
    struct str value, text;
    bool added = false;
    while (json_tags_next(t, &value)) {
        if (!values_line(values, value, &text))
            continue;
        article_add(article, field, text);
        added = true;
    }
    return added;
}
