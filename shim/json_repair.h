/* A strict walk over one JSON record that repairs on its way what never should cost a record, and finds the byte at
 * which anything else goes wrong. The fast parser in json_in.cc says neither. Inner header of shim/.
 *
 * Repaired:
 *   a byte order mark at the start          dropped
 *   ill-formed UTF-8 inside a string        U+FFFD for each maximal subpart
 *   a lone surrogate as \u escape           \ufffd
 *   a raw control character in a string     a space
 *   a number too great for a double or for  the same text as a string
 *   64 bits (legal JSON: ids, mostly) */
#ifndef DATELINE_SHIM_JSON_REPAIR_H
#define DATELINE_SHIM_JSON_REPAIR_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Appends the repaired record to `out`. False when it is not JSON: *problem says why (static) and *offset where; or
 * when it is nested deeper than JSON_NESTING_MAX: *problem is NULL. */
bool json_repair(struct str text, struct buf *out, size_t *offset, const char **problem);

#ifdef __cplusplus
}
#endif
#endif
