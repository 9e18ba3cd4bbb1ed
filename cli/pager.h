/* A program that shows standard output a screen at a time. Inner header of cli/. */
#ifndef DATELINE_CLI_PAGER_H
#define DATELINE_CLI_PAGER_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

struct pager {
    pid_t process; /* 0: not begun */
    int terminal;  /* standard output as it was */
    void (*interrupt)(int), (*quit)(int);
};

/* The pager that is wanted, for the shell: DATELINE_PAGER, or PAGER, or less; NULL: none, by an empty one or cat. */
const char *pager_command(void);
/* Puts it between standard output and the terminal; false when it cannot be started. Ctrl-C is the pager's from here
 * on.
 */
bool pager_begin(struct pager *p, const char *command);
/* Tells it the end, waits until it is left, and gives standard output back; false when the shell did not find it. */
bool pager_end(struct pager *p);

#endif
