/* The run: everything that `dateline index` does with its paths, without printing or exiting. */
#ifndef DATELINE_INDEXER_RUN_H
#define DATELINE_INDEXER_RUN_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "archive/archive.h"
#include "core/err.h"
#include "indexer/reader.h"

struct run_totals {
    uint64_t records; /* seen: taken or rejected */
    uint64_t added, updated, unchanged, ignored;
    uint64_t rejected[REJECT_COUNT];
    uint64_t committed; /* records taken whose outcome is durable */
    uint64_t bytes;     /* of decompressed text of the articles taken: headline and body */
    uint64_t files;
    double seconds;
};

/* The sum over the reasons. */
uint64_t run_rejected(const uint64_t rejected[REJECT_COUNT]);

/* What became of one source. */
struct run_source {
    const char *path, *format; /* format: "" when none was found */
    uint64_t taken;
    uint64_t rejected[REJECT_COUNT];
};

/* What a run tells while it works; any function may be NULL. */
struct run_listener {
    void *context;
    /* Often: between articles, at most about ten times a second. `offset` of `size` bytes of the current file (size 0:
     * unknown). */
    void (*progress)(void *context, const struct run_totals *totals, const char *path, uint64_t offset, uint64_t size);
    /* A record or file was skipped. */
    void (*rejected)(void *context, enum reject reason, const char *path, struct place place, const char *text);
    /* A file, or a member of one, has been read, or could not be; of an archive of files only when something is
     * rejected that is of none of them. */
    void (*source_read)(void *context, const struct run_source *source);
    /* A group has become durable: totals->committed. */
    void (*committed)(void *context, const struct run_totals *totals);
    /* Something in a directory is no file to read: source_list_tell_passed. */
    void (*passed)(void *context, const char *path, const char *what);
};

struct run_options {
    const char *format;                /* "auto" */
    const char *map;                   /* NULL: aliases alone */
    const char *language;              /* only articles in it, as a code: "en"; NULL: all */
    bool keep;                         /* an id that is there already: leave the stored article as it is */
    bool mtime_date;                   /* undated articles take the file's modification time */
    uint32_t group_articles;           /* taken between two commits at most; 0: as many as the writer has memory for */
    const volatile sig_atomic_t *stop; /* looked at between articles; may be NULL */
};

/* Where an interrupted run stopped. */
struct run_stop {
    char path[4096];
    struct place place; /* of the first record that was not taken */
};

/* Runs over the paths in order and commits at the end, and between whenever the writer's memory is used up. Bad records
 * and unreadable files are counted and told, never an error. S_INTERRUPTED after *options->stop became non-zero: what
 * is whole is committed, *where (may be NULL) says where it stopped. */
enum status run_index(struct archive_writer *writer, const char *const *paths, size_t count,
                      const struct run_options *options, const struct run_listener *listener, struct run_totals *totals,
                      struct run_stop *where, struct err *err);

/* Takes an article of a run without an archive. */
typedef enum status run_take(void *context, const struct article *article, struct err *err);

/* The same without an archive: each article goes to `take`, whose failure ends the run, and counts as added. */
enum status run_convert(run_take *take, void *context, const char *const *paths, size_t count,
                        const struct run_options *options, const struct run_listener *listener,
                        struct run_totals *totals, struct run_stop *where, struct err *err);

/* Whether such a language can be asked for: a code or an English name. */
bool run_knows_language(const char *language);

#endif
