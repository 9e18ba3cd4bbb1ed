/* A store: one index of articles with its own document numbers. An archive is made of stores, and the matcher goes
 * through them one by one. There are two kinds: the live store (a Xapian database behind the shim) and segments.
 *
 * Document numbers run from 1 to below `document_limit` and may have gaps. Columns are arrays by document number, read
 * when they are first asked for and kept as long as the store is open. All calls may fail with S_STALE (see archive.h).
 */
#ifndef DATELINE_ARCHIVE_STORE_H
#define DATELINE_ARCHIVE_STORE_H

#include <stdint.h>

#include "archive/cursor.h"
#include "core/article.h"
#include "core/buf.h"
#include "core/date.h"
#include "core/err.h"

struct store;
struct word_filter;

struct store_counts {
    uint32_t documents;      /* articles */
    uint32_t document_limit; /* one more than the greatest document number */
    uint64_t total_length;   /* sum of the lengths, in words */
    uint32_t hidden;         /* of the articles: removed, or replaced by one in another store; no cursor gives them, but
                                they count in the statistics until a merge drops them */
};

/* Undated articles have this in the date column, so that they come last among newest first. */
static const int64_t STORE_UNDATED = INT64_MIN;

void store_counts(const struct store *s, struct store_counts *out);

/* Publication instants in seconds since 1970 by document number; STORE_UNDATED where there is none. A column: an array
 * that is borrowed until the store is closed, for walks over many documents; a few are cheaper to ask for one by one.
 */
enum status store_dates(struct store *s, const int64_t **out, struct err *err);
/* Whether documents are numbered newest first, those of one instant by id, undated ones last. */
bool store_in_order(const struct store *s);
/* Where documents stand in the order of their dates, those of from..to (both included) are the documents *first to
 * *limit - 1, and *ordered is true. Otherwise, or when some of them are hidden, it is false. */
enum status store_date_interval(struct store *s, int64_t from, int64_t to, uint32_t *first, uint32_t *limit,
                                bool *ordered, struct err *err);
/* Of a store whose documents stand in the order of their dates: the first document, from `from` (at least 1) on, that
 * is dated before `date`, or one behind the last dated one. Hidden documents count. Near `from` it costs less. */
enum status store_first_before(struct store *s, int64_t date, uint32_t from, uint32_t *document, struct err *err);
/* The lengths of `count` documents, ascending, in words, headline and body. */
enum status store_lengths(struct store *s, const uint32_t *document, size_t count, uint32_t *out, struct err *err);
enum status store_length(struct store *s, uint32_t document, uint32_t *out, struct err *err);
/* The date of one document, as in the column. */
enum status store_date(struct store *s, uint32_t document, int64_t *out, struct err *err);
/* Words in the headlines of some documents, in ascending order: the body's first position is this + HEADLINE_GAP + 1.
 */
enum status store_headline_lengths(struct store *s, const uint32_t *document, size_t count, uint32_t *out,
                                   struct err *err);
/* A number that is the same for articles with the same text, and for hardly any others (text_hash.h): case, accents,
 * punctuation and headlines apart. 0: it has no text. */
enum status store_text(struct store *s, uint32_t document, uint64_t *out, struct err *err);
/* Appends the id of a document. */
enum status store_id(struct store *s, uint32_t document, struct buf *out, struct err *err);
/* The document that has this id; S_NOT_FOUND without an error text. */
enum status store_find(struct store *s, struct str id, uint32_t *document, struct err *err);
/* The stored article, in place of what `out` holds. */
enum status store_article(struct store *s, uint32_t document, struct article *out, struct err *err);

/* A column of a keyword field: the values of each document. Hidden documents have none. */
struct store_values {
    uint32_t count;   /* different values */
    struct str *term; /* of each, ascending */
    uint32_t *newest; /* of each the document that comes first among equals: the newest, then by its id */
    uint16_t *only;   /* by document the number of its only value, plus 1; 0: it has none. NULL: some have several, or
                         there are too many values for such numbers */
    uint32_t *start;  /* then, by document: its values are value[start[d]] .. value[start[d + 1] - 1]; else NULL */
    uint32_t *value;
    const char *bytes; /* of the terms */
    struct str *text;  /* of each, once store_value_text was asked for it */
};
/* Borrowed until the store is closed. It is made of the postings of all values. */
enum status store_values(struct store *s, enum field field, const struct store_values **out, struct err *err);
/* Whether it is there, or was asked about so often that it should be. */
bool store_values_are_worthwhile(struct store *s, enum field field);
/* A value of store_values as its newest document writes it; borrowed likewise. */
enum status store_value_text(struct store *s, enum field field, uint32_t value, struct str *out, struct err *err);
/* The value of an article that has this term, or without one the term's own text; borrowed from either. */
struct str article_value_of_term(const struct article *article, enum field field, struct str term);
/* Whether a document comes before another among equals: it is newer, or as old and of the lesser id. */
enum status store_comes_first(struct store *a, uint32_t document_a, struct store *b, uint32_t document_b, bool *first,
                              struct err *err);

/* A cursor over a term (an empty term: all documents). A term that is not there gives a cursor that ends at once. */
enum status store_cursor(struct store *s, struct str term, struct cursor **out, struct err *err);
/* Where a store has a term, for cursors that need no look into the dictionary. Of use as long as the store is open. */
struct term_place {
    uint32_t documents; /* that have it, hidden ones too; 0: the place is not known */
    bool word;
    uint64_t postings_at, postings_len, positions_at, positions_len; /* of a segment, in its sections */
};
/* The same as store_cursor, where the place may be known; NULL: it is not. */
enum status store_cursor_at(struct store *s, struct str term, const struct term_place *place, struct cursor **out,
                            struct err *err);
/* How many documents have a term; hidden ones count. */
enum status store_term_documents(struct store *s, struct str term, uint32_t *out, struct err *err);

/* A walk over the terms of the dictionary that begin with `prefix`, in byte order. */
struct store_terms;
enum status store_terms_open(struct store *s, struct str prefix, struct store_terms **out, struct err *err);
void store_terms_close(struct store_terms *t);
/* Whether a store knows its terms by what they end with, and has a filter of its words. */
bool store_knows_words(const struct store *s);
/* A walk, for store_terms_next alone, over the terms that end with `ending`, four bytes or more. */
enum status store_endings_open(struct store *s, struct str ending, struct store_terms **out, struct err *err);
/* Borrowed until the store is closed. */
enum status store_word_filter(struct store *s, struct word_filter *out, struct err *err);
enum status store_terms_next(struct store_terms *t, bool *more, struct str *term, uint32_t *document_count,
                             struct err *err);
/* The place of the term that the walk gave last. */
struct term_place store_terms_place(const struct store_terms *t);

/* What tells a walk by the beginnings of terms which of them are wanted, so that it can pass over others unread. */
struct terms_guide {
    /* Reads a term, of which it has read the first `shared` bytes with the one before, and says whether it is wanted.
     * If not, it sets `dead` and `others`; if so, `dead` is 0. */
    bool (*wants)(struct terms_guide *guide, struct str term, size_t shared);
    /* Leaves in `from` what no further wanted term is less than, borrowed from the guide, when the last term read was a
     * dead one; false when there is none. */
    bool (*next)(struct terms_guide *guide, struct str term, struct str *from);
    size_t dead; /* no wanted term begins with so many bytes of the term; 0: one may begin with all of it */
    /* A byte b may stand in place of the last of these when it is not ASCII, or kinds[b] & others is not 0. */
    uint64_t kinds[128], others;
};
/* The next wanted term. */
enum status store_terms_find(struct store_terms *t, struct terms_guide *guide, bool *more, struct str *term,
                             uint32_t *document_count, struct err *err);

#endif
