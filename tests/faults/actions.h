/* The actions that fault_loops.c disturbs, each with the archive that it begins with, and the state of an archive, by
 * which before and after are told apart. */
#ifndef DATELINE_TESTS_FAULTS_ACTIONS_H
#define DATELINE_TESTS_FAULTS_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

/* Where an action works; the names are told again in the messages of failures. */
struct places {
    char root[80];    /* holds both */
    char archive[96]; /* root/archive */
    char copy[96];    /* root/copy: a backup's destination */
};

struct action {
    const char *name;
    bool copies; /* makes places.copy */
    /* Makes the archive; NULL: there is none before. */
    enum status (*prepare)(const struct places *p, struct err *err);
    /* Calls acknowledge as soon as what was done is told to be durable. */
    enum status (*act)(const struct places *p, void (*acknowledge)(void), struct err *err);
};

extern const struct action actions[];
extern const size_t action_count;

enum { STATE_TERMS = 4 };

/* What a reader finds: its articles (a sum of hashes over id, headline and body), its hits, its make-up. */
struct state {
    uint64_t articles, content, hits[STATE_TERMS], segments, hidden;
};

/* Reads every article of an archive. S_NOT_FOUND: there is no archive, and the state is empty. */
enum status state_read(const char *archive, struct state *out, struct err *err);
bool state_equal(const struct state *a, const struct state *b);
/* Adds to `out` the names in the archive's directory that are no part of the archive, a space before each. */
void find_leftovers(const char *archive, char *out, size_t capacity);
/* Removes a directory with all in it; copies one into a directory that is not there. */
void remove_tree(const char *path);
void copy_tree(const char *from, const char *to);

#endif
