/* The inside of an open archive: archive.c, and the writer, which works on one that it has open under the lock. */
#ifndef DATELINE_ARCHIVE_ARCHIVE_IMPL_H
#define DATELINE_ARCHIVE_ARCHIVE_IMPL_H

#include "archive/archive.h"
#include "archive/deadline.h"
#include "archive/language.h"
#include "archive/manifest.h"
#include "archive/segment.h"
#include "archive/stamp.h"

/* The file behind an open segment. */
struct segment_identity {
    uint32_t number;
    uint64_t checksum;
    struct file_stamp stamp;
};

struct archive {
    struct buf path, manifest_path;
    struct manifest manifest;
    struct language language;
    enum { ANALYZER_UNKNOWN, ANALYZER_SAME, ANALYZER_OTHER } analyzer; /* as the archive was made with */
    struct store *live;                                                /* NULL: the archive has none */
    struct segment *segment[MANIFEST_SEGMENTS_MAX];                    /* as in the manifest */
    uint32_t removed[MANIFEST_SEGMENTS_MAX];                           /* of each, as its removals file says */
    size_t segments;
    struct file_stamp stamp;      /* of the manifest's file, taken before it was read */
    struct buf live_version;      /* path of the file that the live store replaces in each commit */
    struct file_stamp live_stamp; /* of that file */
    struct segment_identity identity[MANIFEST_SEGMENTS_MAX]; /* of each segment that is open */
    struct deadline deadline;
    struct arena_pool arenas;
    size_t notes; /* of hidden documents, that the live store keeps */
};

#endif
