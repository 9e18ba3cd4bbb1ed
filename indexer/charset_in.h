/* A source as UTF-8, converted as it is read. Inner header of indexer/.
 *
 * The charset is that of the first block that has something past ASCII in it, as charset.h chooses; what comes before
 * is ASCII. A choice of another charset than Unicode that rests on a few bytes holds for its block alone: a broken
 * character among much ASCII does not decide how a file of UTF-8 is read. What cannot be converted becomes U+FFFD;
 * UTF-8 is handed on as it is, well-formed or not. */
#ifndef DATELINE_INDEXER_CHARSET_IN_H
#define DATELINE_INDEXER_CHARSET_IN_H

#include <iconv.h>
#include <stdbool.h>

#include "indexer/source.h"

struct charset_in {
    struct source *source;
    struct buf raw; /* bytes of a character that a block has cut */
    iconv_t converter;
    bool chosen, converts, ended;
    size_t unit;    /* bytes to leave out where nothing can be converted */
    uint64_t count; /* bytes read */
    size_t mark;    /* bytes of a byte order mark of UTF-8, left out */
};

/* The source is borrowed until charset_in_release. */
void charset_in_init(struct charset_in *c, struct source *source);
void charset_in_release(struct charset_in *c);
/* Appends some more text to out; nothing appended and S_OK means the end. */
enum status charset_in_read(struct charset_in *c, struct buf *out, struct err *err);

#endif
