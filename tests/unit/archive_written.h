/* Segments of a few documents whose terms and postings a test writes by itself: such as no articles give. */
#ifndef DATELINE_TESTS_ARCHIVE_WRITTEN_H
#define DATELINE_TESTS_ARCHIVE_WRITTEN_H

#include "archive/segment_writer.h"
#include "tests/unit/archive_articles.h"

enum { WRITTEN_DOCUMENTS = 6 };

static inline enum status written_document(void *context, uint32_t document, struct segment_document *out,
                                           struct err *err)
{
    (void)context, (void)document, (void)err;
    *out = (struct segment_document){.length = 1};
    return S_OK;
}

static inline enum status written_id(void *context, uint32_t document, struct str *out, struct err *err)
{
    static const char names[] = "?abcdef";
    (void)context, (void)err;
    *out = (struct str){names + document, 1};
    return S_OK;
}

static inline enum status written_record(void *context, uint32_t document, struct str *out, struct err *err)
{
    (void)context, (void)document, (void)err;
    *out = str_of("");
    return S_OK;
}

/* `encode` gives the terms, ascending. */
static inline struct segment *write_terms(void (*encode)(struct term_encoder *e, const void *context),
                                          const void *context)
{
    static const uint32_t by_id[WRITTEN_DOCUMENTS] = {1, 2, 3, 4, 5, 6};
    const struct segment_documents documents = {.count = WRITTEN_DOCUMENTS,
                                                .get = written_document,
                                                .id = written_id,
                                                .stored = written_record,
                                                .by_id = by_id,
                                                .bodies = true};
    struct segment_writer *writer;
    struct segment_header header;
    struct segment *s;
    struct term_encoder e;
    struct err err;
    must(segment_writer_open(in_scratch("written.seg"), &documents, &writer, &err), &err);
    term_encoder_init(&e, segment_writer_lengths(writer));
    encode(&e, context);
    must(segment_writer_take(writer, &e, &err), &err);
    term_encoder_release(&e);
    must(segment_writer_finish(writer, &header, &err), &err);
    must(segment_open(in_scratch("written.seg"), header.checksum, true, &s, &err), &err);
    return s;
}

#endif
