/* archive_check: opens what the manifest names, part by part, and looks at each. It is a reader: it takes no lock, and
 * begins again when a writer publishes another state before it has everything open and is done with the live store
 * (segments stay as they are, and are mapped). */
#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <xxhash.h>

#include "archive/check_impl.h"
#include "archive/live.h"
#include "archive/removals.h"

enum { ATTEMPTS = 10 };

/* What is there, with what was said of each part that could not be opened. */
struct opened {
    struct segment *segment[MANIFEST_SEGMENTS_MAX];
    enum status status[MANIFEST_SEGMENTS_MAX];
    struct err why[MANIFEST_SEGMENTS_MAX];
    bool whole[MANIFEST_SEGMENTS_MAX];
    struct store *live;
    enum status live_status;
    struct err live_why;
    struct buf live_ids; /* varint length and bytes of each: the snapshot may be gone when they are compared */
};

/* ---- saying ---- */

static void say(const struct check *c, const char *text)
{
    c->out->damages++;
    c->to->damage(c->to->context, text);
}

enum status check_judge(struct check *c, enum status status, const struct err *err)
{
    if (status != S_CORRUPT)
        return status;
    if (!c->holding) {
        say(c, err->text);
        return S_OK;
    }
    buf_append(&c->held, err->text, strlen(err->text) + 1);
    c->held_count++;
    return S_OK;
}

static enum status say_held(struct check *c, struct err *err)
{
    enum status s = buf_status(&c->held, err);
    const char *at = buf_text(&c->held);
    for (uint64_t i = 0; !s && i < c->held_count; i++, at += strlen(at) + 1)
        say(c, at);
    c->holding = false;
    return s;
}

static void forget_held(struct check *c)
{
    buf_reset(&c->held);
    c->held_count = 0;
    c->holding = true;
}

void check_progress(const struct check *c, const char *path, uint64_t bytes, uint64_t done, uint64_t total)
{
    const char *slash = strrchr(path, '/');
    uint64_t part = total ? (uint64_t)((double)bytes * (double)done / (double)total) : 0;
    if (c->to->progress)
        c->to->progress(c->to->context, slash ? slash + 1 : path, c->done + part, c->out->bytes);
}

uint64_t check_hash_posting(struct str term, uint32_t frequency, const uint32_t *positions, size_t count)
{
    const uint64_t parts[3] = {XXH3_64bits(term.ptr, term.len), frequency,
                               count ? XXH3_64bits(positions, count * sizeof *positions) : 0};
    return XXH3_64bits(parts, sizeof parts);
}

/* ---- counting ---- */

static uint64_t count_file(struct check *c, const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return 0;
    c->out->files++;
    c->out->bytes += (uint64_t)info.st_size;
    return (uint64_t)info.st_size;
}

static enum status count_live(struct check *c, const char *path, struct err *err)
{
    struct buf file = {0};
    enum status s = S_OK;
    DIR *directory = opendir(path);
    for (struct dirent *entry; !s && directory && (entry = readdir(directory));) {
        buf_reset(&file);
        buf_printf(&file, "%s/%s", path, entry->d_name);
        s = buf_status(&file, err);
        if (!s)
            c->done += count_file(c, buf_text(&file));
    }
    if (directory)
        closedir(directory);
    buf_release(&file);
    return s;
}

static enum status live_path(const struct check *c, struct buf *out, struct err *err)
{
    buf_reset(out);
    buf_printf(out, "%s/%s", c->archive, c->manifest.live);
    return buf_status(out, err);
}

static enum status count(struct check *c, struct err *err)
{
    struct buf path = {0};
    const struct manifest *m = &c->manifest;
    enum status s = S_OK;
    *c->out = (struct archive_checked){0};
    c->done = 0;
    buf_printf(&path, "%s/MANIFEST", c->archive);
    for (size_t i = 0; !s && i <= 2 * m->segments; i++) {
        s = buf_status(&path, err);
        if (!s)
            count_file(c, buf_text(&path));
        buf_reset(&path);
        if (i % 2 == 0 && i / 2 < m->segments)
            manifest_segment_path(c->archive, m->segment[i / 2].number, &path);
        else if (i % 2 && m->segment[i / 2].removals)
            manifest_removals_path(c->archive, &m->segment[i / 2], &path);
    }
    if (!s && m->live[0] && !(s = live_path(c, &path, err)))
        s = count_live(c, buf_text(&path), err);
    buf_release(&path);
    return s;
}

/* ---- opening ---- */

/* What the manifest says of a segment. */
static enum status check_named(const struct check *c, const struct manifest_segment *named, const struct segment *s,
                               struct err *err)
{
    if (s->header.documents != named->documents || s->header.file_bytes != named->bytes)
        return err_set(err, S_CORRUPT,
                       "%s/MANIFEST is damaged: it names %s with %" PRIu32 " articles in %" PRIu64
                       " bytes, and it has %" PRIu32 " in %" PRIu64,
                       c->archive, strrchr(s->path, '/') + 1, named->documents, named->bytes, s->header.documents,
                       s->header.file_bytes);
    if (s->header.bodies != c->manifest.settings.store_bodies)
        return err_set(err, S_CORRUPT, "%s is damaged: it stores not what the archive's MANIFEST says", s->path);
    return S_OK;
}

/* A missing file is damage like any other. */
static enum status missing_is_damage(enum status status)
{
    return status == S_NOT_FOUND ? S_CORRUPT : status;
}

static enum status open_removals(const struct check *c, size_t i, struct segment *s, struct err *err)
{
    struct buf path = {0};
    manifest_removals_path(c->archive, &c->manifest.segment[i], &path);
    enum status status = buf_status(&path, err);
    if (!status)
        status = removals_read(s, buf_text(&path), c->manifest.segment[i].removals_checksum, err);
    buf_release(&path);
    return missing_is_damage(status);
}

static void open_segment(const struct check *c, struct opened *o, size_t i)
{
    const struct manifest_segment *named = &c->manifest.segment[i];
    struct buf path = {0};
    manifest_segment_path(c->archive, named->number, &path);
    enum status status = buf_status(&path, &o->why[i]);
    if (!status)
        status = segment_open(buf_text(&path), named->checksum, false, &o->segment[i], &o->why[i]);
    if (!status)
        status = check_named(c, named, o->segment[i], &o->why[i]);
    if (!status && named->removals)
        status = open_removals(c, i, o->segment[i], &o->why[i]);
    o->status[i] = missing_is_damage(status);
    buf_release(&path);
}

static void close_all(struct opened *o)
{
    for (size_t i = 0; i < MANIFEST_SEGMENTS_MAX; i++)
        segment_close(o->segment[i]);
    store_close(o->live);
    buf_release(&o->live_ids);
    *o = (struct opened){0};
}

static enum status open_live(const struct check *c, struct opened *o, struct err *err)
{
    struct buf path = {0};
    enum status s = live_path(c, &path, err);
    if (!s)
        o->live_status = live_open(buf_text(&path), true, &o->live, &o->live_why);
    if (o->live_status == S_NOT_FOUND)
        o->live_status = err_set(&o->live_why, S_CORRUPT, "%s is missing", buf_text(&path));
    buf_release(&path);
    return s;
}

/* ---- the live store ---- */

struct notes {
    const struct check *check;
    struct opened *opened;
    enum status status;
    struct err *err;
};

/* Hides what a note speaks of. Notes of segments that are no more are left over from before a merge. */
static void take_note(void *context, uint32_t number, uint32_t document)
{
    struct notes *n = context;
    for (size_t i = 0; !n->status && i < n->check->manifest.segments; i++) {
        struct segment *s = n->opened->segment[i];
        if (!s || n->check->manifest.segment[i].number != number)
            continue;
        if (document == 0 || document > s->header.documents)
            n->status = err_set(n->err, S_CORRUPT, "%s/%s is damaged: it hides document %" PRIu32 " of %s",
                                n->check->archive, n->check->manifest.live, document, s->path);
        else
            n->status = segment_hide(s, document, n->err);
    }
}

static enum status gather_live_ids(struct opened *o, struct err *err)
{
    struct store_counts counts;
    struct buf id = {0};
    enum status s = S_OK;
    store_counts(o->live, &counts);
    for (uint32_t document = 1; !s && document < counts.document_limit; document++) {
        buf_reset(&id);
        s = store_id(o->live, document, &id, err);
        if (s || id.len == 0)
            continue; /* a gap */
        buf_append_varint(&o->live_ids, id.len);
        buf_append_str(&o->live_ids, buf_str(&id));
    }
    buf_release(&id);
    return s ? s : buf_status(&o->live_ids, err);
}

static enum status check_live_store(struct check *c, struct opened *o, struct err *err)
{
    struct buf path = {0};
    struct notes notes = {.check = c, .opened = o, .err = err};
    enum status s = live_path(c, &path, err);
    if (!s && (s = o->live_status))
        *err = o->live_why;
    if (!s)
        s = check_live(c, o->live, buf_text(&path), err);
    if (!s)
        s = live_hidden(o->live, take_note, &notes, err);
    if (!s)
        s = notes.status;
    if (!s)
        s = gather_live_ids(o, err);
    buf_release(&path);
    s = missing_is_damage(s);
    if (s == S_CORRUPT && o->live && !live_is_newest(o->live))
        return S_STALE;
    return check_judge(c, s, err);
}

/* Opens everything and checks the live store; S_STALE when a writer came in between. */
static enum status attempt(struct check *c, struct opened *o, struct err *err)
{
    struct manifest after;
    close_all(o);
    forget_held(c);
    enum status s = count(c, err);
    for (size_t i = 0; !s && i < c->manifest.segments; i++)
        open_segment(c, o, i);
    if (!s && c->manifest.live[0])
        s = open_live(c, o, err);
    if (!s && c->manifest.live[0])
        s = check_live_store(c, o, err);
    if (s && s != S_STALE)
        return s;
    uint64_t generation = c->manifest.generation;
    enum status read = manifest_read(c->archive, &after, err);
    if (read)
        return read;
    c->manifest = after;
    return after.generation == generation ? s : S_STALE;
}

/* ---- across the parts ---- */

/* The manifest's own sense: numbers are given once, and each is below the next that will be. */
static enum status check_manifest(const struct check *c, struct err *err)
{
    const struct manifest *m = &c->manifest;
    for (size_t i = 0; i < m->segments; i++) {
        if (m->segment[i].number >= m->next)
            return err_set(err, S_CORRUPT,
                           "%s/MANIFEST is damaged: the next number is %" PRIu32 ", and %" PRIu32 " is there",
                           c->archive, m->next, m->segment[i].number);
        for (size_t j = 0; j < i; j++)
            if (m->segment[j].number == m->segment[i].number)
                return err_set(err, S_CORRUPT, "%s/MANIFEST is damaged: it names segment %" PRIu32 " twice", c->archive,
                               m->segment[i].number);
    }
    return S_OK;
}

static enum status twice(const struct segment *s, const char *other, struct str id, struct err *err)
{
    return err_set(err, S_CORRUPT, "%s is damaged in its ids: %.*s is an article in %s too", s->path,
                   id.len > 200 ? 200 : (int)id.len, id.ptr, other);
}

/* Whether an article of `a` is visible in `b` too. */
static enum status check_pair(struct segment *a, struct segment *b, struct err *err)
{
    struct str id;
    uint32_t other;
    enum status s = S_OK;
    for (uint32_t document = 1; !s && document <= a->header.documents; document++) {
        if (segment_hides(a, document))
            continue;
        s = segment_id(a, document, &id, err);
        if (!s)
            s = segment_find_id(b, id, &other, err);
        if (!s && !segment_hides(b, other))
            return twice(b, strrchr(a->path, '/') + 1, id, err);
        s = s == S_NOT_FOUND ? S_OK : s;
    }
    return s;
}

static enum status check_live_pair(const struct check *c, const struct opened *o, struct segment *b, struct err *err)
{
    const char *at = o->live_ids.data, *end = at + o->live_ids.len;
    uint64_t len;
    uint32_t other;
    enum status s = S_OK;
    for (; !s && at < end && varint_read(&at, end, &len); at += len) {
        const struct str id = {at, (size_t)len};
        s = segment_find_id(b, id, &other, err);
        if (!s && !segment_hides(b, other))
            s = twice(b, c->manifest.live, id, err);
        s = s == S_NOT_FOUND ? S_OK : s;
    }
    return s;
}

static enum status check_duplicates(struct check *c, struct opened *o, struct err *err)
{
    enum status s = S_OK;
    for (size_t i = 0; !s && i < c->manifest.segments; i++) {
        for (size_t j = 0; !s && o->whole[i] && j < i; j++)
            if (o->whole[j])
                s = check_judge(c, check_pair(o->segment[j], o->segment[i], err), err);
        if (!s && o->whole[i] && o->live_ids.len)
            s = check_judge(c, check_live_pair(c, o, o->segment[i], err), err);
    }
    return s;
}

/* ---- together ---- */

static enum status check_segments(struct check *c, struct opened *o, struct err *err)
{
    enum status s = S_OK;
    for (size_t i = 0; !s && i < c->manifest.segments; i++) {
        s = check_judge(c, o->status[i], &o->why[i]);
        if (s)
            *err = o->why[i];
        if (s || !o->segment[i])
            continue;
        bool told = o->status[i] != S_OK;
        s = check_segment(c, o->segment[i], &o->whole[i], err);
        o->whole[i] &= !told;
        c->out->articles += o->segment[i]->header.documents - o->segment[i]->hidden_count;
    }
    return s;
}

static enum status check_parts(struct check *c, struct opened *o, struct err *err)
{
    struct store_counts counts = {0};
    enum status s = S_STALE;
    for (int i = 0; s == S_STALE && i < ATTEMPTS; i++)
        s = attempt(c, o, err);
    if (s == S_STALE)
        return err_set(err, S_STALE, "%s changes faster than it can be checked", c->archive);
    if (!s)
        s = say_held(c, err);
    if (!s)
        s = check_judge(c, check_manifest(c, err), err);
    if (!s)
        s = check_segments(c, o, err);
    if (!s)
        s = check_duplicates(c, o, err);
    if (o->live)
        store_counts(o->live, &counts);
    c->out->articles += counts.documents;
    return s;
}

enum status archive_check(const char *path, const struct archive_checking *to, struct archive_checked *out,
                          struct err *err)
{
    struct check c = {.to = to, .out = out, .archive = path};
    struct opened *o = calloc(1, sizeof *o);
    *out = (struct archive_checked){0};
    if (!o)
        return err_no_memory(err);
    enum status s = manifest_read(path, &c.manifest, err);
    if (s == S_CORRUPT) {
        free(o);
        return check_judge(&c, s, err);
    }
    if (!s)
        s = language_open(c.manifest.settings.stemmer, &c.language, err);
    if (!s)
        s = document_new(&c.document, err);
    if (!s) {
        c.same_analyzer = analyzer_fingerprint(c.language.analyzer) == c.manifest.fingerprint;
        s = check_parts(&c, o, err);
    }
    close_all(o);
    free(o);
    document_free(c.document);
    language_close(&c.language);
    buf_release(&c.held);
    return s;
}
