/* A segment's file while it is written: section after section, with the checksums of sections and pages, and spools for
 * what has to wait for its turn. Inner header of archive/.
 *
 * Failure is sticky: after the first, writing is a no-op, and segment_out_close gives the status. */
#ifndef DATELINE_ARCHIVE_SEGMENT_OUT_H
#define DATELINE_ARCHIVE_SEGMENT_OUT_H

#include <stddef.h>

#include "archive/segment_format.h"
#include "core/buf.h"
#include "core/err.h"

struct segment_out;

/* Makes the file, over one that is there. */
enum status segment_out_open(const char *path, struct segment_out **out, struct err *err);
/* Ends the present section and begins `section`; they come in their order. */
void segment_out_begin(struct segment_out *o, enum segment_section section);
void segment_out_write(struct segment_out *o, const void *bytes, size_t len);
/* Bytes of the present section so far. */
uint64_t segment_out_section_bytes(const struct segment_out *o);
/* Writes page checksums and header, syncs and closes; fills header->section, file_bytes and checksum. When it fails the
 * file is removed. */
enum status segment_out_finish(struct segment_out *o, struct segment_header *header, struct err *err);
/* Closes and removes what is not finished. Accepts NULL. */
void segment_out_abandon(struct segment_out *o);

/* Numbers packed one behind the other, from the lowest bit of the first byte on. A zeroed packer is at a byte's
 * beginning.
 */
struct bit_packer {
    uint64_t held;
    uint32_t held_bits;
};
/* Appends the whole bytes that a number of at most SEGMENT_DATE_BITS bits completes. */
void bits_append(struct bit_packer *p, uint64_t number, uint32_t bits, struct buf *out);
/* Appends the byte that is begun, if one is. */
void bits_end(struct bit_packer *p, struct buf *out);

/* A spool: bytes that are appended, by any thread, and read back. It has no name and is gone when it is closed. */
struct spool;
/* In the directory of `path`. */
enum status spool_open(const char *path, struct spool **out, struct err *err);
void spool_close(struct spool *s);
/* *at says where the bytes are. */
enum status spool_append(struct spool *s, const void *bytes, size_t len, uint64_t *at, struct err *err);
enum status spool_read(const struct spool *s, uint64_t at, void *out, size_t len, struct err *err);
enum { SPOOL_AT = 1 << 20 }; /* bytes that are worth a write */
/* Appends all that waits and empties it, when there are `least` bytes or more. */
enum status spool_take(struct spool *s, struct buf *waiting, size_t least, struct err *err);
/* Copies all of it into the present section. */
enum status spool_copy(const struct spool *s, struct segment_out *out, struct err *err);

#endif
