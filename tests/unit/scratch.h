/* A directory that a test makes for itself and removes with all that is in it. */
#ifndef DATELINE_TESTS_SCRATCH_H
#define DATELINE_TESTS_SCRATCH_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char scratch[64];

static inline void scratch_make(void)
{
    /* in memory where that can be: what is written is synced a thousand times */
    snprintf(scratch, sizeof scratch, "%s/dateline-test.XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(scratch))
        abort();
}

static inline int scratch_remove_one(const char *name, const struct stat *info, int type, struct FTW *place)
{
    (void)info, (void)type, (void)place;
    return remove(name);
}

static inline void remove_tree(const char *path)
{
    nftw(path, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void scratch_remove(void)
{
    remove_tree(scratch);
}

/* Borrowed until the next call. */
static inline const char *in_scratch(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", scratch, name);
    return path;
}

#endif
