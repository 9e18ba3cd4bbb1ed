/* One term's postings in a segment, block by block: what cursors and merges read from. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_POSTINGS_H
#define DATELINE_ARCHIVE_POSTINGS_H

#include "archive/packing.h"
#include "archive/segment.h"

struct postings {
    struct segment *segment;
    struct term_place term;
    uint32_t block_count;
    /* Of a term of more than one block, for each after a 0: */
    uint32_t *last_document;
    uint32_t *postings_end;                     /* in bytes from the first block */
    uint64_t *positions_end;                    /* in bytes from the term's positions; NULL until these are asked for */
    uint32_t few[2 * (1 + SEGMENT_GROUP)];      /* where the first two lie of a term of at most SEGMENT_GROUP blocks */
    const unsigned char *reached, *impacts;     /* of a word, in the skip data */
    const unsigned char *positions, *skips_end; /* of a word: the column of where its positions end */
    uint64_t blocks_at;                         /* of the first block, in the section of the postings */

    uint32_t block, count;                   /* that is unpacked; block_count before the first */
    const unsigned char *at, *end;           /* of its frequencies */
    uint32_t first[CURSOR_BLOCK + 1];        /* of each document's positions among those of the block */
    bool grouped;                            /* `first` is filled */
    const unsigned char *chunk, *chunks_end; /* of its positions: where the next chunk begins */
    uint32_t chunk_number;                   /* of the one that is unpacked, plus 1 */
    uint32_t gaps[PACKING_BLOCK];
    bool asked;          /* for positions in that chunk */
    bool summed, narrow; /* `sums` is of that chunk, and of gaps that are too small for their sum to go over 2^32 */
    uint32_t sums[1 + PACKING_BLOCK + POSITIONS_SPARE]; /* of its gaps, behind a 0 */
};

enum status postings_begin(struct postings *p, struct segment *s, const struct term_place *term, struct err *err);
void postings_release(struct postings *p);

/* The first block from `block` on whose last document is >= target; block_count when there is none. Of a term of one
 * block the last document is not known, and it may be less. */
uint32_t postings_seek(const struct postings *p, uint32_t block, uint32_t target);
/* Unpacks the documents of a block; sets p->count. */
enum status postings_documents(struct postings *p, uint32_t block, uint32_t documents[CURSOR_BLOCK], struct err *err);
/* Unpacks the frequencies of that block, once. */
enum status postings_frequencies(struct postings *p, uint32_t frequencies[CURSOR_BLOCK], struct err *err);
/* The position gaps (term_encoder.h) of the i-th document of that block, whose frequencies these are, in place of what
 * `out` holds. */
enum status postings_gaps(struct postings *p, uint32_t i, const uint32_t frequencies[CURSOR_BLOCK],
                          struct u32_array *out, struct err *err);
/* Its positions, as cursor_positions; `room` is for those that have to be put together. */
enum status postings_positions(struct postings *p, uint32_t i, const uint32_t frequencies[CURSOR_BLOCK],
                               struct u32_array *room, struct positions *out, struct err *err);
/* The same where they lie in the chunk that is summed up, which is most often; false where they do not. */
static inline bool postings_lend(const struct postings *p, uint32_t i, struct positions *out)
{
    uint32_t first = p->first[i], from = first % PACKING_BLOCK, count = p->first[i + 1] - first;
    bool there = p->grouped && p->chunk_number == first / PACKING_BLOCK + 1 && p->summed && p->narrow;
    if (!there || from + count > PACKING_BLOCK)
        return false;
    *out = (struct positions){p->sums + from + 1, count, p->sums[from]};
    return true;
}
/* Of a block of a word of more than one block: bounds, under the average of the segment. */
void postings_bound(const struct postings *p, uint32_t block, struct cursor_bound *out);
/* The greatest impact of all blocks of such a word, under that average. */
double postings_greatest(const struct postings *p);
/* An impact that at least `count` documents of such a word reach, hidden ones too, under that average; 0: not known. */
double postings_reached(const struct postings *p, uint64_t count);

#endif
