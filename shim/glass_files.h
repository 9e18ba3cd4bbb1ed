/* What the files of a Xapian database must be, told from its version file: libxapian takes a missing table for an empty
 * one, so that phrases or stored articles would be gone without an error. Inner header of shim/.
 *
 * iamglass, as libxapian 1.4 writes it (glass_version.cc):
 *
 *   14 bytes   0f 0d "Xapian Glass"
 *    2 bytes   format
 *   16 bytes   UUID
 *   varint     revision
 *   six tables (postlist, docdata, termlist, position, spelling, synonym), each
 *     varint     root block
 *     varint     level << 2 | sequential << 1 | fake: a fake root is an empty table, which needs no file
 *     varint     entries
 *     varint     block size >> 11
 *     varint     least length of what is compressed
 *     varint     bytes of the free list, and these bytes: varints, the second is how many blocks of the file are used;
 *                none in a table that never had a block
 *   statistics
 *
 * Varints are LEB128. */
#ifndef DATELINE_SHIM_GLASS_FILES_H
#define DATELINE_SHIM_GLASS_FILES_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"

#ifdef __cplusplus
extern "C" {
#endif

static const uint64_t GLASS_NO_REVISION = UINT64_MAX;

/* Reads the version file and checks what libxapian believes unseen: that every table that is not empty has a file, that
 * its root lies in it, that its depth and block size are possible (a wrong depth would write past an array).
 * S_NOT_FOUND: no version file; S_CORRUPT: a file is missing or the version file is damaged; S_IO. A version file of
 * another format is left to libxapian: S_OK and no revision. `revision` may be NULL; GLASS_NO_REVISION when it cannot
 * be told. */
enum status glass_files_check(const char *path, uint64_t *revision, struct err *err);
/* Whether tables with content lie in a directory without a version file: making a database there would wipe them. */
bool glass_files_orphaned(const char *path);

/* Cuts what lies behind the last used block off the files of tables: blocks of a commit that was not to be. Nobody may
 * be writing the database; readers go on. What cannot be told or cut is left. */
void glass_files_trim(const char *path);

#ifdef __cplusplus
}
#endif
#endif
