/* One run of an action in a child that has the library faulty_io preloaded, and what that has logged. */
#ifndef DATELINE_TESTS_FAULTS_DISTURBED_H
#define DATELINE_TESTS_FAULTS_DISTURBED_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/faults/actions.h"
#include "tests/faults/faulty_log.h"

enum { EXIT_FAILED = 10 }; /* plus the status: how a child ends whose action has failed */

enum mode { MODE_NONE, MODE_EIO, MODE_FULL, MODE_SHORT, MODE_BEFORE, MODE_AFTER, MODES };
extern const char *const mode_name[MODES];
extern const char *const kind_name[FAULTY_KINDS];

struct operation {
    struct faulty_record record;
    char *path, *other, *bytes;
};

struct operations {
    struct operation *operation;
    size_t count;
};

/* Reads a log; none is an empty one. */
void operations_read(const char *log, struct operations *out);
void operations_release(struct operations *all);

struct outcome {
    int status; /* of waitpid */
    bool acknowledged;
    char text[4096]; /* what was said */
};

/* Finds the library, which lies beside the program. */
void disturbed_set_up(void);
/* What main does in the child, which has `--act` as its first argument; returns the exit status. */
int disturbed_main(char **argv);
/* Does an action at a place; the operation `at` (from 1; 0: none) meets a fault. log: where operations are logged, or
 * NULL. */
void disturbed_run(size_t action, const struct places *p, unsigned at, enum mode mode, const char *log,
                   struct outcome *out);
/* Ends the test, which cannot go on. */
void die(const char *what);
void places_set(struct places *p, const char *root);

#endif
