/* Removals: which documents of a segment are no more, in a file beside it. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_REMOVALS_H
#define DATELINE_ARCHIVE_REMOVALS_H

#include "archive/segment.h"

/* Writes the segment's hidden documents to a new file and syncs it; *checksum is that of the file. */
enum status removals_write(const struct segment *s, const char *path, uint64_t *checksum, struct err *err);
/* Hides what the file says. S_CORRUPT: damaged, or not the file with this checksum. */
enum status removals_read(struct segment *s, const char *path, uint64_t checksum, struct err *err);

#endif
