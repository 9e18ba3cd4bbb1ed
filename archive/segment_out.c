#include "archive/segment_out.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xxhash.h>

#include "archive/checksum.h"
#include "archive/files.h"

enum { OUT_BUFFER = 1 << 20, COPY_BYTES = 256 << 10 };
static_assert(OUT_BUFFER % SEGMENT_PAGE_BYTES == 0, "the buffer holds whole pages");

struct segment_out {
    int fd;
    char *path;
    unsigned char *buffer; /* what is not written yet; begins at a page */
    size_t buffered;
    uint64_t flushed;
    struct buf pages; /* checksums */
    XXH3_state_t *hash;
    int section; /* -1 before the first */
    struct segment_extent extent[SECTION_COUNT];
    enum status status;
    struct err err;
};

static void fail(struct segment_out *o, const char *what)
{
    if (!o->status)
        o->status = err_set(&o->err, status_of_write(errno), "cannot %s %s: %s", what, o->path, strerror(errno));
}

enum status segment_out_open(const char *path, struct segment_out **out, struct err *err)
{
    struct segment_out *o = calloc(1, sizeof *o);
    if (!o)
        return err_no_memory(err);
    o->fd = -1;
    o->section = -1;
    o->path = strdup(path);
    o->buffer = malloc(OUT_BUFFER);
    o->hash = XXH3_createState();
    if (!o->path || !o->buffer || !o->hash) {
        segment_out_abandon(o);
        return err_no_memory(err);
    }
    o->fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (o->fd < 0) {
        enum status s = err_set(err, status_of_write(errno), "cannot write %s: %s", path, strerror(errno));
        segment_out_abandon(o);
        return s;
    }
    /* the header's place; the header itself is written last */
    memset(o->buffer, 0, SEGMENT_HEADER_BYTES);
    o->buffered = SEGMENT_HEADER_BYTES;
    *out = o;
    return S_OK;
}

static void release(struct segment_out *o)
{
    buf_release(&o->pages);
    XXH3_freeState(o->hash);
    free(o->buffer);
    free(o->path);
    free(o);
}

void segment_out_abandon(struct segment_out *o)
{
    if (!o)
        return;
    if (o->fd >= 0) {
        close(o->fd);
        unlink(o->path);
    }
    release(o);
}

/* The checksum of each page of the buffer. The first page's leaves out the header, which has its own. */
static void sum_pages(struct segment_out *o)
{
    for (size_t at = 0; at < o->buffered; at += SEGMENT_PAGE_BYTES) {
        size_t end = at + SEGMENT_PAGE_BYTES < o->buffered ? at + SEGMENT_PAGE_BYTES : o->buffered;
        size_t from = o->flushed + at == 0 ? SEGMENT_HEADER_BYTES : at;
        unsigned char sum[SEGMENT_PAGE_SUM];
        put_le32(sum, (uint32_t)checksum64(o->buffer + from, end - from));
        buf_append(&o->pages, sum, sizeof sum);
    }
}

static void flush(struct segment_out *o)
{
    if (!o->status && !file_write_at(o->fd, o->buffer, o->buffered, o->flushed))
        fail(o, "write");
    o->flushed += o->buffered;
    o->buffered = 0;
}

void segment_out_write(struct segment_out *o, const void *bytes, size_t len)
{
    const unsigned char *from = bytes;
    if (len)
        XXH3_64bits_update(o->hash, bytes, len);
    while (len) {
        size_t room = OUT_BUFFER - o->buffered, part = len < room ? len : room;
        memcpy(o->buffer + o->buffered, from, part);
        o->buffered += part;
        from += part;
        len -= part;
        if (o->buffered == OUT_BUFFER) {
            sum_pages(o);
            flush(o);
        }
    }
}

static uint64_t place(const struct segment_out *o)
{
    return o->flushed + o->buffered;
}

uint64_t segment_out_section_bytes(const struct segment_out *o)
{
    return place(o) - o->extent[o->section].offset;
}

static void end_section(struct segment_out *o)
{
    if (o->section < 0)
        return;
    struct segment_extent *e = &o->extent[o->section];
    e->bytes = place(o) - e->offset;
    e->checksum = XXH3_64bits_digest(o->hash);
}

void segment_out_begin(struct segment_out *o, enum segment_section section)
{
    end_section(o);
    o->section = (int)section;
    o->extent[section].offset = place(o);
    XXH3_64bits_reset(o->hash);
}

/* Writes a section of checksums, which lies in no page itself. */
static void write_sums(struct segment_out *o, enum segment_section section, const struct buf *sums)
{
    segment_out_begin(o, section);
    if (!o->status && sums->failed)
        o->status = err_no_memory(&o->err);
    if (sums->len)
        XXH3_64bits_update(o->hash, sums->data, sums->len);
    if (!o->status && !file_write_at(o->fd, sums->data, sums->len, o->flushed))
        fail(o, "write");
    o->flushed += sums->len;
    end_section(o);
    o->section = -1;
}

static void write_pages(struct segment_out *o)
{
    const size_t group = SEGMENT_PAGE_GROUP * SEGMENT_PAGE_SUM;
    struct buf groups = {0};
    end_section(o);
    o->section = -1;
    sum_pages(o);
    flush(o);
    for (size_t at = 0; at < o->pages.len; at += group) {
        unsigned char sum[8];
        put_le64(sum, checksum64(o->pages.data + at, o->pages.len - at < group ? o->pages.len - at : group));
        buf_append(&groups, sum, sizeof sum);
    }
    write_sums(o, SECTION_PAGES, &o->pages);
    write_sums(o, SECTION_PAGE_GROUPS, &groups);
    buf_release(&groups);
}

enum status segment_out_finish(struct segment_out *o, struct segment_header *header, struct err *err)
{
    unsigned char bytes[SEGMENT_HEADER_BYTES];
    write_pages(o);
    memcpy(header->section, o->extent, sizeof o->extent);
    header->file_bytes = place(o);
    segment_header_encode(header, bytes);
    header->checksum = le64(bytes + SEGMENT_HEADER_BYTES - 8);
    if (!o->status && !file_write_at(o->fd, bytes, sizeof bytes, 0))
        fail(o, "write");
    if (!o->status && fsync(o->fd) != 0)
        fail(o, "sync");
    if (o->status) {
        enum status s = err_set(err, o->status, "%s", o->err.text);
        segment_out_abandon(o);
        return s;
    }
    close(o->fd);
    release(o);
    return S_OK;
}

/* ---- packed bits ---- */

void bits_append(struct bit_packer *p, uint64_t number, uint32_t bits, struct buf *out)
{
    p->held |= number << p->held_bits;
    for (p->held_bits += bits; p->held_bits >= 8; p->held_bits -= 8, p->held >>= 8)
        buf_append_byte(out, (char)p->held);
}

void bits_end(struct bit_packer *p, struct buf *out)
{
    if (p->held_bits)
        buf_append_byte(out, (char)p->held);
    *p = (struct bit_packer){0};
}

/* ---- spools ---- */

struct spool {
    int fd;
    uint64_t bytes;
    pthread_mutex_t lock; /* of bytes */
    char *path;           /* of the file that it works for: for messages */
};

enum status spool_open(const char *path, struct spool **out, struct err *err)
{
    struct spool *s = calloc(1, sizeof *s);
    struct buf name = {0};
    buf_printf(&name, "%s.XXXXXX", path);
    if (!s || name.failed || !(s->path = strdup(path))) {
        buf_release(&name);
        free(s);
        return err_no_memory(err);
    }
    pthread_mutex_init(&s->lock, NULL);
    buf_text(&name);
    s->fd = mkostemp(name.data, O_CLOEXEC);
    enum status status =
        s->fd < 0 ? err_set(err, status_of_write(errno), "cannot write %s: %s", name.data, strerror(errno)) : S_OK;
    if (!status)
        unlink(name.data);
    buf_release(&name);
    if (status)
        spool_close(s);
    else
        *out = s;
    return status;
}

void spool_close(struct spool *s)
{
    if (!s)
        return;
    if (s->fd >= 0)
        close(s->fd);
    pthread_mutex_destroy(&s->lock);
    free(s->path);
    free(s);
}

enum status spool_append(struct spool *s, const void *bytes, size_t len, uint64_t *at, struct err *err)
{
    pthread_mutex_lock(&s->lock);
    *at = s->bytes;
    s->bytes += len;
    pthread_mutex_unlock(&s->lock);
    if (!file_write_at(s->fd, bytes, len, *at))
        return err_set(err, status_of_write(errno), "cannot write the temporary file for %s: %s", s->path,
                       strerror(errno));
    return S_OK;
}

enum status spool_take(struct spool *s, struct buf *waiting, size_t least, struct err *err)
{
    uint64_t at;
    enum status status = buf_status(waiting, err);
    if (status || waiting->len < least || waiting->len == 0)
        return status;
    status = spool_append(s, waiting->data, waiting->len, &at, err);
    buf_truncate(waiting, 0);
    return status;
}

enum status spool_read(const struct spool *s, uint64_t at, void *out, size_t len, struct err *err)
{
    char *to = out;
    while (len) {
        ssize_t got = pread(s->fd, to, len, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return err_set(err, S_IO, "cannot read the temporary file for %s: %s", s->path,
                           got < 0 ? strerror(errno) : "it ends early");
        to += got;
        at += (uint64_t)got;
        len -= (size_t)got;
    }
    return S_OK;
}

enum status spool_copy(const struct spool *s, struct segment_out *out, struct err *err)
{
    char *piece = malloc(COPY_BYTES);
    enum status status = piece ? S_OK : err_no_memory(err);
    for (uint64_t at = 0; !status && at < s->bytes; at += COPY_BYTES) {
        size_t len = s->bytes - at < COPY_BYTES ? (size_t)(s->bytes - at) : COPY_BYTES;
        status = spool_read(s, at, piece, len, err);
        if (!status)
            segment_out_write(out, piece, len);
    }
    free(piece);
    return status;
}
