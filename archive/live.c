#include "archive/live.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/archive.h"
#include "archive/position_cache.h"
#include "archive/record.h"
#include "archive/segment_format.h"
#include "archive/store_kind.h"

struct live {
    struct store store;
    struct xap_reader *reader;
    struct xap_counts counts;
    bool store_bodies; /* false: articles are given without */
    /* columns, NULL until they are asked for */
    uint32_t *length;
    int64_t *date;
    uint32_t *id_offset, *text_offset;
    struct buf ids, texts;
    uint32_t lengths_asked, dates_asked, ids_asked; /* one by one */
    struct position_cache positions;
    struct buf scratch;
};

/* A value that is asked for one by one this often is read as a column instead: that costs as much as some hundreds.
 * Lengths come in the order of documents, and then one by one they cost no more each. */
enum { COLUMN_WORTHWHILE = 256, LENGTHS_WORTHWHILE_PART = 4 };

static struct live *live_of(struct store *s)
{
    return (struct live *)s;
}

static void forget_columns(struct live *s)
{
    free(s->length);
    free(s->date);
    free(s->id_offset);
    free(s->text_offset);
    s->length = s->id_offset = s->text_offset = NULL;
    s->date = NULL;
    s->lengths_asked = s->dates_asked = s->ids_asked = 0;
    buf_release(&s->ids);
    buf_release(&s->texts);
    position_cache_release(&s->positions);
}

static void live_close(struct store *store)
{
    struct live *s = live_of(store);
    forget_columns(s);
    buf_release(&s->scratch);
    xap_reader_close(s->reader);
    free(s);
}

void live_hide_key(uint32_t segment, uint32_t document, struct buf *out)
{
    buf_printf(out, "hide %" PRIu32 " %" PRIu32, segment, document);
}

struct hidden_visit {
    void (*visit)(void *context, uint32_t segment, uint32_t document);
    void *context;
};

static void visit_note(void *context, struct str key)
{
    const struct hidden_visit *to = context;
    char text[64] = "";
    uint32_t segment, document;
    if (key.len >= sizeof text)
        return;
    memcpy(text, key.ptr, key.len);
    if (sscanf(text, "hide %" SCNu32 " %" SCNu32, &segment, &document) == 2)
        to->visit(to->context, segment, document);
}

enum status live_hidden(struct store *s, void (*visit)(void *context, uint32_t segment, uint32_t document),
                        void *context, struct err *err)
{
    struct hidden_visit to = {visit, context};
    return xap_notes(live_of(s)->reader, visit_note, &to, err);
}

bool live_is_newest(struct store *s)
{
    return xap_reader_is_newest(live_of(s)->reader);
}

const char *live_uuid(struct store *s)
{
    return xap_reader_uuid(live_of(s)->reader);
}

uint64_t live_revision(struct store *s)
{
    return xap_reader_revision(live_of(s)->reader);
}

enum status live_record(struct store *s, uint32_t document, struct buf *out, struct err *err)
{
    return xap_data(live_of(s)->reader, document, out, err);
}

enum status live_document_terms(struct store *s, uint32_t document,
                                void (*visit)(void *context, struct str term, uint32_t frequency), void *context,
                                struct err *err)
{
    return xap_document_terms(live_of(s)->reader, document, visit, context, err);
}

enum status live_content(struct store *store, uint32_t document, uint64_t *out, struct err *err)
{
    struct live *s = live_of(store);
    enum status status = xap_value_get(s->reader, document, LIVE_SLOT_CONTENT, &s->scratch, err);
    if (!status && s->scratch.len != LIVE_CONTENT_BYTES)
        return err_set(err, S_CORRUPT, "the hash of a document in the live store is damaged (document %" PRIu32 ")",
                       document);
    for (int i = 0; !status && i < 8; i++)
        *out = *out << 8 | (unsigned char)s->scratch.data[i];
    return status;
}

static void live_counts(const struct store *store, struct store_counts *out)
{
    const struct live *s = (const struct live *)store;
    *out = (struct store_counts){s->counts.documents, s->counts.last_document + 1, s->counts.total_length, 0};
}

/* ---- columns ---- */

/* Room for one element a document number, and one more behind the last. */
static void *new_column(const struct live *s, size_t element)
{
    return calloc((size_t)s->counts.last_document + 2, element);
}

static enum status lengths(struct live *s, const uint32_t **out, struct err *err)
{
    if (!s->length) {
        uint32_t *length = new_column(s, sizeof *length);
        enum status status = length ? xap_lengths(s->reader, length, err) : err_no_memory(err);
        if (status) {
            free(length);
            return status;
        }
        s->length = length;
    }
    *out = s->length;
    return S_OK;
}

static enum status live_lengths(struct store *store, const uint32_t *document, size_t count, uint32_t *out,
                                struct err *err)
{
    struct live *s = live_of(store);
    const uint32_t *column = s->length;
    enum status status = S_OK;
    s->lengths_asked += column ? 0 : (uint32_t)count;
    if (!column && s->lengths_asked > s->counts.documents / LENGTHS_WORTHWHILE_PART)
        status = lengths(s, &column, err);
    for (size_t i = 0; !status && i < count; i++) {
        if (column)
            out[i] = column[document[i]];
        else
            status = xap_length(s->reader, document[i], &out[i], err);
    }
    return status;
}

/* Reads a slot into *bytes and a new array of offsets. */
static enum status read_column(struct live *s, enum live_slot slot, struct buf *bytes, uint32_t **offset,
                               struct err *err)
{
    uint32_t *column = new_column(s, sizeof *column);
    enum status status = column ? xap_column(s->reader, slot, bytes, column, err) : err_no_memory(err);
    if (status)
        free(column);
    else
        *offset = column;
    return status;
}

void live_encode_date(int64_t seconds, char out[LIVE_DATE_BYTES])
{
    uint64_t bits = (uint64_t)seconds ^ (UINT64_C(1) << 63);
    for (int i = 0; i < LIVE_DATE_BYTES; i++)
        out[i] = (char)(bits >> (56 - 8 * i));
}

static int64_t decode_date(const char *bytes)
{
    uint64_t bits = 0;
    for (int i = 0; i < LIVE_DATE_BYTES; i++)
        bits = bits << 8 | (unsigned char)bytes[i];
    return (int64_t)(bits ^ (UINT64_C(1) << 63));
}

static int64_t date_of_value(struct str value)
{
    return value.len == LIVE_DATE_BYTES ? decode_date(value.ptr) : STORE_UNDATED;
}

static enum status live_dates(struct store *store, const int64_t **out, struct err *err)
{
    struct live *s = live_of(store);
    if (!s->date) {
        uint32_t *offset;
        enum status status = read_column(s, LIVE_SLOT_DATE, &s->scratch, &offset, err);
        if (status)
            return status;
        const char *values = buf_text(&s->scratch);
        int64_t *date = new_column(s, sizeof *date);
        for (uint32_t d = 0; date && d <= s->counts.last_document; d++)
            date[d] = date_of_value((struct str){values + offset[d], offset[d + 1] - offset[d]});
        free(offset);
        if (!date)
            return err_no_memory(err);
        s->date = date;
    }
    *out = s->date;
    return S_OK;
}

static enum status live_date(struct store *store, uint32_t document, int64_t *out, struct err *err)
{
    struct live *s = live_of(store);
    const int64_t *column = s->date;
    enum status status = S_OK;
    if (!column && ++s->dates_asked > COLUMN_WORTHWHILE)
        status = live_dates(store, &column, err);
    if (!status && !column)
        status = xap_value_get(s->reader, document, LIVE_SLOT_DATE, &s->scratch, err);
    if (!status)
        *out = column ? column[document] : date_of_value(buf_str(&s->scratch));
    return status;
}

static enum status live_headline_lengths(struct store *store, const uint32_t *document, size_t count, uint32_t *out,
                                         struct err *err)
{
    struct live *s = live_of(store);
    uint32_t *end = malloc((count + 1) * sizeof *end);
    enum status status = end ? xap_values_get(s->reader, LIVE_SLOT_HEADLINE, document, count, &s->scratch, end, err)
                             : err_no_memory(err);
    const char *values = buf_text(&s->scratch), *at = values;
    for (size_t i = 0; !status && i < count; i++) {
        const char *value_end = values + end[i];
        uint64_t words = 0;
        if (at < value_end && (!varint_read(&at, value_end, &words) || at != value_end || words > UINT32_MAX / 2))
            status =
                err_set(err, S_CORRUPT, "the length of a headline in the live store is damaged (document %" PRIu32 ")",
                        document[i]);
        out[i] = (uint32_t)words;
    }
    free(end);
    return status;
}

/* They are asked for by those who go through many. */
static enum status live_text(struct store *store, uint32_t document, uint64_t *out, struct err *err)
{
    struct live *s = live_of(store);
    enum status status = s->text_offset ? S_OK : read_column(s, LIVE_SLOT_TEXT, &s->texts, &s->text_offset, err);
    if (status)
        return status;
    if (s->text_offset[document + 1] - s->text_offset[document] != LIVE_TEXT_BYTES)
        return err_set(err, S_CORRUPT, "the text's hash in the live store is damaged (document %" PRIu32 ")", document);
    *out = le64((const unsigned char *)s->texts.data + s->text_offset[document]);
    return S_OK;
}

static enum status live_id(struct store *store, uint32_t document, struct buf *out, struct err *err)
{
    struct live *s = live_of(store);
    enum status status = S_OK;
    if (!s->id_offset && ++s->ids_asked > COLUMN_WORTHWHILE)
        status = read_column(s, LIVE_SLOT_ID, &s->ids, &s->id_offset, err);
    if (status)
        return status;
    if (!s->id_offset) {
        status = xap_value_get(s->reader, document, LIVE_SLOT_ID, &s->scratch, err);
        if (!status)
            buf_append_str(out, buf_str(&s->scratch));
    } else {
        buf_append(out, buf_text(&s->ids) + s->id_offset[document],
                   s->id_offset[document + 1] - s->id_offset[document]);
    }
    return status ? status : buf_status(out, err);
}

static enum status live_find(struct store *store, struct str id, uint32_t *document, struct err *err)
{
    struct live *s = live_of(store);
    struct buf term = {0};
    archive_id_term(id, &term);
    enum status status = buf_status(&term, err);
    if (!status)
        status = xap_lookup(s->reader, buf_str(&term), document, err);
    buf_release(&term);
    return status;
}

static enum status live_article(struct store *store, uint32_t document, struct article *out, struct err *err)
{
    struct live *s = live_of(store);
    enum status status = xap_data(s->reader, document, &s->scratch, err);
    if (!status)
        status = record_decode(buf_str(&s->scratch), out, err);
    /* what looks like damage in a snapshot that commits have overtaken need not be: the newest will tell */
    if (status == S_CORRUPT && !xap_reader_is_newest(s->reader))
        return err_set(err, S_STALE, "the live store has been committed to since it was opened");
    if (!status && !s->store_bodies)
        article_set(out, FIELD_BODY, (struct str){0});
    return status;
}

/* ---- cursors ---- */

/* A skip is often followed by another skip, and then postings behind the first are decoded for nothing: after a skip
 * the cursor fills a few and doubles from there. */
enum { BATCH_AFTER_SKIP = 4 };

struct live_cursor {
    struct live *store;
    struct xap_cursor *postings;
    uint32_t batch;
    struct u32_array positions;
    size_t term_len;
    char term[XAPIAN_MAX_TERM];
};

static enum status live_fill(struct cursor *c, uint32_t target, struct err *err)
{
    struct live_cursor *live = c->state;
    uint32_t expected = c->count ? c->documents[c->count - 1] + 1 : 1;
    size_t count = 0;

    if (target > expected) {
        live->batch = BATCH_AFTER_SKIP;
        enum status s = xap_cursor_seek(live->postings, target, err);
        if (s)
            return s;
    } else if (live->batch < CURSOR_BLOCK) {
        live->batch *= 2;
    }
    enum status s = xap_cursor_fill(live->postings, c->documents, c->frequencies, live->batch, &count, err);
    c->count = (uint32_t)count;
    return s;
}

static enum status live_positions(struct cursor *c, struct positions *out, struct err *err)
{
    struct live_cursor *live = c->state;
    struct str term = {live->term, live->term_len};
    if (position_cache_find(&live->store->positions, term, c->document, &live->positions))
        return positions_of_array(&live->positions, out, err);
    enum status s = xap_positions_get(live->store->reader, term, c->document, &live->positions, err);
    if (s)
        return s;
    position_cache_add(&live->store->positions, term, c->document, &live->positions);
    return positions_of_array(&live->positions, out, err);
}

static void live_cursor_close(struct cursor *c)
{
    struct live_cursor *live = c->state;
    xap_cursor_close(live->postings);
    u32_array_release(&live->positions);
    free(live);
    free(c);
}

static const struct cursor_source live_source = {
    .fill = live_fill, .positions = live_positions, .close = live_cursor_close};

static enum status open_cursor(struct store *store, struct str term, struct cursor **out, struct err *err)
{
    struct live *s = live_of(store);
    struct cursor *c = calloc(1, sizeof *c);
    struct live_cursor *live = calloc(1, sizeof *live);
    enum status status = S_OK;

    if (!c || !live)
        status = err_no_memory(err);
    else if (term.len > sizeof live->term)
        status = err_set(err, S_INTERNAL, "a term of %zu bytes cannot be in an index", term.len);
    else
        status = xap_cursor_open(s->reader, term, &live->postings, err);
    if (status) {
        free(c);
        free(live);
        return status;
    }
    live->store = s;
    live->batch = CURSOR_BLOCK;
    live->term_len = term.len;
    if (term.len)
        memcpy(live->term, term.ptr, term.len);
    c->state = live;
    c->source = &live_source;
    c->document_count = xap_cursor_document_count(live->postings);
    *out = c;
    return S_OK;
}

/* ---- the dictionary ---- */

struct live_terms {
    struct store_terms walk;
    struct xap_terms *terms;
    struct buf read; /* the term that a guide has read */
};

static enum status live_terms_next(struct store_terms *walk, bool *more, struct str *term, uint32_t *document_count,
                                   struct err *err)
{
    return xap_terms_next(((struct live_terms *)walk)->terms, more, term, document_count, err);
}

/* Asks the guide about a term, and when none is wanted that begins so, goes on where one may be. */
static enum status ask_guide(struct live_terms *t, struct terms_guide *guide, struct str term, bool *wanted, bool *more,
                             struct err *err)
{
    struct str from;
    size_t shared = str_shared(buf_str(&t->read), term);
    buf_truncate(&t->read, shared);
    buf_append(&t->read, term.ptr + shared, term.len - shared);
    enum status s = buf_status(&t->read, err);
    *wanted = !s && guide->wants(guide, term, shared);
    if (s || *wanted || !guide->dead)
        return s;
    *more = guide->next(guide, term, &from);
    return *more ? xap_terms_seek(t->terms, from, err) : S_OK;
}

static enum status live_terms_find(struct store_terms *walk, struct terms_guide *guide, bool *more, struct str *term,
                                   uint32_t *document_count, struct err *err)
{
    struct live_terms *t = (struct live_terms *)walk;
    bool wanted = false;
    enum status s = S_OK;
    *more = true;
    while (!s && *more && !wanted) {
        s = deadline_passed(walk->deadline) ? err_timeout(err)
                                            : xap_terms_next(t->terms, more, term, document_count, err);
        if (!s && *more)
            s = ask_guide(t, guide, *term, &wanted, more, err);
    }
    return s;
}

static void live_terms_close(struct store_terms *walk)
{
    struct live_terms *t = (struct live_terms *)walk;
    xap_terms_close(t->terms);
    buf_release(&t->read);
    free(t);
}

static enum status live_terms_open(struct store *store, struct str prefix, struct store_terms **out, struct err *err)
{
    static const struct store_terms_kind kind = {live_terms_next, live_terms_find, NULL, live_terms_close};
    struct live_terms *t = calloc(1, sizeof *t);
    if (!t)
        return err_no_memory(err);
    t->walk.kind = &kind;
    enum status status = xap_terms_open(live_of(store)->reader, prefix, &t->terms, err);
    if (status)
        free(t);
    else
        *out = &t->walk;
    return status;
}

/* ---- the kind ---- */

static const struct store_kind live_kind = {
    .counts = live_counts,
    .dates = live_dates,
    .lengths = live_lengths,
    .date = live_date,
    .headline_lengths = live_headline_lengths,
    .text = live_text,
    .id = live_id,
    .find = live_find,
    .article = live_article,
    .cursor = open_cursor,
    .terms_open = live_terms_open,
    .close = live_close,
};

enum status live_open(const char *path, bool store_bodies, struct store **out, struct err *err)
{
    struct live *s = calloc(1, sizeof *s);
    if (!s)
        return err_no_memory(err);
    s->store.kind = &live_kind;
    s->store_bodies = store_bodies;
    enum status status = xap_reader_open(path, &s->reader, err);
    if (status) {
        live_close(&s->store);
        return status;
    }
    xap_reader_counts(s->reader, &s->counts);
    *out = &s->store;
    return S_OK;
}
