#include "archive/stamp.h"

#include <sys/stat.h>

struct file_stamp file_stamp(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return (struct file_stamp){0};
    return (struct file_stamp){.device = (uint64_t)info.st_dev,
                               .file = (uint64_t)info.st_ino,
                               .bytes = (uint64_t)info.st_size,
                               .modified = (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec};
}

bool file_stamps_equal(const struct file_stamp *a, const struct file_stamp *b)
{
    return a->file != 0 && a->file == b->file && a->device == b->device && a->bytes == b->bytes &&
           a->modified == b->modified;
}

bool file_has_stamp(const char *path, const struct file_stamp *stamp)
{
    struct file_stamp now = file_stamp(path);
    return file_stamps_equal(&now, stamp);
}
