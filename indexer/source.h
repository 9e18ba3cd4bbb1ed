/* Sources: paths -> streams of bytes. A path is a file, a directory (walked recursively, names in byte order; what is
 * hidden, symbolic links to directories, archives, pipes, sockets and devices are passed over) or "-" for standard
 * input. What is compressed (indexer/decoder.h) is recognised by its first bytes, not by its name, and read as what it
 * holds. The members of a file of files are sources as well (indexer/container.h). */
#ifndef DATELINE_INDEXER_SOURCE_H
#define DATELINE_INDEXER_SOURCE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/err.h"
#include "indexer/raw_bytes.h"

/* ---- which files ---- */

struct source_list;

/* Starts a walk over `count` paths (borrowed until the walk is freed). */
enum status source_list_new(const char *const *paths, size_t count, struct source_list **out, struct err *err);
void source_list_free(struct source_list *l);
/* Told of what is passed over in a directory and is not hidden; `what` as in "a link to a directory". */
typedef void source_passed(void *context, const char *path, const char *what);
void source_list_tell_passed(struct source_list *l, source_passed *passed, void *context);
/* The next file's path, borrowed until the next call; "-" for standard input. false at the end. A path that cannot be
 * walked (missing, no permission) gives true with *status not OK and the text in err: report it and go on. */
bool source_list_next(struct source_list *l, const char **path, enum status *status, struct err *err);

/* ---- the bytes of one file ---- */

struct source;

enum {
    SOURCE_CHUNK = 256 << 10, /* bytes read at a time */
    SOURCE_HEAD = 4 << 10     /* bytes that show what a file is: any known signature, a page of text */
};

/* S_IO, or S_INTERRUPTED when a signal ended the wait for the other side of a named pipe: open it again, or stop. */
enum status source_open(const char *path, struct source **out, struct err *err);
/* The same over bytes in memory, borrowed until the source is closed. */
enum status source_open_memory(const char *name, struct str bytes, struct source **out, struct err *err);
/* The same over what a function gives: a member of a file of files. Path and context are the caller's. */
struct source_member {
    const char *path;
    uint64_t size; /* 0: unknown */
    int64_t mtime; /* 0: unknown */
    raw_pull *pull;
    void *context;
};
enum status source_open_member(const struct source_member *member, struct source **out, struct err *err);
/* From now on a read gives S_INTERRUPTED as soon as *stop is not zero, also while it waits for a pipe. */
void source_stop_on(struct source *s, const volatile sig_atomic_t *stop);
void source_close(struct source *s);
/* Appends up to SOURCE_CHUNK decompressed bytes to out; nothing appended and S_OK means the end. Damage (S_INPUT with
 * the path and the offset in the file) comes after all bytes before it have been given. */
enum status source_read(struct source *s, struct buf *out, struct err *err);
/* The first bytes, up to SOURCE_HEAD, which source_read will still give; borrowed until it does. Only before the first
 * read. Fewer bytes are at least a line, or all before the end or before a failure, which the reads report. S_NOMEM,
 * S_INTERRUPTED. */
enum status source_peek(struct source *s, struct str *head, struct err *err);
/* Goes on at an offset of the file, which has been peeked at or read; false where that cannot be: a pipe, what is
 * compressed. */
bool source_seek(struct source *s, uint64_t offset);
const char *source_path(const struct source *s); /* "(standard input)" for "-" */
uint64_t source_offset(const struct source *s);  /* bytes of the file read so far */
uint64_t source_size(const struct source *s);    /* of the file; 0 when unknown (a pipe) */
int64_t source_mtime(const struct source *s);    /* seconds since 1970; 0 when unknown */
/* Whether a source over these first bytes would decompress them. */
bool source_is_compressed(struct str head);
/* The last component's suffix without a .gz, .bz2, .xz, .zst or .lz4 behind it: "txt", "jsonl", "". */
struct str source_suffix(const struct source *s);

#endif
