/* The report of a run (--report=FILE), a JSON object:
 *
 *   {"rejected": [{"file": "x.jsonl", "line": 3, "offset": 512, "reason": "no body", "text": "x.jsonl:3: ..."}, ...],
 *    "sources": [{"file": "x.jsonl", "format": "jsonl", "taken": 2, "rejected": 1, "reasons": {"no body": 1}}, ...],
 *    "outcome": "ok", "files": 1, "records": 3, "added": 2, "updated": 0, "unchanged": 0, "ignored": 0,
 *    "committed": 2, "bytes": 1234, "seconds": 0.1, "reasons": {"no body": 1}}
 *
 * `line` is null where records are not lines; `format` where none was found. It is written as the run goes. */
#ifndef DATELINE_CLI_REPORT_H
#define DATELINE_CLI_REPORT_H

#include <stdio.h>

#include "cli/report_file.h"
#include "core/err.h"
#include "indexer/run.h"

struct report {
    struct report_file to;
    FILE *file;    /* that of `to`; NULL: no report is wanted, and the verbs do nothing */
    FILE *sources; /* what goes behind the records, without a name */
    bool some;     /* a record has been written */
    bool some_source;
    int failure; /* errno of the first write that has failed */
};

/* path: NULL when no report is wanted. */
enum status report_open(struct report *r, const char *path, struct err *err);
void report_record(struct report *r, enum reject reason, const char *file, struct place place, const char *text);
void report_source(struct report *r, const struct run_source *source);
/* Writes the totals and puts the report in its place. */
enum status report_publish(struct report *r, enum status outcome, const struct run_totals *totals, struct err *err);
/* Drops a report that has not been published; accepts the empty state. */
void report_close(struct report *r);

#endif
