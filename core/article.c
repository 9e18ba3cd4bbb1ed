#include "core/article.h"

#include <string.h>

void article_release(struct article *a)
{
    buf_release(&a->text);
    *a = (struct article){0};
}

void article_reset(struct article *a)
{
    buf_reset(&a->text);
    memset(a->field, 0, sizeof a->field);
    a->published = (struct date){0};
}

void article_set(struct article *a, enum field field, struct str value)
{
    size_t start = a->text.len;
    buf_append_str(&a->text, value);
    if (a->text.failed)
        return;
    a->field[field].start = start;
    a->field[field].len = value.len;
}

/* Copies the values that are there to the end of the text, where another can follow. */
static void move_to_end(struct article *a, enum field field)
{
    size_t start = a->field[field].start, len = a->field[field].len;
    if (start + len == a->text.len || !buf_reserve(&a->text, len))
        return;
    memcpy(a->text.data + a->text.len, a->text.data + start, len);
    a->field[field].start = a->text.len;
    a->text.len += len;
}

void article_add(struct article *a, enum field field, struct str value)
{
    if (!schema[field].several || a->field[field].len == 0) {
        article_set(a, field, value);
    } else {
        move_to_end(a, field);
        buf_append_byte(&a->text, ARTICLE_SEPARATOR);
        buf_append_str(&a->text, value);
        if (a->text.failed)
            return;
        a->field[field].len += 1 + value.len;
    }
    if (!schema[field].several || a->text.failed)
        return;
    char *added = a->text.data + a->text.len - value.len;
    for (size_t i = 0; i < value.len; i++)
        if (added[i] == ARTICLE_SEPARATOR)
            added[i] = ' ';
}

struct str article_get(const struct article *a, enum field field)
{
    if (a->field[field].len == 0)
        return (struct str){0};
    return (struct str){a->text.data + a->field[field].start, a->field[field].len};
}

bool article_next_value(const struct article *a, enum field field, size_t *at, struct str *value)
{
    struct str all = article_get(a, field);
    if (*at >= all.len)
        return false;
    const char *start = all.ptr + *at;
    const char *end = schema[field].several ? memchr(start, ARTICLE_SEPARATOR, all.len - *at) : NULL;
    *value = (struct str){start, end ? (size_t)(end - start) : all.len - *at};
    *at += value->len + 1;
    return true;
}
