/* Reading JSON, one record at a time, over simdjson.
 *
 * A parser holds one parsed record; strings and values are borrowed from it until the next parse. Damage that archives
 * really contain is repaired first and never costs the record: ill-formed UTF-8 and lone surrogates in \u escapes (both
 * become U+FFFD), raw control characters inside strings (a space), a byte order mark at the start (dropped). A number
 * that fits neither 64 bits nor a double comes as a string of its digits. What is still not JSON is S_INPUT with the
 * byte offset in the text as it came. Limits: JSON_RECORD_MAX bytes, before and after repair, JSON_NESTING_MAX deep (an
 * empty array or object is no level). \u0000 is JSON and comes as a NUL. Of members with one name the first counts. */
#ifndef DATELINE_SHIM_JSON_IN_H
#define DATELINE_SHIM_JSON_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/err.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A record longer than this is no article: the longest of 27,000 releases has 160 KB. */
enum { JSON_RECORD_MAX = 8 << 20, JSON_NESTING_MAX = 64 };

enum json_type { JSON_ABSENT, JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json_parser;

struct json_value {
    enum json_type type;
    struct str text;    /* string: its content; number, bool: as decimal text, true or false */
    uint64_t handle[2]; /* the parser's own */
};

enum status json_parser_new(struct json_parser **out, struct err *err);
void json_parser_free(struct json_parser *p);
/* Parses one record. On failure *offset (may be NULL) is the byte at which the damage was noticed, and err names the
 * kind: "not JSON at byte 17: ...", "nested deeper than 64", "longer than 8388608 bytes". S_INPUT, or S_NOMEM. The root
 * may be of any type. */
enum status json_parse(struct json_parser *p, const char *text, size_t len, size_t *offset, struct err *err);
/* The root of the record that was parsed last. */
struct json_value json_root(const struct json_parser *p);
/* The member of an object by path: "a.b" is member b of member a; a member whose own name is "a.b" wins. Type
 * JSON_ABSENT when there is none. */
struct json_value json_member(const struct json_parser *p, struct json_value object, struct str path);
/* The elements of an array, in order: *at starts at 0; false at the end. */
bool json_next_element(const struct json_parser *p, struct json_value array, size_t *at, struct json_value *element);
/* The members of an object, in order, likewise. */
bool json_next_member(const struct json_parser *p, struct json_value object, size_t *at, struct str *name,
                      struct json_value *value);

#ifdef __cplusplus
}
#endif
#endif
