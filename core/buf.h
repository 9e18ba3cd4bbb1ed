/* A borrowed run of bytes (struct str) and a growable buffer (struct buf).
 *
 * The buffer carries a sticky failure: when memory runs out, `failed` is set, the content stays as it was, every later
 * append is a no-op, and one check at the end suffices. A zeroed struct buf is an empty buffer; buf_release accepts
 * the empty state and leaves it. */
#ifndef DATELINE_CORE_BUF_H
#define DATELINE_CORE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/err.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes that somebody else owns; not NUL-terminated. An absent value is {NULL, 0}. */
struct str {
    const char *ptr;
    size_t len;
};

/* The str of a C string; NULL gives the absent value. */
static inline struct str str_of(const char *text)
{
    struct str s = {text, text ? strlen(text) : 0};
    return s;
}
bool str_equal(struct str a, struct str b);
bool str_begins_with(struct str s, struct str start);
bool str_ends_with(struct str s, struct str end);
/* Bytes that both begin with. */
size_t str_shared(struct str a, struct str b);
/* memcmp order, a prefix before the longer. */
int str_compare(struct str a, struct str b);
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* Without its first bytes, which it has. */
struct str str_skip(struct str s, size_t len);
/* What stands behind the first `mark`; the empty end when there is none. */
struct str str_behind(struct str s, const char *mark);

struct buf {
    char *data; /* len bytes in use; NULL while nothing was ever appended */
    size_t len;
    size_t capacity;
    bool failed; /* an allocation failed since the last buf_reset or buf_release */
};

void buf_release(struct buf *b);
/* Empties the buffer, keeps its memory, clears the failure. */
void buf_reset(struct buf *b);
/* Makes room for `extra` more bytes; false when the buffer has failed. */
bool buf_reserve(struct buf *b, size_t extra);
void buf_append(struct buf *b, const void *bytes, size_t len);
void buf_append_str(struct buf *b, struct str s);
void buf_append_text(struct buf *b, const char *text); /* up to its NUL */
void buf_append_byte(struct buf *b, char byte);
void buf_append_repeat(struct buf *b, char byte, size_t count);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Unsigned LEB128, at most 10 bytes. */
void buf_append_varint(struct buf *b, uint64_t value);
/* Cuts the buffer to `len` bytes when it is longer. */
void buf_truncate(struct buf *b, size_t len);
/* The content as a C string: a NUL stands behind the last byte (not counted in len). "" when empty or failed. */
const char *buf_text(struct buf *b);
/* The content as a borrowed str, valid until the next change. */
struct str buf_str(const struct buf *b);
/* S_OK, or S_NOMEM with a text when an append failed. */
enum status buf_status(const struct buf *b, struct err *err);

/* Reads a varint at *at and moves *at behind it. False, with *at unmoved, when the bytes end early or the number does
 * not fit 64 bits. */
bool varint_read_long(const char **at, const char *end, uint64_t *value);
static inline bool varint_read(const char **at, const char *end, uint64_t *value)
{
    if (*at != end && (unsigned char)**at <= 0x7f) {
        *value = (unsigned char)*(*at)++;
        return true;
    }
    const char *behind = *at; /* so that the caller's own pointer may stay in a register */
    uint64_t number = 0;
    if (!varint_read_long(&behind, end, &number))
        return false;
    *at = behind;
    *value = number;
    return true;
}

/* A growable array of 32-bit numbers, zeroed = empty. */
struct u32_array {
    uint32_t *data;
    size_t count, capacity;
};

void u32_array_release(struct u32_array *a);
/* Makes room for `extra` more numbers; false when memory has run out. */
bool u32_array_reserve(struct u32_array *a, size_t extra);
/* False when memory has run out; the array stays as it was. */
bool u32_array_append(struct u32_array *a, uint32_t value);

#ifdef __cplusplus
}
#endif
#endif
