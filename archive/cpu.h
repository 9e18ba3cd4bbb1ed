/* What the processor can. Inner header of archive/. */
#ifndef DATELINE_ARCHIVE_CPU_H
#define DATELINE_ARCHIVE_CPU_H

#include <stdbool.h>

bool cpu_has_avx2(void);

#endif
