/* The kernels of packing.c over the four lanes of a full block's payload. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_PACKING_VECTOR_H
#define DATELINE_ARCHIVE_PACKING_VECTOR_H

#include <stdint.h>

/* Writes the low `width` bits (0..32) of 128 numbers to the 16 * width bytes of `out`. */
void packing_lanes_pack(const uint32_t *values, uint32_t width, unsigned char *out);
/* Reads 16 * width bytes (width 0..32) and writes 128 numbers. */
void packing_lanes_unpack(const unsigned char *in, uint32_t width, uint32_t *out);

#endif
