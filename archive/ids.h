/* Ids as terms: archive_id_term of archive.h, and back. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_IDS_H
#define DATELINE_ARCHIVE_IDS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"

/* Whether the term stands for an id too long for a term; then the low half of the id's XXH3-128. */
bool id_term_hash(struct str term, uint64_t *low);

#endif
