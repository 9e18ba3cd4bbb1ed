/* Checking the live store: its library's own check, then whether its columns and postings are those of its stored
 * articles, which are inverted again.
 *
 * Postings are compared by a sum for each document of the hashes of (term, frequency, positions): in whatever order
 * they come, and in 8 bytes a document. */
#include <inttypes.h>
#include <stdlib.h>

#include <xxhash.h>

#include "archive/check_impl.h"
#include "archive/document.h"
#include "archive/live.h"
#include "archive/record.h"
#include "archive/segment_format.h"

enum { PROGRESS_EVERY = 256 };

struct live_check {
    struct check *check;
    struct store *store;
    const char *path;
    struct store_counts counts;
    uint64_t *sum; /* of each document's postings, as its article gives them; those that are found are taken off */
    struct document *document;
    struct article article;
    struct buf record, text;
    struct u32_array positions;
    uint64_t total_length;
    uint32_t documents;
};

static enum status wrong(const struct live_check *l, uint32_t document, const char *what, struct err *err)
{
    return err_set(err, S_CORRUPT, "%s is damaged: %s of document %" PRIu32 " %s not its article's", l->path, what,
                   document, what[strlen(what) - 1] == 's' ? "are" : "is");
}

/* ---- postings ---- */

static uint64_t hash_posting(struct str term, uint32_t frequency, const uint32_t *positions, size_t count)
{
    const uint64_t parts[3] = {XXH3_64bits(term.ptr, term.len), frequency,
                               count ? XXH3_64bits(positions, count * sizeof *positions) : 0};
    return XXH3_64bits(parts, sizeof parts);
}

static enum status add_postings(struct live_check *l, uint32_t document, uint32_t *length, uint32_t *headline_words,
                                struct err *err)
{
    const struct xap_posting *posting;
    size_t count;
    enum status status =
        document_invert(l->document, l->check->language.analyzer, &l->article, &posting, &count, headline_words, err);
    *length = 0;
    for (size_t i = 0; !status && i < count; i++) {
        *length += posting[i].frequency;
        l->sum[document] +=
            hash_posting(posting[i].term, posting[i].frequency, posting[i].positions, posting[i].position_count);
    }
    buf_reset(&l->text);
    archive_id_term(article_get(&l->article, FIELD_ID), &l->text);
    l->sum[document] += hash_posting(buf_str(&l->text), 0, NULL, 0);
    return status ? status : buf_status(&l->text, err);
}

/* Takes the postings of a term off the sums. */
static enum status take_term(struct live_check *l, struct str term, uint32_t document_count, struct err *err)
{
    struct cursor *c;
    uint32_t seen = 0;
    enum status status = store_cursor(l->store, term, &c, err);
    if (status)
        return status;
    for (status = cursor_seek(c, 1, err); !status && c->document != CURSOR_END;
         status = cursor_seek(c, c->document + 1, err)) {
        seen++;
        if (c->document >= l->counts.document_limit) {
            status = err_set(err, S_CORRUPT, "%s is damaged: a term names document %" PRIu32, l->path, c->document);
            break;
        }
        status = cursor_load_frequency(c, err);
        if (!status)
            status = cursor_positions(c, &l->positions, err);
        if (status)
            break;
        l->sum[c->document] -= hash_posting(term, cursor_frequency(c), l->positions.data, l->positions.count);
    }
    cursor_close(c);
    if (!status && seen != document_count)
        status = err_set(err, S_CORRUPT, "%s is damaged: a term counts %" PRIu32 " documents and has %" PRIu32, l->path,
                         document_count, seen);
    return status;
}

static enum status take_terms(struct live_check *l, struct err *err)
{
    struct store_terms *terms;
    struct str term;
    uint32_t document_count;
    bool more = true;
    enum status status = store_terms_open(l->store, (struct str){0}, &terms, err);
    if (status)
        return status;
    while (!status && more) {
        status = store_terms_next(terms, &more, &term, &document_count, err);
        if (!status && more)
            status = take_term(l, term, document_count, err);
    }
    store_terms_close(terms);
    for (uint32_t document = 1; !status && document < l->counts.document_limit; document++)
        if (l->sum[document])
            status = wrong(l, document, "the postings", err);
    return status;
}

/* ---- documents ---- */

static enum status check_words(struct live_check *l, uint32_t document, struct err *err)
{
    uint32_t length, stored_length, words, stored_words;
    enum status status = add_postings(l, document, &length, &words, err);
    if (!status)
        status = store_length(l->store, document, &stored_length, err);
    if (!status)
        status = store_headline_lengths(l->store, &document, 1, &stored_words, err);
    if (status)
        return status;
    l->total_length += length;
    if (length != stored_length)
        return wrong(l, document, "the length", err);
    return words == stored_words ? S_OK : wrong(l, document, "the headline's length", err);
}

static enum status check_columns(struct live_check *l, uint32_t document, struct err *err)
{
    const struct date *published = &l->article.published;
    int64_t date, stored_date = published->precision == DATE_NONE ? STORE_UNDATED : published->seconds;
    uint64_t content = 0;
    uint32_t found = 0;
    struct str id = article_get(&l->article, FIELD_ID);
    buf_reset(&l->text);
    enum status status = store_date(l->store, document, &date, err);
    if (!status)
        status = store_id(l->store, document, &l->text, err);
    if (!status)
        status = live_content(l->store, document, &content, err);
    if (status)
        return status;
    if (date != stored_date)
        return wrong(l, document, "the date", err);
    if (id.len == 0 || !str_equal(id, buf_str(&l->text)))
        return wrong(l, document, "the id", err);
    if (content != XXH3_128bits(l->record.data, l->record.len).high64)
        return wrong(l, document, "the hash", err);
    status = store_find(l->store, id, &found, err);
    if (status == S_NOT_FOUND || (!status && found != document))
        return err_set(err, S_CORRUPT, "%s is damaged: the id of document %" PRIu32 " does not lead to it", l->path,
                       document);
    return status;
}

static enum status check_document(struct live_check *l, uint32_t document, struct err *err)
{
    enum status status = live_record(l->store, document, &l->record, err);
    struct err why;
    if (status)
        return status == S_NOT_FOUND ? S_OK : status; /* a gap */
    l->documents++;
    status = record_decode(buf_str(&l->record), &l->article, &why);
    if (status == S_CORRUPT)
        return err_set(err, S_CORRUPT, "%s is damaged: document %" PRIu32 ": %s", l->path, document, why.text);
    if (status)
        return err_no_memory(err);
    status = check_columns(l, document, err);
    if (status || !l->check->same_analyzer)
        return status;
    article_derive(&l->article);
    return check_words(l, document, err);
}

static enum status check_documents(struct live_check *l, struct err *err)
{
    enum status status = S_OK;
    for (uint32_t document = 1; !status && document < l->counts.document_limit; document++) {
        status = check_document(l, document, err);
        if (document % PROGRESS_EVERY == 0)
            check_progress(l->check, l->path, 0, 0, 1);
    }
    if (!status && l->documents != l->counts.documents)
        return err_set(err, S_CORRUPT, "%s is damaged: it counts %" PRIu32 " documents and has %" PRIu32, l->path,
                       l->counts.documents, l->documents);
    if (status || !l->check->same_analyzer)
        return status;
    if (l->total_length != l->counts.total_length)
        return err_set(err, S_CORRUPT, "%s is damaged: it counts %" PRIu64 " words and has %" PRIu64, l->path,
                       l->counts.total_length, l->total_length);
    return take_terms(l, err);
}

/* ---- together ---- */

enum status check_live(struct check *c, struct store *store, const char *path, struct err *err)
{
    struct live_check l = {.check = c, .store = store, .path = path};
    check_progress(c, path, 0, 0, 1);
    enum status status = xap_check(path, err);
    if (status)
        return status; /* what follows would read what the library does not protect itself against */
    store_counts(store, &l.counts);
    l.sum = calloc((size_t)l.counts.document_limit + 1, sizeof *l.sum);
    status = l.sum ? document_new(&l.document, err) : err_no_memory(err);
    if (!status)
        status = check_documents(&l, err);
    document_free(l.document);
    article_release(&l.article);
    buf_release(&l.record);
    buf_release(&l.text);
    u32_array_release(&l.positions);
    free(l.sum);
    return status;
}
