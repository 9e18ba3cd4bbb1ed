/* The manifest: what an archive consists of, in one small text file that is replaced whole. */
#ifndef DATELINE_ARCHIVE_MANIFEST_H
#define DATELINE_ARCHIVE_MANIFEST_H

#include <stdbool.h>
#include <stdint.h>

#include "archive/archive.h"
#include "core/err.h"

enum { ARCHIVE_FORMAT_VERSION = 1, MANIFEST_NAME_MAX = 32 };

struct manifest {
    uint64_t generation; /* grows with each manifest that is published */
    struct archive_settings settings;
    uint64_t fingerprint;         /* of the analyzer that made the terms */
    char live[MANIFEST_NAME_MAX]; /* directory of the live store, relative to the archive */
};

/* Reads ARCHIVE/MANIFEST. S_NOT_FOUND: no such directory, or one whose making was interrupted; S_USAGE: a directory
 * that is no archive; S_VERSION, S_CORRUPT, S_IO. */
enum status manifest_read(const char *archive, struct manifest *out, struct err *err);
/* Publishes a manifest: when S_OK returns it is on disk, and after a crash there is this one or the one before. */
enum status manifest_write(const char *archive, const struct manifest *m, struct err *err);

/* What stands in a directory where an archive is to be made. */
enum manifest_ground {
    GROUND_ARCHIVE, /* a manifest is there */
    GROUND_FREE,    /* nothing, or what an interrupted making leaves */
    GROUND_DAMAGED, /* no manifest, but a live store with articles */
    GROUND_FOREIGN  /* other files */
};
enum status manifest_ground(const char *archive, enum manifest_ground *out, struct err *err);

#endif
