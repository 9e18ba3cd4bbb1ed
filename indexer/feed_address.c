#include "indexer/feed_address.h"

#include <libxml/uri.h>
#include <string.h>

enum { ADDRESS_MAX = 2048 /* bytes */ };

static void keep(struct buf *b, struct str value)
{
    buf_reset(b);
    buf_append_str(b, value);
}

void feed_address(struct str address, struct str base, struct buf *out)
{
    char path[ADDRESS_MAX + 1], start[ADDRESS_MAX + 1];
    keep(out, address);
    if (!base.len || !address.len || base.len > ADDRESS_MAX || address.len > ADDRESS_MAX)
        return;
    memcpy(path, address.ptr, address.len);
    path[address.len] = '\0';
    memcpy(start, base.ptr, base.len);
    start[base.len] = '\0';
    xmlChar *whole = xmlBuildURI((const xmlChar *)path, (const xmlChar *)start);
    if (whole)
        keep(out, str_of((const char *)whole));
    xmlFree(whole);
}
