/* The addresses of a feed. Inner header of indexer/; a part of the reader of feeds. */
#ifndef DATELINE_INDEXER_FEED_ADDRESS_H
#define DATELINE_INDEXER_FEED_ADDRESS_H

#include "core/buf.h"

/* Writes an address to `out`, which is emptied, as it is when it stands against this base (RFC 3986); without a base,
 * or with one of the two over 2 KiB, as it was written. */
void feed_address(struct str address, struct str base, struct buf *out);

#endif
