#include "indexer/raw_bytes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "indexer/source.h"

enum status raw_bytes_init(struct raw_bytes *r, struct err *err)
{
    r->room = malloc(SOURCE_CHUNK);
    r->next = r->room;
    return r->room ? S_OK : err_no_memory(err);
}

void raw_bytes_init_memory(struct raw_bytes *r, struct str bytes)
{
    r->next = (const unsigned char *)(bytes.len ? bytes.ptr : "");
    r->available = bytes.len;
    r->offset = bytes.len;
    r->ended = true;
}

void raw_bytes_release(struct raw_bytes *r)
{
    if (r->fd > STDIN_FILENO)
        close(r->fd);
    free(r->room);
    *r = (struct raw_bytes){.fd = -1};
}

bool raw_bytes_stopped(const struct raw_bytes *r)
{
    return r->stop && *r->stop;
}

static enum status read_descriptor(struct raw_bytes *r, void *bytes, size_t len, size_t *got, struct err *err)
{
    for (;;) {
        ssize_t count = read(r->fd, bytes, len);
        if (count >= 0) {
            *got = (size_t)count;
            return S_OK;
        }
        if (errno != EINTR)
            return err_set(err, S_IO, "cannot read %s at byte %llu: %s", r->path, (unsigned long long)r->offset,
                           strerror(errno));
        if (raw_bytes_stopped(r))
            return err_set(err, S_INTERRUPTED, "interrupted while reading %s", r->path);
    }
}

enum status raw_bytes_fill(struct raw_bytes *r, size_t want, struct err *err)
{
    while (r->available < want && !r->ended) {
        if (r->available)
            memmove(r->room, r->next, r->available);
        r->next = r->room;
        unsigned char *free_room = r->room + r->available;
        size_t got = 0, len = SOURCE_CHUNK - r->available;
        enum status s =
            r->pull ? r->pull(r->context, free_room, len, &got, err) : read_descriptor(r, free_room, len, &got, err);
        if (s)
            return s;
        r->ended = got == 0;
        r->available += got;
        r->offset += got;
    }
    return S_OK;
}

void raw_bytes_take(struct raw_bytes *r, size_t bytes)
{
    r->next += bytes;
    r->available -= bytes;
}

uint64_t raw_bytes_position(const struct raw_bytes *r)
{
    return r->offset - r->available;
}

bool raw_bytes_seek(struct raw_bytes *r, uint64_t offset)
{
    if (!r->room) {
        uint64_t size = r->offset, at = raw_bytes_position(r);
        if (offset > size)
            return false;
        r->next = r->next - at + offset;
        r->available = (size_t)(size - offset);
        return true;
    }
    if (r->fd < 0 || offset > INT64_MAX || lseek(r->fd, (off_t)offset, SEEK_SET) < 0)
        return false;
    r->next = r->room;
    r->available = 0;
    r->offset = offset;
    r->ended = false;
    return true;
}
