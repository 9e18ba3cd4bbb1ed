/* The time that a reader's work may take. The stores of an archive look at it whenever a cursor is opened, fills a
 * block or reads positions, and when a walk over a dictionary goes on: what is asked of them then gives S_TIMEOUT, and
 * the work in hand ends with what it has. */
#ifndef DATELINE_ARCHIVE_DEADLINE_H
#define DATELINE_ARCHIVE_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

enum { DEADLINE_STEPS = 16 /* between two looks at the clock, some microseconds */ };

/* Zeroed = never. */
struct deadline {
    int64_t at;     /* nanoseconds of CLOCK_MONOTONIC; 0: never */
    uint32_t steps; /* that are left until the next look */
};

/* In so many milliseconds from now; 0: never. */
void deadline_set(struct deadline *d, uint32_t milliseconds);
/* Takes it off for work that is bounded; what is given back puts it on again. */
struct deadline deadline_suspend(struct deadline *d);
/* Looks at the clock. */
bool deadline_look(struct deadline *d);

/* Accepts NULL, for never. Once it has passed it stays so. */
static inline bool deadline_passed(struct deadline *d)
{
    if (!d || d->at == 0)
        return false;
    if (d->steps == 0)
        return deadline_look(d);
    d->steps--;
    return false;
}

#endif
