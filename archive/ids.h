/* Ids as terms: archive_id_term of archive.h, and back. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_IDS_H
#define DATELINE_ARCHIVE_IDS_H

#include <stdbool.h>
#include <stdint.h>

#include "archive/archive.h"
#include "core/buf.h"

/* Whether the term stands for an id too long for a term; then the low half of the id's XXH3-128. */
bool id_term_hash(struct str term, uint64_t *low);

/* Whether an id is too long for a term. */
bool id_is_long(struct str id);
/* The low half of the id's XXH3-128. */
uint64_t id_hash(struct str id);

#endif
