/* Full-width forms of ASCII, which input methods of Chinese and Japanese write: ： （ ） ＊ ＡＮＤ １９９６. Signs,
 * operators, names of fields and dates are read as the ASCII ones; words stay as they were typed, for the analyzer cuts
 * them as it cuts those of articles. Inner header of query/. */
#ifndef DATELINE_QUERY_FULL_WIDTH_H
#define DATELINE_QUERY_FULL_WIDTH_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/buf.h"

/* The first character of a text, of either width, as ASCII; NUL when it is another or none. *len: its bytes. */
char ascii_at(struct str text, size_t *len);
/* Whether a text begins with one of these ASCII characters, of either width. */
bool begins_with_any(struct str text, const char *characters);
/* The text with the full-width forms of these ASCII characters (NULL: of all) as ASCII. The text itself where there are
 * none; absent when memory has run out. */
struct str full_width_to_ascii(struct arena *arena, struct str text, const char *characters);

#endif
