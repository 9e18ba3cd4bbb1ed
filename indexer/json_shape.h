/* How a line of JSON that is no whole record is made: to tell records that are broken from a file that is not made of
 * lines. Inner header of indexer/.
 *
 * A pretty-printed file breaks its lines outside strings, with a bracket open, and the next line goes on where the one
 * before it stopped. A record that was cut has the next record behind it. */
#ifndef DATELINE_INDEXER_JSON_SHAPE_H
#define DATELINE_INDEXER_JSON_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"

struct json_shape {
    size_t depth, deepest; /* brackets that are open at the end; at most */
    bool quoted;           /* it ends inside a string */
    char first, last;      /* its characters; NUL when it is empty */
};

/* Of a line without white space at its ends. */
struct json_shape json_shape_of(struct str line);
/* Whether an array begins there that is meant to go on in the next line. */
bool json_begins_array(const struct json_shape *line);
/* Whether what is open at the end of a line can go on with `next` (trimmed as well), and `next` is no record of its
 * own. */
bool json_goes_on(const struct json_shape *line, struct str next);

/* How a file of JSON is arranged, as far as its first bytes tell. */
enum json_form {
    JSON_FORM_NONE,    /* it is no JSON */
    JSON_FORM_UNCLEAR, /* it begins with a brace, but not as an object */
    JSON_FORM_LINES,   /* one object a line, or a single line that is an article */
    JSON_FORM_CUT,     /* an object whose line goes on behind the bytes: lines or a document */
    JSON_FORM_DOCUMENT /* an array, an object over several lines, two in one, or one that holds an array of articles */
};
/* UTF-16 and UTF-32 as well. */
enum json_form json_form_of(struct str head);

#endif
