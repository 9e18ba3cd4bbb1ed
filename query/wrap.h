/* Marked text in lines for a terminal: broken at spaces and between wide characters, indented, with one style for the
 * text and one for its marks. Inner header of query/. */
#ifndef DATELINE_QUERY_WRAP_H
#define DATELINE_QUERY_WRAP_H

#include <stdint.h>

#include "core/buf.h"
#include "query/page.h"

struct wrap_style {
    uint32_t width;   /* columns of a line; 0: do not break */
    uint32_t indent;  /* columns in front of every line but the first */
    const char *text; /* escape sequences that switch a style on; NULL: no style */
    const char *mark;
};

/* Switches every style off. */
extern const char WRAP_RESET[];

/* Writes clean text without line ends (see present_plain); `column` is where the first line stands already. No newline
 * at the end. A word wider than a line is broken. */
void wrap_marked(const struct marked *marked, size_t column, const struct wrap_style *style, struct buf *out);

#endif
