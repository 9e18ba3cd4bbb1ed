/* Presenters: a page of hits, or one article -> text for a terminal, JSON. One file a format, one table of verbs. They
 * append to a buffer and print nothing. */
#ifndef DATELINE_QUERY_PRESENT_H
#define DATELINE_QUERY_PRESENT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/article.h"
#include "core/buf.h"
#include "query/page.h"

struct present_options {
    const struct params *params;
    bool colour;    /* escape sequences for a terminal */
    uint32_t width; /* columns; 0: do not wrap */
};

struct presenter {
    const char *name; /* for --format */
    void (*page)(const struct page *page, const struct present_options *options, struct buf *out);
    void (*article)(const struct article *article, const struct present_options *options, struct buf *out);
};

/* Indexed by enum output_format. */
extern const struct presenter presenters[];

/* Text for a terminal: control characters and escape sequences in articles never reach it. */
void present_plain(struct str text, struct buf *out);

#endif
