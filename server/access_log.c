#include "server/access_log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct access_log {
    char *path; /* NULL: the descriptor is the caller's */
    int descriptor;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct buf waiting;
    bool reopen, closed;
    uint64_t dropped;
    bool torn; /* of the thread alone: the last line in the file has no end */
};

static int open_file(const char *path)
{
    return open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
}

static bool is_same_file(int one, int other)
{
    struct stat a, b;
    return fstat(one, &a) == 0 && fstat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* A file that cannot be opened anew is written on where it is. */
static void open_anew(struct access_log *log)
{
    int fresh = log->path ? open_file(log->path) : -1;
    if (fresh < 0)
        return;
    log->torn = log->torn && is_same_file(fresh, log->descriptor);
    close(log->descriptor);
    log->descriptor = fresh;
}

/* Returns what could not be written. */
static struct str write_all(int descriptor, struct str text)
{
    while (text.len) {
        ssize_t wrote = write(descriptor, text.ptr, text.len);
        if (wrote < 0 && errno != EINTR)
            break;
        if (wrote > 0)
            text = (struct str){text.ptr + wrote, text.len - (size_t)wrote};
    }
    return text;
}

static uint64_t count_lines(struct str text)
{
    uint64_t lines = 0;
    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n';
    return lines;
}

/* What cannot be written is lost, and counted: a log that fails must not stop the server. A line of which only the
 * front was written is ended before the next one. */
static void write_lines(struct access_log *log, struct str lines)
{
    if (log->torn && lines.len)
        log->torn = write_all(log->descriptor, str_of("\n")).len > 0;
    struct str left = log->torn ? lines : write_all(log->descriptor, lines);
    log->torn = log->torn || (left.len && left.len < lines.len && left.ptr[-1] != '\n');
    pthread_mutex_lock(&log->mutex);
    log->dropped += count_lines(left);
    pthread_mutex_unlock(&log->mutex);
}

/* Takes what waits, or what is to be done; false when nothing is left and nothing will come. */
static bool take(struct access_log *log, struct buf *lines, bool *reopen)
{
    pthread_mutex_lock(&log->mutex);
    while (!log->waiting.len && !log->reopen && !log->closed)
        pthread_cond_wait(&log->changed, &log->mutex);
    struct buf taken = log->waiting;
    log->waiting = *lines;
    *lines = taken;
    *reopen = log->reopen;
    log->reopen = false;
    bool more = lines->len || *reopen || !log->closed;
    pthread_mutex_unlock(&log->mutex);
    return more;
}

static void *run(void *context)
{
    struct access_log *log = context;
    const struct timespec pause = {0, ACCESS_LOG_PAUSE_MS * 1000000L};
    struct buf lines = {0};
    bool reopen;
    while (take(log, &lines, &reopen)) {
        if (reopen)
            open_anew(log);
        write_lines(log, buf_str(&lines));
        buf_reset(&lines);
        nanosleep(&pause, NULL);
    }
    buf_release(&lines);
    return NULL;
}

static enum status start(struct access_log *log, const char *path, struct err *err)
{
    if (path && !(log->path = strdup(path)))
        return err_no_memory(err);
    if (path && (log->descriptor = open_file(path)) < 0)
        return err_set(err, S_IO, "cannot open %s: %s", path, strerror(errno));
    int failure = pthread_create(&log->thread, NULL, run, log);
    if (!failure)
        return S_OK;
    if (path)
        close(log->descriptor);
    return err_set(err, S_IO, "cannot start a thread: %s", strerror(failure));
}

static void release(struct access_log *log)
{
    pthread_cond_destroy(&log->changed);
    pthread_mutex_destroy(&log->mutex);
    buf_release(&log->waiting);
    free(log->path);
    free(log);
}

enum status access_log_open(const char *path, int descriptor, struct access_log **out, struct err *err)
{
    struct access_log *log = calloc(1, sizeof *log);
    *out = NULL;
    if (!log)
        return err_no_memory(err);
    log->descriptor = descriptor;
    pthread_mutex_init(&log->mutex, NULL);
    pthread_cond_init(&log->changed, NULL);
    enum status s = start(log, path, err);
    if (s)
        release(log);
    else
        *out = log;
    return s;
}

void access_log_close(struct access_log *log)
{
    if (!log)
        return;
    pthread_mutex_lock(&log->mutex);
    log->closed = true;
    pthread_cond_signal(&log->changed);
    pthread_mutex_unlock(&log->mutex);
    pthread_join(log->thread, NULL);
    if (log->path)
        close(log->descriptor);
    release(log);
}

void access_log_add(struct access_log *log, struct str line)
{
    pthread_mutex_lock(&log->mutex);
    bool first = log->waiting.len == 0; /* the thread may wait for it */
    if (log->waiting.len + line.len <= ACCESS_LOG_BYTES && buf_reserve(&log->waiting, line.len))
        buf_append_str(&log->waiting, line);
    else
        log->dropped++;
    log->waiting.failed = false; /* what it holds stays, and there may be memory for the next one */
    pthread_mutex_unlock(&log->mutex);
    if (first)
        pthread_cond_signal(&log->changed);
}

void access_log_reopen(struct access_log *log)
{
    if (!log)
        return;
    pthread_mutex_lock(&log->mutex);
    log->reopen = true;
    pthread_cond_signal(&log->changed);
    pthread_mutex_unlock(&log->mutex);
}

uint64_t access_log_dropped(struct access_log *log)
{
    pthread_mutex_lock(&log->mutex);
    uint64_t dropped = log->dropped;
    pthread_mutex_unlock(&log->mutex);
    return dropped;
}
