#include "archive/archive.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "archive/language.h"
#include "archive/live.h"
#include "archive/manifest.h"
#include "archive/store_kind.h"

/* An open that meets a writer's new generation this many times in a row meets something else than a writer. */
enum { OPEN_ATTEMPTS = 10 };

struct archive {
    struct buf path;
    struct manifest manifest;
    struct language language;
    struct store *live;
};

static enum status open_live(struct archive *a, struct err *err)
{
    struct buf path = {0};
    buf_printf(&path, "%s/%s", buf_text(&a->path), a->manifest.live);
    enum status s = buf_status(&path, err);
    if (!s)
        s = live_open(buf_text(&path), a->manifest.settings.store_bodies, &a->live, err);
    buf_release(&path);
    if (s == S_NOT_FOUND)
        s = err_set(err, S_CORRUPT, "%s is damaged: its live store %s is missing", buf_text(&a->path),
                    a->manifest.live);
    return s;
}

/* Opens what the manifest names, and starts over when a writer has published another generation meanwhile: the files of
 * the first may have been on their way out. */
static enum status open_generation(struct archive *a, struct err *err)
{
    struct manifest after;
    enum status s = manifest_read(buf_text(&a->path), &a->manifest, err);

    for (int attempt = 0; !s && attempt < OPEN_ATTEMPTS; attempt++) {
        store_close(a->live);
        a->live = NULL;
        enum status opened = open_live(a, err);
        s = manifest_read(buf_text(&a->path), &after, err);
        if (!s && after.generation == a->manifest.generation)
            return opened;
        a->manifest = after;
    }
    return s ? s : err_set(err, S_STALE, "%s changes faster than it can be opened", buf_text(&a->path));
}

enum status archive_open(const char *path, struct archive **out, struct err *err)
{
    struct archive *a = calloc(1, sizeof *a);
    if (!a)
        return err_no_memory(err);
    buf_append_text(&a->path, path);
    enum status s = buf_status(&a->path, err);
    if (!s)
        s = open_generation(a, err);
    if (!s)
        s = language_open(a->manifest.settings.stemmer, &a->language, err);
    if (s)
        archive_close(a);
    else
        *out = a;
    return s;
}

void archive_close(struct archive *a)
{
    if (!a)
        return;
    store_close(a->live);
    language_close(&a->language);
    buf_release(&a->path);
    free(a);
}

enum status archive_reopen(struct archive *a, struct err *err)
{
    struct manifest now;
    enum status s = manifest_read(buf_text(&a->path), &now, err);
    if (s)
        return s;
    if (now.generation == a->manifest.generation && a->live)
        return live_reopen(a->live, err);
    return open_generation(a, err);
}

struct analyzer *archive_analyzer(struct archive *a)
{
    return a->language.analyzer;
}

const struct archive_settings *archive_settings(const struct archive *a)
{
    return &a->manifest.settings;
}

bool archive_analyzer_matches(const struct archive *a)
{
    return a->language.fingerprint == a->manifest.fingerprint;
}

size_t archive_store_count(const struct archive *a)
{
    return a->live ? 1 : 0;
}

struct store *archive_store(struct archive *a, size_t i)
{
    return i == 0 ? a->live : NULL;
}

void archive_counts(const struct archive *a, struct archive_counts *out)
{
    *out = (struct archive_counts){0};
    if (a->live) {
        struct store_counts counts;
        store_counts(a->live, &counts);
        out->documents += counts.documents;
        out->total_length += counts.total_length;
    }
}

uint64_t archive_generation(const struct archive *a)
{
    return a->manifest.generation;
}

/* ---- parts ---- */

static uint64_t directory_bytes(const char *path)
{
    uint64_t bytes = 0;
    DIR *directory = opendir(path);
    struct buf file = {0};

    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        struct stat info;
        buf_reset(&file);
        buf_printf(&file, "%s/%s", path, entry->d_name);
        if (lstat(buf_text(&file), &info) == 0 && S_ISREG(info.st_mode))
            bytes += (uint64_t)info.st_size;
    }
    if (directory)
        closedir(directory);
    buf_release(&file);
    return bytes;
}

static void describe_part(const struct archive *a, const char *name, struct archive_part *part)
{
    struct buf path = {0};
    struct stat info;

    snprintf(part->name, sizeof part->name, "%s", name);
    part->bytes = 0;
    buf_append_str(&path, buf_str(&a->path));
    buf_printf(&path, "/%s", name);
    if (stat(buf_text(&path), &info) == 0)
        part->bytes = S_ISDIR(info.st_mode) ? directory_bytes(buf_text(&path)) : (uint64_t)info.st_size;
    buf_release(&path);
}

size_t archive_parts(const struct archive *a, struct archive_part parts[ARCHIVE_PARTS_MAX])
{
    describe_part(a, "MANIFEST", &parts[0]);
    describe_part(a, a->manifest.live, &parts[1]);
    return 2;
}
