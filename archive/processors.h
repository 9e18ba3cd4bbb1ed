/* How many threads are worth making. */
#ifndef DATELINE_ARCHIVE_PROCESSORS_H
#define DATELINE_ARCHIVE_PROCESSORS_H

/* The processors that this process may run on, at least 1: a container or taskset(1) may leave it fewer than the
 * machine has. */
unsigned processors_usable(void);

#endif
