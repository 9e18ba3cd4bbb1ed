#include "archive/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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

enum status lock_acquire(const char *archive, int wait_ms, int *out, struct err *err)
{
    const struct timespec pause = {0, POLL_MS * 1000000L};
    struct buf path = {0};
    enum status s = S_OK;

    *out = -1;
    buf_printf(&path, "%s/lock", archive);
    int fd = open(buf_text(&path), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) {
        s = err_set(err, status_of_write(errno), "cannot open %s: %s", buf_text(&path), strerror(errno));
        goto done;
    }
    bool held = try_lock(fd);
    for (int waited = 0; !held && waited < wait_ms; waited += POLL_MS) {
        nanosleep(&pause, NULL);
        held = try_lock(fd);
    }
    s = held ? write_pid(buf_text(&path), fd, err) : say_held(archive, fd, wait_ms, err);
    if (s)
        close(fd);
    else
        *out = fd;
done:
    buf_release(&path);
    return s;
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
