/* The live store: articles in a Xapian database, as documents with these values. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_LIVE_H
#define DATELINE_ARCHIVE_LIVE_H

#include "archive/store.h"
#include "shim/xap.h"

/* Value slots. The date is 8 bytes, big-endian, seconds since 1970 with the sign bit turned (so that bytes sort as
 * instants); absent when undated. The headline's length is a varint, absent when 0. The content is XXH3-128 of the
 * encoded record. */
enum live_slot { LIVE_SLOT_DATE, LIVE_SLOT_ID, LIVE_SLOT_CONTENT, LIVE_SLOT_HEADLINE };

enum { LIVE_DATE_BYTES = 8, LIVE_CONTENT_BYTES = 16 };

void live_encode_date(int64_t seconds, char out[LIVE_DATE_BYTES]);

/* Opens a snapshot; without store_bodies the articles that it gives have none (the records keep them, since a segment
 * is made of these). */
enum status live_open(const char *path, bool store_bodies, struct store **out, struct err *err);
/* Moves to the newest snapshot; columns are forgotten. */
enum status live_reopen(struct store *s, struct err *err);

#endif
