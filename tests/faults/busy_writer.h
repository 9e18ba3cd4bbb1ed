/* A writer without pause: it posts, corrects and removes articles, seals, merges and compacts. Readers beside it are
 * what is tested.
 *
 * What an article says follows from its number and its version, so what an archive holds is told by the versions that
 * there are: a state. The writer notes a state before its commit. Each commit also posts a clock, an article without
 * words, field or date that tells the number of the state. One writer a process; what it notes may be asked for by any
 * thread. */
#ifndef DATELINE_TESTS_FAULTS_BUSY_WRITER_H
#define DATELINE_TESTS_FAULTS_BUSY_WRITER_H

#include "archive/archive.h"
#include "tests/random.h"

enum { BUSY_ARTICLES = 2600, BUSY_BULK = 1100 /* articles at once that become a segment */ };

struct busy_state {
    uint16_t version[BUSY_ARTICLES]; /* 0: not there */
};

/* Makes an article in place of what `out` holds. Its id is its number. */
typedef void busy_make(const void *context, uint32_t number, uint32_t version, struct article *out);

struct busy_writer {
    const char *path, *backup_path; /* of the archive, and of copies that are made and removed */
    const char *stemmer;
    busy_make *make;
    const void *context;
    struct random random;
    unsigned commits, bulks, seals, compactions; /* that it has made */
    struct err err;
    struct archive_writer *archive;
    struct article article;
    struct busy_state *next; /* as it will be */
};

/* Fills what is above `commits`; the archive is made. busy_writer_close releases all, the states too. */
enum status busy_writer_open(struct busy_writer *w);
void busy_writer_close(struct busy_writer *w);
/* Posts and removes as many articles, and commits. */
enum status busy_commit(struct busy_writer *w, uint32_t count, uint32_t removed_percent);
enum status busy_compact(struct busy_writer *w);
/* Does one thing or another. */
enum status busy_write(struct busy_writer *w);

/* The last state that was noted, and the last one whose commit has returned. */
uint32_t busy_started(void);
uint32_t busy_committed(void);
/* State 0 is empty. */
const struct busy_state *busy_state(uint32_t number);
/* What the clock says in a snapshot. */
enum status busy_clock(struct archive *archive, uint32_t *state, struct err *err);

void busy_remove_tree(const char *path);

#endif
