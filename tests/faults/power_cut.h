/* A disk in memory, on which logged operations are done again, and which can be written out as a power cut would leave
 * it: what was not synced may be lost. Runs out of memory by exiting. */
#ifndef DATELINE_TESTS_FAULTS_POWER_CUT_H
#define DATELINE_TESTS_FAULTS_POWER_CUT_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/faults/faulty_log.h"

/* What is left of the bytes of a file that were written since its last sync. CUT_DATA_ZEROS: the file has got its size,
 * and the disk was not given the bytes; what was there before is still there, since disks do not write zeros over it.
 */
enum cut_data { CUT_DATA_LOST, CUT_DATA_FIRST_HALF, CUT_DATA_LAST_HALF, CUT_DATA_ZEROS, CUT_DATA_KEPT, CUT_DATA_KINDS };
/* What is left of the names that a directory has got or lost since its last sync. */
enum cut_names { CUT_NAMES_LOST, CUT_NAMES_KEPT, CUT_NAMES_KINDS };

struct cut_disk;

/* The tree below a directory; all of it is synced. */
struct cut_disk *cut_load(const char *root);
void cut_free(struct cut_disk *d);
/* Does an operation again; false when it does not fit. Paths are absolute, in the root that was loaded. */
bool cut_apply(struct cut_disk *d, const struct faulty_record *r, const char *path, const char *other,
               const char *bytes);
/* Writes what a cut leaves into a directory, which is there; NULL: nothing is written. Returns a hash of it. */
uint64_t cut_write(const struct cut_disk *d, enum cut_data data, enum cut_names names, const char *to);

#endif
