#include <stdlib.h>
#include <string.h>

#include "archive/ids.h"
#include "archive/writer_impl.h"

enum { FIRST_SLOTS = 1 << 10 };

void staging_release(struct staging *s)
{
    buf_release(&s->ids);
    buf_release(&s->records);
    free(s->article);
    free(s->slot);
    free(s->hidden);
    free(s->live_gone);
    *s = (struct staging){0};
}

void staging_reset(struct staging *s)
{
    staging_release(s);
}

bool staging_is_empty(const struct staging *s)
{
    return s->count == s->dropped && s->hidden_count == 0 && s->live_gone_count == 0;
}

static struct str id_of(const struct staging *s, const struct staged *a)
{
    return (struct str){s->ids.data + a->id_at, a->id_len};
}

static bool grow_slots(struct staging *s)
{
    size_t slots = s->slots ? s->slots * 2 : FIRST_SLOTS;
    uint32_t *slot = calloc(slots, sizeof *slot);
    if (!slot)
        return false;
    for (size_t i = 0; i < s->count; i++) {
        if (s->article[i].dropped)
            continue;
        size_t at = id_hash(id_of(s, &s->article[i])) & (slots - 1);
        while (slot[at])
            at = (at + 1) & (slots - 1);
        slot[at] = (uint32_t)i + 1;
    }
    free(s->slot);
    s->slot = slot;
    s->slots = slots;
    return true;
}

struct staged *staging_find(const struct staging *s, struct str id)
{
    if (s->slots == 0)
        return NULL;
    for (size_t at = id_hash(id) & (s->slots - 1); s->slot[at]; at = (at + 1) & (s->slots - 1)) {
        struct staged *a = &s->article[s->slot[at] - 1];
        if (!a->dropped && str_equal(id_of(s, a), id))
            return a;
    }
    return NULL;
}

static bool make_room(struct staging *s)
{
    if (s->count == s->capacity) {
        size_t capacity = s->capacity ? s->capacity * 2 : 256;
        struct staged *grown = realloc(s->article, capacity * sizeof *grown);
        if (!grown)
            return false;
        s->article = grown;
        s->capacity = capacity;
    }
    return s->count * 2 < s->slots || grow_slots(s);
}

enum status staging_add(struct staging *s, struct str id, struct str record, bool keep_record, struct staged **out,
                        struct err *err)
{
    if (!make_room(s))
        return err_no_memory(err);
    struct staged *a = &s->article[s->count];
    *a = (struct staged){.id_at = s->ids.len, .id_len = id.len, .record_at = s->records.len, .record_len = record.len};
    buf_append_str(&s->ids, id);
    if (keep_record)
        buf_append_str(&s->records, record);
    if (s->ids.failed || s->records.failed)
        return err_no_memory(err);
    size_t at = id_hash(id) & (s->slots - 1);
    while (s->slot[at])
        at = (at + 1) & (s->slots - 1);
    s->slot[at] = (uint32_t)++s->count;
    *out = a;
    return S_OK;
}

/* ---- documents of the archive that are gone ---- */

static enum status note_hidden(struct staging *s, size_t segment, uint32_t document, struct err *err)
{
    if (s->hidden_count == s->hidden_capacity) {
        size_t capacity = s->hidden_capacity ? s->hidden_capacity * 2 : 64;
        struct hidden_now *grown = realloc(s->hidden, capacity * sizeof *grown);
        if (!grown)
            return err_no_memory(err);
        s->hidden = grown;
        s->hidden_capacity = capacity;
    }
    s->hidden[s->hidden_count++] = (struct hidden_now){segment, document};
    return S_OK;
}

enum status staging_hide(struct archive_writer *w, const struct located *at, struct err *err)
{
    struct staging *s = &w->staging;
    if (at->number < w->archive->segments) {
        enum status status = note_hidden(s, at->number, at->document, err);
        return status ? status : segment_hide(w->archive->segment[at->number], at->document, err);
    }
    if (!s->live_gone) {
        struct store_counts counts;
        store_counts(w->archive->live, &counts);
        s->live_gone = calloc((size_t)counts.document_limit + 1, sizeof *s->live_gone);
        if (!s->live_gone)
            return err_no_memory(err);
    }
    s->live_gone_count += !s->live_gone[at->document];
    s->live_gone[at->document] = true;
    return S_OK;
}

bool staging_hides_live(const struct staging *s, uint32_t document)
{
    return s->live_gone && s->live_gone[document];
}
