/* A library for LD_PRELOAD: it counts what a process does to the files below a directory, fails one of the operations,
 * and logs all of them.
 *
 *     FAULTY_DIR=/absolute/path   only files below it are looked at
 *     FAULTY_AT=N                 the operation that fails, from 1; 0: none
 *     FAULTY_MODE=MODE            how: see below
 *     FAULTY_LOG=FILE             where the operations that succeed are logged (faulty_log.h)
 *     FAULTY_ACK=FD               a write to this descriptor is logged as an acknowledgement
 *
 *     eio     the operation fails with EIO
 *     full    it fails with ENOSPC, and so does from there on all that takes space
 *     short   the first write from there on writes half of its bytes; the disk is full from then on
 *     before, after    the process kills itself before or after the operation
 *
 * The calls are made as system calls, so that nothing here depends on which other library wraps the same functions (the
 * sanitizers do). One lock covers operation and record: the log has the true order. Syncs are not passed on: the page
 * cache survives the death of a process, and power cuts are made from the log. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/faults/faulty_log.h"

enum { FILES_MAX = 1024 };
enum mode { MODE_NONE, MODE_EIO, MODE_FULL, MODE_SHORT, MODE_BEFORE, MODE_AFTER };

static const char *directory;
static size_t directory_len;
static unsigned number, at;
static enum mode mode;
static bool full; /* the disk, by a fault */
static int log_fd = -1, ack_fd = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    bool ours, written;
} file[FILES_MAX];

static unsigned number_of(const char *name)
{
    const char *text = getenv(name);
    return text ? (unsigned)strtoul(text, NULL, 10) : 0;
}

__attribute__((constructor)) static void configure(void)
{
    static const char *const name[] = {
        [MODE_NONE] = "none",   [MODE_EIO] = "eio",       [MODE_FULL] = "full",
        [MODE_SHORT] = "short", [MODE_BEFORE] = "before", [MODE_AFTER] = "after",
    };
    const char *wanted = getenv("FAULTY_MODE"), *log = getenv("FAULTY_LOG");
    for (size_t i = 0; wanted && i < sizeof name / sizeof *name; i++)
        if (strcmp(name[i], wanted) == 0)
            mode = (enum mode)i;
    at = number_of("FAULTY_AT");
    if (getenv("FAULTY_ACK"))
        ack_fd = (int)number_of("FAULTY_ACK");
    if (log)
        log_fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
    directory = getenv("FAULTY_DIR");
    directory_len = directory ? strlen(directory) : 0;
}

static bool is_below(const char *path)
{
    return directory && strncmp(path, directory, directory_len) == 0 &&
           (path[directory_len] == '/' || path[directory_len] == '\0');
}

static bool is_ours(int fd)
{
    return fd >= 0 && fd < FILES_MAX && file[fd].ours;
}

/* ---- faults ---- */

/* What is to become of an operation: an error, or 0; a write may be cut to its half. */
struct fate {
    int error;
    bool half;
    unsigned number;
};

static bool takes_space(enum faulty_kind kind)
{
    return kind == FAULTY_OPEN || kind == FAULTY_WRITE || kind == FAULTY_MKDIR || kind == FAULTY_LINK ||
           kind == FAULTY_RENAME;
}

static struct fate judge(enum faulty_kind kind)
{
    struct fate fate = {.number = ++number};
    bool now = number == at;
    if (now && mode == MODE_BEFORE)
        kill(getpid(), SIGKILL);
    if (now && mode == MODE_EIO)
        fate.error = EIO;
    if ((now && mode == MODE_FULL) || (full && takes_space(kind)))
        fate.error = ENOSPC;
    full |= now && mode == MODE_FULL;
    if (mode == MODE_SHORT && at && number >= at && !full && kind == FAULTY_WRITE)
        full = fate.half = true;
    return fate;
}

static void append_log(const void *bytes, size_t len)
{
    const char *from = bytes;
    while (len && log_fd >= 0) {
        long done = syscall(SYS_write, log_fd, from, len);
        if (done <= 0)
            _exit(99);
        from += done;
        len -= (size_t)done;
    }
}

static void note(struct faulty_record r, const char *path, const char *other, const void *bytes)
{
    r.path_bytes = path ? (uint32_t)strlen(path) : 0;
    r.other_bytes = other ? (uint32_t)strlen(other) : 0;
    append_log(&r, sizeof r);
    append_log(path, r.path_bytes);
    append_log(other, r.other_bytes);
    append_log(bytes, r.bytes);
}

/* Ends an operation that was judged: logs it when it has succeeded, and dies when it is time. */
static long finish(struct fate fate, long result, struct faulty_record r, const char *path, const char *other)
{
    int error = errno;
    r.number = fate.number;
    if (result >= 0)
        note(r, path, other, NULL);
    if (fate.number && fate.number == at && mode == MODE_AFTER)
        kill(getpid(), SIGKILL);
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}

static long refuse(struct fate fate)
{
    errno = fate.error;
    return -1;
}

/* ---- opening and closing ---- */

static int open_file(int base, const char *path, int flags, mode_t access)
{
    if (!is_below(path) || (flags & O_PATH))
        return (int)syscall(SYS_openat, base, path, flags, access);
    pthread_mutex_lock(&lock);
    struct fate fate = {0};
    if (flags & (O_CREAT | O_TRUNC))
        fate = judge(FAULTY_OPEN);
    long fd = fate.error ? refuse(fate) : syscall(SYS_openat, base, path, flags, access);
    if (fd >= 0 && fd < FILES_MAX) {
        file[fd].ours = (flags & O_ACCMODE) != O_RDONLY || (flags & O_DIRECTORY);
        file[fd].written = false;
    }
    if (!is_ours((int)fd)) {
        pthread_mutex_unlock(&lock);
        return (int)fd;
    }
    struct faulty_record r = {.kind = FAULTY_OPEN, .fd = (int)fd, .empties = (flags & O_TRUNC) != 0};
    return (int)finish(fate, fd, r, path, NULL);
}

/* The access mode is there only when the flags say so. */
#define OPEN_WRAPPER(name, parameters, base)                                             \
    int name parameters;                                                                 \
    int name parameters                                                                  \
    {                                                                                    \
        va_list arguments;                                                               \
        va_start(arguments, flags);                                                      \
        mode_t access = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(arguments, mode_t) : 0; \
        va_end(arguments);                                                               \
        return open_file(base, path, flags, access);                                     \
    }
OPEN_WRAPPER(open, (const char *path, int flags, ...), AT_FDCWD)
OPEN_WRAPPER(open64, (const char *path, int flags, ...), AT_FDCWD)
OPEN_WRAPPER(openat, (int base, const char *path, int flags, ...), base)
OPEN_WRAPPER(openat64, (int base, const char *path, int flags, ...), base)

static int make_temporary(char *path, int flags)
{
    int (*make)(char *, int);
    *(void **)&make = dlsym(RTLD_NEXT, "mkostemp");
    if (!is_below(path))
        return make(path, flags);
    pthread_mutex_lock(&lock);
    struct fate fate = judge(FAULTY_OPEN);
    int fd = fate.error ? (int)refuse(fate) : make(path, flags);
    if (fd >= 0 && fd < FILES_MAX) {
        file[fd].ours = true;
        file[fd].written = false;
    }
    struct faulty_record r = {.kind = FAULTY_OPEN, .fd = fd};
    return (int)finish(fate, fd, r, path, NULL);
}

int mkostemp(char *path, int flags)
{
    return make_temporary(path, flags);
}

int mkostemp64(char *path, int flags)
{
    return make_temporary(path, flags);
}

/* As on Linux a close that fails has closed. */
int close(int fd)
{
    if (!is_ours(fd))
        return (int)syscall(SYS_close, fd);
    pthread_mutex_lock(&lock);
    struct fate fate = {0};
    if (file[fd].written)
        fate = judge(FAULTY_CLOSE);
    file[fd].ours = false;
    long result = syscall(SYS_close, fd);
    if (fate.error)
        result = refuse(fate);
    struct faulty_record r = {.kind = FAULTY_CLOSE, .fd = fd};
    return (int)finish(fate, result, r, NULL, NULL);
}

/* ---- writing ---- */

/* offset < 0: where the file stands. */
static ssize_t write_file(int fd, const void *bytes, size_t len, off_t offset)
{
    bool here = offset < 0;
    if (!is_ours(fd))
        return here ? syscall(SYS_write, fd, bytes, len) : syscall(SYS_pwrite64, fd, bytes, len, offset);
    pthread_mutex_lock(&lock);
    struct fate fate = judge(FAULTY_WRITE);
    if (here)
        offset = (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR);
    if (fate.half)
        len /= 2;
    long done = -1;
    if (fate.error)
        refuse(fate);
    else
        done = here ? syscall(SYS_write, fd, bytes, len) : syscall(SYS_pwrite64, fd, bytes, len, offset);
    int error = errno;
    file[fd].written = true;
    if (done > 0) {
        struct faulty_record r = {.kind = FAULTY_WRITE, .number = fate.number, .fd = fd};
        r.offset = (uint64_t)offset;
        r.bytes = (uint64_t)done;
        note(r, NULL, NULL, bytes);
    }
    if (fate.number == at && mode == MODE_AFTER)
        kill(getpid(), SIGKILL);
    pthread_mutex_unlock(&lock);
    errno = error;
    return done;
}

ssize_t write(int fd, const void *bytes, size_t len)
{
    if (fd >= 0 && fd == ack_fd) {
        pthread_mutex_lock(&lock);
        note((struct faulty_record){.kind = FAULTY_ACKNOWLEDGE}, NULL, NULL, NULL);
        pthread_mutex_unlock(&lock);
    }
    return write_file(fd, bytes, len, -1);
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t offset)
{
    return write_file(fd, bytes, len, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t len, off64_t offset)
{
    return write_file(fd, bytes, len, offset);
}

/* Piece by piece: as short a write as any. */
ssize_t writev(int fd, const struct iovec *piece, int count)
{
    ssize_t sum = 0;
    if (!is_ours(fd))
        return syscall(SYS_writev, fd, piece, count);
    for (int i = 0; i < count; i++) {
        ssize_t done = write_file(fd, piece[i].iov_base, piece[i].iov_len, -1);
        if (done < 0)
            return sum ? sum : done;
        sum += done;
        if ((size_t)done < piece[i].iov_len)
            break;
    }
    return sum;
}

static int truncate_file(int fd, off_t len)
{
    if (!is_ours(fd))
        return (int)syscall(SYS_ftruncate, fd, len);
    pthread_mutex_lock(&lock);
    struct fate fate = judge(FAULTY_TRUNCATE);
    file[fd].written = true;
    struct faulty_record r = {.kind = FAULTY_TRUNCATE, .fd = fd, .offset = (uint64_t)len};
    return (int)finish(fate, fate.error ? refuse(fate) : syscall(SYS_ftruncate, fd, len), r, NULL, NULL);
}

int ftruncate(int fd, off_t len)
{
    return truncate_file(fd, len);
}

int ftruncate64(int fd, off64_t len)
{
    return truncate_file(fd, len);
}

static int sync_file(int fd, long call)
{
    if (!is_ours(fd))
        return (int)syscall(call, fd);
    pthread_mutex_lock(&lock);
    struct fate fate = judge(FAULTY_SYNC);
    struct faulty_record r = {.kind = FAULTY_SYNC, .fd = fd};
    return (int)finish(fate, fate.error ? refuse(fate) : 0, r, NULL, NULL);
}

int fsync(int fd)
{
    return sync_file(fd, SYS_fsync);
}

int fdatasync(int fd)
{
    return sync_file(fd, SYS_fdatasync);
}

/* ---- names ---- */

/* An operation on one name or two, made by a system call of as many arguments (or with an access mode). */
static int change_name(enum faulty_kind kind, long call, const char *path, const char *other, mode_t access)
{
    if (!is_below(other ? other : path))
        return (int)(other ? syscall(call, path, other) : syscall(call, path, access));
    pthread_mutex_lock(&lock);
    struct fate fate = judge(kind);
    long result = fate.error ? refuse(fate) : other ? syscall(call, path, other) : syscall(call, path, access);
    return (int)finish(fate, result, (struct faulty_record){.kind = kind}, path, other);
}

int rename(const char *from, const char *to)
{
    return change_name(FAULTY_RENAME, SYS_rename, from, to, 0);
}

int link(const char *from, const char *to)
{
    return change_name(FAULTY_LINK, SYS_link, from, to, 0);
}

int unlink(const char *path)
{
    return change_name(FAULTY_UNLINK, SYS_unlink, path, NULL, 0);
}

int rmdir(const char *path)
{
    return change_name(FAULTY_RMDIR, SYS_rmdir, path, NULL, 0);
}

int mkdir(const char *path, mode_t access)
{
    return change_name(FAULTY_MKDIR, SYS_mkdir, path, NULL, access);
}
