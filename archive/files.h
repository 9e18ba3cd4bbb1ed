/* Writing files so that they are on disk afterwards. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_FILES_H
#define DATELINE_ARCHIVE_FILES_H

#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/err.h"

/* Writes all bytes at an offset; false with errno. */
bool file_write_at(int fd, const void *bytes, size_t len, uint64_t at);
/* Makes a file, over one that is there, and syncs it. When that fails there is none. */
enum status file_write(const char *path, struct str bytes, struct err *err);
/* Syncs a directory: the names in it. */
enum status directory_sync(const char *path, struct err *err);
/* Removes the files in a directory, as far as that can be; those whose names begin with a dot stay. */
void directory_clear(const char *path);
/* Syncs the directory that a path lies in: its own name. */
enum status directory_sync_parent(const char *path, struct err *err);

#endif
