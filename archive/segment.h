/* Reading a segment: a file of segment_writer.c, mapped into memory. Inner header of archive/.
 *
 * A page is verified when it is first touched, so that damage is an S_CORRUPT that names file and section. Nothing that
 * a page says is trusted all the same: every offset and length is bounded before it is used. A segment belongs to one
 * thread at a time. */
#ifndef DATELINE_ARCHIVE_SEGMENT_H
#define DATELINE_ARCHIVE_SEGMENT_H

#include "archive/huffman.h"
#include "archive/inflater.h"
#include "archive/segment_format.h"
#include "archive/store_kind.h"

/* The id that was asked for last, and the rest of its group. */
struct segment_id_walk {
    struct huffman_table *code; /* NULL until one is asked for */
    struct buf id;
    uint32_t rank, in_group, left; /* of the present id; how many are left with it, 0: there is none */
    uint16_t shared[SEGMENT_ID_GROUP], further[SEGMENT_ID_GROUP];
    struct huffman_stream stream;
};

/* The terms that were asked for last: a search opens the cursor of a word several times over, for its first tier, for
 * all that has it, to count. Longer terms are not kept. */
enum { RECENT_TERMS = 8, RECENT_TERM_BYTES = 24 };
struct segment_recent_terms {
    struct {
        size_t len; /* 0: none */
        char bytes[RECENT_TERM_BYTES];
        struct term_place entry;
    } term[RECENT_TERMS];
    size_t next; /* to give way */
};

/* Closed cursors of terms, to be opened again. */
enum { SPARE_CURSORS = 32 }; /* of 4 KB each */
struct term_cursor;
struct segment_spare_cursors {
    struct term_cursor *cursor[SPARE_CURSORS];
    size_t count;
};

/* A walk over the terms, ascending. */
enum { TERM_WALK_BYTES = SEGMENT_TERM_MAX + 1 };
struct term_walk {
    struct segment *segment;
    uint32_t next; /* number of the next term to read */
    bool held;     /* one that is read already is still to be given */
    /* Of the group's next terms: */
    uint32_t left;                   /* how many there are */
    const uint8_t *shared, *further; /* bytes of each */
    const char *bytes;
    const char *numbers, *end; /* of the terms that were read last, whose numbers were not: */
    uint32_t unread;
    char term[TERM_WALK_BYTES];
    size_t term_len;
    struct term_place entry; /* of the last whose numbers were read */
};

struct segment {
    struct store store;
    char *path;
    const unsigned char *map;
    size_t bytes;
    struct segment_header header;
    const unsigned char *section[SECTION_COUNT];
    uint64_t *verified, *verified_groups; /* a bit a page, and a group of pages; NULL: nothing is verified */
    uint64_t *hidden;                     /* a bit a document, removed or replaced by a later store; NULL: none */
    uint32_t hidden_count;
    int64_t *dates;          /* column, NULL until it is asked for */
    struct term_walk lookup; /* of a term, the last: those that a word stands for are asked for in order */
    bool found;              /* it stands behind the one that was asked for */
    struct inflater inflater;
    struct segment_id_walk ids;
    struct segment_recent_terms recent;
    struct segment_spare_cursors spare;
    struct buf scratch;
};

/* S_CORRUPT: no segment, a damaged header, or not the one with this checksum (0: any). `verify` false trusts the pages,
 * for fuzzing. */
enum status segment_open(const char *path, uint64_t checksum, bool verify, struct segment **out, struct err *err);
/* Accepts NULL. */
void segment_close(struct segment *s); /* store_close does it, and frees the columns that were asked for */
static inline struct segment *segment_of(struct store *store)
{
    return (struct segment *)store;
}

enum status segment_damaged(const struct segment *s, enum segment_section section, struct err *err)
    __attribute__((cold));
/* The slow half of segment_need. */
enum status segment_verify(struct segment *s, enum segment_section section, uint64_t at, uint64_t len, struct err *err);

/* Makes sure that bytes [at, at + len) of a section are there and whole. */
static inline enum status segment_need(struct segment *s, enum segment_section section, uint64_t at, uint64_t len,
                                       struct err *err)
{
    const struct segment_extent *e = &s->header.section[section];
    if (at > e->bytes || len > e->bytes - at)
        return segment_damaged(s, section, err);
    if (!s->verified || len == 0)
        return S_OK;
    uint64_t first = (e->offset + at) / SEGMENT_PAGE_BYTES, last = (e->offset + at + len - 1) / SEGMENT_PAGE_BYTES;
    if (first + 1 >= last && (s->verified[first / 64] >> (first % 64) & s->verified[last / 64] >> (last % 64) & 1))
        return S_OK;
    return segment_verify(s, section, at, len, err);
}

/* The document must be one of the segment's: 1 .. documents. */
static inline bool segment_hides(const struct segment *s, uint32_t document)
{
    return s->hidden && (s->hidden[document / 64] >> (document % 64) & 1);
}
/* Hides a document; one that is hidden already, or none of the segment's, changes nothing. */
enum status segment_hide(struct segment *s, uint32_t document, struct err *err);
/* Forgets what was hidden. */
void segment_hide_none(struct segment *s);
/* Words of bits in `hidden`. */
static inline size_t segment_hidden_words(const struct segment *s)
{
    return (size_t)s->header.documents / 64 + 1;
}

/* ---- columns ---- */

enum status segment_date(struct segment *s, uint32_t document, int64_t *out, struct err *err);
enum status segment_length(struct segment *s, uint32_t document, uint32_t *out, struct err *err);
enum status segment_text(struct segment *s, uint32_t document, uint64_t *out, struct err *err);
enum status segment_headline_length(struct segment *s, uint32_t document, uint32_t *out, struct err *err);
/* Borrowed until the next call that looks at ids. */
enum status segment_id(struct segment *s, uint32_t document, struct str *out, struct err *err);
/* The document, hidden or not, whose id this is, or whose id has this term of archive_id_term; S_NOT_FOUND without a
 * text. */
enum status segment_find_id(struct segment *s, struct str id, uint32_t *document, struct err *err);
enum status segment_find_id_term(struct segment *s, struct str term, uint32_t *document, struct err *err);
/* The document of a rank of segment_ids.c: 0 .. documents - 1 go through the ids in ascending order. */
enum status segment_document_by_rank(struct segment *s, uint32_t rank, uint32_t *document, struct err *err);
/* The first of those with the most documents; NULL of none. */
struct segment *segment_largest(struct segment *const *segment, size_t count);
/* The preset dictionary of the compressed records, borrowed. */
enum status segment_stored_dictionary(struct segment *s, struct str *out, struct err *err);
/* The compressed record as it is in the file, borrowed. */
enum status segment_stored(struct segment *s, uint32_t document, struct str *out, struct err *err);
/* The record of such, by an inflater that was begun for the segment, and what stands before its stream: both borrowed,
 * the record until the next call. It changes nothing of the segment: threads may, each with an inflater of its own. */
enum status segment_begin_inflating(struct segment *s, struct inflater *inflater, struct err *err);
enum status segment_inflate(const struct segment *s, struct inflater *inflater, struct str stored, struct str *before,
                            struct str *record, struct err *err);
/* The record, borrowed until the next call. */
enum status segment_record(struct segment *s, uint32_t document, struct str *out, struct err *err);
/* The hash of the whole article: the high half of the XXH3-128 of its record. */
enum status segment_content(struct segment *s, uint32_t document, uint64_t *out, struct err *err);

/* ---- terms ---- */

/* documents is 0 when the term is not there. */
enum status segment_find_term(struct segment *s, struct str term, struct term_place *out, struct err *err);
enum status segment_terms_open(struct store *store, struct str prefix, struct store_terms **out, struct err *err);
enum status segment_endings_open(struct store *store, struct str ending, struct store_terms **out, struct err *err);
enum status segment_word_filter(struct store *store, struct word_filter *out, struct err *err);

/* ---- cursors ---- */

enum status segment_cursor(struct store *store, struct str term, struct cursor **out, struct err *err);
enum status segment_cursor_at(struct store *store, const struct term_place *place, struct cursor **out,
                              struct err *err);
void segment_free_spare_cursors(struct segment *s);

/* Walks the postings of one term after another as they were given to the encoder, but by the places of their documents:
 * place[document] is that of each, ascending; 0: it is left out. `place` is borrowed. */
struct postings_walk;
enum status postings_walk_open(struct segment *s, const uint32_t *place, struct postings_walk **out, struct err *err);
void postings_walk_close(struct postings_walk *w);
/* Goes to the first of a term's postings. */
enum status postings_walk_begin(struct postings_walk *w, const struct term_place *term, struct err *err);
/* document is 0 at the end; gaps (of words) are borrowed until the next call. */
enum status postings_walk_next(struct postings_walk *w, uint32_t *document, uint32_t *frequency, const uint32_t **gaps,
                               struct err *err);

#endif
