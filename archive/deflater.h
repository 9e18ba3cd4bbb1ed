/* Records -> raw deflate streams with a preset dictionary. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_DEFLATER_H
#define DATELINE_ARCHIVE_DEFLATER_H

#include <zlib.h>

#include "core/buf.h"
#include "core/err.h"

struct deflater {
    struct str dictionary; /* borrowed */
    z_stream primed;       /* has the dictionary */
    bool is_primed;
};

/* Appends the stream of a record to `out`. A zeroed deflater with its dictionary set is ready. */
enum status deflater_append(struct deflater *d, struct str record, struct buf *out, struct err *err);
void deflater_release(struct deflater *d);

#endif
