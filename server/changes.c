#include "server/changes.h"

#include <string.h>

#include "core/json.h"
#include "indexer/reader.h"
#include "query/filter_list.h"
#include "query/lookup.h"
#include "server/http_check.h"

/* ---- POST ---- */

struct post {
    struct change *change;
    struct json_writer rejects; /* into those of the change */
    uint64_t record;            /* the one that is read, from 1 */
    struct err first;           /* why the first record was rejected */
    struct json_writer ids;     /* into `taken` */
    struct buf taken;
};

static void reject(struct post *p, const char *reason, uint64_t line, const struct err *why)
{
    struct json_writer *w = &p->rejects;
    if (p->change->counts.rejected++ == 0)
        p->first = *why;
    if (p->change->counts.rejected > CHANGE_REJECTS_TOLD)
        return;
    json_object_begin(w);
    json_count(w, "record", p->record);
    json_count(w, "line", line);
    json_key(w, "reason");
    json_text(w, reason);
    json_key(w, "detail");
    json_text(w, why->text);
    json_object_end(w);
}

/* Tells the id of an article that was taken. */
static void tell_id(struct post *p, const struct article *article)
{
    const struct change_counts *n = &p->change->counts;
    struct str id = article_get(article, FIELD_ID);
    struct buf made = {0};
    if (n->added + n->updated + n->unchanged > CHANGE_IDS_MAX)
        return;
    if (id.len == 0) {
        archive_content_id(article, &made);
        id = buf_str(&made);
    }
    json_string(&p->ids, id);
    buf_release(&made);
}

/* Puts an article. Once the writer's memory is used up the group is committed so far. */
static enum status put(struct post *p, const struct article *article, uint64_t line, struct err *err)
{
    struct change *c = p->change;
    enum archive_change change;
    enum status s = archive_put(c->writer, article, false, &change, err);
    if (s == S_INPUT) {
        reject(p, reject_name(REJECT_BAD_ID), line, err);
        return S_OK;
    }
    if (!s) {
        c->counts.added += change == ARCHIVE_ADDED;
        c->counts.updated += change == ARCHIVE_UPDATED;
        c->counts.unchanged += change == ARCHIVE_UNCHANGED;
        tell_id(p, article);
        if (archive_wants_commit(c->writer))
            s = archive_commit(c->writer, err);
    }
    c->harmed = s != S_OK;
    return s;
}

static enum status take_records(struct post *p, struct reader *reader, struct err *err)
{
    struct article article = {0};
    enum status s = S_OK, record;
    while (!s && reader_next(reader, &article, &record, err)) {
        uint64_t line = reader_place(reader).line;
        p->record++;
        if (record == S_INPUT)
            reject(p, reject_name(reader_reject(reader)), line, err);
        else
            s = put(p, &article, line, err);
    }
    article_release(&article);
    return s ? s : record;
}

/* What the body holds in gzip: all of it before anything is put, for damage may come at its end. */
static enum status unpack(struct str body, struct buf *out, struct err *err)
{
    struct source *source = NULL;
    size_t before;
    if (!source_is_compressed(body))
        return err_set(err, S_INPUT, "the body is not in gzip");
    enum status s = source_open_memory("the body", body, &source, err);
    do {
        before = out->len;
        s = s ? s : source_read(source, out, err);
        if (!s && out->len > HTTP_POST_MAX)
            s = err_set(err, S_LIMIT, "unpacked, the body is longer than %d MiB", HTTP_POST_MAX >> 20);
    } while (!s && out->len > before);
    source_close(source);
    return s;
}

static enum status read_body(struct post *p, struct str body, struct err *err)
{
    struct source *source = NULL;
    struct reader *reader = NULL;
    struct field_map *map = NULL;
    enum status s = field_map_new(NULL, &map, err);
    if (!s)
        s = source_open_memory("the body", body, &source, err);
    if (!s)
        s = reader_open(source, "json", map, &reader, err);
    if (!s)
        s = take_records(p, reader, err);
    reader_close(reader);
    source_close(source);
    field_map_free(map);
    return s;
}

static void write_posted(const struct post *p)
{
    const struct change_counts *n = &p->change->counts;
    struct json_writer w;
    json_init(&w, p->change->out);
    json_object_begin(&w);
    json_count(&w, "added", n->added);
    json_count(&w, "updated", n->updated);
    json_count(&w, "unchanged", n->unchanged);
    json_count(&w, "rejected", n->rejected);
    json_key(&w, "rejects");
    json_raw(&w, buf_str(&p->change->rejects));
    json_key(&w, "ids");
    json_raw(&w, buf_str(&p->taken));
    json_object_end(&w);
    buf_append_byte(p->change->out, '\n');
}

static enum status judge(const struct post *p, struct err *err)
{
    const struct change_counts *n = &p->change->counts;
    if (n->added + n->updated + n->unchanged)
        return S_OK;
    if (n->rejected)
        return err_set(err, S_INPUT, "no article could be taken: %s", p->first.text);
    return err_set(err, S_INPUT, "the body holds no article");
}

enum status change_post(struct change *change, struct err *err)
{
    struct post p = {.change = change};
    struct buf unpacked = {0};
    if (change->body.len == 0)
        return err_set(err, S_INPUT, "there is no body");
    if (source_is_compressed(change->body) && !change->gzipped) /* the reader would take it as what it holds */
        return err_set(err, S_INPUT, "the body is compressed, and no Content-Encoding says so");
    json_init(&p.rejects, &change->rejects);
    json_array_begin(&p.rejects);
    json_init(&p.ids, &p.taken);
    json_array_begin(&p.ids);
    enum status s = change->gzipped ? unpack(change->body, &unpacked, err) : S_OK;
    if (!s)
        s = read_body(&p, change->gzipped ? buf_str(&unpacked) : change->body, err);
    json_array_end(&p.rejects);
    json_array_end(&p.ids);
    if (!s)
        s = buf_status(&change->rejects, err);
    if (!s)
        s = buf_status(&p.taken, err);
    if (!s)
        s = judge(&p, err);
    if (!s)
        write_posted(&p);
    if (!s)
        s = buf_status(change->out, err);
    buf_release(&p.taken);
    buf_release(&unpacked);
    return s;
}

/* ---- DELETE ---- */

struct removal {
    struct change *change;
    struct str ids;
    size_t count; /* of them that were looked at */
    struct json_writer missing;
};

/* Whether an id stands among those in front of it: what is named twice counts once. */
static bool is_repeated(const struct removal *r, struct str id)
{
    struct filter_list list;
    struct filter_value value;
    bool repeated = false;
    filter_list_begin(&list, r->ids, FILTER_IDS);
    for (size_t i = 0; !repeated && i < r->count && filter_list_next(&list, &value); i++)
        repeated = str_equal(value.text, id);
    return repeated;
}

static enum status remove_one(void *context, struct str id, struct err *err)
{
    struct removal *r = context;
    struct change *c = r->change;
    bool found = false;
    enum status s = archive_remove(c->writer, id, &found, err);
    c->harmed = s != S_OK;
    c->counts.removed += found;
    if (!s && !found && !is_repeated(r, id))
        json_string(&r->missing, id);
    r->count++;
    return s;
}

/* The whole list is read before anything is removed. */
static enum status remove_ids(struct removal *r, struct err *err)
{
    size_t count;
    enum status s = lookup_ids(r->ids, CHANGE_IDS_MAX, NULL, NULL, &count, err);
    if (!s && count == 0)
        s = err_set(err, S_USAGE, "ids: which articles?");
    return s ? s : lookup_ids(r->ids, CHANGE_IDS_MAX, remove_one, r, &count, err);
}

enum status change_delete(struct change *change, struct err *err)
{
    const struct target_param *ids = target_find(change->target, "ids");
    struct buf missing = {0};
    struct removal r = {.change = change, .ids = ids->value};
    struct json_writer w;
    change->parameter = str_of("ids");
    if (ids->fault)
        return err_set(err, S_USAGE, "the value of ids %s", ids->fault);
    json_init(&r.missing, &missing);
    json_array_begin(&r.missing);
    enum status s = remove_ids(&r, err);
    json_array_end(&r.missing);
    if (!s)
        s = buf_status(&missing, err);
    json_init(&w, change->out);
    json_object_begin(&w);
    json_count(&w, "removed", change->counts.removed);
    json_key(&w, "missing");
    json_raw(&w, buf_str(&missing));
    json_object_end(&w);
    buf_append_byte(change->out, '\n');
    if (!s)
        s = buf_status(change->out, err);
    buf_release(&missing);
    return s;
}
