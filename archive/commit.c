/* Committing. A few articles or removals are one transaction of the live store; many are a segment, which takes the
 * live store's articles in as well, and become visible with a new manifest. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "archive/deflater.h"
#include "archive/files.h"
#include "archive/record.h"
#include "archive/removals.h"
#include "archive/writer_impl.h"

/* A live store is sealed when it holds so many articles, so many words in them, or so many notes of hidden documents: a
 * reader goes through these when it opens the archive. */
enum { SEAL_AT = 4096, SEAL_WORDS = 4 << 20 };

/* Inside a run many segments wait for its end, so that its rate does not depend on when merges come; past this, they
 * are merged on the way. */
enum { SEGMENTS_IN_A_RUN = 48 };

/* ---- the manifest ---- */

enum status commit_possible(const struct archive_writer *w, struct err *err)
{
    return w->spent ? err_set(err, w->spent, "%s", w->spent_why.text) : S_OK;
}

static enum status spend(struct archive_writer *w, enum status failure, const struct err *why, struct err *err)
{
    w->spent = failure;
    w->spent_why = *why;
    return commit_possible(w, err);
}

/* A manifest that could not be published may yet be the one on disk: when its last sync fails, it is. So nothing is
 * written afterwards that only the old one knows to be free, and the live store of the new one is not committed to. */
enum status commit_manifest(struct archive_writer *w, struct manifest *m, struct err *err)
{
    const char *path = buf_text(&w->path);
    struct err why;
    m->generation++;
    m->identity = language_identity(); /* the fingerprint was found to be right when the writer was opened */
    enum status s = directory_sync(path, &why);
    if (!s)
        s = manifest_write(path, m, &why);
    if (!s) {
        xap_writer_close(w->live);
        w->live = NULL;
        s = archive_reopen(w->archive, &why);
    }
    if (s)
        return spend(w, s, &why, err);
    manifest_sweep(path, m);
    return S_OK;
}

/* ---- to the live store ---- */

/* Makes the live store when there is none: the manifest names it before anything is in it. */
static enum status open_live(struct archive_writer *w, struct err *err)
{
    bool create = !w->archive->manifest.live[0];
    struct manifest m = w->archive->manifest;
    struct buf path = {0};
    if (w->live)
        return S_OK;
    if (create)
        snprintf(m.live, sizeof m.live, "live.%06" PRIu32, m.next++);
    buf_printf(&path, "%s/%s", buf_text(&w->path), m.live);
    enum status s = buf_status(&path, err);
    if (!s && create)
        s = xap_writer_open(buf_text(&path), true, &w->live, err);
    if (!s && create)
        s = commit_manifest(w, &m, err);
    if (!s)
        s = xap_writer_open(buf_text(&path), false, &w->live, err);
    buf_release(&path);
    return s;
}

static enum status put_live(struct archive_writer *w, const struct staged *a, struct err *err)
{
    char date[LIVE_DATE_BYTES];
    unsigned char text[LIVE_TEXT_BYTES];
    struct inverted_article inverted;
    struct xap_document document = {0};
    document.data = (struct str){w->staging.records.data + a->record_at, a->record_len};
    enum status s = record_decode(document.data, &w->article, err);
    if (s)
        return s;
    article_derive(&w->article);
    s = document_invert(w->document, archive_analyzer(w->archive), &w->article, &inverted, err);
    if (s)
        return s;
    document.postings = inverted.posting;
    document.posting_count = inverted.count;
    put_le64(text, inverted.text);
    live_encode_date(a->date, date);
    buf_reset(&w->value);
    if (inverted.headline_words)
        buf_append_varint(&w->value, inverted.headline_words);
    XXH128_canonical_t content;
    XXH128_canonicalFromHash(&content, XXH3_128bits(document.data.ptr, document.data.len));
    const struct xap_value values[] = {
        {LIVE_SLOT_DATE, {date, a->date != STORE_UNDATED ? sizeof date : 0}},
        {LIVE_SLOT_ID, article_get(&w->article, FIELD_ID)},
        {LIVE_SLOT_CONTENT, {(const char *)content.digest, sizeof content.digest}},
        {LIVE_SLOT_HEADLINE, buf_str(&w->value)},
        {LIVE_SLOT_TEXT, {(const char *)text, sizeof text}},
    };
    document.values = values;
    document.value_count = sizeof values / sizeof values[0];
    buf_reset(&w->id_term);
    archive_id_term(article_get(&w->article, FIELD_ID), &w->id_term);
    if ((s = buf_status(&w->id_term, err)) || (s = buf_status(&w->value, err)))
        return s;
    return xap_put(w->live, buf_str(&w->id_term), &document, err);
}

/* Removes from the live store what is gone from it; what is put again takes its place by itself. */
static enum status remove_live(struct archive_writer *w, struct err *err)
{
    struct store_counts counts = {0};
    enum status s = S_OK;
    if (!w->staging.live_gone)
        return S_OK;
    store_counts(w->archive->live, &counts);
    for (uint32_t document = 1; !s && document < counts.document_limit; document++) {
        if (!w->staging.live_gone[document])
            continue;
        buf_reset(&w->value);
        buf_reset(&w->id_term);
        s = store_id(w->archive->live, document, &w->value, err);
        if (!s)
            archive_id_term(buf_str(&w->value), &w->id_term);
        if (!s && !(s = buf_status(&w->id_term, err)) && !staging_find(&w->staging, buf_str(&w->value)))
            s = xap_remove(w->live, buf_str(&w->id_term), NULL, err);
    }
    return s;
}

static enum status note_hidden(struct archive_writer *w, struct err *err)
{
    enum status s = S_OK;
    for (size_t i = 0; !s && i < w->staging.hidden_count; i++) {
        const struct hidden_now *h = &w->staging.hidden[i];
        buf_reset(&w->value);
        live_hide_key(w->archive->manifest.segment[h->segment].number, h->document, &w->value);
        s = buf_status(&w->value, err);
        if (!s)
            s = xap_note(w->live, buf_str(&w->value), err);
    }
    return s;
}

static enum status commit_live(struct archive_writer *w, struct err *err)
{
    struct store_counts counts;
    enum status s = open_live(w, err);
    if (!s)
        s = remove_live(w, err);
    if (!s)
        s = note_hidden(w, err);
    for (size_t i = 0; !s && i < w->staging.count; i++)
        if (!w->staging.article[i].dropped)
            s = put_live(w, &w->staging.article[i], err);
    if (!s)
        s = xap_commit(w->live, err);
    if (s)
        return s;
    staging_reset(&w->staging);
    s = archive_reopen(w->archive, err);
    if (s)
        return s;
    store_counts(w->archive->live, &counts);
    bool small = counts.documents < SEAL_AT && counts.total_length < SEAL_WORDS && w->archive->notes < SEAL_AT;
    return small ? S_OK : commit_publish(w, err);
}

/* ---- to a segment ---- */

static enum status open_inverter(struct archive_writer *w, struct str dictionary, struct err *err)
{
    struct inverter_options options = {.stemmer = archive_writer_settings(w)->stemmer,
                                       .store_bodies = archive_writer_settings(w)->store_bodies,
                                       .memory = w->memory,
                                       .jobs = w->jobs,
                                       .dictionary = dictionary};
    struct buf path = {0};
    w->inverter_number = w->archive->manifest.next;
    manifest_segment_path(buf_text(&w->path), w->inverter_number, &path);
    enum status s = buf_status(&path, err);
    options.path = buf_text(&path);
    if (!s)
        s = inverter_open(&options, &w->inverter, err);
    buf_release(&path);
    return s;
}

/* Makes of a record the one without a body. */
static enum status leave_body_out(struct str *record, struct article *article, struct buf *out, struct err *err)
{
    enum status s = record_decode(*record, article, err);
    buf_reset(out);
    if (!s)
        record_encode(article, false, out);
    *record = buf_str(out);
    return s ? s : buf_status(out, err);
}

/* Slices of what is stored of articles that lie evenly among the staged. */
static enum status sample_staged(const struct staging *s, bool bodies, struct buf *out, struct err *err)
{
    struct article article = {0};
    struct buf without = {0};
    enum status status = S_OK;
    for (size_t i = 0; !status && i < s->count; i += s->count / DICTIONARY_SLICES + 1) {
        struct str record = {s->records.data + s->article[i].record_at, s->article[i].record_len};
        status = bodies ? S_OK : leave_body_out(&record, &article, &without, err);
        if (!status)
            dictionary_add_slice(out, record, bodies);
    }
    article_release(&article);
    buf_release(&without);
    return status ? status : buf_status(out, err);
}

/* The dictionary of the largest segment, if it serves and is of no fewer articles than one of those that are staged
 * would be: articles that are compressed with the same one can be merged as they are. */
static enum status choose_dictionary(struct archive_writer *w, struct buf *out, struct err *err)
{
    struct segment *largest = segment_largest(w->archive->segment, w->archive->segments);
    struct str dictionary;
    bool bodies = archive_writer_settings(w)->store_bodies;
    bool shared =
        largest && largest->header.documents >= w->staging.count &&
        segment_stored_dictionary(largest, &dictionary, NULL) == S_OK && /* one that is damaged is not to go on */
        dictionary_serves(dictionary, bodies);
    if (!shared)
        return sample_staged(&w->staging, bodies, out, err);
    buf_append_str(out, dictionary);
    return buf_status(out, err);
}

enum status commit_begin_inverter(struct archive_writer *w, struct err *err)
{
    struct staging *staging = &w->staging;
    struct buf dictionary = {0};
    enum status s = choose_dictionary(w, &dictionary, err);
    if (!s)
        s = open_inverter(w, buf_str(&dictionary), err);
    for (size_t i = 0; !s && i < staging->count; i++) {
        struct staged *a = &staging->article[i];
        const struct inverter_article added = {{staging->records.data + a->record_at, a->record_len},
                                               {staging->ids.data + a->id_at, a->id_len},
                                               a->date,
                                               a->content};
        if (!a->dropped)
            s = inverter_add(w->inverter, &added, &a->number, err);
    }
    buf_release(&dictionary);
    buf_release(&staging->records);
    return s;
}

/* Stages an article of the live store. */
static enum status stage_live(struct archive_writer *w, uint32_t document, struct err *err)
{
    enum status s = live_record(w->archive->live, document, &w->record, err);
    if (s)
        return s == S_NOT_FOUND ? S_OK : s; /* a gap */
    s = record_decode(buf_str(&w->record), &w->article, err);
    return s ? s : writer_stage(w, XXH3_128bits(w->record.data, w->record.len).high64, err);
}

static enum status fold_live(struct archive_writer *w, struct err *err)
{
    struct store_counts counts;
    enum status s = S_OK;
    if (!w->archive->live)
        return S_OK;
    store_counts(w->archive->live, &counts);
    for (uint32_t document = 1; !s && document < counts.document_limit; document++)
        if (!staging_hides_live(&w->staging, document))
            s = stage_live(w, document, err);
    return s;
}

/* Writes the segment of what is staged, and adds it to the manifest. */
static enum status write_segment(struct archive_writer *w, struct manifest *m, struct err *err)
{
    struct segment_header header;
    enum status s = S_OK;
    if (!w->inverter && w->staging.count > w->staging.dropped)
        s = commit_begin_inverter(w, err);
    if (s || !w->inverter || inverter_count(w->inverter) == 0)
        return s;
    if (m->segments == MANIFEST_SEGMENTS_MAX)
        return err_set(err, S_LIMIT, "an archive holds at most %d segments", MANIFEST_SEGMENTS_MAX);
    s = inverter_write(w->inverter, &header, err);
    if (s)
        return s;
    m->next = w->inverter_number + 1;
    m->segment[m->segments++] = (struct manifest_segment){.number = w->inverter_number,
                                                          .documents = header.documents,
                                                          .bytes = header.file_bytes,
                                                          .checksum = header.checksum};
    return S_OK;
}

/* Writes the removals of segments of which more is hidden than their removals files say; a segment that is hidden whole
 * is left out. */
static enum status write_removals(struct archive_writer *w, struct manifest *m, struct err *err)
{
    struct buf path = {0};
    enum status s = S_OK;
    size_t kept = 0;
    for (size_t i = 0; !s && i < w->archive->segments; i++) {
        const struct segment *segment = w->archive->segment[i];
        struct manifest_segment named = m->segment[i];
        if (segment->hidden_count == segment->header.documents)
            continue;
        if (segment->hidden_count != w->archive->removed[i]) {
            named.removals++;
            buf_reset(&path);
            manifest_removals_path(buf_text(&w->path), &named, &path);
            s = buf_status(&path, err);
            if (!s)
                s = removals_write(segment, buf_text(&path), &named.removals_checksum, err);
        }
        m->segment[kept++] = named;
    }
    m->segments = kept;
    buf_release(&path);
    return s;
}

static enum status publish(struct archive_writer *w, struct err *err)
{
    struct manifest m = w->archive->manifest;
    enum status s = fold_live(w, err);
    if (!s)
        s = write_removals(w, &m, err);
    if (!s)
        s = write_segment(w, &m, err);
    m.live[0] = '\0';
    if (!s)
        s = commit_manifest(w, &m, err);
    if (s)
        return s;
    inverter_close(w->inverter);
    w->inverter = NULL;
    staging_reset(&w->staging);
    return S_OK;
}

/* What has failed half way has staged the live store's articles: it cannot be done again. */
enum status commit_publish(struct archive_writer *w, struct err *err)
{
    struct err why;
    enum status s = publish(w, &why);
    return s ? spend(w, s, &why, err) : S_OK;
}

enum status archive_commit(struct archive_writer *w, struct err *err)
{
    struct err why;
    enum status s = commit_possible(w, err);
    if (s)
        return s;
    if (staging_is_empty(&w->staging)) {
        inverter_close(w->inverter);
        w->inverter = NULL;
        staging_reset(&w->staging);
        return S_OK;
    }
    bool bulk = w->inverter || w->staging.hidden_count >= BULK_ARTICLES;
    s = bulk ? commit_publish(w, &why) : commit_live(w, &why);
    if (s)
        return spend(w, s, &why, err);
    /* what is committed stays committed when merging fails: it leaves all as it was, and is tried again */
    if (!bulk || w->archive->segments > SEGMENTS_IN_A_RUN)
        maintain_tiers(w, NULL);
    return S_OK;
}
