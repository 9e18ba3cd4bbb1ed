#include "archive/deadline.h"

#include <time.h>

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void deadline_set(struct deadline *d, uint32_t milliseconds)
{
    *d = (struct deadline){.at = milliseconds ? now() + (int64_t)milliseconds * 1000000 : 0};
}

struct deadline deadline_suspend(struct deadline *d)
{
    struct deadline due = *d;
    *d = (struct deadline){0};
    return due;
}

bool deadline_look(struct deadline *d)
{
    if (now() >= d->at)
        return true;
    d->steps = DEADLINE_STEPS;
    return false;
}
