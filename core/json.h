/* Writing JSON into a buffer: RFC 8259, compact, always valid UTF-8 (what is not is written as U+FFFD).
 *
 * The writer puts commas and quotes; the caller gives the structure in order. Failure is the buffer's; nesting past
 * JSON_DEPTH_MAX is one. */
#ifndef DATELINE_CORE_JSON_H
#define DATELINE_CORE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { JSON_DEPTH_MAX = 32 };

struct json_writer {
    struct buf *out; /* borrowed */
    int depth;
    bool some[JSON_DEPTH_MAX]; /* whether the object or array at a depth has an element */
    bool after_key;
};

void json_init(struct json_writer *w, struct buf *out);
void json_object_begin(struct json_writer *w);
void json_object_end(struct json_writer *w);
void json_array_begin(struct json_writer *w);
void json_array_end(struct json_writer *w);
void json_key(struct json_writer *w, const char *name);
void json_string(struct json_writer *w, struct str value);
void json_text(struct json_writer *w, const char *value); /* NULL gives null */
void json_integer(struct json_writer *w, int64_t value);
/* A member of an object: its name and a count. */
void json_count(struct json_writer *w, const char *name, uint64_t value);
/* The shortest decimal text that reads back as the same double; NaN and infinities as null. */
void json_double(struct json_writer *w, double value);
/* With `decimals` digits behind the point: for scores and times that people read. */
void json_fixed(struct json_writer *w, double value, int decimals);
void json_bool(struct json_writer *w, bool value);
void json_null(struct json_writer *w);
/* Appends value as the inside of a JSON string, without the quotes: for strings put together from pieces. */
void json_escape(struct buf *out, struct str value);
/* Appends bytes as they are where a value may stand: they must be JSON themselves. */
void json_raw(struct json_writer *w, struct str json);

#ifdef __cplusplus
}
#endif
#endif
