/* The ids of a segment: written here, read in segment_ids.c. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_SEGMENT_IDS_H
#define DATELINE_ARCHIVE_SEGMENT_IDS_H

#include "archive/segment_writer.h"

/* Writes the sections from SECTION_IDS to SECTION_LONG_IDS. */
enum status segment_ids_write(struct segment_out *out, const struct segment_documents *documents, uint32_t number_bits,
                              struct err *err);

#endif
