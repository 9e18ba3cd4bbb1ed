/* The dictionary of a segment while it is written; read in term_walk.c. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_SEGMENT_TERMS_WRITER_H
#define DATELINE_ARCHIVE_SEGMENT_TERMS_WRITER_H

#include "archive/segment_out.h"
#include "archive/term_encoder.h"

struct terms_writer {
    struct spool *spool;      /* of what is finished */
    struct buf waiting;       /* to be spooled */
    struct spool *hash_spool; /* likewise, of the filter's hashes, 8 bytes each */
    struct buf hashes_waiting;
    struct buf beginnings, entries, keys; /* the term index */
    struct buf endings, second_endings;   /* a byte of each term */
    struct buf last;                      /* term */
    uint32_t terms;                       /* so far */
    uint64_t hashes;
    uint64_t postings, positions;        /* bytes of all terms so far */
    uint64_t spooled;                    /* bytes */
    uint8_t shared[SEGMENT_TERM_GROUP];  /* of the group under way, */
    uint8_t further[SEGMENT_TERM_GROUP]; /* with what stands behind these: */
    struct buf group_bytes, group_numbers;
};

/* `path` is that of the segment. Zeroed, it may be released. */
enum status terms_writer_init(struct terms_writer *w, const char *path, struct err *err);
void terms_writer_release(struct terms_writer *w);
/* The next term, ascending; one of more than SEGMENT_TERM_MAX bytes there cannot be. */
void terms_writer_add(struct terms_writer *w, struct str term, const struct encoded_term *t);
/* Spools what waits, when that is enough. */
enum status terms_writer_spool(struct terms_writer *w, struct err *err);
/* Writes the sections from SECTION_TERMS to SECTION_WORD_FILTER. */
enum status terms_writer_finish(struct terms_writer *w, struct segment_out *out, struct err *err);

#endif
