#include "core/article.h"

#include <string.h>

void article_release(struct article *a)
{
    buf_release(&a->text);
    *a = (struct article){0};
}

void article_reset(struct article *a)
{
    struct buf text = a->text;
    buf_reset(&text);
    *a = (struct article){.text = text};
}

/* Takes `len` bytes at `start` out of the text; the values behind them move down. An absent field starts at 0. */
static void close_gap(struct article *a, size_t start, size_t len)
{
    if (len == 0)
        return;
    char *gap = a->text.data + start;
    memmove(gap, gap + len, a->text.len - start - len);
    buf_truncate(&a->text, a->text.len - len);
    for (int field = 0; field < FIELD_COUNT; field++)
        if (a->field[field].start > start)
            a->field[field].start -= len;
}

void article_set(struct article *a, enum field field, struct str value)
{
    if (!buf_reserve(&a->text, value.len))
        return;
    close_gap(a, a->field[field].start, a->field[field].len);
    a->field[field].start = value.len ? a->text.len : 0;
    a->field[field].len = value.len;
    buf_append_str(&a->text, value);
}

/* Moves a field's value behind all others, so that it can grow. The caller has reserved the room. Values that arrive
 * one after the other find theirs there already. */
static void move_to_end(struct article *a, enum field field)
{
    size_t start = a->field[field].start, len = a->field[field].len;
    if (start + len != a->text.len) {
        buf_append(&a->text, a->text.data + start, len);
        close_gap(a, start, len);
    }
    a->field[field].start = a->text.len - len;
}

static void append_without_separators(struct buf *text, struct str value)
{
    size_t from = text->len;
    buf_append_str(text, value);
    for (char *at = text->data + from; (at = memchr(at, ARTICLE_SEPARATOR, text->len - (size_t)(at - text->data)));)
        *at++ = ' ';
}

void article_add(struct article *a, enum field field, struct str value)
{
    if (!schema[field].several) {
        article_set(a, field, value);
        return;
    }
    if (str_trim(value).len == 0 || !buf_reserve(&a->text, a->field[field].len + 1 + value.len))
        return;
    move_to_end(a, field);
    if (a->field[field].len)
        buf_append_byte(&a->text, ARTICLE_SEPARATOR);
    append_without_separators(&a->text, value);
    a->field[field].len = a->text.len - a->field[field].start;
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
    while (*at < all.len) {
        const char *start = all.ptr + *at;
        size_t rest = all.len - *at;
        const char *end = schema[field].several ? memchr(start, ARTICLE_SEPARATOR, rest) : NULL;
        *value = (struct str){start, end ? (size_t)(end - start) : rest};
        *at += value->len + 1;
        if (value->len)
            return true;
    }
    return false;
}

/* The host of a URL (RFC 3986, section 3.2): between "//" and the path, without user and port. */
static struct str host_of(struct str url)
{
    const char *start = url.len ? memmem(url.ptr, url.len, "//", 2) : NULL;
    if (!start)
        return (struct str){0};
    const char *end = url.ptr + url.len;
    struct str host = {start + 2, 0};
    for (const char *p = host.ptr; p < end && !strchr("/?#", *p); p++) {
        if (*p == '@')
            host = (struct str){p + 1, 0};
        else
            host.len = (size_t)(p + 1 - host.ptr);
    }
    const char *port = host.len ? memchr(host.ptr, ':', host.len) : NULL;
    if (port)
        host.len = (size_t)(port - host.ptr);
    return host;
}

void article_derive(struct article *a)
{
    article_set(a, FIELD_HOST, (struct str){0});
    struct str host = host_of(article_get(a, FIELD_URL));
    size_t at = host.len ? (size_t)(host.ptr - a->text.data) : 0;
    if (host.len == 0 || !buf_reserve(&a->text, host.len))
        return;
    article_set(a, FIELD_HOST, (struct str){a->text.data + at, host.len});
}

const char *date_origin_name(enum date_origin origin)
{
    static const char *const names[DATE_ORIGIN_COUNT] = {
        [DATE_FROM_METADATA] = "metadata", [DATE_FROM_JSON_LD] = "json-ld", [DATE_FROM_DATELINE] = "dateline",
        [DATE_FROM_URL] = "url",           [DATE_FROM_RECORD] = "record",   [DATE_FROM_FILE] = "file",
    };
    return (unsigned)origin < DATE_ORIGIN_COUNT ? names[origin] : "unknown";
}
