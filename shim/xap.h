/* The only door to libxapian: stemmers, the live store for writing and for reading, cursors over its postings.
 *
 * Errors: as in core/err.h. Every function is safe to call from C: no exception leaves, every one of Xapian's classes
 * (and std::bad_alloc, std::length_error) becomes one of our statuses:
 *
 *   S_STALE      the reader's snapshot is gone (two commits have passed): xap_reader_reopen, run the request again
 *   S_LOCKED     another process writes to this database
 *   S_CORRUPT    the database is damaged, or a file of it is missing
 *   S_VERSION    the database is of a format that this library does not read
 *   S_NOT_FOUND  no such database, no such document
 *   S_USAGE      what does not fit (a term, a value, a document's data), an unknown stemmer
 *   S_IO, S_NOMEM, S_INTERNAL
 *
 * What no status can say: libxapian has no checksums and believes the items inside a block, so damage there may give a
 * wrong answer or worse. The version file, the tables' files and their roots are checked when a database is opened.
 *
 * Ownership: what a function hands out through `**out` is the caller's, to be closed; `_close` and `_free` accept NULL
 * and never fail. Bytes that come back are copied into the caller's struct buf. Threads: a handle belongs to one thread
 * at a time; several readers of one database are independent. Environment: XAPIAN_FLUSH_THRESHOLD has no say over when
 * a group is committed, XAPIAN_CJK_NGRAM none over text. */
#ifndef DATELINE_SHIM_XAP_H
#define DATELINE_SHIM_XAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/err.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Longest term in bytes, each NUL counted twice (glass_postlist.cc: keys of 255 bytes with NULs doubled). Adding a
 * longer one would cost every uncommitted document, so the shim refuses it before Xapian sees it. */
enum { XAPIAN_MAX_TERM = 245 };

/* Bytes of a document's data and of one value; more is an S_USAGE. libxapian holds a document several times over while
 * it writes it, and numbers the parts of an item with 16 bits. */
enum { XAP_DATA_MAX = 64 << 20, XAP_VALUE_MAX = 64 << 10 };

/* Whether a term may be stored: 1 to XAPIAN_MAX_TERM bytes with NULs counted twice. */
bool xap_term_fits(struct str term);

/* The version of libxapian that is loaded; static. */
const char *xap_version(void);

/* ---- stemmers ---- */

struct xap_stemmer;

/* Names of the languages, separated by spaces, "none" last; static. */
const char *xap_stemmer_languages(void);
/* "none" gives a stemmer that changes nothing. S_USAGE names an unknown language and lists the known ones. */
enum status xap_stemmer_new(const char *language, struct xap_stemmer **out, struct err *err);
void xap_stemmer_free(struct xap_stemmer *s);
/* Has the shape of struct stemmer's `stem` (core/analyzer.h); `context` is the struct xap_stemmer. Returns 0 (leave the
 * word) when the stem is empty, does not fit, or anything fails. */
size_t xap_stem(void *context, const char *word, size_t len, char *out, size_t capacity);

/* ---- writing ----
 *
 * A writer gathers puts and removes into a group; xap_commit makes the group durable (file contents and directory
 * entries are on disk when it returns S_OK) and visible to readers that open afterwards; all of it or nothing. Closing
 * without a commit drops the group. After any failed write the writer is poisoned: it says S_IO (or what happened) to
 * every call until it is closed; what was committed before is intact. */

struct xap_writer;

struct xap_posting {
    struct str term;
    uint32_t frequency;        /* within the document; counts into its length; 0 for prefixed terms */
    const uint32_t *positions; /* ascending; may be NULL */
    size_t position_count;
};

struct xap_value {
    uint32_t slot;
    struct str bytes; /* absent or empty: no value */
};

struct xap_document {
    const struct xap_posting *postings; /* any order, each term once */
    size_t posting_count;
    const struct xap_value *values;
    size_t value_count;
    struct str data; /* what xap_data gives back */
};

/* Opens a database directory for writing; with `create` makes it when it is not there (the parent must exist). */
enum status xap_writer_open(const char *path, bool create, struct xap_writer **out, struct err *err);
void xap_writer_close(struct xap_writer *w);
/* Gives back the space of a group that was not to be: a commit that failed, or was killed, leaves its blocks behind
 * those of the last one. Nobody may be writing the database; readers go on. */
void xap_writer_trim(const char *path);
/* Puts a document in place of the one that `id_term` indexes, or as a new one; id_term is added to its terms. Terms
 * that do not fit are an S_USAGE before anything has happened, so the group stays whole. */
enum status xap_put(struct xap_writer *w, struct str id_term, const struct xap_document *document, struct err *err);
/* Takes out the document that `id_term` indexes; *found (may be NULL) says whether there was one. */
enum status xap_remove(struct xap_writer *w, struct str id_term, bool *found, struct err *err);
/* The value in `slot` of the document that `id_term` indexes, the uncommitted group included, in place of what `out`
 * holds; S_NOT_FOUND when there is no such document (without an error text). */
enum status xap_writer_value(struct xap_writer *w, struct str id_term, uint32_t slot, struct buf *out, struct err *err);
/* Keeps a note in the database, beside the documents and part of the group: a key of 1 to 200 bytes. */
enum status xap_note(struct xap_writer *w, struct str key, struct err *err);
/* Makes the group durable; with nothing in it, does nothing. */
enum status xap_commit(struct xap_writer *w, struct err *err);

/* ---- checking ----
 *
 * libxapian's check opens the tables for writing, and cuts those to nothing that were empty in the revision that it
 * sees: a writer that fills them just then would lose what it has written. So a copy is checked. The check may also
 * crash over damage: it is to be run in a process of its own, by one that removes the copy afterwards. */

struct xap_copy;

/* Copies a database into a new directory in TMPDIR or /tmp. S_STALE: it was committed to meanwhile. */
enum status xap_copy_make(const char *path, struct xap_copy **out, struct err *err);
/* Reads the whole copy and checks what libxapian checks: each table's tree of blocks and the items in it. S_CORRUPT:
 * damage, the text says what, and names the database that was copied. */
enum status xap_copy_check(const struct xap_copy *c, struct err *err);
/* Removes the copy. Accepts NULL. */
void xap_copy_free(struct xap_copy *c);

/* ---- reading: a snapshot ---- */

struct xap_reader;

struct xap_counts {
    uint32_t documents;
    uint32_t last_document; /* greatest document number ever used; numbers start at 1 and may have gaps */
    uint64_t total_length;  /* sum of the documents' lengths */
};

/* Opens a snapshot. Tables that Xapian would open lazily (and take for empty when their file has gone) are opened here,
 * and a file that is missing while documents exist is S_CORRUPT. */
enum status xap_reader_open(const char *path, struct xap_reader **out, struct err *err);
void xap_reader_close(struct xap_reader *r);
void xap_reader_counts(const struct xap_reader *r, struct xap_counts *out);
/* Whether nothing has been committed since the snapshot. What was read of one that has been overtaken may be a mixture:
 * libxapian notices most blocks that are written anew, not one that it reads while that happens. */
bool xap_reader_is_newest(const struct xap_reader *r);
/* Which snapshot it is: the database's own number, as text, and how often it has been committed to. */
const char *xap_reader_uuid(const struct xap_reader *r);
uint64_t xap_reader_revision(const struct xap_reader *r);
/* Moves the reader to the newest snapshot. Open cursors must be closed before. */
enum status xap_reader_reopen(struct xap_reader *r, struct err *err);

/* Hands each note's key to `visit` (borrowed). */
enum status xap_notes(struct xap_reader *r, void (*visit)(void *context, struct str key), void *context,
                      struct err *err);

/* The data of a document, in place of what `out` holds. S_NOT_FOUND: no such document. */
enum status xap_data(struct xap_reader *r, uint32_t document, struct buf *out, struct err *err);
/* The document that a term indexes (the first): for ids. S_NOT_FOUND without an error text. */
enum status xap_lookup(struct xap_reader *r, struct str term, uint32_t *document, struct err *err);
/* The length of one document. */
enum status xap_length(struct xap_reader *r, uint32_t document, uint32_t *length, struct err *err);
/* Fills length[0 .. last_document] with the documents' lengths, 0 where there is no document. */
enum status xap_lengths(struct xap_reader *r, uint32_t *length, struct err *err);
/* A whole slot as a column: the value of document d is bytes->data[offset[d] .. offset[d + 1]); offset has
 * last_document + 2 elements. `bytes` is emptied first. */
enum status xap_column(struct xap_reader *r, uint32_t slot, struct buf *bytes, uint32_t *offset, struct err *err);
/* The values in `slot` of some documents in ascending order, one behind the other in place of what `out` holds; that of
 * document[i] ends at end[i]. */
enum status xap_values_get(struct xap_reader *r, uint32_t slot, const uint32_t *document, size_t count, struct buf *out,
                           uint32_t *end, struct err *err);
/* The value in `slot` of one document, in place of what `out` holds; nothing when there is no such document or value.
 */
enum status xap_value_get(struct xap_reader *r, uint32_t document, uint32_t slot, struct buf *out, struct err *err);

/* ---- cursors: one term's postings, block by block ---- */

struct xap_cursor;

/* An empty term walks all documents (frequency 1). A term that is not there gives a cursor at its end. The reader must
 * outlive the cursor. */
enum status xap_cursor_open(struct xap_reader *r, struct str term, struct xap_cursor **out, struct err *err);
void xap_cursor_close(struct xap_cursor *c);
/* In how many documents the term is. */
uint32_t xap_cursor_document_count(const struct xap_cursor *c);
/* Fills up to `capacity` documents (ascending) and frequencies from the cursor's place on; *count 0 means the end. */
enum status xap_cursor_fill(struct xap_cursor *c, uint32_t *documents, uint32_t *frequencies, size_t capacity,
                            size_t *count, struct err *err);
/* Moves forward so that the next fill begins at the first document >= target. Never moves back. */
enum status xap_cursor_seek(struct xap_cursor *c, uint32_t target, struct err *err);

/* The positions of a term in a document, ascending, in place of what `out` holds; none when it is not there. */
enum status xap_positions_get(struct xap_reader *r, struct str term, uint32_t document, struct u32_array *out,
                              struct err *err);

/* Hands each term of a document to `visit` (borrowed) with its frequency, as the document's own list has them: what a
 * writer goes by when it takes the document out. S_NOT_FOUND: no such document. */
enum status xap_document_terms(struct xap_reader *r, uint32_t document,
                               void (*visit)(void *context, struct str term, uint32_t frequency), void *context,
                               struct err *err);

/* ---- the dictionary ---- */

struct xap_terms;

/* Walks the terms that begin with `prefix`, in byte order. */
enum status xap_terms_open(struct xap_reader *r, struct str prefix, struct xap_terms **out, struct err *err);
void xap_terms_close(struct xap_terms *t);
/* Goes on with the first term >= from that begins with the prefix. */
enum status xap_terms_seek(struct xap_terms *t, struct str from, struct err *err);
/* The next term (borrowed until the next call) and in how many documents it is; *more false at the end. */
enum status xap_terms_next(struct xap_terms *t, bool *more, struct str *term, uint32_t *document_count,
                           struct err *err);

#ifdef __cplusplus
}
#endif
#endif
