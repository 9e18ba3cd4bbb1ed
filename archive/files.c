#include "archive/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool file_write_at(int fd, const void *bytes, size_t len, uint64_t at)
{
    const char *from = bytes;
    while (len) {
        ssize_t done = pwrite(fd, from, len, (off_t)at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            errno = done == 0 ? ENOSPC : errno;
            return false;
        }
        from += done;
        at += (uint64_t)done;
        len -= (size_t)done;
    }
    return true;
}

enum status file_write(const char *path, struct str bytes, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool good = fd >= 0 && file_write_at(fd, bytes.ptr, bytes.len, 0) && fsync(fd) == 0;
    int failure = errno;
    if (fd >= 0 && close(fd) != 0 && good) {
        failure = errno;
        good = false;
    }
    if (fd >= 0 && !good)
        unlink(path);
    return good ? S_OK : err_set(err, status_of_write(failure), "cannot write %s: %s", path, strerror(failure));
}

void directory_clear(const char *path)
{
    struct buf file = {0};
    DIR *directory = opendir(path);
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        buf_reset(&file);
        buf_printf(&file, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.')
            unlink(buf_text(&file));
    }
    if (directory)
        closedir(directory);
    buf_release(&file);
}

enum status directory_sync(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    int failure = errno;
    if (fd >= 0)
        close(fd);
    return good ? S_OK : err_set(err, status_of_write(failure), "cannot sync %s: %s", path, strerror(failure));
}

/* A parent that may not be read cannot be synced; whoever may not read it has hardly made a name in it. */
enum status directory_sync_parent(const char *path, struct err *err)
{
    char *copy = strdup(path);
    if (!copy)
        return err_no_memory(err);
    const char *parent = dirname(copy);
    enum status s = access(parent, R_OK) == 0 || errno != EACCES ? directory_sync(parent, err) : S_OK;
    free(copy);
    return s;
}
