/* Terms with their postings, in ascending order -> the bytes of a segment's postings and positions. Inner header of
 * archive/.
 *
 * What it makes of a term depends on the term's postings alone: pieces that several encoders have made may be put one
 * behind the other. */
#ifndef DATELINE_ARCHIVE_TERM_ENCODER_H
#define DATELINE_ARCHIVE_TERM_ENCODER_H

#include <stdbool.h>
#include <stdint.h>

#include "archive/cursor.h"
#include "archive/segment_format.h"
#include "core/buf.h"
#include "core/err.h"

/* What a term's postings have become. */
struct encoded_term {
    size_t term_start, term_len; /* in names */
    uint32_t documents;
    bool word; /* with frequencies and positions */
    size_t postings_len;
    uint64_t positions_len;
};

struct encoded_block {
    uint32_t last_document;
    uint32_t postings_len, positions_len;
};

/* What the encoder has to know of the segment's documents. */
struct encoder_lengths {
    const uint16_t *of;    /* words of each document; ENCODER_LONG: so many or more */
    double average_length; /* of the segment */
};
enum { ENCODER_LONG = UINT16_MAX };

/* The impacts of a word's best documents, as in the file: a heap with the least on top. */
enum { ENCODER_BEST = SEGMENT_LEVEL_LAST };
struct best_impacts {
    uint16_t impact[ENCODER_BEST];
    uint32_t count;
};

struct term_encoder {
    struct encoder_lengths lengths; /* borrowed */
    struct buf names, postings, positions;
    struct encoded_term *term;
    size_t term_count, term_capacity;
    bool no_memory;
    /* the present term */
    uint32_t documents[CURSOR_BLOCK], frequencies[CURSOR_BLOCK]; /* of the present block */
    uint32_t pending;
    struct u32_array gaps; /* positions of the present block */
    uint32_t last_document;
    struct buf blocks; /* finished, without skip data */
    struct buf bounds; /* of these */
    struct best_impacts best;
    struct encoded_block *block;
    size_t block_count, block_capacity;
    uint64_t positions_start;
    uint64_t positions_taken; /* by who empties `positions` */
};

void term_encoder_init(struct term_encoder *e, struct encoder_lengths lengths);
void term_encoder_release(struct term_encoder *e);
/* Forgets what was encoded, keeps the memory. */
void term_encoder_reset(struct term_encoder *e);

void term_encoder_begin(struct term_encoder *e, struct str term, bool word);
/* The term's next document. Of a word: its frequency and as many position gaps: the first position less one, then each
 * distance less one. */
void term_encoder_add(struct term_encoder *e, uint32_t document, uint32_t frequency, const uint32_t *gaps);
/* Ends the term; one without documents leaves nothing. */
void term_encoder_end(struct term_encoder *e);
/* Positions may be taken while a term is under way, so that a long one needs no memory: their number of bytes is what
 * counts. */
void term_encoder_take_positions(struct term_encoder *e);
enum status term_encoder_status(const struct term_encoder *e, struct err *err);

#endif
