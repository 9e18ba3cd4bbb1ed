/* A removals file, little-endian:
 *
 *   0   8  magic "DLdel\r\n\x1a"
 *   8   4  documents of the segment, N
 *   12  4  how many are removed
 *   16     8 * (N / 64 + 1) bytes: bit d % 64 of the 8 bytes d / 64 is document d
 *   ...  8  XXH3-64 of all bytes before */
#include "archive/removals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <xxhash.h>

#include "archive/files.h"

static const unsigned char magic[8] = {'D', 'L', 'd', 'e', 'l', '\r', '\n', 0x1a};

enum { HEAD_BYTES = 16 };

static void encode(const struct segment *s, struct buf *out)
{
    unsigned char bytes[8];
    buf_append(out, magic, sizeof magic);
    put_le32(bytes, s->header.documents);
    put_le32(bytes + 4, s->hidden_count);
    buf_append(out, bytes, 8);
    for (size_t i = 0; i < segment_hidden_words(s); i++) {
        put_le64(bytes, s->hidden ? s->hidden[i] : 0);
        buf_append(out, bytes, 8);
    }
    put_le64(bytes, XXH3_64bits(out->data, out->len));
    buf_append(out, bytes, 8);
}

enum status removals_write(const struct segment *s, const char *path, uint64_t *checksum, struct err *err)
{
    struct buf bytes = {0};
    encode(s, &bytes);
    enum status status = buf_status(&bytes, err);
    if (!status)
        status = file_write(path, buf_str(&bytes), err);
    if (!status)
        *checksum = le64((const unsigned char *)bytes.data + bytes.len - 8);
    buf_release(&bytes);
    return status;
}

static enum status damaged(const char *path, struct err *err)
{
    return err_set(err, S_CORRUPT, "%s is damaged: it is not the removals file that the archive's MANIFEST names",
                   path);
}

static enum status read_file(const char *path, size_t len, struct buf *out, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(err, errno == ENOENT ? S_NOT_FOUND : S_IO, "cannot open %s: %s", path, strerror(errno));
    enum status status = buf_reserve(out, len + 1) ? S_OK : err_no_memory(err);
    for (ssize_t got = 1; !status && got > 0 && out->len <= len;) {
        got = read(fd, out->data + out->len, len + 1 - out->len);
        if (got < 0 && errno != EINTR)
            status = err_set(err, S_IO, "cannot read %s: %s", path, strerror(errno));
        out->len += got > 0 ? (size_t)got : 0;
    }
    close(fd);
    if (!status && out->len != len)
        status = damaged(path, err);
    return status;
}

static enum status hide_all(struct segment *s, const unsigned char *bits, struct err *err)
{
    enum status status = S_OK;
    for (size_t i = 0; !status && i < segment_hidden_words(s); i++)
        for (uint64_t word = le64(bits + 8 * i); !status && word; word &= word - 1)
            status = segment_hide(s, (uint32_t)(i * 64 + (size_t)__builtin_ctzll(word)), err);
    return status;
}

enum status removals_read(struct segment *s, const char *path, uint64_t checksum, struct err *err)
{
    struct buf bytes = {0};
    size_t len = HEAD_BYTES + 8 * segment_hidden_words(s) + 8;
    enum status status = read_file(path, len, &bytes, err);
    const unsigned char *at = (const unsigned char *)bytes.data;
    if (!status && (memcmp(at, magic, sizeof magic) != 0 || le32(at + 8) != s->header.documents ||
                    le64(at + len - 8) != checksum || XXH3_64bits(at, len - 8) != checksum))
        status = damaged(path, err);
    if (!status)
        status = hide_all(s, at + HEAD_BYTES, err);
    if (!status && s->hidden_count != le32(at + 12))
        status = damaged(path, err);
    buf_release(&bytes);
    return status;
}
