/* Writing a segment: documents in their final order, then terms in ascending order. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_SEGMENT_WRITER_H
#define DATELINE_ARCHIVE_SEGMENT_WRITER_H

#include "archive/segment_out.h"
#include "archive/term_encoder.h"

/* What the segment keeps of a document beside its postings. */
struct segment_document {
    int64_t date; /* STORE_UNDATED: none */
    uint32_t length, headline_words;
    uint64_t text; /* as of text_hash.h */
};

/* The documents, numbered from 1 in the order of the segment: newest first, then by id, undated last. They are gone
 * through several times, each time from the first to the last, and their ids twice, in the order of these. */
struct segment_documents {
    uint32_t count;
    void *context;
    enum status (*get)(void *context, uint32_t document, struct segment_document *out, struct err *err);
    /* The id, borrowed until the next call. */
    enum status (*id)(void *context, uint32_t document, struct str *out, struct err *err);
    /* The compressed record, borrowed until the next call; only gone through once. */
    enum status (*stored)(void *context, uint32_t document, struct str *out, struct err *err);
    const uint32_t *by_id; /* the documents in ascending order of their ids */
    struct str dictionary; /* that the records are compressed with */
    bool bodies;           /* are part of the records */
};

/* The order of two documents in a segment: below 0 when a stands first. */
int segment_order(int64_t date_a, struct str id_a, int64_t date_b, struct str id_b);

struct segment_writer;

/* Makes the file and writes what does not depend on terms. */
enum status segment_writer_open(const char *path, const struct segment_documents *documents,
                                struct segment_writer **out, struct err *err);
/* For term encoders; borrowed. */
struct encoder_lengths segment_writer_lengths(const struct segment_writer *w);
/* Takes the terms that an encoder has encoded, and resets it. Terms come in ascending order, from encoder to encoder
 * too. */
enum status segment_writer_take(struct segment_writer *w, struct term_encoder *e, struct err *err);
/* Takes only the positions that it holds so far, also of a term under way, so that a long term needs no memory. */
void segment_writer_take_positions(struct segment_writer *w, struct term_encoder *e);
/* Writes the rest, syncs, closes and frees the writer, in success and in failure; a failed file is removed. */
enum status segment_writer_finish(struct segment_writer *w, struct segment_header *header, struct err *err);
/* Accepts NULL. */
void segment_writer_abandon(struct segment_writer *w);

#endif
