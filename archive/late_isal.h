/* ISA-L, loaded when the first record is deflated (shim/late.h): searching deflates nothing. Inner header of archive/.
 */
#ifndef DATELINE_ARCHIVE_LATE_ISAL_H
#define DATELINE_ARCHIVE_LATE_ISAL_H

#include <isa-l/igzip_lib.h>

#include "shim/late.h"

/* Before anything else of the library is called. S_INTERNAL: it is not there. */
enum status late_isal(struct err *err);

#endif
