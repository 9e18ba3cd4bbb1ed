/* Upkeep of an archive: merging, compacting, backup. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/files.h"
#include "archive/segment_merge.h"
#include "archive/writer_impl.h"

/* Tiers of sizes: the first holds what a seal makes, each next one eight times as much. Eight segments of a tier become
 * one, so that an article is written again once a tier. */
enum { TIER_BASE = 4096, TIER_WIDTH = 8, TIERS = 8 };

/* A copy that loses its files to a writer this many times in a row meets something else than a writer. */
enum { BACKUP_ATTEMPTS = 10 };

/* ---- merging ---- */

/* Merges the chosen segments, and publishes the result in their place. */
static enum status merge_chosen(struct archive_writer *w, const bool chosen[MANIFEST_SEGMENTS_MAX],
                                enum merge_stored stored, struct err *err)
{
    struct archive *a = w->archive;
    struct segment *source[MANIFEST_SEGMENTS_MAX];
    struct manifest m = a->manifest;
    struct segment_header header;
    struct buf path = {0};
    const struct merge_options options = {stored, w->merging, w->jobs};
    size_t count = 0, kept = 0;

    for (size_t i = 0; i < a->segments; i++) {
        if (chosen[i])
            source[count++] = a->segment[i];
        else
            m.segment[kept++] = a->manifest.segment[i];
    }
    uint32_t number = m.next++;
    manifest_segment_path(buf_text(&w->path), number, &path);
    enum status s = buf_status(&path, err);
    if (!s)
        s = segment_merge(source, count, &options, buf_text(&path), &header, err);
    if (!s)
        m.segment[kept++] = (struct manifest_segment){
            .number = number, .documents = header.documents, .bytes = header.file_bytes, .checksum = header.checksum};
    m.segments = kept;
    buf_release(&path);
    return s && s != S_NOT_FOUND ? s : commit_manifest(w, &m, err);
}

static unsigned tier_of(const struct segment *s)
{
    uint64_t most = TIER_BASE * 2;
    unsigned tier = 0;
    for (; tier + 1 < TIERS && s->header.documents - s->hidden_count > most; most *= TIER_WIDTH)
        tier++;
    return tier;
}

enum status maintain_tiers(struct archive_writer *w, struct err *err)
{
    enum status s = S_OK;
    for (unsigned tier = 0; !s && tier < TIERS; tier++) {
        bool chosen[MANIFEST_SEGMENTS_MAX] = {false};
        size_t count = 0;
        for (size_t i = 0; i < w->archive->segments; i++) {
            chosen[i] = tier_of(w->archive->segment[i]) == tier;
            count += chosen[i];
        }
        if (count >= TIER_WIDTH)
            s = merge_chosen(w, chosen, MERGE_STORED_KEPT, err);
    }
    return s;
}

enum status archive_tidy(struct archive_writer *w, struct err *err)
{
    enum status s = commit_possible(w, err);
    return s ? s : maintain_tiers(w, err);
}

/* Whether there is nothing to be gained by writing the archive anew. */
static enum status is_compact(const struct archive_writer *w, bool *compact, struct err *err)
{
    const struct archive *a = w->archive;
    *compact = a->segments == 0;
    if (a->segments != 1 || a->segment[0]->hidden_count)
        return S_OK;
    return segment_is_stored_evenly(a->segment[0], compact, err);
}

enum status archive_compact(struct archive_writer *w, struct err *err)
{
    bool all[MANIFEST_SEGMENTS_MAX], compact = false;
    memset(all, true, sizeof all);
    enum status s = commit_possible(w, err);
    if (!s && w->archive->live)
        s = commit_publish(w, err);
    if (!s)
        s = is_compact(w, &compact, err);
    return s || compact ? s : merge_chosen(w, all, MERGE_STORED_AGAIN, err);
}

/* ---- backup ---- */

static bool copy_bytes(int from, int to)
{
    char piece[64 << 10];
    uint64_t at = 0;
    for (;;) {
        ssize_t got = read(from, piece, sizeof piece);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0 && fsync(to) == 0;
        if (!file_write_at(to, piece, (size_t)got, at))
            return false;
        at += (uint64_t)got;
    }
}

/* Links the file, or copies it where that cannot be. S_USAGE when there is one already: another backup goes to the same
 * place. */
static enum status share_file(const char *from, const char *to, struct err *err)
{
    if (link(from, to) == 0)
        return S_OK;
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    bool good = out >= 0 && copy_bytes(in, out);
    int failure = errno;
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    if (good)
        return S_OK;
    return err_set(err, failure == EEXIST ? S_USAGE : status_of_write(failure), "cannot copy %s to %s: %s", from, to,
                   strerror(failure));
}

/* *made says whether the directory was not there before. */
static enum status make_destination(const char *path, bool *made, struct err *err)
{
    *made = mkdir(path, 0777) == 0;
    if (*made)
        return S_OK;
    if (errno != EEXIST)
        return err_set(err, status_of_write(errno), "cannot make %s: %s", path, strerror(errno));
    DIR *directory = opendir(path);
    if (!directory)
        return err_set(err, S_USAGE, "%s is there already and is no directory", path);
    bool empty = true;
    for (struct dirent *entry; (entry = readdir(directory));)
        empty &= strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    closedir(directory);
    return empty ? S_OK : err_set(err, S_USAGE, "%s is not empty: a backup wants a directory of its own", path);
}

static enum status share_segments(const struct archive *a, const char *destination, struct err *err)
{
    const struct manifest *m = &a->manifest;
    const char *archive = a->path.data;
    struct buf from = {0}, to = {0};
    enum status s = S_OK;
    for (size_t i = 0; !s && i < 2 * m->segments; i++) {
        const struct manifest_segment *segment = &m->segment[i / 2];
        buf_reset(&from);
        buf_reset(&to);
        if (i % 2 == 0) {
            manifest_segment_path(archive, segment->number, &from);
            manifest_segment_path(destination, segment->number, &to);
        } else if (segment->removals) {
            manifest_removals_path(archive, segment, &from);
            manifest_removals_path(destination, segment, &to);
        }
        if (!(s = buf_status(&from, err)) && !(s = buf_status(&to, err)) && from.len)
            s = share_file(buf_text(&from), buf_text(&to), err);
    }
    buf_release(&from);
    buf_release(&to);
    return s;
}

/* The manifest comes last: before it there is no archive. */
static enum status fill_destination(const struct archive *a, const char *destination, struct err *err)
{
    enum status s = share_segments(a, destination, err);
    if (!s)
        s = directory_sync(destination, err);
    if (!s)
        s = directory_sync_parent(destination, err);
    return s ? s : manifest_write(destination, &a->manifest, err);
}

/* All in an archive's directory is its own: a copy in there would be taken for a store, or be lost with it. */
static enum status check_outside(const char *archive, const char *destination, struct err *err)
{
    if (!archive_holds(archive, destination))
        return S_OK;
    return err_set(err, S_USAGE, "%s lies in the archive %s: a backup wants a directory outside", destination, archive);
}

/* A copy of an archive without a live store. One that fails takes away what it has made, since the next one wants the
 * place empty, unless another backup goes there. */
static enum status copy_sealed(const struct archive *a, const char *destination, struct err *err)
{
    bool made;
    enum status s = make_destination(destination, &made, err);
    if (s)
        return s;
    s = fill_destination(a, destination, err);
    if (s && s != S_USAGE)
        directory_clear(destination);
    if (s && made)
        rmdir(destination);
    return s;
}

enum status archive_backup(struct archive_writer *w, const char *destination, struct err *err)
{
    enum status s = check_outside(buf_text(&w->path), destination, err);
    if (!s)
        s = commit_possible(w, err);
    if (!s && w->archive->live)
        s = commit_publish(w, err);
    return s ? s : copy_sealed(w->archive, destination, err);
}

/* Whether a writer has published another generation, and may have removed files of this one. */
static bool is_outdated(const struct archive *a)
{
    struct manifest now;
    return manifest_read(a->path.data, &now, NULL) == S_OK && now.generation != a->manifest.generation;
}

/* Copies an archive as a reader, and starts over when a writer has taken its files away meanwhile. S_NOT_FOUND when
 * there is a live store, which only a writer can seal. */
static enum status backup_as_reader(struct archive *a, const char *destination, struct err *err)
{
    enum status s = S_OK;
    for (int attempt = 0; attempt < BACKUP_ATTEMPTS && !a->live; attempt++) {
        s = copy_sealed(a, destination, err);
        if (!s || !is_outdated(a))
            return s;
        s = archive_reopen(a, err);
        if (s)
            return s;
    }
    return a->live ? S_NOT_FOUND : err_set(err, S_STALE, "%s changes faster than it can be copied", a->path.data);
}

/* What is in segments alone is copied by whoever may read it: that is told where the lock would be refused. */
static enum status check_writable(const char *path, struct err *err)
{
    if (access(path, W_OK) == 0)
        return S_OK;
    return err_set(err, S_IO,
                   "may not write to %s (%s), whose latest articles a backup first makes a segment of: run it, or "
                   "dateline compact, where and as a user who may; afterwards anyone who reads the archive can copy it",
                   path, strerror(errno));
}

static enum status backup_as_writer(const char *path, const char *destination, struct err *err)
{
    struct archive_writer *writer = NULL;
    enum status s = check_writable(path, err);
    if (!s)
        s = archive_writer_open(path, NULL, &writer, err);
    if (!s)
        s = archive_backup(writer, destination, err);
    archive_writer_close(writer);
    return s;
}

enum status archive_backup_at(const char *path, const char *destination, struct err *err)
{
    struct archive *a = NULL;
    enum status s = check_outside(path, destination, err);
    if (s || (s = archive_open(path, &a, err)))
        return s;
    s = backup_as_reader(a, destination, err);
    archive_close(a);
    return s == S_NOT_FOUND ? backup_as_writer(path, destination, err) : s;
}
