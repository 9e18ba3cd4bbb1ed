#include "archive/segment_merge.h"

#include <math.h>
#include <stdlib.h>

#include "archive/deflate_ahead.h"
#include "archive/deflater.h"
#include "archive/postings.h"
#include "archive/segment_writer.h"
#include "archive/term_walk.h"
#include "core/schema.h"

enum {
    POSITIONS_AT_ONCE = 1 << 20, /* bytes of a term under way that are kept */
    POSTINGS_AT_ONCE = 4 << 20   /* bytes of finished terms */
};

/* A segment on its way into another. */
struct source {
    struct segment *segment;
    uint32_t *place; /* of each document in the merged segment; 0: left out */
    bool kept;       /* its stored articles are taken as they are */
    struct term_walk terms;
    bool has_term;
    uint32_t at, number; /* place in an order, and the document there, while documents are put into order */
    struct postings_walk *walk;
    uint32_t document, frequency; /* of the walk; the document by its new place */
    const uint32_t *gaps;
};

/* Numbers of sources, the one that comes first on top. */
struct heap {
    uint8_t source[UINT8_MAX];
    size_t count;
};

struct merge {
    struct source *source;
    size_t count;
    struct heap terms;       /* sources that have a term, by it */
    struct buf term;         /* the present one */
    struct heap postings;    /* sources that have a posting of it, by its document */
    struct segment *largest; /* of the sources */
    uint32_t documents, ranked;
    uint8_t *from;    /* source of each new document */
    uint32_t *number; /* and its number there */
    uint32_t *by_id;  /* new documents in the order of their ids */
    bool bodies;      /* are stored, as in all segments of an archive */
    uint64_t kept;    /* documents of sources whose stored articles are taken as they are */
    struct buf dictionary;
    struct segment *const *segment; /* of the sources */
    struct deflate_ahead *ahead;    /* compresses what is not kept, once that is asked for */
    uint32_t located;               /* the last place that it was told of */
    const struct merge_options *options;
    struct deadline tell; /* when the progress is told next */
};

/* ---- heaps ---- */

/* Whether source `a` comes before `b`. */
typedef bool comes_before(const void *context, uint8_t a, uint8_t b);

/* Puts a source down to where it belongs, beginning at the empty place `at`. */
static inline void heap_sink(struct heap *h, size_t at, uint8_t source, comes_before *is_before, const void *context)
{
    for (size_t least = 2 * at + 1; least < h->count; least = 2 * at + 1) {
        if (least + 1 < h->count && is_before(context, h->source[least + 1], h->source[least]))
            least++;
        if (!is_before(context, h->source[least], source))
            break;
        h->source[at] = h->source[least];
        at = least;
    }
    h->source[at] = source;
}

static inline void heap_add(struct heap *h, uint8_t source, comes_before *is_before, const void *context)
{
    size_t at = h->count++;
    for (; at > 0 && is_before(context, source, h->source[(at - 1) / 2]); at = (at - 1) / 2)
        h->source[at] = h->source[(at - 1) / 2];
    h->source[at] = source;
}

/* The source on top has moved on: it goes where it belongs now. */
static inline void heap_moved(struct heap *h, comes_before *is_before, const void *context)
{
    heap_sink(h, 0, h->source[0], is_before, context);
}

/* Takes the source on top out. */
static inline void heap_drop(struct heap *h, comes_before *is_before, const void *context)
{
    if (--h->count)
        heap_sink(h, 0, h->source[h->count], is_before, context);
}

/* ---- progress ---- */

/* What part of the work stored articles are: the less, the more of them are taken as they are, and the more threads
 * compress the others. */
static double stored_part(const struct merge *m)
{
    const double taking = 0.33, compressing = 5.7; /* of the work on terms */
    double kept = m->kept < m->documents ? (double)m->kept / m->documents : 1;
    double work = taking * kept + compressing * (1 - kept) / (m->options->jobs ? m->options->jobs : 1);
    return work / (1 + work);
}

static bool is_time_to_tell(struct merge *m)
{
    const struct archive_merging *to = &m->options->merging;
    return to->progress && (!to->interval || deadline_passed(&m->tell));
}

/* Tells what part is done, and is told whether to go on. */
static enum status tell(struct merge *m, double done, struct err *err)
{
    const struct archive_merging *to = &m->options->merging;
    deadline_set(&m->tell, to->interval);
    if (to->progress(to->context, m->count, done))
        return S_OK;
    return err_set(err, S_INTERRUPTED, "merging was interrupted");
}

/* ---- documents ---- */

/* What is compared of a source: the document that it stands at. */
struct head {
    int64_t date;
    struct str id;
};

typedef enum status advance(struct source *s, struct head *head, struct err *err);

static bool is_over(const struct source *s)
{
    return s->at > s->segment->header.documents;
}

static enum status read_head(struct source *s, uint32_t document, struct head *head, struct err *err)
{
    s->number = document;
    enum status status = segment_date(s->segment, document, &head->date, err);
    return status ? status : segment_id(s->segment, document, &head->id, err);
}

/* Moves to the next document that is not hidden, in the segment's order. */
static enum status next_in_order(struct source *s, struct head *head, struct err *err)
{
    do
        s->at++;
    while (!is_over(s) && segment_hides(s->segment, s->at));
    return is_over(s) ? S_OK : read_head(s, s->at, head, err);
}

/* The same, in the order of the ids. */
static enum status next_by_id(struct source *s, struct head *head, struct err *err)
{
    enum status status = S_OK;
    uint32_t document = 0;
    do {
        if (++s->at <= s->segment->header.documents)
            status = segment_document_by_rank(s->segment, s->at - 1, &document, err);
    } while (!status && !is_over(s) && segment_hides(s->segment, document));
    return status || is_over(s) ? status : read_head(s, document, head, err);
}

static enum status allocate(struct merge *m, struct err *err)
{
    uint64_t total = 0;
    for (size_t i = 0; i < m->count; i++) {
        struct source *s = &m->source[i];
        s->place = calloc((size_t)s->segment->header.documents + 1, sizeof *s->place);
        if (!s->place)
            return err_no_memory(err);
        total += s->segment->header.documents - s->segment->hidden_count;
    }
    if (total > SEGMENT_DOCUMENTS_MAX)
        return err_set(err, S_LIMIT, "a segment holds at most %d articles", SEGMENT_DOCUMENTS_MAX);
    m->from = malloc(total + 1);
    m->number = malloc((total + 1) * sizeof *m->number);
    m->by_id = malloc((total + 1) * sizeof *m->by_id);
    return m->from && m->number && m->by_id ? S_OK : err_no_memory(err);
}

static bool is_newer(const void *heads, uint8_t a, uint8_t b)
{
    const struct head *head = heads;
    return segment_order(head[a].date, head[a].id, head[b].date, head[b].id) < 0;
}

static bool has_lesser_id(const void *heads, uint8_t a, uint8_t b)
{
    const struct head *head = heads;
    return str_compare(head[a].id, head[b].id) < 0;
}

/* Merges the sources, each in an order of its own, and hands the documents to `take`. */
static enum status merge_order(struct merge *m, advance *next, comes_before *is_before,
                               void (*take)(struct merge *m, uint8_t source), struct err *err)
{
    struct head head[UINT8_MAX];
    struct heap heap = {.count = 0};
    enum status status = S_OK;
    for (size_t i = 0; !status && i < m->count; i++) {
        m->source[i].at = 0;
        status = next(&m->source[i], &head[i], err);
        if (!status && !is_over(&m->source[i]))
            heap_add(&heap, (uint8_t)i, is_before, head);
    }
    while (!status && heap.count) {
        uint8_t first = heap.source[0];
        take(m, first);
        status = next(&m->source[first], &head[first], err);
        if (!status && is_over(&m->source[first]))
            heap_drop(&heap, is_before, head);
        else if (!status)
            heap_moved(&heap, is_before, head);
        if (!status && is_time_to_tell(m))
            status = tell(m, 0, err);
    }
    return status;
}

static void take_place(struct merge *m, uint8_t i)
{
    uint32_t place = ++m->documents;
    m->from[place] = i;
    m->number[place] = m->source[i].number;
    m->source[i].place[m->source[i].number] = place;
}

static void take_rank(struct merge *m, uint8_t i)
{
    if (m->ranked < m->documents)
        m->by_id[m->ranked] = m->source[i].place[m->source[i].number];
    m->ranked++;
}

/* Whether the orders of the ids named every document that is taken, and only these. */
static bool ranks_agree(const struct merge *m)
{
    bool good = m->ranked == m->documents;
    for (uint32_t i = 0; good && i < m->documents; i++)
        good = m->by_id[i] != 0;
    return good;
}

static enum status order_documents(struct merge *m, struct err *err)
{
    enum status status = allocate(m, err);
    if (!status)
        status = merge_order(m, next_in_order, is_newer, take_place, err);
    if (!status)
        status = merge_order(m, next_by_id, has_lesser_id, take_rank, err);
    if (!status && !ranks_agree(m))
        return segment_damaged(m->source[0].segment, SECTION_ID_DOCUMENTS, err);
    return status;
}

static enum status get_document(void *context, uint32_t place, struct segment_document *out, struct err *err)
{
    const struct merge *m = context;
    struct segment *s = m->source[m->from[place]].segment;
    uint32_t number = m->number[place];
    enum status status = segment_date(s, number, &out->date, err);
    if (!status)
        status = segment_length(s, number, &out->length, err);
    if (!status)
        status = segment_headline_length(s, number, &out->headline_words, err);
    if (!status)
        status = segment_text(s, number, &out->text, err);
    return status;
}

static enum status get_id(void *context, uint32_t place, struct str *out, struct err *err)
{
    const struct merge *m = context;
    return segment_id(m->source[m->from[place]].segment, m->number[place], out, err);
}

/* A way to the records of so many documents, by their numbers from 1 on. */
typedef enum status record_of(void *context, uint32_t document, struct str *out, struct err *err);

static enum status get_record(void *context, uint32_t place, struct str *out, struct err *err)
{
    const struct merge *m = context;
    return segment_record(m->source[m->from[place]].segment, m->number[place], out, err);
}

/* ---- stored articles ---- */

static enum status get_own_record(void *context, uint32_t document, struct str *out, struct err *err)
{
    return segment_record(context, document, out, err);
}

/* A dictionary of slices of documents that lie evenly. */
static enum status make_dictionary(record_of *get, void *context, uint32_t documents, bool bodies, struct buf *out,
                                   struct err *err)
{
    enum status status = S_OK;
    uint32_t slices = documents < DICTIONARY_SLICES ? documents : DICTIONARY_SLICES;
    for (uint32_t i = 0; !status && i < slices; i++) {
        struct str record;
        status = get(context, (uint32_t)((uint64_t)i * documents / slices) + 1, &record, err);
        if (!status)
            dictionary_add_slice(out, record, bodies);
    }
    return status ? status : buf_status(out, err);
}

enum status segment_is_stored_evenly(struct segment *s, bool *evenly, struct err *err)
{
    struct str is;
    struct buf even = {0};
    enum status status = segment_stored_dictionary(s, &is, err);
    if (!status)
        status = make_dictionary(get_own_record, s, s->header.documents, s->header.bodies, &even, err);
    *evenly = !status && str_equal(is, buf_str(&even));
    buf_release(&even);
    return status;
}

/* Takes the dictionary of the largest source, if it serves, and notes which of the others have the same. */
static enum status share_dictionary(struct merge *m, struct err *err)
{
    struct str shared, own;
    enum status status = segment_stored_dictionary(m->largest, &shared, err);
    if (status || !dictionary_serves(shared, m->bodies))
        return status;
    buf_append_str(&m->dictionary, shared);
    for (size_t i = 0; !status && i < m->count; i++) {
        status = segment_stored_dictionary(m->source[i].segment, &own, err);
        m->source[i].kept = !status && str_equal(own, shared);
        m->kept += m->source[i].kept ? m->source[i].segment->header.documents : 0;
    }
    return status ? status : buf_status(&m->dictionary, err);
}

static enum status choose_dictionary(struct merge *m, struct err *err)
{
    enum status status = m->options->stored == MERGE_STORED_KEPT ? share_dictionary(m, err) : S_OK;
    if (!status && m->dictionary.len == 0)
        status = make_dictionary(get_record, m, m->documents, m->bodies, &m->dictionary, err);
    return status;
}

/* The articles whose streams are not kept, by their places in the merged segment. */
static bool locate(void *context, uint32_t at, size_t *segment, uint32_t *document)
{
    struct merge *m = context;
    uint32_t place = at ? m->located + 1 : 1;
    while (place <= m->documents && m->source[m->from[place]].kept)
        place++;
    m->located = place;
    if (place > m->documents)
        return false;
    *segment = m->from[place];
    *document = m->number[place];
    return true;
}

static enum status get_deflated(struct merge *m, struct str *out, struct err *err)
{
    const struct deflate_ahead_options options = {.segment = m->segment,
                                                  .segments = m->count,
                                                  .locate = locate,
                                                  .context = m,
                                                  .dictionary = buf_str(&m->dictionary),
                                                  .jobs = m->options->jobs};
    enum status status = m->ahead ? S_OK : deflate_ahead_open(&options, &m->ahead, err);
    if (!status)
        status = deflate_ahead_next(m->ahead, out, err);
    return status == S_NOT_FOUND ? err_set(err, S_INTERNAL, "an article is missing in a merge") : status;
}

/* Of segments with kept streams nothing is asked of the threads. */
static enum status get_stored(void *context, uint32_t place, struct str *out, struct err *err)
{
    struct merge *m = context;
    const struct source *from = &m->source[m->from[place]];
    enum status status = is_time_to_tell(m) ? tell(m, stored_part(m) * ((double)place / m->documents), err) : S_OK;
    if (status)
        return status;
    return from->kept ? segment_stored(from->segment, m->number[place], out, err) : get_deflated(m, out, err);
}

/* ---- terms ---- */

/* What part of the sources' postings is behind. */
static double postings_done(const struct merge *m)
{
    double done = 0, all = 1;
    for (size_t i = 0; i < m->count; i++) {
        const struct source *s = &m->source[i];
        double bytes = (double)s->segment->header.section[SECTION_POSTINGS].bytes;
        done += s->has_term ? (double)s->terms.entry.postings_at : bytes;
        all += bytes;
    }
    return done / all;
}

static struct str term_of(const struct source *s)
{
    return (struct str){s->terms.term, s->terms.term_len};
}

static bool has_lesser_term(const void *sources, uint8_t a, uint8_t b)
{
    const struct source *source = sources;
    return str_compare(term_of(&source[a]), term_of(&source[b])) < 0;
}

static bool has_lesser_document(const void *sources, uint8_t a, uint8_t b)
{
    const struct source *source = sources;
    return source[a].document < source[b].document;
}

/* Moves a source to its next term, if there is one. What is merged stands in order only if every source does: a lesser
 * term, or the same again, is damage, and so is one that is not said to be what it looks like, a word or not. */
static enum status next_term(struct merge *m, uint8_t i, struct err *err)
{
    struct source *s = &m->source[i];
    enum status status = term_walk_next(&s->terms, &s->has_term, err);
    if (status || !s->has_term)
        return status;
    if (str_compare(term_of(s), buf_str(&m->term)) <= 0 || s->terms.entry.word == term_is_of_field(term_of(s)))
        return segment_damaged(s->segment, SECTION_TERMS, err);
    heap_add(&m->terms, i, has_lesser_term, m->source);
    return S_OK;
}

/* Moves a source to its next posting of the term; behind the last one, to its next term. */
static enum status next_posting(struct merge *m, uint8_t i, struct err *err)
{
    struct source *s = &m->source[i];
    enum status status = postings_walk_next(s->walk, &s->document, &s->frequency, &s->gaps, err);
    return status || s->document ? status : next_term(m, i, err);
}

/* Goes to the first postings of the sources that stand at the present term. */
static enum status begin_walks(struct merge *m, struct err *err)
{
    enum status status = S_OK;
    m->postings.count = 0;
    while (!status && m->terms.count && str_equal(term_of(&m->source[m->terms.source[0]]), buf_str(&m->term))) {
        uint8_t i = m->terms.source[0];
        struct source *s = &m->source[i];
        heap_drop(&m->terms, has_lesser_term, m->source);
        status = postings_walk_begin(s->walk, &s->terms.entry, err);
        if (!status)
            status = next_posting(m, i, err);
        if (!status && s->document)
            heap_add(&m->postings, i, has_lesser_document, m->source);
    }
    return status;
}

static enum status merge_postings(struct merge *m, bool word, struct term_encoder *e, struct segment_writer *out,
                                  struct err *err)
{
    enum status status = begin_walks(m, err);
    term_encoder_begin(e, buf_str(&m->term), word);
    while (!status && m->postings.count) {
        uint8_t i = m->postings.source[0];
        struct source *s = &m->source[i];
        term_encoder_add(e, s->document, word ? s->frequency : 1, s->gaps);
        if (e->positions.len >= POSITIONS_AT_ONCE)
            segment_writer_take_positions(out, e);
        status = next_posting(m, i, err);
        if (!status && !s->document)
            heap_drop(&m->postings, has_lesser_document, m->source);
        else if (!status)
            heap_moved(&m->postings, has_lesser_document, m->source);
    }
    term_encoder_end(e);
    return status;
}

/* Merges the least of the sources' terms. */
static enum status merge_least_term(struct merge *m, struct term_encoder *e, struct segment_writer *out,
                                    struct err *err)
{
    const struct source *least = &m->source[m->terms.source[0]];
    buf_truncate(&m->term, 0);
    buf_append_str(&m->term, term_of(least));
    enum status status = buf_status(&m->term, err);
    if (!status)
        status = merge_postings(m, least->terms.entry.word, e, out, err);
    return !status && e->postings.len >= POSTINGS_AT_ONCE ? segment_writer_take(out, e, err) : status;
}

static enum status merge_terms(struct merge *m, struct segment_writer *out, struct err *err)
{
    struct term_encoder encoder;
    enum status status = S_OK;
    term_encoder_init(&encoder, segment_writer_lengths(out));
    for (size_t i = 0; !status && i < m->count; i++) {
        struct source *s = &m->source[i];
        status = postings_walk_open(s->segment, s->place, &s->walk, err);
        if (!status)
            status = term_walk_begin(&s->terms, s->segment, (struct str){0}, err);
        if (!status)
            status = next_term(m, (uint8_t)i, err);
    }
    while (!status && m->terms.count) {
        if (is_time_to_tell(m))
            status = tell(m, fmin(1, stored_part(m) + (1 - stored_part(m)) * postings_done(m)), err);
        if (!status)
            status = merge_least_term(m, &encoder, out, err);
    }
    if (!status)
        status = segment_writer_take(out, &encoder, err);
    term_encoder_release(&encoder);
    return status;
}

/* ---- together ---- */

static enum status write_merged(struct merge *m, const char *path, struct segment_header *header, struct err *err)
{
    const struct segment_documents documents = {.count = m->documents,
                                                .context = m,
                                                .get = get_document,
                                                .id = get_id,
                                                .stored = get_stored,
                                                .by_id = m->by_id,
                                                .dictionary = buf_str(&m->dictionary),
                                                .bodies = m->bodies};
    struct segment_writer *out;
    enum status status = segment_writer_open(path, &documents, &out, err);
    if (status)
        return status;
    status = merge_terms(m, out, err);
    if (!status)
        return segment_writer_finish(out, header, err);
    segment_writer_abandon(out);
    return status;
}

static void release(struct merge *m)
{
    deflate_ahead_close(m->ahead);
    for (size_t i = 0; m->source && i < m->count; i++) {
        postings_walk_close(m->source[i].walk);
        free(m->source[i].place);
    }
    free(m->source);
    free(m->from);
    free(m->number);
    free(m->by_id);
    buf_release(&m->dictionary);
    buf_release(&m->term);
}

enum status segment_merge(struct segment *const *segment, size_t count, const struct merge_options *options,
                          const char *path, struct segment_header *header, struct err *err)
{
    struct merge m = {
        .count = count, .segment = segment, .largest = segment_largest(segment, count), .options = options};
    deadline_set(&m.tell, options->merging.interval);
    m.source = calloc(count + 1, sizeof *m.source);
    enum status status = m.source && count <= UINT8_MAX ? S_OK : err_no_memory(err);
    for (size_t i = 0; !status && i < count; i++)
        m.source[i].segment = segment[i];
    m.bodies = count && segment[0]->header.bodies;
    if (!status)
        status = order_documents(&m, err);
    if (!status && m.documents == 0)
        status = S_NOT_FOUND;
    if (!status)
        status = choose_dictionary(&m, err);
    if (!status)
        status = write_merged(&m, path, header, err);
    release(&m);
    return status;
}
