/* A stored article as bytes. The format stands at the head of record.c. */
#ifndef DATELINE_ARCHIVE_RECORD_H
#define DATELINE_ARCHIVE_RECORD_H

#include <stdbool.h>

#include "core/article.h"
#include "core/buf.h"
#include "core/err.h"

/* Appends the article; with_body false leaves the body out. */
void record_encode(const struct article *article, bool with_body, struct buf *out);
/* Reads bytes that record_encode wrote into `out` (reset first). S_CORRUPT when they are not. */
enum status record_decode(struct str bytes, struct article *out, struct err *err);

#endif
