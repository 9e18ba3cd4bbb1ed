/* The lock of the one writer: an open-file-description lock on ARCHIVE/lock, which the kernel drops when the holder
 * ends in whatever way. The file holds the holder's process id for the message of those who wait. */
#ifndef DATELINE_ARCHIVE_LOCK_H
#define DATELINE_ARCHIVE_LOCK_H

#include <stdbool.h>

#include "core/err.h"

/* Takes the lock, waiting up to wait_ms milliseconds; *fd is given to lock_release. *made says whether the file was not
 * there before: when the call fails, it is not there any more, unless an archive is. S_LOCKED names the holder. */
enum status lock_acquire(const char *archive, int wait_ms, int *fd, bool *made, struct err *err);
/* Takes the file away, before the release. Only the holder may: those who wait for it notice. */
void lock_remove(const char *archive);
void lock_release(int fd); /* accepts -1 */
/* The process that has the lock, or had it last; 0: unknown. */
long lock_holder(const char *archive);

#endif
