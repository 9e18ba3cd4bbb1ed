#include "indexer/lines.h"

#include <string.h>

#include "indexer/clean.h"

bool lines_next(struct str *rest, struct str *line)
{
    if (rest->len == 0)
        return false;
    const char *end = memchr(rest->ptr, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->ptr) : rest->len;
    *line = str_trim((struct str){rest->ptr, len});
    *rest = str_skip(*rest, len + (end != NULL));
    return true;
}

struct str lines_first(struct str text, struct str *behind)
{
    struct str line = {NULL, 0};
    *behind = text;
    while (lines_next(behind, &line))
        if (!text_is_blank(line))
            return line;
    return (struct str){text.ptr, 0};
}
