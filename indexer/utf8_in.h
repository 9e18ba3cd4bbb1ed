/* The bytes of a source as a stream of clean UTF-8, a block at a time, whatever the charset that they are in. Inner
 * header of indexer/.
 *
 *     utf8_in_head(u, &head, err); the first bytes as they are, for a look at the charset that they declare
 *     utf8_in_start(u, declared, err);
 *     while (utf8_in_read(u, out, err) == S_OK && something was appended) ...
 *
 * The charset is chosen as indexer/charset.h says, by the first UTF8_IN_HEAD bytes, and holds to the end. Clean is what
 * core/utf8.h gives: what cannot be converted is U+FFFD, controls are spaces, a byte order mark is gone. C1 controls
 * are taken for what they mostly are, windows-1252 that somebody took for ISO 8859-1. */
#ifndef DATELINE_INDEXER_UTF8_IN_H
#define DATELINE_INDEXER_UTF8_IN_H

#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/err.h"
#include "indexer/source.h"

enum { UTF8_IN_HEAD = 64 << 10 };

struct utf8_in {
    struct source *source;
    struct buf raw;       /* bytes of the source that have not been converted */
    struct buf converted; /* what iconv gave for them */
    bool ended;           /* nothing comes behind raw */
    bool converts;
    iconv_t converter; /* when it converts */
};

/* The source is borrowed until utf8_in_release. */
void utf8_in_init(struct utf8_in *u, struct source *source);
void utf8_in_release(struct utf8_in *u);
/* The first bytes, borrowed until the next call. As source_read. */
enum status utf8_in_head(struct utf8_in *u, struct str *head, struct err *err);
/* Chooses the charset. `declared` may be absent, and may be borrowed from the head. S_NOMEM. */
enum status utf8_in_start(struct utf8_in *u, struct str declared, struct err *err);
/* The character of windows-1252 for the number of a C1 control; others stay as they are. */
uint32_t utf8_in_windows(uint32_t code_point);
/* Appends the next block; nothing appended and S_OK means the end. As source_read. */
enum status utf8_in_read(struct utf8_in *u, struct buf *out, struct err *err);

#endif
