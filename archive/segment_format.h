/* What writer and reader of a segment share: its sections, its header, its small encodings. The format stands byte by
 * byte at the head of segment_writer.c. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_SEGMENT_FORMAT_H
#define DATELINE_ARCHIVE_SEGMENT_FORMAT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/buf.h"
#include "core/bytes.h"

enum {
    SEGMENT_VERSION = 6,
    SEGMENT_HEADER_BYTES = 1024,
    /* One checksum of 32 bits a page. Pages are verified when they are first touched, so their size is what a search in
     * a fresh process pays for a byte: 16 KiB cost 2 us where they are not in the processor's cache, of a search of
     * 300. The checksums take a part in a thousand. They are verified in groups themselves, so that to open a segment
     * does not cost more the larger it is. */
    SEGMENT_PAGE_BYTES = 4 << 10,
    SEGMENT_PAGE_SUM = 4,                /* bytes of a page's checksum */
    SEGMENT_PAGE_GROUP = 1024,           /* pages, whose checksums have one of their own */
    SEGMENT_DICTIONARY_BYTES = 32 << 10, /* deflate's window */
    SEGMENT_GROUP = 128,                 /* documents a group of a column */
    SEGMENT_TERM_GROUP = 32,             /* terms a group of the dictionary */
    SEGMENT_TERM_MAX = 255,              /* bytes of a term: more than the analyzer makes */
    SEGMENT_BEGINNING = 8,               /* bytes that the term index has of a group's first term in one place, */
    SEGMENT_INDEX_ENTRY = 12,            /* and bytes of the group in another */
    SEGMENT_ENDING = 4,                  /* bytes of a term that its ending says something of */
    SEGMENT_ID_GROUP = 16,               /* ids a group of theirs */
    SEGMENT_SHORT_LIST = 8,              /* fewer numbers are varints and not packed */
    SEGMENT_LEVELS = 2,                  /* of how many of a word's best documents the least impact is told */
    SEGMENT_LEVEL_BYTES = 2,             /* of that impact */
    SEGMENT_BOUND_BYTES = 3,             /* of a block's greatest impact and its shortest document */
    SEGMENT_DATE_BITS = 56,              /* more, and a date takes 64: one read of 8 bytes gives any that takes fewer */
    SEGMENT_DOCUMENTS_MAX = 1 << 30
};

/* In the order of the file. */
enum segment_section {
    SECTION_STORED_DICTIONARY,
    SECTION_STORED,
    SECTION_STORED_ENDS,
    SECTION_DATES,
    SECTION_LENGTHS,
    SECTION_HEADLINE_LENGTHS,
    SECTION_TEXTS,
    SECTION_IDS,
    SECTION_ID_GROUPS,
    SECTION_ID_RANKS,
    SECTION_ID_DOCUMENTS,
    SECTION_LONG_IDS,
    SECTION_POSITIONS,
    SECTION_POSTINGS,
    SECTION_TERMS,
    SECTION_TERM_INDEX,
    SECTION_TERM_ENDINGS,
    SECTION_WORD_FILTER,
    SECTION_PAGES,
    SECTION_PAGE_GROUPS,
    SECTION_COUNT
};

/* "stored articles", for people. */
const char *segment_section_name(enum segment_section section);

struct segment_extent {
    uint64_t offset, bytes, checksum;
};

struct segment_header {
    uint32_t documents;
    uint32_t dated; /* the first so many have a date */
    uint32_t terms;
    uint32_t length_width, headline_width; /* bytes of an element: 1, 2 or 4 */
    uint32_t number_bits;                  /* of a document number, or a rank */
    bool bodies;                           /* are stored */
    uint64_t total_length;                 /* words */
    uint64_t file_bytes;
    uint64_t checksum; /* of the header: names the segment's whole content */
    struct segment_extent section[SECTION_COUNT];
};

/* Words of an article: the average that impacts in the segment are of. */
static inline double segment_average_length(const struct segment_header *h)
{
    return h->documents ? (double)h->total_length / h->documents : 0;
}

void segment_header_encode(const struct segment_header *h, unsigned char out[SEGMENT_HEADER_BYTES]);
/* False when the bytes are no header of this version, or the sections do not lie one behind the other in file_bytes. */
bool segment_header_decode(const unsigned char in[SEGMENT_HEADER_BYTES], struct segment_header *h);

/* Number `at` of some numbers of `bits` bits, packed from the lowest bit of the first byte on. Eight bytes from the one
 * that it begins in must be there. */
static inline uint32_t packed_bits(const unsigned char *bytes, uint64_t at, uint32_t bits)
{
    return (uint32_t)(le64(bytes + at * bits / 8) >> (at * bits % 8) & ((UINT64_C(1) << bits) - 1));
}

/* Bytes of so many numbers, with eight of padding. */
static inline uint64_t packed_bits_bytes(uint64_t count, uint32_t bits)
{
    return (count * bits + 7) / 8 + 8;
}

/* The first bytes of a term as a number, with zeros behind a shorter one: of two terms the greater has no lesser one.
 */
static inline uint64_t segment_beginning(struct str term)
{
    unsigned char bytes[SEGMENT_BEGINNING] = {0};
    memcpy(bytes, term.ptr, term.len < sizeof bytes ? term.len : sizeof bytes);
    return be64(bytes);
}

/* What the last bytes of a term, or of what some end with, are told by: nearly always different ones when these differ.
 * Zeros of a shorter one. */
struct segment_ending {
    uint8_t first, second;
};
static inline struct segment_ending segment_ending(struct str term)
{
    if (term.len < SEGMENT_ENDING)
        return (struct segment_ending){0, 0};
    uint32_t mixed = le32((const unsigned char *)term.ptr + term.len - SEGMENT_ENDING) * 0x9E3779B1u;
    return (struct segment_ending){(uint8_t)(mixed >> 24), (uint8_t)(mixed >> 16)};
}

/* The best page, and what a second pass looks at; ascending. */
enum { SEGMENT_LEVEL_LAST = 100 };
static const uint32_t segment_level[SEGMENT_LEVELS] = {10, SEGMENT_LEVEL_LAST};

/* An impact (bm25.h) in two bytes, rounded down or up: more than what computing it may be off. */
static inline uint16_t impact_below(double impact)
{
    double scaled = impact * UINT16_MAX - 1e-6;
    return scaled > 0 ? (uint16_t)scaled : 0;
}

static inline uint16_t impact_above(double impact)
{
    double scaled = impact * UINT16_MAX + 1 + 1e-6;
    return scaled < UINT16_MAX ? (uint16_t)scaled : UINT16_MAX;
}

static inline double impact_of(uint16_t scaled)
{
    return scaled * (1.0 / UINT16_MAX);
}

/* A length in one byte, rounded down: 0 to 31 as they are, then sixteen steps an octave. */
static inline uint8_t norm_of_length(uint32_t length)
{
    if (length < 32)
        return (uint8_t)length;
    uint32_t octave = 31 - (uint32_t)__builtin_clz(length);
    uint32_t norm = 32 + (octave - 5) * 16 + ((length >> (octave - 4)) & 15);
    return norm > UINT8_MAX ? UINT8_MAX : (uint8_t)norm;
}

/* The least length that has this norm. */
static inline uint32_t length_of_norm(uint8_t norm)
{
    if (norm < 32)
        return norm;
    uint32_t octave = (norm - 32U) / 16 + 5, step = (norm - 32U) % 16;
    return (16 + step) << (octave - 4);
}

#endif
