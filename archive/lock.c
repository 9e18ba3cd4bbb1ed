#include "archive/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "archive/archive.h"
#include "archive/files.h"
#include "core/buf.h"

/* Between attempts. A server that is posted to lets the lock go for some milliseconds between two groups: whoever waits
 * for it must look more often than that. */
enum { POLL_MS = 3 };

static bool try_lock(int fd)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int result;
    do
        result = fcntl(fd, F_OFD_SETLK, &whole);
    while (result != 0 && errno == EINTR);
    return result == 0;
}

static long read_pid(int fd)
{
    char text[24] = "";
    ssize_t got = pread(fd, text, sizeof text - 1, 0);
    return got > 0 ? strtol(text, NULL, 10) : 0;
}

static enum status say_held(const char *archive, int fd, int wait_ms, struct err *err)
{
    long pid = read_pid(fd);
    if (pid > 0)
        return err_set(err, S_LOCKED, "%s is in use by another writer, process %ld (waited %.1f s)", archive, pid,
                       wait_ms / 1000.0);
    return err_set(err, S_LOCKED, "%s is in use by another writer (waited %.1f s)", archive, wait_ms / 1000.0);
}

static enum status write_pid(const char *path, int fd, struct err *err)
{
    char text[24];
    int len = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (ftruncate(fd, 0) == 0 && file_write_at(fd, text, (size_t)len, 0))
        return S_OK;
    return err_set(err, status_of_write(errno), "cannot write %s: %s", path, strerror(errno));
}

static enum status say_not_opened(const char *archive, const char *path, struct err *err)
{
    int failure = errno;
    if (failure == EROFS)
        return err_set(err, S_IO, "%s is mounted read-only, and this writes to it: run it where that can be done",
                       archive);
    if (failure == EACCES || failure == EPERM)
        return err_set(err, S_IO, "may not write to %s (%s: %s): run this as a user who may", archive, path,
                       strerror(failure));
    return err_set(err, status_of_write(failure), "cannot open %s: %s", path, strerror(failure));
}

static enum status open_lock(const char *archive, const char *path, int *fd, bool *made, struct err *err)
{
    struct stat info;
    bool missing = lstat(path, &info) != 0 && errno == ENOENT;
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (*fd < 0)
        return say_not_opened(archive, path, err);
    *made |= missing;
    return S_OK;
}

/* Whether a lock is that of the archive still: who held it before may have taken the file away. */
static bool is_in_place(int fd, const char *path)
{
    struct stat ours, there;
    return fstat(fd, &ours) == 0 && stat(path, &there) == 0 && ours.st_dev == there.st_dev &&
           ours.st_ino == there.st_ino;
}

/* Tries once; a file that is not in place any more gives way to the one that is. */
static enum status attempt(const char *archive, const char *path, int *fd, bool *held, bool *made, struct err *err)
{
    *held = try_lock(*fd);
    if (!*held || is_in_place(*fd, path))
        return S_OK;
    close(*fd);
    *held = false;
    return open_lock(archive, path, fd, made, err);
}

enum status lock_acquire(const char *archive, int wait_ms, int *out, bool *made, struct err *err)
{
    const struct timespec pause = {0, POLL_MS * 1000000L};
    struct buf path = {0};
    bool held = false;

    *out = -1;
    *made = false;
    buf_printf(&path, "%s/lock", archive);
    const char *name = buf_text(&path);
    enum status s = open_lock(archive, name, out, made, err);
    if (!s)
        s = attempt(archive, name, out, &held, made, err);
    for (int waited = 0; !s && !held && waited < wait_ms; waited += POLL_MS) {
        nanosleep(&pause, NULL);
        s = attempt(archive, name, out, &held, made, err);
    }
    if (!s)
        s = held ? write_pid(name, *out, err) : say_held(archive, *out, wait_ms, err);
    /* whoever had the lock meanwhile may have made an archive, whose lock it is */
    if (s && held && *made && !archive_is_at(archive))
        unlink(name);
    if (s) {
        lock_release(*out);
        *out = -1;
    }
    buf_release(&path);
    return s;
}

void lock_remove(const char *archive)
{
    struct buf path = {0};
    buf_printf(&path, "%s/lock", archive);
    unlink(buf_text(&path));
    buf_release(&path);
}

long lock_holder(const char *archive)
{
    struct buf path = {0};
    buf_printf(&path, "%s/lock", archive);
    int fd = open(buf_text(&path), O_RDONLY | O_CLOEXEC);
    long pid = fd < 0 ? 0 : read_pid(fd);
    if (fd >= 0)
        close(fd);
    buf_release(&path);
    return pid;
}

void lock_release(int fd)
{
    if (fd >= 0)
        close(fd);
}
