/* What a run over files tells while it goes on and at its end, for the commands that make one: progress, rejected
 * records, the report, the summary. */
#ifndef DATELINE_CLI_TELLING_H
#define DATELINE_CLI_TELLING_H

#include <signal.h>
#include <stdbool.h>

#include "cli/progress.h"
#include "cli/report.h"
#include "indexer/run.h"

struct telling {
    bool verbose, quiet;
    bool converts; /* articles go to standard output, and nothing is committed */
    struct progress progress;
    struct report report;
    uint64_t told, untold; /* rejects */
    bool unmerged;         /* a signal stopped a merge */
};

/* Not zero once a signal has asked the run to stop. */
extern volatile sig_atomic_t telling_stop;

/* Lets SIGINT and SIGTERM set telling_stop, and the second of them kill. */
void telling_catch_signals(void);
/* Catches the signals that stop a run; the listener borrows `t`. */
struct run_listener telling_begin(struct telling *t);
/* Tells how far a merge at the end of a run is; `context` is the struct telling. */
bool telling_merging(void *context, size_t segments, double done);
/* Tells how the run ended and publishes the report; returns the exit status. */
int telling_end(struct telling *t, enum status s, const struct run_totals *totals, const struct run_stop *where,
                struct err *err);

#endif
