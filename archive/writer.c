/* Writing into an archive: opening it under its lock, and putting articles. What is put is staged, as records while it
 * is little and in an inverter from there on; commit.c makes it durable. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xxhash.h>

#include "archive/files.h"
#include "archive/lock.h"
#include "archive/processors.h"
#include "archive/record.h"
#include "archive/writer_impl.h"

/* ---- opening ---- */

/* *made says whether it was not there before. */
static enum status make_directory(const char *path, bool *made, struct err *err)
{
    *made = mkdir(path, 0777) == 0;
    if (*made || errno == EEXIST)
        return S_OK;
    return err_set(err, status_of_write(errno), "cannot make the archive %s: %s", path, strerror(errno));
}

/* Makes an archive in a directory that is free: a manifest that names no store. When that is there, the directory's own
 * name is on disk. */
static enum status make_archive(struct archive_writer *w, const struct archive_settings *settings, struct err *err)
{
    struct manifest manifest = {.generation = 1, .next = 1, .settings = *settings};
    struct language language = {0};
    enum status s = language_open(settings->stemmer, &language, err);
    if (s)
        return s;
    manifest.fingerprint = analyzer_fingerprint(language.analyzer);
    manifest.identity = language_identity();
    language_close(&language);
    s = directory_sync_parent(buf_text(&w->path), err);
    if (!s)
        s = manifest_write(buf_text(&w->path), &manifest, err);
    return s ? s : archive_open(buf_text(&w->path), &w->archive, err);
}

static enum status check_settings(struct archive_writer *w, const struct archive_settings *create, struct err *err)
{
    const char *path = buf_text(&w->path);
    if (create && create->stemmer[0] && strcmp(create->stemmer, w->archive->manifest.settings.stemmer) != 0)
        return err_set(err, S_USAGE, "%s was made with --stemmer=%s, which cannot be changed to %s: make a new archive",
                       path, w->archive->manifest.settings.stemmer, create->stemmer);
    if (!archive_analyzer_matches(w->archive))
        return err_set(
            err, S_VERSION,
            "the analyzer has changed since %s was made (another version of the program or its libraries): index "
            "the articles again into a new archive",
            path);
    return S_OK;
}

/* Gives the space back that a commit to the live store has taken and not used. */
static void trim_live(struct archive_writer *w)
{
    const char *live = w->archive->manifest.live;
    struct buf path = {0};
    if (!live[0])
        return;
    buf_printf(&path, "%s/%s", buf_text(&w->path), live);
    if (buf_status(&path, NULL) == S_OK)
        xap_writer_trim(buf_text(&path));
    buf_release(&path);
}

/* What a writer that was killed has left is taken away here, under the lock. */
static enum status open_existing(struct archive_writer *w, const struct archive_settings *create, struct err *err)
{
    enum status s = archive_open(buf_text(&w->path), &w->archive, err);
    if (!s)
        s = check_settings(w, create, err);
    if (s)
        return s;
    manifest_sweep(buf_text(&w->path), &w->archive->manifest);
    trim_live(w);
    return S_OK;
}

/* An unknown language is told before anything is made. */
static enum status check_language(const char *stemmer, struct err *err)
{
    struct xap_stemmer *probe;
    enum status s = xap_stemmer_new(stemmer, &probe, err);
    if (!s)
        xap_stemmer_free(probe);
    return s;
}

/* What stands where the archive is to be: S_OK for an archive, or free ground to make one on. */
static enum status look_at_ground(struct archive_writer *w, bool create, enum manifest_ground *ground, struct err *err)
{
    enum status s = manifest_ground(buf_text(&w->path), ground, err);
    if (s || *ground == GROUND_ARCHIVE || (*ground == GROUND_FREE && create))
        return s;
    if (*ground == GROUND_FOREIGN && create)
        return err_set(err, S_USAGE, "%s is not empty and holds no archive: name a directory for the archive alone",
                       buf_text(&w->path));
    struct manifest manifest;
    return manifest_read(buf_text(&w->path), &manifest, err);
}

static struct archive_settings with_defaults(const struct archive_settings *wanted)
{
    struct archive_settings settings = *wanted;
    if (!settings.stemmer[0])
        strcpy(settings.stemmer, "english");
    return settings;
}

/* Makes an archive on free ground, or leaves that as it was. */
static enum status make_or_clear(struct archive_writer *w, const struct archive_settings *create, bool made_lock,
                                 struct err *err)
{
    struct archive_settings settings = with_defaults(create);
    enum status s = make_archive(w, &settings, err);
    if (s)
        manifest_remove(buf_text(&w->path));
    if (s && made_lock)
        lock_remove(buf_text(&w->path));
    return s;
}

/* Looks, takes the lock, and looks again: another writer may have made the archive meanwhile. */
static enum status open_under_lock(struct archive_writer *w, const struct archive_settings *create, struct err *err)
{
    enum manifest_ground ground;
    bool made_lock = false;
    enum status s = look_at_ground(w, create, &ground, err);
    if (!s)
        s = lock_acquire(buf_text(&w->path), ARCHIVE_LOCK_WAIT_MS, &w->lock, &made_lock, err);
    if (!s)
        s = look_at_ground(w, create, &ground, err);
    if (s)
        return s;
    return ground == GROUND_ARCHIVE ? open_existing(w, create, err) : make_or_clear(w, create, made_lock, err);
}

static bool is_missing(const char *path)
{
    struct stat info;
    return stat(path, &info) != 0 && errno == ENOENT;
}

/* A directory that was made for nothing is taken away again; another writer's files keep it. *gone says that another
 * writer has done so while this one was on its way to the lock. */
static enum status try_place(struct archive_writer *w, const struct archive_settings *create, bool *gone,
                             struct err *err)
{
    const char *path = buf_text(&w->path);
    bool made = false;
    enum status s = create && is_missing(path) ? make_directory(path, &made, err) : S_OK;
    *gone = false;
    if (s || !(s = open_under_lock(w, create, err)))
        return s;
    bool cleared = made && rmdir(path) == 0;
    *gone = create && !cleared && w->lock < 0 && is_missing(path);
    return s;
}

static enum status open_place(struct archive_writer *w, const struct archive_settings *create, struct err *err)
{
    enum { TRIES = 10 };
    enum status s = create && create->stemmer[0] ? check_language(create->stemmer, err) : S_OK;
    bool gone = !s;
    for (int i = 0; i < TRIES && gone; i++)
        s = try_place(w, create, &gone, err);
    return s;
}

enum status archive_writer_open(const char *path, const struct archive_settings *create, struct archive_writer **out,
                                struct err *err)
{
    struct archive_writer *w = calloc(1, sizeof *w);
    if (!w)
        return err_no_memory(err);
    unsigned processors = processors_usable();
    w->lock = -1;
    w->memory = ARCHIVE_MEMORY;
    w->jobs = processors < ARCHIVE_JOBS_MAX ? processors : ARCHIVE_JOBS_MAX;
    buf_append_text(&w->path, path);
    enum status s = buf_status(&w->path, err);
    if (!s)
        s = document_new(&w->document, err);
    if (!s)
        s = open_place(w, create, err);
    if (s)
        archive_writer_close(w);
    else
        *out = w;
    return s;
}

void archive_writer_close(struct archive_writer *w)
{
    if (!w)
        return;
    inverter_close(w->inverter);
    xap_writer_close(w->live);
    if (w->spent)
        trim_live(w);
    archive_close(w->archive);
    lock_release(w->lock);
    staging_release(&w->staging);
    document_free(w->document);
    article_release(&w->article);
    buf_release(&w->path);
    buf_release(&w->record);
    buf_release(&w->id_term);
    buf_release(&w->value);
    free(w);
}

long archive_holder(const char *path)
{
    return lock_holder(path);
}

const struct archive_settings *archive_writer_settings(const struct archive_writer *w)
{
    return archive_settings(w->archive);
}

void archive_writer_watch(struct archive_writer *w, const struct archive_merging *merging)
{
    w->merging = *merging;
}

void archive_writer_tune(struct archive_writer *w, uint64_t memory, unsigned jobs)
{
    if (memory)
        w->memory = memory;
    if (jobs)
        w->jobs = jobs < ARCHIVE_JOBS_MAX ? jobs : ARCHIVE_JOBS_MAX;
}

/* ---- putting ---- */

static void copy_article(const struct article *from, struct article *to)
{
    article_reset(to);
    for (unsigned field = 0; field < FIELD_COUNT; field++) {
        struct str value = article_get(from, (enum field)field);
        if (value.len)
            article_set(to, (enum field)field, value);
    }
    to->published = from->published;
    to->date_origin = from->date_origin;
    article_derive(to);
}

/* Fields that a reader may have found in the text or the address: another version may find something else, and the
 * article is the same. */
static bool names_content(enum field field)
{
    return field != FIELD_BYLINE && field != FIELD_PLACE && field != FIELD_AGENCY && field != FIELD_SECTION &&
           field != FIELD_LANG;
}

void archive_content_id(const struct article *article, struct buf *out)
{
    struct article content = {0};
    struct buf record = {0};
    for (unsigned field = 0; field < FIELD_COUNT; field++) {
        struct str value = article_get(article, (enum field)field);
        if (value.len && names_content((enum field)field))
            article_set(&content, (enum field)field, value);
    }
    if (article->date_origin == DATE_FROM_METADATA)
        content.published = article->published;
    record_encode(&content, true, &record);
    XXH128_hash_t hash = XXH3_128bits(record.data, record.len);
    if (content.text.failed || record.failed)
        out->failed = true;
    else
        buf_printf(out, "%016llx%016llx", (unsigned long long)hash.high64, (unsigned long long)hash.low64);
    article_release(&content);
    buf_release(&record);
}

/* Leaves in w->article the article with its id, and in w->record its whole content. */
static enum status complete_article(struct archive_writer *w, const struct article *article, struct err *err)
{
    copy_article(article, &w->article);
    if (article_get(&w->article, FIELD_ID).len == 0) {
        buf_reset(&w->value);
        archive_content_id(&w->article, &w->value);
        article_set(&w->article, FIELD_ID, buf_str(&w->value));
    }
    buf_reset(&w->record);
    record_encode(&w->article, true, &w->record);
    enum status s = buf_status(&w->article.text, err);
    return s ? s : buf_status(&w->record, err);
}

/* Where the id's article is: staged, or in the archive. S_NOT_FOUND without a text. */
static enum status find_present(struct archive_writer *w, struct str id, struct staged **staged, struct located *at,
                                struct err *err)
{
    *staged = staging_find(&w->staging, id);
    if (*staged)
        return S_OK;
    enum status s = archive_locate(w->archive, id, at, err);
    bool live = !s && at->number == w->archive->segments;
    return live && staging_hides_live(&w->staging, at->document) ? S_NOT_FOUND : s;
}

static enum status content_of(struct archive_writer *w, const struct staged *staged, const struct located *at,
                              uint64_t *content, struct err *err)
{
    *content = staged ? staged->content : 0;
    if (staged)
        return S_OK;
    if (at->number < w->archive->segments)
        return segment_content(w->archive->segment[at->number], at->document, content, err);
    return live_content(at->store, at->document, content, err);
}

static void drop_staged(struct archive_writer *w, struct staged *staged)
{
    staged->dropped = true;
    w->staging.dropped++;
    if (w->inverter)
        inverter_drop(w->inverter, staged->number);
}

enum status writer_stage(struct archive_writer *w, uint64_t content, struct err *err)
{
    struct staged *a;
    const struct article *article = &w->article;
    struct str id = article_get(article, FIELD_ID), record = buf_str(&w->record);
    enum status s = staging_add(&w->staging, id, record, !w->inverter, &a, err);
    if (s)
        return s;
    a->content = content;
    a->date = article->published.precision == DATE_NONE ? STORE_UNDATED : article->published.seconds;
    if (w->inverter) {
        const struct inverter_article added = {record, id, a->date, content};
        return inverter_add(w->inverter, &added, &a->number, err);
    }
    bool many = w->staging.count - w->staging.dropped >= BULK_ARTICLES || w->staging.records.len >= BULK_BYTES;
    return many ? commit_begin_inverter(w, err) : S_OK;
}

/* Looks what is there under the article's id; what the put replaces is gone afterwards. */
static enum status make_way(struct archive_writer *w, uint64_t content, bool keep, enum archive_change *change,
                            struct err *err)
{
    struct staged *staged;
    struct located at;
    uint64_t present;
    enum status s = find_present(w, article_get(&w->article, FIELD_ID), &staged, &at, err);
    *change = ARCHIVE_ADDED;
    if (s == S_NOT_FOUND)
        return S_OK;
    if (!s)
        s = content_of(w, staged, &at, &present, err);
    if (s)
        return s;
    *change = present == content ? ARCHIVE_UNCHANGED : keep ? ARCHIVE_IGNORED : ARCHIVE_UPDATED;
    if (*change != ARCHIVE_UPDATED)
        return S_OK;
    if (!staged)
        return staging_hide(w, &at, err);
    drop_staged(w, staged);
    return S_OK;
}

enum status archive_check_id(struct str id, struct err *err)
{
    if (id.len <= ARCHIVE_ID_MAX)
        return S_OK;
    return err_set(err, S_INPUT, "an id of %zu bytes: at most %d", id.len, ARCHIVE_ID_MAX);
}

enum status archive_put(struct archive_writer *w, const struct article *article, bool keep, enum archive_change *change,
                        struct err *err)
{
    enum status s = archive_check_id(article_get(article, FIELD_ID), err);
    if (!s)
        s = commit_possible(w, err);
    if (!s)
        s = complete_article(w, article, err);
    if (!s && w->record.len > XAP_DATA_MAX)
        return err_set(err, S_INPUT, "an article of %zu bytes: at most %d", w->record.len, XAP_DATA_MAX);
    if (s)
        return s;
    uint64_t content = XXH3_128bits(w->record.data, w->record.len).high64;
    s = make_way(w, content, keep, change, err);
    if (!s && (*change == ARCHIVE_ADDED || *change == ARCHIVE_UPDATED))
        s = writer_stage(w, content, err);
    return s;
}

enum status archive_remove(struct archive_writer *w, struct str id, bool *found, struct err *err)
{
    struct staged *staged;
    struct located at;
    *found = false;
    enum status s = commit_possible(w, err);
    if (s)
        return s;
    s = find_present(w, id, &staged, &at, err);
    *found = s == S_OK;
    if (s)
        return s == S_NOT_FOUND ? S_OK : s;
    if (!staged)
        return staging_hide(w, &at, err);
    drop_staged(w, staged);
    return S_OK;
}

bool archive_wants_commit(const struct archive_writer *w)
{
    return w->inverter && inverter_full(w->inverter);
}
