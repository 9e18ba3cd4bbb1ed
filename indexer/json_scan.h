/* Where a value of JSON ends, found in one pass over bytes that may come in pieces, by brackets, strings and the order
 * of names, colons and commas. What stands between them is left to the parser. Inner header of indexer/.
 *
 * Damage shows where the order breaks: a bracket or quotation mark that is missing is noticed at the next member or
 * value, long before the end of the file. */
#ifndef DATELINE_INDEXER_JSON_SCAN_H
#define DATELINE_INDEXER_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"

enum {
    JSON_SCAN_LEVELS = 128, /* twice what the parser takes, so that it is the parser who refuses */
    JSON_SCAN_DESCENT = 3   /* names on the way from an object to an array in it, of which one may be another array's */
};

enum json_scan_result {
    JSON_SCAN_MORE,     /* the value goes on behind the bytes */
    JSON_SCAN_END,      /* it ends before bytes[used] */
    JSON_SCAN_ELEMENTS, /* with `seek`: an array of objects, the first of which begins at bytes[used] */
    JSON_SCAN_BROKEN,   /* bytes[used] cannot stand there */
    JSON_SCAN_DEEP      /* bytes[used] opens a level too many */
};

/* The white space of JSON: RFC 8259, section 2. */
static inline bool json_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct json_scan {
    int state;
    bool escaped;    /* the character behind a backslash is next */
    bool seek;       /* stop at arrays of objects that are at most JSON_SCAN_DESCENT names below the root object */
    bool flat;       /* with `seek`: not at those in elements of another array */
    bool stopped;    /* at one: go on past it */
    bool taken;      /* its user reads one that is in an element of the array which is open */
    bool text;       /* an element of that array has a text of its own: not in further arrays, of some words */
    bool lost;       /* there was an array with both, which has ended */
    unsigned weight; /* of the string that is open */
    unsigned depth;
    uint64_t arrays[JSON_SCAN_LEVELS / 64]; /* a bit for each open level: it is an array */
};

void json_scan_begin(struct json_scan *s, bool seek);
enum json_scan_result json_scan_on(struct json_scan *s, struct str bytes, size_t *used);
/* Whether the end of the bytes ends the value as well: a number or a word at the top. */
bool json_scan_may_end(const struct json_scan *s);
/* Whether the array at whose elements it stopped is inside an element of another one. */
bool json_scan_in_element(const struct json_scan *s);
/* The array at whose elements it stopped is read by its user: see `taken`. */
void json_scan_take(struct json_scan *s);
/* Behind a value, and an array is open: what comes next is a comma or a bracket. */
void json_scan_behind_element(struct json_scan *s);
/* What would have been right where it broke: "a comma or a bracket". */
const char *json_scan_expected(const struct json_scan *s);

#endif
