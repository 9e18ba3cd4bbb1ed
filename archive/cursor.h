/* A cursor walks one term's postings in blocks: arrays of document numbers and frequencies that hot loops read
 * directly.
 *
 * One form for every store; the store fills the block. Document numbers are the store's own, ascending. */
#ifndef DATELINE_ARCHIVE_CURSOR_H
#define DATELINE_ARCHIVE_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/err.h"

enum { CURSOR_BLOCK = 128 };

/* Stands behind the last document of every cursor. */
static const uint32_t CURSOR_END = UINT32_MAX;

struct cursor;
struct deadline;

enum { POSITIONS_SPARE = 8 };

/* Where a term stands in a document: at number[i] - before, ascending from 1 on; 0 <= i < count. Positions are sums of
 * gaps, and stay where several documents' gaps were summed up together: hence what is before. Where there is any,
 * POSITIONS_SPARE more numbers may be read, and are no position of the document. */
struct positions {
    const uint32_t *number;
    uint32_t count, before;
};

static inline uint32_t position_at(const struct positions *p, uint32_t i)
{
    return p->number[i] - p->before;
}

/* What bounds the scores of the postings up to document `last`. */
struct cursor_bound {
    uint32_t last;
    uint32_t shortest; /* none of the documents has fewer words */
    double impact;     /* none has a greater one (bm25.h) */
};

struct cursor_source {
    /* Fills documents with the next postings, with those >= `target` among them when it is ahead; count 0 at the end.
     * Frequencies are filled too, or `frequencies_due` is set. */
    enum status (*fill)(struct cursor *c, uint32_t target, struct err *err);
    /* Fills the frequencies of the block that are due. */
    enum status (*frequencies)(struct cursor *c, struct err *err);
    /* Bounds the postings from `target` on up to out->last, where articles have so many words on average; the cursor
     * stays where it is. NULL: not known. target grows from call to call, and may be ahead of the cursor. */
    enum status (*bound)(struct cursor *c, uint32_t target, double average_length, struct cursor_bound *out,
                         struct err *err);
    /* The greatest impact of the bounds of all postings. NULL where `bound` is. */
    double (*greatest)(const struct cursor *c, double average_length);
    /* An impact that at least `count` of the documents reach, which the cursor gives; 0: not known. NULL: never. */
    double (*reached)(const struct cursor *c, size_t count, double average_length);
    /* Goes back before the first document. NULL: a cursor of its own is needed. */
    void (*rewind)(struct cursor *c);
    enum status (*positions)(struct cursor *c, struct positions *out, struct err *err);
    void (*close)(struct cursor *c); /* and frees it */
};

struct cursor {
    uint32_t documents[CURSOR_BLOCK]; /* behind the block's last stands CURSOR_END */
    uint32_t frequencies[CURSOR_BLOCK];
    uint32_t count, at;      /* the block and the place in it */
    uint32_t document;       /* documents[at], CURSOR_END behind the last, 0 before the first seek */
    uint32_t document_count; /* in how many documents of the store the term is, hidden ones too */
    bool frequencies_due;    /* the block's frequencies are not unpacked yet */
    const struct cursor_source *source;
    void *state;               /* the source's */
    struct deadline *deadline; /* NULL: none */
};

void cursor_close(struct cursor *c);

/* Moves to the block that holds the first document >= target, or to the end: the slow half of cursor_seek. */
enum status cursor_refill(struct cursor *c, uint32_t target, struct err *err);

/* Unpacks the first block, with its frequencies, when none is unpacked. */
enum status cursor_load_first(struct cursor *c, struct err *err);

/* The place of the first document >= target in a block that has one. Without a branch: where it lies is no pattern that
 * a processor could foresee. */
static inline uint32_t cursor_place(const struct cursor *c, uint32_t target)
{
    const uint32_t *d = c->documents;
    uint32_t at = (d[63] < target) * 64u;
    at += (d[at + 31] < target) * 32u;
    at += (d[at + 15] < target) * 16u;
    at += (d[at + 7] < target) * 8u;
    at += (d[at + 3] < target) * 4u;
    at += (d[at + 1] < target) * 2u;
    return at + (d[at] < target);
}

/* Whether no document of the block is >= target. */
static inline bool cursor_block_is_before(const struct cursor *c, uint32_t target)
{
    return c->count == 0 || c->documents[c->count - 1] < target;
}

/* Moves forward to the first document >= target (>= 1); c->document says where. Never moves back. */
static inline enum status cursor_seek(struct cursor *c, uint32_t target, struct err *err)
{
    if (c->document >= target)
        return S_OK;
    if (cursor_block_is_before(c, target))
        return cursor_refill(c, target, err);
    uint32_t at = c->at;
    for (uint32_t near = 0; near < 2 && c->documents[at] < target; near++)
        at++;
    c->at = c->documents[at] < target ? cursor_place(c, target) : at;
    c->document = c->documents[c->at];
    return S_OK;
}

/* Makes cursor_frequency ready for the cursor's document. */
static inline enum status cursor_load_frequency(struct cursor *c, struct err *err)
{
    return c->frequencies_due ? c->source->frequencies(c, err) : S_OK;
}

/* The term's frequency in the cursor's document, which cursor_load_frequency has made ready. */
static inline uint32_t cursor_frequency(const struct cursor *c)
{
    return c->frequencies[c->at];
}

/* The positions in the cursor's document, borrowed until the cursor moves or is asked again. */
enum status cursor_positions(struct cursor *c, struct positions *out, struct err *err);
/* The same, in place of what `out` holds. */
enum status cursor_copy_positions(struct cursor *c, struct u32_array *out, struct err *err);

/* Lends positions that stand in an array, which gets the room to spare. */
enum status positions_of_array(struct u32_array *array, struct positions *out, struct err *err);

#endif
