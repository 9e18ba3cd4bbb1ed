#include "archive/archive.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <xxhash.h>

#include "archive/archive_impl.h"
#include "archive/live.h"
#include "archive/removals.h"
#include "archive/store_kind.h"

/* An open that meets a writer's new generation this many times in a row meets something else than a writer. */
enum { OPEN_ATTEMPTS = 10 };

/* ---- opening ---- */

static enum status open_live(struct archive *a, struct err *err)
{
    struct buf path = {0};
    if (!a->manifest.live[0])
        return S_OK;
    buf_printf(&path, "%s/%s", buf_text(&a->path), a->manifest.live);
    buf_reset(&a->live_version);
    buf_printf(&a->live_version, "%s/%s/iamglass", buf_text(&a->path), a->manifest.live);
    enum status s = buf_status(&path, err);
    if (!s)
        s = buf_status(&a->live_version, err);
    if (!s) {
        a->live_stamp = file_stamp(buf_text(&a->live_version));
        s = live_open(buf_text(&path), a->manifest.settings.store_bodies, &a->live, err);
    }
    buf_release(&path);
    if (s == S_NOT_FOUND)
        s = err_set(err, S_CORRUPT, "%s is damaged: its live store %s is missing", buf_text(&a->path),
                    a->manifest.live);
    return s;
}

/* The segments that were open before a reopening; what is not taken from them is closed. */
struct former {
    struct segment *segment[MANIFEST_SEGMENTS_MAX];
    struct segment_identity identity[MANIFEST_SEGMENTS_MAX];
    size_t count;
};

static struct former take_segments(struct archive *a)
{
    struct former former = {.count = a->segments};
    memcpy(former.segment, a->segment, sizeof former.segment);
    memcpy(former.identity, a->identity, sizeof former.identity);
    memset(a->segment, 0, sizeof a->segment);
    a->segments = 0;
    return former;
}

static void former_release(struct former *former)
{
    for (size_t i = 0; i < former->count; i++)
        if (former->segment[i])
            store_close(&former->segment[i]->store);
}

/* A segment never changes: the file that was open goes on with its pages verified and its columns read. */
static struct segment *take_same(struct former *former, const struct segment_identity *wanted)
{
    for (size_t i = 0; i < former->count; i++) {
        const struct segment_identity *had = &former->identity[i];
        struct segment *segment = former->segment[i];
        if (!segment || had->number != wanted->number || had->checksum != wanted->checksum ||
            !file_stamps_equal(&had->stamp, &wanted->stamp))
            continue;
        former->segment[i] = NULL;
        segment_hide_none(segment);
        return segment;
    }
    return NULL;
}

static enum status open_segment(struct archive *a, size_t i, struct former *former, struct err *err)
{
    const struct manifest_segment *named = &a->manifest.segment[i];
    struct buf path = {0};
    manifest_segment_path(buf_text(&a->path), named->number, &path);
    enum status s = buf_status(&path, err);
    if (!s) {
        a->identity[i] = (struct segment_identity){named->number, named->checksum, file_stamp(buf_text(&path))};
        a->segment[i] = take_same(former, &a->identity[i]);
        if (!a->segment[i])
            s = segment_open(buf_text(&path), named->checksum, true, &a->segment[i], err);
    }
    if (!s && a->segment[i]->header.bodies != a->manifest.settings.store_bodies)
        s = err_set(err, S_CORRUPT, "%s is damaged: it stores not what the archive's MANIFEST says", buf_text(&path));
    if (!s && named->removals) {
        buf_reset(&path);
        manifest_removals_path(buf_text(&a->path), named, &path);
        s = buf_status(&path, err);
        if (!s)
            s = removals_read(a->segment[i], buf_text(&path), named->removals_checksum, err);
    }
    buf_release(&path);
    return s == S_NOT_FOUND ? S_CORRUPT : s;
}

static enum status open_segments(struct archive *a, struct former *former, struct err *err)
{
    enum status s = S_OK;
    for (size_t i = 0; !s && i < a->manifest.segments; i++) {
        s = open_segment(a, i, former, err);
        if (a->segment[i]) {
            a->removed[i] = a->segment[i]->hidden_count;
            a->segments = i + 1;
        }
    }
    return s;
}

struct hiding {
    struct archive *archive;
    enum status status;
    struct err *err;
};

/* Notes of segments that are no more speak of documents that a merge has dropped. */
static void hide(void *context, uint32_t number, uint32_t document)
{
    struct hiding *h = context;
    h->archive->notes++;
    for (size_t i = 0; !h->status && i < h->archive->segments; i++)
        if (h->archive->manifest.segment[i].number == number)
            h->status = segment_hide(h->archive->segment[i], document, h->err);
}

/* Hides in the segments what the live store replaces or removes. */
static enum status hide_replaced(struct archive *a, struct err *err)
{
    struct hiding h = {a, S_OK, err};
    if (!a->live || a->segments == 0)
        return S_OK;
    enum status s = live_hidden(a->live, hide, &h, err);
    return s ? s : h.status;
}

static void close_stores(struct archive *a)
{
    store_close(a->live);
    a->live = NULL;
    for (size_t i = 0; i < a->segments; i++) {
        store_close(&a->segment[i]->store);
        a->segment[i] = NULL;
    }
    a->segments = a->notes = 0;
}

static enum status open_stores(struct archive *a, struct err *err)
{
    struct former former = take_segments(a);
    close_stores(a);
    enum status s = open_segments(a, &former, err);
    former_release(&former);
    if (!s)
        s = open_live(a, err);
    if (!s)
        s = hide_replaced(a, err);
    for (size_t i = 0; !s && i < archive_store_count(a); i++)
        archive_store(a, i)->deadline = &a->deadline;
    return s;
}

/* The stamp is taken first: of a manifest that is replaced just then it is too old, and archive_has_changed says so. */
static enum status read_stamped(struct archive *a, struct manifest *out, struct file_stamp *stamp, struct err *err)
{
    *stamp = file_stamp(buf_text(&a->manifest_path));
    return manifest_read(buf_text(&a->path), out, err);
}

/* Opens what the manifest names, and starts over when a writer has published another generation meanwhile: the files of
 * the first may have been on their way out. */
static enum status open_generation(struct archive *a, struct err *err)
{
    struct manifest after;
    struct file_stamp stamp;
    enum status s = read_stamped(a, &a->manifest, &a->stamp, err);
    a->analyzer = ANALYZER_UNKNOWN;

    for (int attempt = 0; !s && attempt < OPEN_ATTEMPTS; attempt++) {
        enum status opened = open_stores(a, err);
        struct err why;
        if (!opened && !a->live)
            return S_OK; /* segments are open as a whole or not at all */
        s = read_stamped(a, &after, &stamp, &why);
        if (s)
            return err_set(err, s, "%s", why.text);
        if (after.generation == a->manifest.generation)
            return opened;
        a->manifest = after;
        a->stamp = stamp;
    }
    return s ? s : err_set(err, S_STALE, "%s changes faster than it can be opened", buf_text(&a->path));
}

enum status archive_open(const char *path, struct archive **out, struct err *err)
{
    struct archive *a = calloc(1, sizeof *a);
    if (!a)
        return err_no_memory(err);
    buf_append_text(&a->path, path);
    buf_printf(&a->manifest_path, "%s/MANIFEST", path);
    enum status s = buf_status(&a->path, err);
    if (!s)
        s = buf_status(&a->manifest_path, err);
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
    close_stores(a);
    language_close(&a->language);
    arena_pool_release(&a->arenas);
    buf_release(&a->live_version);
    buf_release(&a->manifest_path);
    buf_release(&a->path);
    free(a);
}

/* An archive that was made anew in the place of another may be of another language. */
enum status archive_reopen(struct archive *a, struct err *err)
{
    char stemmer[ARCHIVE_LANGUAGE_MAX];
    memcpy(stemmer, a->manifest.settings.stemmer, sizeof stemmer);
    enum status s = open_generation(a, err);
    if (s || strcmp(stemmer, a->manifest.settings.stemmer) == 0)
        return s;
    language_close(&a->language);
    return language_open(a->manifest.settings.stemmer, &a->language, err);
}

struct analyzer *archive_analyzer(struct archive *a)
{
    return a->language.analyzer;
}

const struct archive_settings *archive_settings(const struct archive *a)
{
    return &a->manifest.settings;
}

/* A fingerprint costs as much as a short search: it is taken once, and only when the identity is another. */
bool archive_analyzer_matches(struct archive *a)
{
    if (a->analyzer == ANALYZER_UNKNOWN) {
        bool same = a->manifest.identity == language_identity() ||
                    a->manifest.fingerprint == analyzer_fingerprint(a->language.analyzer);
        a->analyzer = same ? ANALYZER_SAME : ANALYZER_OTHER;
    }
    return a->analyzer == ANALYZER_SAME;
}

/* ---- stores ---- */

struct arena_pool *archive_arenas(struct archive *a)
{
    return &a->arenas;
}

struct deadline *archive_deadline(struct archive *a)
{
    return &a->deadline;
}

size_t archive_store_count(const struct archive *a)
{
    return a->segments + (a->live != NULL);
}

struct store *archive_store(struct archive *a, size_t i)
{
    if (i < a->segments)
        return &a->segment[i]->store;
    return i == a->segments ? a->live : NULL;
}

enum status archive_term_documents(struct archive *a, struct str term, uint64_t *out, struct err *err)
{
    enum status s = S_OK;
    *out = 0;
    for (size_t i = 0; !s && i < archive_store_count(a); i++) {
        uint32_t documents;
        s = store_term_documents(archive_store(a, i), term, &documents, err);
        *out += documents;
    }
    return s;
}

void archive_counts(const struct archive *a, struct archive_counts *out)
{
    struct store_counts counts;
    *out = (struct archive_counts){0};
    for (size_t i = 0; i < archive_store_count(a); i++) {
        store_counts(i < a->segments ? &a->segment[i]->store : a->live, &counts);
        out->documents += counts.documents;
        out->hidden += counts.hidden;
        out->total_length += counts.total_length;
    }
}

enum status archive_locate(struct archive *a, struct str id, struct located *out, struct err *err)
{
    for (size_t i = archive_store_count(a); i-- > 0;) {
        *out = (struct located){.store = archive_store(a, i), .number = i};
        enum status s = store_find(out->store, id, &out->document, err);
        if (s != S_NOT_FOUND)
            return s;
    }
    return S_NOT_FOUND;
}

uint64_t archive_generation(const struct archive *a)
{
    return a->manifest.generation;
}

uint64_t archive_revision(const struct archive *a)
{
    return a->live ? live_revision(a->live) : 0;
}

/* ---- the state ---- */

uint64_t archive_state(const struct archive *a)
{
    const char *uuid = a->live ? live_uuid(a->live) : "";
    return XXH3_64bits_withSeed(uuid, strlen(uuid), a->manifest.checksum ^ archive_revision(a));
}

bool archive_has_changed(const struct archive *a)
{
    for (size_t i = 0; i < a->segments; i++)
        if (!file_has_stamp(a->segment[i]->path, &a->identity[i].stamp))
            return true;
    if (a->live && !file_has_stamp(a->live_version.data, &a->live_stamp))
        return true;
    return !file_has_stamp(a->manifest_path.data, &a->stamp);
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

static uint64_t bytes_of(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return 0;
    return S_ISDIR(info.st_mode) ? directory_bytes(path) : (uint64_t)info.st_size;
}

/* A part by its path, whose last piece is its name. */
static void visit_path(archive_visit_part *visit, void *context, const char *path)
{
    const struct archive_part part = {.name = strrchr(path, '/') + 1, .bytes = bytes_of(path)};
    visit(context, &part);
}

static void visit_segment(const struct archive *a, size_t i, archive_visit_part *visit, void *context)
{
    const struct segment *s = a->segment[i];
    const struct archive_part part = {.name = strrchr(s->path, '/') + 1,
                                      .bytes = s->header.file_bytes,
                                      .articles = s->header.documents,
                                      .hidden = s->hidden_count,
                                      .is_segment = true};
    visit(context, &part);
    for (int section = 0; section < SECTION_COUNT; section++) {
        const struct archive_part piece = {.section = segment_section_name((enum segment_section)section),
                                           .name = part.name,
                                           .bytes = s->header.section[section].bytes};
        visit(context, &piece);
    }
}

enum status archive_parts(struct archive *a, archive_visit_part *visit, void *context, struct err *err)
{
    const char *archive = buf_text(&a->path);
    struct buf path = {0};
    buf_printf(&path, "%s/MANIFEST", archive);
    enum status s = buf_status(&path, err);
    if (!s)
        visit_path(visit, context, buf_text(&path));
    for (size_t i = 0; !s && i < a->segments; i++) {
        visit_segment(a, i, visit, context);
        buf_reset(&path);
        manifest_removals_path(archive, &a->manifest.segment[i], &path);
        if (a->manifest.segment[i].removals && !(s = buf_status(&path, err)))
            visit_path(visit, context, buf_text(&path));
    }
    buf_reset(&path);
    buf_printf(&path, "%s/%s", archive, a->manifest.live);
    if (!s && a->live && !(s = buf_status(&path, err)))
        visit_path(visit, context, buf_text(&path));
    buf_release(&path);
    return s;
}

static void add_bytes(void *context, const struct archive_part *part)
{
    uint64_t *sum = context;
    *sum += part->section ? 0 : part->bytes;
}

enum status archive_size(struct archive *a, uint64_t *out, struct err *err)
{
    *out = 0;
    return archive_parts(a, add_bytes, out, err);
}
