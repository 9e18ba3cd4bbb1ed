#include "core/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"

bool str_equal(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool str_begins_with(struct str s, struct str start)
{
    return s.len >= start.len && (start.len == 0 || memcmp(s.ptr, start.ptr, start.len) == 0);
}

bool str_ends_with(struct str s, struct str end)
{
    return s.len >= end.len && str_equal(str_skip(s, s.len - end.len), end);
}

size_t str_shared(struct str a, struct str b)
{
    size_t at = 0;
    while (at < a.len && at < b.len && a.ptr[at] == b.ptr[at])
        at++;
    return at;
}

int str_compare(struct str a, struct str b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter ? memcmp(a.ptr, b.ptr, shorter) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.len && is_space(s.ptr[0]))
        s = (struct str){s.ptr + 1, s.len - 1};
    while (s.len && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

struct str str_skip(struct str s, size_t len)
{
    return (struct str){s.ptr + len, s.len - len};
}

struct str str_behind(struct str s, const char *mark)
{
    const char *at = s.len ? memmem(s.ptr, s.len, mark, strlen(mark)) : NULL;
    return str_skip(s, at ? (size_t)(at - s.ptr) + strlen(mark) : s.len);
}

void buf_release(struct buf *b)
{
    free(b->data);
    *b = (struct buf){0};
}

void buf_reset(struct buf *b)
{
    b->len = 0;
    b->failed = false;
}

bool buf_reserve(struct buf *b, size_t extra)
{
    if (b->failed)
        return false;
    /* One byte more than asked, for the NUL of buf_text. */
    if (extra < b->capacity - b->len)
        return true;
    size_t need = b->len + extra + 1;
    size_t capacity = b->capacity + b->capacity / 2;
    if (capacity < need)
        capacity = need;
    if (capacity < 64)
        capacity = 64;
    char *data = need > extra ? realloc(b->data, capacity) : NULL;
    if (!data) {
        b->failed = true;
        return false;
    }
    b->data = data;
    b->capacity = capacity;
    return true;
}

void buf_append(struct buf *b, const void *bytes, size_t len)
{
    if (len == 0 || !buf_reserve(b, len))
        return;
    memcpy(b->data + b->len, bytes, len);
    b->len += len;
}

void buf_append_str(struct buf *b, struct str s)
{
    buf_append(b, s.ptr, s.len);
}

void buf_append_text(struct buf *b, const char *text)
{
    buf_append(b, text, strlen(text));
}

void buf_append_byte(struct buf *b, char byte)
{
    if (buf_reserve(b, 1))
        b->data[b->len++] = byte;
}

void buf_append_repeat(struct buf *b, char byte, size_t count)
{
    if (count == 0 || !buf_reserve(b, count))
        return;
    memset(b->data + b->len, byte, count);
    b->len += count;
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        b->failed = true;
    else if (buf_reserve(b, (size_t)len)) {
        vsnprintf(b->data + b->len, (size_t)len + 1, format, again);
        b->len += (size_t)len;
    }
    va_end(again);
}

void buf_append_varint(struct buf *b, uint64_t value)
{
    char bytes[10];
    size_t len = 0;
    while (value >= 0x80) {
        bytes[len++] = (char)(value | 0x80);
        value >>= 7;
    }
    bytes[len++] = (char)value;
    buf_append(b, bytes, len);
}

void buf_truncate(struct buf *b, size_t len)
{
    if (b->len > len)
        b->len = len;
}

const char *buf_text(struct buf *b)
{
    if (!buf_reserve(b, 0))
        return "";
    b->data[b->len] = '\0';
    return b->data;
}

struct str buf_str(const struct buf *b)
{
    return (struct str){b->data, b->len};
}

enum status buf_status(const struct buf *b, struct err *err)
{
    return b->failed ? err_no_memory(err) : S_OK;
}

/* One of up to eight bytes, where so many can be read: the last is the first without its highest bit. */
static bool read_eight(const char **at, uint64_t *value)
{
    const uint64_t highest = UINT64_C(0x8080808080808080);
    uint64_t bytes = le64((const unsigned char *)*at), last = ~bytes & highest;
    if (last == 0)
        return false;
    bytes &= last ^ (last - 1);
    bytes = (bytes & UINT64_C(0x007f007f007f007f)) | (bytes & UINT64_C(0x7f007f007f007f00)) >> 1;
    bytes = (bytes & UINT64_C(0x00003fff00003fff)) | (bytes & UINT64_C(0x3fff00003fff0000)) >> 2;
    *value = (bytes & UINT64_C(0x000000000fffffff)) | (bytes & UINT64_C(0x0fffffff00000000)) >> 4;
    *at += __builtin_ctzll(last) / 8 + 1;
    return true;
}

bool varint_read_long(const char **at, const char *end, uint64_t *value)
{
    if (end - *at >= 8 && read_eight(at, value))
        return true;
    uint64_t result = 0;
    const char *p = *at;
    for (unsigned shift = 0; p < end && shift < 64; shift += 7) {
        unsigned char byte = (unsigned char)*p++;
        if (shift == 63 && byte > 1)
            return false;
        result |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *at = p;
            *value = result;
            return true;
        }
    }
    return false;
}

void u32_array_release(struct u32_array *a)
{
    free(a->data);
    *a = (struct u32_array){0};
}

bool u32_array_reserve(struct u32_array *a, size_t extra)
{
    if (extra <= a->capacity - a->count)
        return true;
    if (extra > SIZE_MAX / sizeof *a->data / 4 - a->count)
        return false;
    size_t capacity = a->capacity ? a->capacity * 2 : 16;
    if (capacity < a->count + extra)
        capacity = a->count + extra;
    uint32_t *data = realloc(a->data, capacity * sizeof *data);
    if (!data)
        return false;
    a->data = data;
    a->capacity = capacity;
    return true;
}

bool u32_array_append(struct u32_array *a, uint32_t value)
{
    if (a->count == a->capacity && !u32_array_reserve(a, 1))
        return false;
    a->data[a->count++] = value;
    return true;
}
