/* Several segments -> one, without what is hidden. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_SEGMENT_MERGE_H
#define DATELINE_ARCHIVE_SEGMENT_MERGE_H

#include "archive/archive.h"
#include "archive/segment.h"

/* What becomes of stored articles, of which compressing is most of a merge. */
enum merge_stored {
    MERGE_STORED_KEPT, /* those that have the dictionary of the largest segment, as most of an archive do, stay as they
                          are, and the others get it */
    MERGE_STORED_AGAIN /* they are compressed again, with a dictionary of slices of articles that lie evenly in their
                          order: it fits them best, and the same articles give the same bytes however they came */
};

struct merge_options {
    enum merge_stored stored;
    struct archive_merging merging; /* who watches; progress NULL: nobody */
    unsigned jobs;                  /* threads that compress */
};

/* Writes the merged segment to `path`: what inverting the same articles into one segment would have made. Memory: the
 * documents' places (17 bytes each), and a block of each segment. S_NOT_FOUND without a text: nothing is left, and no
 * file is made. */
enum status segment_merge(struct segment *const *segment, size_t count, const struct merge_options *options,
                          const char *path, struct segment_header *header, struct err *err);

/* Whether a segment's stored articles are as MERGE_STORED_AGAIN would leave them. */
enum status segment_is_stored_evenly(struct segment *s, bool *evenly, struct err *err);

#endif
