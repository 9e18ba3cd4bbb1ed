/* Checksums of pages: XXH3-64 with seed 0 (xxHash 0.8, doc/xxhash_spec.md), with the widest vectors that the processor
 * has. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_CHECKSUM_H
#define DATELINE_ARCHIVE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

uint64_t checksum64(const void *bytes, size_t len);
/* The same for AVX2 alone; not to be called where the processor has none. */
uint64_t checksum64_avx2(const void *bytes, size_t len);

#endif
