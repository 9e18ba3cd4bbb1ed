/* A file's stamp: whether a name still stands for the file that was there, unchanged, without reading it. Inner header
 * of archive/. */
#ifndef DATELINE_ARCHIVE_STAMP_H
#define DATELINE_ARCHIVE_STAMP_H

#include <stdbool.h>
#include <stdint.h>

/* All zero: there is no file. */
struct file_stamp {
    uint64_t device, file; /* the inode */
    uint64_t bytes;
    int64_t modified; /* nanoseconds since 1970 */
};

struct file_stamp file_stamp(const char *path);
/* Of a file that is there. */
bool file_stamps_equal(const struct file_stamp *a, const struct file_stamp *b);
bool file_has_stamp(const char *path, const struct file_stamp *stamp);

#endif
