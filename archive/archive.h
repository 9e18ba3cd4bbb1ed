/* The archive: a directory that `index` writes and `search` reads.
 *
 *   ARCHIVE/MANIFEST       what the archive consists of (format at the head of manifest.c)
 *   ARCHIVE/000012.seg     a segment (segment_writer.c): many articles, never changed
 *   ARCHIVE/000012.del.3   which of its articles are no more (removals.c)
 *   ARCHIVE/live.000013/   the live store, a Xapian database: articles that came a few at a time
 *   ARCHIVE/lock           held by the one writer; holds its process id
 *
 * A change is committed either by the live store (a few articles: one transaction of Xapian) or by a new manifest
 * (everything else: the new files are on disk before it is), never by both. So what a commit has acknowledged survives,
 * and a reader sees one state or the next.
 *
 * Errors: S_NOT_FOUND no such directory; S_USAGE a directory that is no archive; S_VERSION another format version (or a
 * changed analyzer, when writing); S_CORRUPT damage; S_LOCKED another writer, whose process id the text names; S_IO.
 * Threads: a reader and a writer each belong to one thread at a time. */
#ifndef DATELINE_ARCHIVE_ARCHIVE_H
#define DATELINE_ARCHIVE_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/deadline.h"
#include "archive/store.h"
#include "core/analyzer.h"
#include "core/arena.h"
#include "core/article.h"
#include "core/buf.h"
#include "core/err.h"

enum {
    ARCHIVE_ID_MAX = 2048,       /* bytes of an id; a longer one is no id (URLs are bounded by browsers at this) */
    ARCHIVE_LANGUAGE_MAX = 32,   /* bytes of a stemmer's name */
    ARCHIVE_LOCK_WAIT_MS = 2000, /* how long a second writer waits */
    ARCHIVE_MEMORY = 256 << 20,  /* bytes: the postings of articles that are put and not committed, by default */
    ARCHIVE_JOBS_MAX = 64        /* threads */
};

/* The term that stands for an id: the prefix and the id, or a hash of it when it is too long for a term. Appends to
 * out. */
void archive_id_term(struct str id, struct buf *out);

/* S_INPUT: the id is too long for an archive. */
enum status archive_check_id(struct str id, struct err *err);
/* The id of an article that has none: a hash of its content, in hexadecimal. Appends to out. */
void archive_content_id(const struct article *article, struct buf *out);
/* Whether a directory is an archive: for walks that should not go into one. */
bool archive_is_at(const char *path);
/* Whether a file or directory, which need not be there yet, lies in the archive's directory or is it; false when there
 * is no archive. */
bool archive_holds(const char *archive, const char *path);

struct archive_settings {
    char stemmer[ARCHIVE_LANGUAGE_MAX]; /* "english" */
    bool store_bodies;
};

/* ---- reading ---- */

struct archive;

enum status archive_open(const char *path, struct archive **out, struct err *err);
void archive_close(struct archive *a);
/* Moves to the newest state after S_STALE. Cursors must be closed before; columns and borrowed ids are gone. */
enum status archive_reopen(struct archive *a, struct err *err);
/* The analyzer that the archive was made with; owned by the archive. */
struct analyzer *archive_analyzer(struct archive *a);
const struct archive_settings *archive_settings(const struct archive *a);
/* Whether today's analyzer makes the terms that the archive was made with; when false, answers may miss articles. */
bool archive_analyzer_matches(struct archive *a);
/* Arenas for what is asked of it, which end before it. */
struct arena_pool *archive_arenas(struct archive *a);
/* The deadline of what its stores are asked for: none at first. */
struct deadline *archive_deadline(struct archive *a);
/* The stores, 0 .. count - 1; owned by the archive. */
size_t archive_store_count(const struct archive *a);
struct store *archive_store(struct archive *a, size_t i);
/* Where the article of an id is. */
struct located {
    struct store *store;
    size_t number; /* of the store */
    uint32_t document;
};
/* S_NOT_FOUND without a text. */
enum status archive_locate(struct archive *a, struct str id, struct located *out, struct err *err);
/* In how many articles a term is, hidden ones too. */
enum status archive_term_documents(struct archive *a, struct str term, uint64_t *out, struct err *err);

/* Statistics over all stores. */
struct archive_counts {
    uint64_t documents;    /* hidden ones too: they count in the statistics */
    uint64_t hidden;       /* removed, or replaced in another store */
    uint64_t total_length; /* words */
};
void archive_counts(const struct archive *a, struct archive_counts *out);

/* One part of the archive on disk, for `info`: a file, the live store, or (right behind its segment) a section of a
 * segment, whose bytes are among the segment's. */
struct archive_part {
    const char *name;    /* relative to the archive; all texts are borrowed until the visit ends */
    const char *section; /* NULL: the part is no section */
    uint64_t bytes;
    bool is_segment;
    uint32_t articles, hidden; /* of a segment */
};
typedef void archive_visit_part(void *context, const struct archive_part *part);
/* Hands over each part. */
enum status archive_parts(struct archive *a, archive_visit_part *visit, void *context, struct err *err);
/* Bytes on disk. */
enum status archive_size(struct archive *a, uint64_t *out, struct err *err);
uint64_t archive_generation(const struct archive *a);
/* How often the live store has been committed to; 0: there is none. */
uint64_t archive_revision(const struct archive *a);
/* A number that tells the state that is open from every other one, of this archive or of another. */
uint64_t archive_state(const struct archive *a);
/* Whether something else than the state that is open stands on disk: a commit, another archive in its place, none at
 * all, a file of it that was written to. A look at the files' names, sizes and times: some microseconds. */
bool archive_has_changed(const struct archive *a);

/* ---- writing ---- */

struct archive_writer;

/* What a put did. */
enum archive_change { ARCHIVE_ADDED, ARCHIVE_UPDATED, ARCHIVE_UNCHANGED, ARCHIVE_IGNORED };

/* Opens an archive for writing under its lock. With `create` not NULL an archive that is not there (no directory, or an
 * empty one) is made with these settings; an existing one must have the same stemmer when create->stemmer is not "". A
 * making that fails leaves the place as it was. */
enum status archive_writer_open(const char *path, const struct archive_settings *create, struct archive_writer **out,
                                struct err *err);
/* Drops what is not committed and releases the lock. */
void archive_writer_close(struct archive_writer *w);
const struct archive_settings *archive_writer_settings(const struct archive_writer *w);
/* The process that writes the archive, or did so last; 0: unknown. */
long archive_holder(const char *path);
/* Bytes of memory for what is put and not committed, and threads that invert it; 0 leaves the default (ARCHIVE_MEMORY,
 * a thread a processor). To be called before the first put. */
void archive_writer_tune(struct archive_writer *w, uint64_t memory, unsigned jobs);
/* Called while segments are merged, with how many they are and what part of the work is done, 0 to 1; 0 while their
 * articles are put in order. False stops the merge, and the segments stay: S_INTERRUPTED from those below; a commit
 * takes no notice of it. */
struct archive_merging {
    void *context;
    bool (*progress)(void *context, size_t segments, double done);
    uint32_t interval; /* milliseconds between two calls, at least */
};
void archive_writer_watch(struct archive_writer *w, const struct archive_merging *merging);
/* Puts an article: in place of the one with its id, or as a new one. An article without an id gets one from its content
 * (in hexadecimal), so that the same article again is no second one. With `keep` an article whose id is there already
 * stays as it is (ARCHIVE_IGNORED). Equal content changes nothing (ARCHIVE_UNCHANGED). S_INPUT: the article cannot be
 * stored (no id fits); the group is untouched. */
enum status archive_put(struct archive_writer *w, const struct article *article, bool keep, enum archive_change *change,
                        struct err *err);
/* Takes an article out; *found says whether it was there. */
enum status archive_remove(struct archive_writer *w, struct str id, bool *found, struct err *err);
/* Whether the memory for what is put and not committed is used up: the time for a commit. */
bool archive_wants_commit(const struct archive_writer *w);
/* Makes everything since the last commit durable and visible: a few articles in the live store, many as a segment.
 * After a failure the state on disk is the one before or the one after, and the writer is good for nothing but closing:
 * it says the same failure again. */
enum status archive_commit(struct archive_writer *w, struct err *err);

/* Upkeep, with everything committed.
 *
 * Merges segments where many of a size have gathered: what a long run ends with. */
enum status archive_tidy(struct archive_writer *w, struct err *err);
/* Makes one segment of everything, without what is removed; stored articles are compressed anew with a dictionary of
 * their own. The same articles give the same bytes then, on processors of one kind (deflater.h). */
enum status archive_compact(struct archive_writer *w, struct err *err);
/* Makes a copy in `destination`, a directory outside that is not there or is empty; files that do not change are shared
 * where the file system can. The live store is sealed into a segment first. */
enum status archive_backup(struct archive_writer *w, const char *destination, struct err *err);
/* The same of an archive that is not open. Only one with a live store is written to, under its lock; another one is
 * copied beside a writer, and by whoever may read it. */
enum status archive_backup_at(const char *path, const char *destination, struct err *err);

/* ---- checking ---- */

/* What was found, one call for each damage, a line that names the file and, in a segment, the section; texts are
 * borrowed. */
struct archive_checking {
    void *context;
    void (*damage)(void *context, const char *text);
    void (*progress)(void *context, const char *name, uint64_t done, uint64_t total); /* bytes; may be NULL */
};
struct archive_checked {
    uint64_t files, bytes; /* that the archive consists of */
    uint64_t articles;     /* without what is removed; of parts that could be opened */
    uint64_t damages;
};
/* Reads every byte of the archive: of segments every checksum, and whether all that they say agrees; of the live store
 * what its library checks; of both, whether terms, postings and columns are those of the stored articles, which are
 * analyzed again (not where bodies are not stored, or today's analyzer is not the one that the archive was made with);
 * and whether an id is visible twice. Where one thing is damaged, what builds on it is not looked at.
 *
 * S_OK also when there is damage; another status when the archive cannot be looked at. No lock is taken: it may run
 * beside a writer, and gives S_STALE when that publishes faster than the live store can be read. A process is forked
 * for the live store, whose library may crash over damage. Memory: up to 12 bytes an article of one part at a time. */
enum status archive_check(const char *path, const struct archive_checking *to, struct archive_checked *out,
                          struct err *err);

#endif
