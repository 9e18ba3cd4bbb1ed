/* The bytes of one file. Raw bytes lie in a window (next, available) that is filled from the descriptor, or is the
 * caller's memory; from there they are copied or inflated. A failure waits until everything before it has been given.
 */
#define ZLIB_CONST

#include "indexer/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum coding { CODING_UNKNOWN, CODING_PLAIN, CODING_GZIP };

struct source {
    char *path;
    int fd; /* -1: memory */
    uint64_t size;
    int64_t mtime;
    const volatile sig_atomic_t *stop;

    unsigned char *raw; /* SOURCE_CHUNK bytes that the window is filled into */
    const unsigned char *next;
    size_t available;
    uint64_t offset; /* in the file, of the end of the window */
    bool ended;      /* nothing comes behind the window */

    enum coding coding;
    z_stream inflater;
    bool inflater_ready;
    bool in_member;

    struct buf head; /* peeked, not yet given */
    bool head_given;

    enum status failure; /* given again by every later read */
    struct err failure_text;
};

enum { GZIP_FIRST = 0x1f, GZIP_SECOND = 0x8b, GZIP_WINDOW = 15 + 16 /* zlib: 32 KiB, with the gzip wrapper */ };

static enum status source_new(const char *path, struct source **out, struct err *err)
{
    struct source *s = calloc(1, sizeof *s);
    *out = s;
    if (s) {
        s->fd = -1;
        s->path = strdup(path);
    }
    if (s && s->path)
        return S_OK;
    source_close(s);
    *out = NULL;
    return err_no_memory(err);
}

static enum status open_descriptor(struct source *s, const char *path, struct err *err)
{
    struct stat st;
    s->fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (s->fd < 0 && errno == EINTR)
        return err_set(err, S_INTERRUPTED, "interrupted while opening %s", s->path);
    if (s->fd < 0)
        return err_set(err, S_IO, "cannot open %s: %s", s->path, strerror(errno));
    if (fstat(s->fd, &st))
        return err_set(err, S_IO, "cannot read %s: %s", s->path, strerror(errno));
    if (S_ISREG(st.st_mode)) {
        s->size = (uint64_t)st.st_size;
        s->mtime = st.st_mtime;
    }
    s->raw = malloc(SOURCE_CHUNK);
    return s->raw ? S_OK : err_no_memory(err);
}

enum status source_open(const char *path, struct source **out, struct err *err)
{
    enum status s = source_new(strcmp(path, "-") == 0 ? "(standard input)" : path, out, err);
    if (s)
        return s;
    if ((s = open_descriptor(*out, path, err))) {
        source_close(*out);
        *out = NULL;
    }
    return s;
}

enum status source_open_memory(const char *name, struct str bytes, struct source **out, struct err *err)
{
    enum status s = source_new(name, out, err);
    if (s)
        return s;
    (*out)->next = (const unsigned char *)(bytes.len ? bytes.ptr : "");
    (*out)->available = bytes.len;
    (*out)->offset = (*out)->size = bytes.len;
    (*out)->ended = true;
    return S_OK;
}

void source_close(struct source *s)
{
    if (!s)
        return;
    if (s->fd > STDIN_FILENO)
        close(s->fd);
    if (s->inflater_ready)
        inflateEnd(&s->inflater);
    buf_release(&s->head);
    free(s->raw);
    free(s->path);
    free(s);
}

void source_stop_on(struct source *s, const volatile sig_atomic_t *stop)
{
    s->stop = stop;
}

static bool stopped(const struct source *s)
{
    return s->stop && *s->stop;
}

/* Fills the window until it holds at least `want` bytes or the file has ended. */
static enum status window_fill(struct source *s, size_t want, struct err *err)
{
    while (s->available < want && !s->ended) {
        if (s->available)
            memmove(s->raw, s->next, s->available);
        s->next = s->raw;
        ssize_t got = read(s->fd, s->raw + s->available, SOURCE_CHUNK - s->available);
        if (got < 0 && errno == EINTR) {
            if (stopped(s))
                return err_set(err, S_INTERRUPTED, "interrupted while reading %s", s->path);
            continue;
        }
        if (got < 0)
            return err_set(err, S_IO, "cannot read %s at byte %llu: %s", s->path, (unsigned long long)s->offset,
                           strerror(errno));
        s->ended = got == 0;
        s->available += (size_t)got;
        s->offset += (uint64_t)got;
    }
    return S_OK;
}

static void window_skip(struct source *s, size_t bytes)
{
    s->next += bytes;
    s->available -= bytes;
}

/* Where the window begins in the file. */
static unsigned long long position(const struct source *s)
{
    return s->offset - s->available;
}

static bool at_gzip(const struct source *s)
{
    return s->available >= 2 && s->next[0] == GZIP_FIRST && s->next[1] == GZIP_SECOND;
}

static enum status find_coding(struct source *s, struct err *err)
{
    enum status status = window_fill(s, 2, err);
    if (status)
        return status;
    if (!at_gzip(s)) {
        s->coding = CODING_PLAIN;
        return S_OK;
    }
    if (inflateInit2(&s->inflater, GZIP_WINDOW) != Z_OK)
        return err_no_memory(err);
    s->inflater_ready = true;
    s->in_member = true;
    s->coding = CODING_GZIP;
    return S_OK;
}

static enum status read_plain(struct source *s, struct buf *out, struct err *err)
{
    enum status status = window_fill(s, 1, err);
    if (status)
        return status;
    size_t len = s->available < SOURCE_CHUNK ? s->available : SOURCE_CHUNK;
    buf_append(out, s->next, len);
    window_skip(s, len);
    return buf_status(out, err);
}

/* Goes on behind the end of a member: to the next one, over zero bytes that fill a tape's block, or to the end. */
static enum status next_member(struct source *s, bool *more, struct err *err)
{
    enum status status;
    *more = false;
    for (;;) {
        if ((status = window_fill(s, 1, err)))
            return status;
        if (s->available == 0)
            return S_OK;
        if (s->next[0] != 0)
            break;
        window_skip(s, 1);
    }
    if ((status = window_fill(s, 2, err)))
        return status;
    if (!at_gzip(s))
        return err_set(err, S_INPUT, "%s: bytes that are not gzip behind the compressed data, at byte %llu of the file",
                       s->path, position(s));
    if (inflateReset(&s->inflater) != Z_OK)
        return err_set(err, S_INTERNAL, "%s: the decompressor refuses to start again", s->path);
    s->in_member = *more = true;
    return S_OK;
}

/* One step of the decompressor, with at most `room` bytes of output, for which out has room. */
static enum status inflate_step(struct source *s, struct buf *out, size_t room, struct err *err)
{
    enum status status = window_fill(s, 1, err);
    if (status)
        return status;
    uInt in = s->available < SOURCE_CHUNK ? (uInt)s->available : SOURCE_CHUNK;
    s->inflater.next_in = s->next;
    s->inflater.avail_in = in;
    s->inflater.next_out = (unsigned char *)out->data + out->len;
    s->inflater.avail_out = (uInt)room;
    int result = inflate(&s->inflater, Z_NO_FLUSH);
    window_skip(s, in - s->inflater.avail_in);
    out->len += room - s->inflater.avail_out;
    switch (result) {
    case Z_STREAM_END:
        s->in_member = false;
        return S_OK;
    case Z_OK:
        return S_OK;
    case Z_BUF_ERROR: /* no progress: only when nothing is left to read */
        return err_set(err, S_INPUT, "%s: the compressed data ends too early, at byte %llu of the file", s->path,
                       position(s));
    case Z_MEM_ERROR:
        return err_no_memory(err);
    default:
        return err_set(err, S_INPUT, "%s: damaged compressed data at byte %llu of the file (%s)", s->path, position(s),
                       s->inflater.msg ? s->inflater.msg : "preset dictionary");
    }
}

static enum status read_gzip(struct source *s, struct buf *out, struct err *err)
{
    size_t start = out->len;
    bool more = true;
    if (!buf_reserve(out, SOURCE_CHUNK))
        return buf_status(out, err);
    while (more && out->len - start < SOURCE_CHUNK) {
        enum status status =
            s->in_member ? inflate_step(s, out, SOURCE_CHUNK - (out->len - start), err) : next_member(s, &more, err);
        if (status)
            return status;
    }
    return S_OK;
}

/* Appends the next bytes. A failure behind bytes that were appended is kept for the next call. */
static enum status read_on(struct source *s, struct buf *out, struct err *err)
{
    if (s->failure)
        return err_set(err, s->failure, "%s", s->failure_text.text);
    if (stopped(s))
        return err_set(err, S_INTERRUPTED, "interrupted while reading %s", s->path);
    size_t start = out->len;
    struct err text;
    enum status status = s->coding == CODING_UNKNOWN ? find_coding(s, &text) : S_OK;
    if (!status)
        status = s->coding == CODING_GZIP ? read_gzip(s, out, &text) : read_plain(s, out, &text);
    if (!status)
        return S_OK;
    if (status == S_IO || status == S_INPUT) {
        s->failure = status;
        s->failure_text = text;
        if (out->len > start)
            return S_OK;
    }
    return err_set(err, status, "%s", text.text);
}

enum status source_read(struct source *s, struct buf *out, struct err *err)
{
    if (s->head.len && !s->head_given) {
        s->head_given = true;
        buf_append_str(out, buf_str(&s->head));
        return buf_status(out, err);
    }
    return read_on(s, out, err);
}

/* Whether a line with something in it is whole. A pipe may be slow, and one line says what the rest is, if it is not of
 * markup. */
static bool has_line(struct str head)
{
    while (head.len && (head.ptr[0] == ' ' || (head.ptr[0] >= '\t' && head.ptr[0] <= '\r')))
        head = (struct str){head.ptr + 1, head.len - 1};
    return head.len && head.ptr[0] != '<' && memchr(head.ptr, '\n', head.len);
}

enum status source_peek(struct source *s, struct str *head, struct err *err)
{
    enum status status = S_OK;
    while (s->head.len < SOURCE_HEAD && !has_line(buf_str(&s->head))) {
        size_t before = s->head.len;
        if ((status = read_on(s, &s->head, err)) || s->head.len == before)
            break;
    }
    *head = buf_str(&s->head);
    if (head->len > SOURCE_HEAD)
        head->len = SOURCE_HEAD;
    return status == S_NOMEM || status == S_INTERRUPTED ? status : S_OK;
}

const char *source_path(const struct source *s)
{
    return s->path;
}

uint64_t source_offset(const struct source *s)
{
    return s->offset;
}

uint64_t source_size(const struct source *s)
{
    return s->size;
}

int64_t source_mtime(const struct source *s)
{
    return s->mtime;
}

struct str source_suffix(const struct source *s)
{
    const char *slash = strrchr(s->path, '/');
    struct str name = str_of(slash ? slash + 1 : s->path);
    if (name.len > 3 && memcmp(name.ptr + name.len - 3, ".gz", 3) == 0)
        name.len -= 3;
    const char *dot = name.len ? memrchr(name.ptr, '.', name.len) : NULL;
    if (!dot || dot == name.ptr)
        return (struct str){name.ptr, 0};
    return (struct str){dot + 1, (size_t)(name.ptr + name.len - dot) - 1};
}
