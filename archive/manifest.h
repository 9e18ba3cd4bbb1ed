/* The manifest: what an archive consists of, in one small text file that is replaced whole. */
#ifndef DATELINE_ARCHIVE_MANIFEST_H
#define DATELINE_ARCHIVE_MANIFEST_H

#include <stdbool.h>
#include <stdint.h>

#include "archive/archive.h"
#include "core/err.h"

enum {
    ARCHIVE_FORMAT_VERSION = 7,
    MANIFEST_NAME_MAX = 32,
    MANIFEST_SEGMENTS_MAX = 128 /* merging keeps them far below */
};

struct manifest_segment {
    uint32_t number; /* of the file NNNNNN.seg */
    uint32_t documents;
    uint64_t bytes, checksum; /* of the segment's header */
    uint32_t removals;        /* of the file NNNNNN.del.N; 0: none is removed */
    uint64_t removals_checksum;
};

struct manifest {
    uint64_t generation; /* grows with each manifest that is published */
    struct archive_settings settings;
    uint64_t fingerprint;         /* of the analyzer that made the terms */
    uint64_t identity;            /* language_identity where the fingerprint was found last */
    uint32_t next;                /* number of the next file or directory */
    char live[MANIFEST_NAME_MAX]; /* directory of the live store, relative to the archive; "": there is none */
    struct manifest_segment segment[MANIFEST_SEGMENTS_MAX];
    size_t segments;
    uint64_t checksum; /* of the text that it was read from */
};

/* Appends ARCHIVE/NNNNNN.seg, ARCHIVE/NNNNNN.del.N. */
void manifest_segment_path(const char *archive, uint32_t number, struct buf *out);
void manifest_removals_path(const char *archive, const struct manifest_segment *segment, struct buf *out);
/* Takes out of the directory what an archive keeps there and the manifest does not name: what was replaced, or a writer
 * that was killed left behind. */
void manifest_sweep(const char *archive, const struct manifest *m);

/* Reads ARCHIVE/MANIFEST. S_NOT_FOUND: no such directory, or one whose making was interrupted; S_USAGE: a directory
 * that is no archive; S_VERSION, S_CORRUPT, S_IO. */
enum status manifest_read(const char *archive, struct manifest *out, struct err *err);
/* Publishes a manifest: when S_OK returns it is on disk, and after a crash there is this one or the one before. */
enum status manifest_write(const char *archive, const struct manifest *m, struct err *err);
/* Takes away what was written, of an archive whose making has failed. */
void manifest_remove(const char *archive);

/* What stands in a directory where an archive is to be made. */
enum manifest_ground {
    GROUND_ARCHIVE, /* a manifest is there */
    GROUND_FREE,    /* nothing, or what an interrupted making leaves */
    GROUND_DAMAGED, /* no manifest, but stores */
    GROUND_FOREIGN  /* other files */
};
enum status manifest_ground(const char *archive, enum manifest_ground *out, struct err *err);

#endif
