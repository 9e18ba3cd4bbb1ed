/* The live store: articles in a Xapian database, as documents with these values. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_LIVE_H
#define DATELINE_ARCHIVE_LIVE_H

#include "archive/store.h"
#include "shim/xap.h"

/* Value slots. The date is 8 bytes, big-endian, seconds since 1970 with the sign bit turned (so that bytes sort as
 * instants); absent when undated. The headline's length is a varint, absent when 0. The content is XXH3-128 of the
 * encoded record. The text is 8 bytes, little-endian (text_hash.h). */
enum live_slot { LIVE_SLOT_DATE, LIVE_SLOT_ID, LIVE_SLOT_CONTENT, LIVE_SLOT_HEADLINE, LIVE_SLOT_TEXT };

enum { LIVE_DATE_BYTES = 8, LIVE_CONTENT_BYTES = 16, LIVE_TEXT_BYTES = 8 };

void live_encode_date(int64_t seconds, char out[LIVE_DATE_BYTES]);

/* Opens a snapshot; without store_bodies the articles that it gives have none (the records keep them, since a segment
 * is made of these). */
enum status live_open(const char *path, bool store_bodies, struct store **out, struct err *err);
/* Whether nothing has been committed since it was opened: else what seems damaged may be what a writer was about. */
bool live_is_newest(struct store *s);
/* Which snapshot it is, as of xap.h. */
const char *live_uuid(struct store *s);
uint64_t live_revision(struct store *s);
/* The documents of segments that the live store replaces or removes, by the segment's number: notes in the database, so
 * that one transaction holds both. live_hide_key appends the key of a note. */
enum status live_hidden(struct store *s, void (*visit)(void *context, uint32_t segment, uint32_t document),
                        void *context, struct err *err);
void live_hide_key(uint32_t segment, uint32_t document, struct buf *out);
/* The whole record of a document, in place of what `out` holds; S_NOT_FOUND: no such document. */
enum status live_record(struct store *s, uint32_t document, struct buf *out, struct err *err);
/* Hands each term of a document's own list to `visit` with its frequency, the id's too. */
enum status live_document_terms(struct store *s, uint32_t document,
                                void (*visit)(void *context, struct str term, uint32_t frequency), void *context,
                                struct err *err);
/* The high half of the hash of a document's whole record. */
enum status live_content(struct store *s, uint32_t document, uint64_t *out, struct err *err);

#endif
