#include "indexer/feed_writing.h"

#include <string.h>

#include "indexer/reader_impl.h"

enum feed_writing feed_writing_of(struct xml_in *x, bool atom)
{
    struct str type = str_trim(xml_in_attribute(x, "type"));
    struct str kinds = str_of("html|xhtml|text/html|application/xhtml+xml"), kind;
    while (field_map_next_name(&kinds, &kind))
        if (str_equal(type, kind))
            return WRITING_HTML;
    if (!atom)
        return WRITING_EITHER;
    bool xml = type.len > 3 && memcmp(type.ptr + type.len - 3, "xml", 3) == 0;
    bool plain = !memchr(type.ptr ? type.ptr : "", '/', type.len) || str_begins_with(type, str_of("text/"));
    if (str_equal(xml_in_attribute(x, "mode"), str_of("base64")))
        return WRITING_OTHER;
    return xml ? WRITING_HTML : plain ? WRITING_PLAIN : WRITING_OTHER;
}
