#define ZLIB_CONST

#include "indexer/decoder.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "indexer/late.h"
#include "indexer/source.h"

enum coding { CODING_PLAIN, CODING_GZIP, CODING_FILTER };

struct decoder {
    struct raw_bytes *raw;
    enum coding coding;
    uint64_t given; /* bytes that came out */

    z_stream inflater;
    bool in_member;

    struct archive *filter;
    size_t handed;       /* bytes of the window that the filter is looking at */
    enum status failure; /* of the raw bytes, on the way through libarchive */
    struct err failure_text;
};

enum { GZIP_WINDOW = 15 + 16 /* zlib: 32 KiB, with the gzip wrapper */, SIGNATURE_MAX = 6 };

bool expands_too_much(uint64_t in, uint64_t out)
{
    return out > EXPANSION_FREE && out / EXPANSION_MAX > in;
}

/* ---- recognising ---- */

typedef int enable_filter(struct archive *);

struct signature {
    struct str bytes;
    enable_filter *enable; /* NULL: gzip */
};

static const struct signature signatures[] = {
    {{"\x1f\x8b", 2}, NULL},
    {{"BZh", 3}, archive_read_support_filter_bzip2},
    {{"\xfd"
      "7zXZ\0",
      6},
     archive_read_support_filter_xz},
    {{"\x28\xb5\x2f\xfd", 4}, archive_read_support_filter_zstd},
    {{"\x04\x22\x4d\x18", 4}, archive_read_support_filter_lz4},
};

static const struct signature *find_signature(struct str head)
{
    for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++)
        if (str_begins_with(head, signatures[i].bytes))
            return &signatures[i];
    return NULL;
}

bool decoder_knows(struct str head)
{
    return find_signature(head) != NULL;
}

static struct str window_of(const struct raw_bytes *raw)
{
    return (struct str){(const char *)raw->next, raw->available};
}

static bool at_gzip(const struct raw_bytes *raw)
{
    const struct signature *found = find_signature(window_of(raw));
    return found && !found->enable;
}

/* ---- a filter of libarchive ---- */

static la_ssize_t give_window(struct archive *archive, void *context, const void **bytes)
{
    (void)archive;
    struct decoder *d = context;
    raw_bytes_take(d->raw, d->handed);
    d->handed = 0;
    d->failure = raw_bytes_fill(d->raw, 1, &d->failure_text);
    if (d->failure)
        return ARCHIVE_FATAL;
    *bytes = d->raw->next;
    d->handed = d->raw->available;
    return (la_ssize_t)d->handed;
}

static enum status filter_failure(struct decoder *d, struct err *err)
{
    if (d->failure)
        return err_set(err, d->failure, "%s", d->failure_text.text);
    const char *why = archive_error_string(d->filter);
    return err_set(err, S_INPUT, "%s: damaged compressed data before byte %llu of the file (%s)", d->raw->path,
                   (unsigned long long)d->raw->offset, why ? why : "no reason given");
}

static enum status open_filter(struct decoder *d, enable_filter *enable, struct err *err)
{
    struct archive_entry *entry;
    enum status s = late_archive(err);
    if (s)
        return s;
    d->filter = archive_read_new();
    if (!d->filter)
        return err_no_memory(err);
    if (enable(d->filter) < ARCHIVE_WARN || archive_read_support_format_raw(d->filter) != ARCHIVE_OK)
        return filter_failure(d, err);
    int result = archive_read_open(d->filter, d, NULL, give_window, NULL);
    if (result == ARCHIVE_OK)
        result = archive_read_next_header(d->filter, &entry);
    return result == ARCHIVE_OK || result == ARCHIVE_WARN ? S_OK : filter_failure(d, err);
}

/* What compresses nothing is no damage: the raw format knows no empty file. */
static enum status read_filter(struct decoder *d, struct buf *out, struct err *err)
{
    if (!buf_reserve(out, SOURCE_CHUNK))
        return buf_status(out, err);
    la_ssize_t got = archive_read_data(d->filter, out->data + out->len, SOURCE_CHUNK);
    if (got < 0)
        return filter_failure(d, err);
    out->len += (size_t)got;
    return S_OK;
}

/* ---- gzip ---- */

static enum status open_gzip(struct decoder *d, struct err *err)
{
    if (inflateInit2(&d->inflater, GZIP_WINDOW) != Z_OK)
        return err_no_memory(err);
    d->coding = CODING_GZIP;
    d->in_member = true;
    return S_OK;
}

/* Goes on behind the end of a member: to the next one, over zero bytes that fill a tape's block, or to the end. */
static enum status next_member(struct decoder *d, bool *more, struct err *err)
{
    struct raw_bytes *raw = d->raw;
    enum status status;
    *more = false;
    for (;;) {
        if ((status = raw_bytes_fill(raw, 1, err)))
            return status;
        if (raw->available == 0)
            return S_OK;
        if (raw->next[0] != 0)
            break;
        raw_bytes_take(raw, 1);
    }
    if ((status = raw_bytes_fill(raw, 2, err)))
        return status;
    if (!at_gzip(raw))
        return err_set(err, S_INPUT, "%s: bytes that are not gzip behind the compressed data, at byte %llu of the file",
                       raw->path, (unsigned long long)raw_bytes_position(raw));
    if (inflateReset(&d->inflater) != Z_OK)
        return err_set(err, S_INTERNAL, "%s: the decompressor refuses to start again", raw->path);
    d->in_member = *more = true;
    return S_OK;
}

static enum status judge_inflate(struct decoder *d, int result, struct err *err)
{
    unsigned long long position = raw_bytes_position(d->raw);
    switch (result) {
    case Z_STREAM_END:
        d->in_member = false;
        return S_OK;
    case Z_OK:
        return S_OK;
    case Z_BUF_ERROR: /* no progress: only when nothing is left to read */
        return err_set(err, S_INPUT, "%s: the compressed data ends too early, at byte %llu of the file", d->raw->path,
                       position);
    case Z_MEM_ERROR:
        return err_no_memory(err);
    default:
        return err_set(err, S_INPUT, "%s: damaged compressed data at byte %llu of the file (%s)", d->raw->path,
                       position, d->inflater.msg ? d->inflater.msg : "preset dictionary");
    }
}

/* One step of the decompressor, with at most `room` bytes of output, for which out has room. */
static enum status inflate_step(struct decoder *d, struct buf *out, size_t room, struct err *err)
{
    enum status status = raw_bytes_fill(d->raw, 1, err);
    if (status)
        return status;
    uInt in = d->raw->available < SOURCE_CHUNK ? (uInt)d->raw->available : SOURCE_CHUNK;
    d->inflater.next_in = d->raw->next;
    d->inflater.avail_in = in;
    d->inflater.next_out = (unsigned char *)out->data + out->len;
    d->inflater.avail_out = (uInt)room;
    int result = inflate(&d->inflater, Z_NO_FLUSH);
    raw_bytes_take(d->raw, in - d->inflater.avail_in);
    out->len += room - d->inflater.avail_out;
    return judge_inflate(d, result, err);
}

static enum status read_gzip(struct decoder *d, struct buf *out, struct err *err)
{
    size_t start = out->len;
    bool more = true;
    if (!buf_reserve(out, SOURCE_CHUNK))
        return buf_status(out, err);
    while (more && out->len - start < SOURCE_CHUNK) {
        enum status status =
            d->in_member ? inflate_step(d, out, SOURCE_CHUNK - (out->len - start), err) : next_member(d, &more, err);
        if (status)
            return status;
    }
    return S_OK;
}

/* ---- the decoder ---- */

static enum status choose(struct decoder *d, struct err *err)
{
    enum status s = raw_bytes_fill(d->raw, SIGNATURE_MAX, err);
    if (s)
        return s;
    const struct signature *found = find_signature(window_of(d->raw));
    if (!found)
        return S_OK;
    if (!found->enable)
        return open_gzip(d, err);
    d->coding = CODING_FILTER;
    return open_filter(d, found->enable, err);
}

enum status decoder_open(struct raw_bytes *raw, struct decoder **out, struct err *err)
{
    struct decoder *d = *out = calloc(1, sizeof *d);
    if (!d)
        return err_no_memory(err);
    d->raw = raw;
    enum status s = choose(d, err);
    if (s) {
        decoder_close(d);
        *out = NULL;
    }
    return s;
}

void decoder_close(struct decoder *d)
{
    if (!d)
        return;
    if (d->coding == CODING_GZIP)
        inflateEnd(&d->inflater);
    if (d->filter)
        archive_read_free(d->filter);
    free(d);
}

bool decoder_is_plain(const struct decoder *d)
{
    return d->coding == CODING_PLAIN;
}

static enum status read_plain(struct decoder *d, struct buf *out, struct err *err)
{
    enum status status = raw_bytes_fill(d->raw, 1, err);
    if (status)
        return status;
    size_t len = d->raw->available < SOURCE_CHUNK ? d->raw->available : SOURCE_CHUNK;
    buf_append(out, d->raw->next, len);
    raw_bytes_take(d->raw, len);
    return buf_status(out, err);
}

enum status decoder_read(struct decoder *d, struct buf *out, struct err *err)
{
    size_t before = out->len;
    if (d->coding == CODING_PLAIN)
        return read_plain(d, out, err);
    enum status s = d->coding == CODING_GZIP ? read_gzip(d, out, err) : read_filter(d, out, err);
    d->given += out->len - before;
    if (!s && expands_too_much(d->raw->offset, d->given))
        s = err_set(err, S_INPUT, "%s: expands to more than %d times its size, at byte %llu of the file", d->raw->path,
                    EXPANSION_MAX, (unsigned long long)raw_bytes_position(d->raw));
    return s;
}
