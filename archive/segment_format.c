#include "archive/segment_format.h"

#include <xxhash.h>

static const unsigned char magic[8] = {'D', 'L', 's', 'e', 'g', '\r', '\n', 0x1a};

enum {
    HEADER_FIELDS = 8 + 10 * 4 + 2 * 8, /* magic, ten numbers of 4 bytes, two of 8 */
    HEADER_CHECKSUM = SEGMENT_HEADER_BYTES - 8
};

const char *segment_section_name(enum segment_section section)
{
    static const char *const names[SECTION_COUNT] = {
        [SECTION_STORED_DICTIONARY] = "stored articles' dictionary",
        [SECTION_STORED] = "stored articles",
        [SECTION_STORED_ENDS] = "ends of stored articles",
        [SECTION_DATES] = "dates",
        [SECTION_LENGTHS] = "lengths",
        [SECTION_HEADLINE_LENGTHS] = "headline lengths",
        [SECTION_TEXTS] = "texts",
        [SECTION_IDS] = "ids",
        [SECTION_ID_GROUPS] = "groups of ids",
        [SECTION_ID_RANKS] = "ranks of ids",
        [SECTION_ID_DOCUMENTS] = "documents of ids",
        [SECTION_LONG_IDS] = "long ids",
        [SECTION_POSITIONS] = "positions",
        [SECTION_POSTINGS] = "postings",
        [SECTION_TERMS] = "terms",
        [SECTION_TERM_INDEX] = "term index",
        [SECTION_TERM_ENDINGS] = "endings of terms",
        [SECTION_WORD_FILTER] = "filter of words",
        [SECTION_PAGES] = "page checksums",
        [SECTION_PAGE_GROUPS] = "checksums of page checksums",
    };
    return names[section];
}

void segment_header_encode(const struct segment_header *h, unsigned char out[SEGMENT_HEADER_BYTES])
{
    const uint32_t numbers[10] = {SEGMENT_VERSION, SECTION_COUNT,     h->documents,   h->dated,  h->terms,
                                  h->length_width, h->headline_width, h->number_bits, h->bodies, 0};
    memset(out, 0, SEGMENT_HEADER_BYTES);
    memcpy(out, magic, sizeof magic);
    for (int i = 0; i < 10; i++)
        put_le32(out + 8 + 4 * i, numbers[i]);
    put_le64(out + 48, h->total_length);
    put_le64(out + 56, h->file_bytes);
    for (int i = 0; i < SECTION_COUNT; i++) {
        unsigned char *at = out + HEADER_FIELDS + 24 * i;
        put_le64(at, h->section[i].offset);
        put_le64(at + 8, h->section[i].bytes);
        put_le64(at + 16, h->section[i].checksum);
    }
    put_le64(out + HEADER_CHECKSUM, XXH3_64bits(out, HEADER_CHECKSUM));
}

/* Whether each section follows the one before, and nothing is left between them or behind the last. */
static bool extents_fit(const struct segment_header *h)
{
    uint64_t at = SEGMENT_HEADER_BYTES;
    for (int i = 0; i < SECTION_COUNT; i++) {
        if (h->section[i].offset != at || h->section[i].bytes > h->file_bytes - at)
            return false;
        at += h->section[i].bytes;
    }
    return at == h->file_bytes;
}

static bool is_width(uint32_t width)
{
    return width == 1 || width == 2 || width == 4;
}

bool segment_header_decode(const unsigned char in[SEGMENT_HEADER_BYTES], struct segment_header *h)
{
    h->checksum = le64(in + HEADER_CHECKSUM);
    if (memcmp(in, magic, sizeof magic) != 0 || le32(in + 8) != SEGMENT_VERSION || le32(in + 12) != SECTION_COUNT ||
        h->checksum != XXH3_64bits(in, HEADER_CHECKSUM))
        return false;
    h->documents = le32(in + 16);
    h->dated = le32(in + 20);
    h->terms = le32(in + 24);
    h->length_width = le32(in + 28);
    h->headline_width = le32(in + 32);
    h->number_bits = le32(in + 36);
    h->bodies = le32(in + 40) == 1;
    h->total_length = le64(in + 48);
    h->file_bytes = le64(in + 56);
    for (int i = 0; i < SECTION_COUNT; i++) {
        const unsigned char *at = in + HEADER_FIELDS + 24 * i;
        h->section[i] = (struct segment_extent){le64(at), le64(at + 8), le64(at + 16)};
    }
    return h->file_bytes >= SEGMENT_HEADER_BYTES && h->documents <= SEGMENT_DOCUMENTS_MAX && h->dated <= h->documents &&
           is_width(h->length_width) && is_width(h->headline_width) && h->number_bits > 0 && h->number_bits <= 32 &&
           extents_fit(h);
}
