/* Work that reads mapped files and outlives their loss.
 *
 * A segment that is cut short while it is mapped (copied over, on a file system that fails) has the kernel send SIGBUS
 * to the thread that reads what is not there. Inside guard_run that ends the work in hand and not the process. What the
 * work had allocated is lost, and what it worked on is in an unknown state: neither is to be used or freed again. */
#ifndef DATELINE_SERVER_GUARD_H
#define DATELINE_SERVER_GUARD_H

#include <stdbool.h>

/* Takes SIGBUS over, for the whole process; elsewhere it kills as before. */
void guard_install(void);
/* Runs the work. False: it was ended by SIGBUS. The work holds no lock while it reads mapped files. */
bool guard_run(void (*work)(void *context), void *context);

#endif
