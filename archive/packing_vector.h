/* The kernels of packing.c over the four lanes of a full block's payload. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_PACKING_VECTOR_H
#define DATELINE_ARCHIVE_PACKING_VECTOR_H

#include <stdint.h>

/* Writes the low `width` bits (0..32) of 128 numbers to the 16 * width bytes of `out`. */
void packing_lanes_pack(const uint32_t *values, uint32_t width, unsigned char *out);
/* Reads 16 * width bytes (width 0..32) and writes 128 numbers. */
void packing_lanes_unpack(const unsigned char *in, uint32_t width, uint32_t *out);

/* packing_prefix_sum and packing_add in four lanes, and for AVX2 alone in eight: not to be called where the processor
 * has none. */
uint32_t packing_prefix_sum_four(uint32_t *values, uint32_t count, uint32_t base, uint32_t gap);
uint32_t packing_add_four(uint32_t *values, uint32_t count, uint32_t more);
uint32_t packing_prefix_sum_avx2(uint32_t *values, uint32_t count, uint32_t base, uint32_t gap);
uint32_t packing_add_avx2(uint32_t *values, uint32_t count, uint32_t more);

#endif
