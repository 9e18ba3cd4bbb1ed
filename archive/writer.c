/* Writing into an archive. So far everything goes to the live store: one put is one document, one commit one
 * transaction. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <xxhash.h>

#include "archive/archive.h"
#include "archive/document.h"
#include "archive/language.h"
#include "archive/live.h"
#include "archive/lock.h"
#include "archive/manifest.h"
#include "archive/record.h"

struct archive_writer {
    struct buf path;
    int lock;
    struct manifest manifest;
    struct language language;
    struct xap_writer *live;
    struct document *document;
    struct article article; /* with what the writer adds: the id, the host */
    struct buf record, id_term, value;
};

/* ---- terms of ids, hosts ---- */

void archive_id_term(struct str id, struct buf *out)
{
    size_t start = out->len;
    buf_append_text(out, schema[FIELD_ID].prefix);
    buf_append_str(out, id);
    if (out->failed || xap_term_fits((struct str){out->data + start, out->len - start}))
        return;
    /* A control character, which no id holds, keeps hashes apart from ids. */
    XXH128_hash_t hash = XXH3_128bits(id.ptr, id.len);
    buf_truncate(out, start);
    buf_printf(out, "%s\x01%016llx%016llx", schema[FIELD_ID].prefix, (unsigned long long)hash.high64,
               (unsigned long long)hash.low64);
}

/* The host of a URL (RFC 3986, section 3.2): between "//" and the path, without user and port. */
static struct str host_of(struct str url)
{
    const char *start = url.len ? memmem(url.ptr, url.len, "//", 2) : NULL;
    if (!start)
        return (struct str){0};
    const char *end = url.ptr + url.len;
    struct str host = {start + 2, 0};
    for (const char *p = host.ptr; p < end && !strchr("/?#", *p); p++) {
        if (*p == '@')
            host = (struct str){p + 1, 0};
        else
            host.len = (size_t)(p + 1 - host.ptr);
    }
    const char *port = host.len ? memchr(host.ptr, ':', host.len) : NULL;
    if (port)
        host.len = (size_t)(port - host.ptr);
    return host;
}

/* ---- opening ---- */

static enum status open_live(struct archive_writer *w, bool create, struct err *err)
{
    struct buf path = {0};
    buf_printf(&path, "%s/%s", buf_text(&w->path), w->manifest.live);
    enum status s = buf_status(&path, err);
    if (!s)
        s = xap_writer_open(buf_text(&path), create, &w->live, err);
    buf_release(&path);
    if (s == S_NOT_FOUND)
        s = err_set(err, S_CORRUPT, "%s is damaged: its live store %s is missing", buf_text(&w->path),
                    w->manifest.live);
    return s;
}

static enum status make_directory(const char *path, struct err *err)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return S_OK;
    return err_set(err, S_IO, "cannot make the archive %s: %s", path, strerror(errno));
}

/* Makes an archive in a directory that is free. The live store comes first, so that a manifest never names what is not
 * there. */
static enum status make_archive(struct archive_writer *w, const struct archive_settings *settings, struct err *err)
{
    w->manifest = (struct manifest){.generation = 1, .settings = *settings, .live = "live.000001"};
    enum status s = language_open(settings->stemmer, &w->language, err);
    if (s)
        return s;
    w->manifest.fingerprint = w->language.fingerprint;
    s = open_live(w, true, err);
    if (!s)
        s = manifest_write(buf_text(&w->path), &w->manifest, err);
    return s;
}

static enum status check_settings(struct archive_writer *w, const struct archive_settings *create, struct err *err)
{
    const char *path = buf_text(&w->path);
    if (create && create->stemmer[0] && strcmp(create->stemmer, w->manifest.settings.stemmer) != 0)
        return err_set(err, S_USAGE, "%s was made with --stemmer=%s, which cannot be changed to %s: make a new archive",
                       path, w->manifest.settings.stemmer, create->stemmer);
    if (w->language.fingerprint != w->manifest.fingerprint)
        return err_set(
            err, S_VERSION,
            "the analyzer has changed since %s was made (another version of the program or its libraries): index "
            "the articles again into a new archive",
            path);
    return S_OK;
}

static enum status open_existing(struct archive_writer *w, const struct archive_settings *create, struct err *err)
{
    enum status s = manifest_read(buf_text(&w->path), &w->manifest, err);
    if (!s)
        s = language_open(w->manifest.settings.stemmer, &w->language, err);
    if (!s)
        s = check_settings(w, create, err);
    if (!s)
        s = open_live(w, false, err);
    return s;
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
    return manifest_read(buf_text(&w->path), &w->manifest, err);
}

static struct archive_settings with_defaults(const struct archive_settings *wanted)
{
    struct archive_settings settings = *wanted;
    if (!settings.stemmer[0])
        strcpy(settings.stemmer, "english");
    return settings;
}

/* Looks, takes the lock, and looks again: another writer may have made the archive meanwhile. */
static enum status open_under_lock(struct archive_writer *w, const struct archive_settings *create, struct err *err)
{
    enum manifest_ground ground;
    struct stat info;
    enum status s = S_OK;

    if (create && create->stemmer[0])
        s = check_language(create->stemmer, err);
    if (!s && create && stat(buf_text(&w->path), &info) != 0 && errno == ENOENT)
        s = make_directory(buf_text(&w->path), err);
    if (!s)
        s = look_at_ground(w, create, &ground, err);
    if (!s)
        s = lock_acquire(buf_text(&w->path), ARCHIVE_LOCK_WAIT_MS, &w->lock, err);
    if (!s)
        s = look_at_ground(w, create, &ground, err);
    if (s)
        return s;
    if (ground == GROUND_ARCHIVE)
        return open_existing(w, create, err);
    struct archive_settings settings = with_defaults(create);
    return make_archive(w, &settings, err);
}

enum status archive_writer_open(const char *path, const struct archive_settings *create, struct archive_writer **out,
                                struct err *err)
{
    struct archive_writer *w = calloc(1, sizeof *w);
    if (!w)
        return err_no_memory(err);
    w->lock = -1;
    buf_append_text(&w->path, path);
    enum status s = buf_status(&w->path, err);
    if (!s)
        s = document_new(&w->document, err);
    if (!s)
        s = open_under_lock(w, create, err);
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
    xap_writer_close(w->live);
    lock_release(w->lock);
    language_close(&w->language);
    document_free(w->document);
    article_release(&w->article);
    buf_release(&w->path);
    buf_release(&w->record);
    buf_release(&w->id_term);
    buf_release(&w->value);
    free(w);
}

const struct archive_settings *archive_writer_settings(const struct archive_writer *w)
{
    return &w->manifest.settings;
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
    struct str host = host_of(article_get(from, FIELD_URL));
    if (host.len)
        article_set(to, FIELD_HOST, host);
}

void archive_content_id(const struct article *article, struct buf *out)
{
    struct buf record = {0};
    record_encode(article, true, &record);
    XXH128_hash_t hash = XXH3_128bits(record.data, record.len);
    if (record.failed)
        out->failed = true;
    else
        buf_printf(out, "%016llx%016llx", (unsigned long long)hash.high64, (unsigned long long)hash.low64);
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

/* What is known of the article before it is written: ARCHIVE_UNCHANGED and ARCHIVE_IGNORED need no writing. */
static enum status compare_stored(struct archive_writer *w, const char content[LIVE_CONTENT_BYTES], bool keep,
                                  enum archive_change *change, struct err *err)
{
    enum status s = xap_writer_value(w->live, buf_str(&w->id_term), LIVE_SLOT_CONTENT, &w->value, err);
    if (s == S_NOT_FOUND) {
        *change = ARCHIVE_ADDED;
        return S_OK;
    }
    struct str stored = buf_str(&w->value);
    if (str_equal(stored, (struct str){content, LIVE_CONTENT_BYTES}))
        *change = ARCHIVE_UNCHANGED;
    else
        *change = keep ? ARCHIVE_IGNORED : ARCHIVE_UPDATED;
    return s;
}

static enum status write_document(struct archive_writer *w, const char content[LIVE_CONTENT_BYTES], struct err *err)
{
    char date[LIVE_DATE_BYTES];
    uint32_t headline_words;
    struct xap_document document = {0};
    enum status s = document_invert(w->document, w->language.analyzer, &w->article, &document.postings,
                                    &document.posting_count, &headline_words, err);
    if (s)
        return s;
    bool dated = w->article.published.precision != DATE_NONE;
    live_encode_date(w->article.published.seconds, date);
    buf_reset(&w->value);
    if (headline_words)
        buf_append_varint(&w->value, headline_words);
    const struct xap_value values[] = {
        {LIVE_SLOT_DATE, {date, dated ? sizeof date : 0}},
        {LIVE_SLOT_ID, article_get(&w->article, FIELD_ID)},
        {LIVE_SLOT_CONTENT, {content, LIVE_CONTENT_BYTES}},
        {LIVE_SLOT_HEADLINE, buf_str(&w->value)},
    };
    document.values = values;
    document.value_count = sizeof values / sizeof values[0];
    document.data = buf_str(&w->record);
    if ((s = buf_status(&w->record, err)) || (s = buf_status(&w->value, err)))
        return s;
    return xap_put(w->live, buf_str(&w->id_term), &document, err);
}

enum status archive_put(struct archive_writer *w, const struct article *article, bool keep, enum archive_change *change,
                        struct err *err)
{
    char content[LIVE_CONTENT_BYTES];
    size_t id_len = article_get(article, FIELD_ID).len;

    if (id_len > ARCHIVE_ID_MAX)
        return err_set(err, S_INPUT, "an id of %zu bytes: at most %d", id_len, ARCHIVE_ID_MAX);
    enum status s = complete_article(w, article, err);
    if (s)
        return s;
    XXH128_hash_t hash = XXH3_128bits(w->record.data, w->record.len);
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, hash);
    memcpy(content, canonical.digest, sizeof content);

    buf_reset(&w->id_term);
    archive_id_term(article_get(&w->article, FIELD_ID), &w->id_term);
    s = buf_status(&w->id_term, err);
    if (!s)
        s = compare_stored(w, content, keep, change, err);
    if (!s && (*change == ARCHIVE_ADDED || *change == ARCHIVE_UPDATED))
        s = write_document(w, content, err);
    return s;
}

enum status archive_remove(struct archive_writer *w, struct str id, bool *found, struct err *err)
{
    buf_reset(&w->id_term);
    archive_id_term(id, &w->id_term);
    enum status s = buf_status(&w->id_term, err);
    return s ? s : xap_remove(w->live, buf_str(&w->id_term), found, err);
}

enum status archive_commit(struct archive_writer *w, struct err *err)
{
    return xap_commit(w->live, err);
}
