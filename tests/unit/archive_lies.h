/* Segments that lie, for the tests of what reads them. */
#ifndef DATELINE_TESTS_ARCHIVE_LIES_H
#define DATELINE_TESTS_ARCHIVE_LIES_H

#include "tests/unit/archive_articles.h"

/* ---- changes by four bytes: two that say where, one how, one what ----
 *
 * An odd `how` sets the byte, an even one flips bits; one of 128 or more changes the header, which is made to fit
 * again: that it is checked is the tests' affair. The rest of it chooses the section, so that small ones are met as
 * often as large ones. */

/* Numbers of the header that may lie; the sections' places stay. */
static inline void change_header(unsigned char *bytes, uint32_t where, uint8_t how, uint8_t what)
{
    static const uint8_t at[] = {16, 20, 24, 28, 32, 36, 40, 48};
    unsigned char *byte = bytes + at[where % sizeof at] + where / 256 % 2;
    *byte = (unsigned char)(how & 1 ? what : *byte ^ what);
    put_le64(bytes + SEGMENT_HEADER_BYTES - 8, XXH3_64bits(bytes, SEGMENT_HEADER_BYTES - 8));
}

static inline void change_segment(unsigned char *bytes, const struct segment_header *h, const uint8_t in[4])
{
    uint32_t where = (uint32_t)in[0] << 8 | in[1];
    unsigned section = in[2] / 2 % SECTION_COUNT;
    if (in[2] >= 0x80) {
        change_header(bytes, where, in[2], in[3]);
        return;
    }
    const struct segment_extent *e = &h->section[section];
    if (e->bytes == 0)
        return;
    unsigned char *byte = bytes + e->offset + where % e->bytes;
    *byte = (unsigned char)(in[2] & 1 ? in[3] : *byte ^ in[3]);
}

/* ---- checksums ---- */

/* Makes all checksums those of the bytes. */
static inline void reseal(struct buf *bytes, struct segment_header *h)
{
    unsigned char *at = (unsigned char *)bytes->data;
    uint64_t covered = h->section[SECTION_PAGES].offset, start = SEGMENT_HEADER_BYTES;
    for (uint64_t page = 0; start < covered; page++) {
        uint64_t end = (page + 1) * SEGMENT_PAGE_BYTES < covered ? (page + 1) * SEGMENT_PAGE_BYTES : covered;
        put_le32(at + covered + SEGMENT_PAGE_SUM * page, (uint32_t)XXH3_64bits(at + start, end - start));
        start = end;
    }
    const struct segment_extent *pages = &h->section[SECTION_PAGES], *groups = &h->section[SECTION_PAGE_GROUPS];
    for (uint64_t from = 0; from < pages->bytes; from += SEGMENT_PAGE_GROUP * SEGMENT_PAGE_SUM) {
        uint64_t rest = pages->bytes - from, most = SEGMENT_PAGE_GROUP * SEGMENT_PAGE_SUM;
        put_le64(at + groups->offset + from / most * 8,
                 XXH3_64bits(at + pages->offset + from, rest < most ? rest : most));
    }
    for (int i = 0; i < SECTION_COUNT; i++)
        h->section[i].checksum = XXH3_64bits(at + h->section[i].offset, h->section[i].bytes);
    segment_header_encode(h, at);
}

#endif
