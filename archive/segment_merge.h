/* Several segments -> one, without what is hidden. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_SEGMENT_MERGE_H
#define DATELINE_ARCHIVE_SEGMENT_MERGE_H

#include "archive/segment.h"

/* Writes the merged segment to `path`. It is what inverting the same articles into one segment would have made, but for
 * the stored articles: they are compressed again, with a dictionary of slices of articles that lie evenly in their
 * order. Memory: the documents' places (17 bytes each), and a block of each segment. S_NOT_FOUND without a text:
 * nothing is left, and no file is made. */
enum status segment_merge(struct segment *const *segment, size_t count, const char *path, struct segment_header *header,
                          struct err *err);

#endif
