/* The end of inverting: the documents are put into the segment's order, and each term's postings with them. Pieces of
 * the dictionary are encoded side by side, and written one after the other. */
#include <stdlib.h>
#include <string.h>

#include "archive/inverter_impl.h"
#include "archive/segment_writer.h"
#include "archive/term_encoder.h"

enum {
    PIECE_BYTES = 2 << 20, /* of streams, that one encoder takes at a time */
    RADIX_BITS = 11,
    RADIX_WORTHWHILE = 256 /* fewer are sorted by insertion or comparison */
};

/* ---- the order of the documents ---- */

struct ordering {
    struct inverter *inverter;
    uint32_t count;
    uint32_t *number; /* of the document at each place: place 1 .. count */
    uint32_t *place;  /* of the document of each number; 0: left out */
    uint32_t *by_id;  /* places in the order of their ids */
    struct buf stored;
};

struct order_key {
    int64_t date;
    const struct inverted_document *document;
    uint32_t number;
};

static int by_order(const void *a, const void *b)
{
    const struct order_key *x = a, *y = b;
    return segment_order(x->date, (struct str){x->document->id, x->document->id_len}, y->date,
                         (struct str){y->document->id, y->document->id_len});
}

static int by_id(const void *a, const void *b)
{
    const struct inverted_document *x = ((const struct order_key *)a)->document;
    const struct inverted_document *y = ((const struct order_key *)b)->document;
    return str_compare((struct str){x->id, x->id_len}, (struct str){y->id, y->id_len});
}

static enum status order_documents(struct inverter *i, struct ordering *o, struct err *err)
{
    *o = (struct ordering){.inverter = i};
    struct order_key *key = malloc(((size_t)i->document_count + 1) * sizeof *key);
    o->number = malloc(((size_t)i->document_count + 1) * sizeof *o->number);
    o->place = calloc((size_t)i->document_count + 1, sizeof *o->place);
    o->by_id = malloc(((size_t)i->document_count + 1) * sizeof *o->by_id);
    if (!key || !o->number || !o->place || !o->by_id) {
        free(key);
        return err_no_memory(err);
    }
    for (uint32_t n = 1; n <= i->document_count; n++) {
        const struct inverted_document *d = inverter_document(i, n);
        if (!d->dropped)
            key[o->count++] = (struct order_key){d->date, d, n};
    }
    if (o->count)
        qsort(key, o->count, sizeof *key, by_order);
    for (uint32_t at = 0; at < o->count; at++) {
        o->number[at + 1] = key[at].number;
        o->place[key[at].number] = at + 1;
    }
    if (o->count)
        qsort(key, o->count, sizeof *key, by_id);
    for (uint32_t at = 0; at < o->count; at++)
        o->by_id[at] = o->place[key[at].number];
    free(key);
    return S_OK;
}

static void ordering_release(struct ordering *o)
{
    free(o->number);
    free(o->place);
    free(o->by_id);
    buf_release(&o->stored);
}

static enum status get_document(void *context, uint32_t place, struct segment_document *out, struct err *err)
{
    const struct ordering *o = context;
    const struct inverted_document *d = inverter_document(o->inverter, o->number[place]);
    (void)err;
    *out = (struct segment_document){d->date, d->length, d->headline_words, d->text};
    return S_OK;
}

static enum status get_id(void *context, uint32_t place, struct str *out, struct err *err)
{
    const struct ordering *o = context;
    const struct inverted_document *d = inverter_document(o->inverter, o->number[place]);
    (void)err;
    *out = (struct str){d->id, d->id_len};
    return S_OK;
}

static enum status get_stored(void *context, uint32_t place, struct str *out, struct err *err)
{
    struct ordering *o = context;
    const struct inverted_document *d = inverter_document(o->inverter, o->number[place]);
    buf_reset(&o->stored);
    if (!buf_reserve(&o->stored, d->stored_len))
        return err_no_memory(err);
    o->stored.len = d->stored_len;
    *out = buf_str(&o->stored);
    return spool_read(o->inverter->spool, d->stored_at, o->stored.data, d->stored_len, err);
}

/* ---- one term ---- */

/* A document of a term: where its positions lie in the stream. */
struct place_of_posting {
    uint32_t document;
    uint32_t frequency;
    uint64_t at;
};

struct term_sorter {
    const uint32_t *place;
    unsigned char *stream;
    size_t stream_capacity;
    struct place_of_posting *posting, *other;
    size_t capacity, count;
    struct u32_array gaps;
};

static uint64_t read_number(const unsigned char **at)
{
    const unsigned char *p = *at;
    uint64_t value = *p & 0x7F;
    for (unsigned shift = 7; *p++ & 0x80; shift += 7)
        value |= (uint64_t)(*p & 0x7F) << shift;
    *at = p;
    return value;
}

static bool sorter_reserve(struct term_sorter *s, size_t bytes, size_t postings)
{
    if (bytes > s->stream_capacity) {
        free(s->stream);
        s->stream_capacity = bytes * 3 / 2;
        s->stream = malloc(s->stream_capacity);
    }
    if (postings > s->capacity) {
        free(s->posting);
        free(s->other);
        s->capacity = postings * 3 / 2;
        s->posting = malloc(s->capacity * sizeof *s->posting);
        s->other = malloc(s->capacity * sizeof *s->other);
    }
    if (s->stream && s->posting && s->other)
        return true;
    s->stream_capacity = s->stream ? s->stream_capacity : 0;
    s->capacity = s->posting && s->other ? s->capacity : 0;
    return bytes == 0 && postings == 0;
}

/* Reads a word's stream at `start` of s->stream: the documents that are not dropped, and where their positions lie. */
static void scan_word(struct term_sorter *s, size_t start, size_t len)
{
    const unsigned char *at = s->stream + start, *end = at + len;
    struct place_of_posting *p = NULL, none;
    uint32_t number = 0;
    while (at < end) {
        uint64_t value = read_number(&at);
        if (!(value & 1)) {
            p->frequency++;
            continue;
        }
        number += (uint32_t)(value >> 1);
        p = s->place[number] ? &s->posting[s->count++] : &none;
        *p = (struct place_of_posting){.document = s->place[number], .at = (uint64_t)(at - s->stream)};
    }
}

static void scan_prefixed(struct term_sorter *s, size_t start, size_t len)
{
    const unsigned char *at = s->stream + start, *end = at + len;
    uint32_t number = 0;
    while (at < end) {
        number += (uint32_t)read_number(&at);
        if (s->place[number])
            s->posting[s->count++] = (struct place_of_posting){.document = s->place[number]};
    }
}

static int by_document(const void *a, const void *b)
{
    const struct place_of_posting *x = a, *y = b;
    return (x->document > y->document) - (x->document < y->document);
}

/* One round of a radix sort, from s->posting to s->other. */
static void radix_round(struct term_sorter *s, unsigned shift)
{
    uint32_t count[(1 << RADIX_BITS) + 1] = {0};
    const uint32_t mask = (1 << RADIX_BITS) - 1;
    for (size_t i = 0; i < s->count; i++)
        count[(s->posting[i].document >> shift & mask) + 1]++;
    for (uint32_t i = 0; i < mask; i++)
        count[i + 1] += count[i];
    for (size_t i = 0; i < s->count; i++)
        s->other[count[s->posting[i].document >> shift & mask]++] = s->posting[i];
    struct place_of_posting *swap = s->posting;
    s->posting = s->other;
    s->other = swap;
}

/* Archives mostly come in order, forward or backward. */
static void sort_postings(struct term_sorter *s, uint32_t greatest)
{
    bool ascends = true, descends = true;
    for (size_t i = 1; i < s->count && (ascends || descends); i++) {
        ascends &= s->posting[i - 1].document < s->posting[i].document;
        descends &= s->posting[i - 1].document > s->posting[i].document;
    }
    if (ascends)
        return;
    for (size_t i = 0; descends && i < s->count / 2; i++) {
        struct place_of_posting swap = s->posting[i];
        s->posting[i] = s->posting[s->count - 1 - i];
        s->posting[s->count - 1 - i] = swap;
    }
    if (descends)
        return;
    if (s->count < RADIX_WORTHWHILE) {
        qsort(s->posting, s->count, sizeof *s->posting, by_document);
        return;
    }
    for (unsigned shift = 0; shift < 32 && greatest >> shift; shift += RADIX_BITS)
        radix_round(s, shift);
}

static void encode_posting(struct term_sorter *s, const struct place_of_posting *p, struct term_encoder *e)
{
    const unsigned char *at = s->stream + p->at;
    for (uint32_t i = 0; i < p->frequency; i++)
        s->gaps.data[i] = (uint32_t)(read_number(&at) >> 1) - 1;
    term_encoder_add(e, p->document, p->frequency, s->gaps.data);
}

/* ---- pieces of the dictionary ---- */

/* A term as the workers have it: the same term may be at several. */
struct gathered_term {
    size_t first, count; /* in gathering.of */
};

struct gathering {
    struct gathered_term *term;
    size_t count;
    struct posting_term **of;
};

struct piece {
    const struct gathering *gathering;
    const struct ordering *ordering;
    size_t from, to; /* terms */
    struct term_encoder encoder;
    struct term_sorter sorter;
    enum status status;
};

static bool encode_term(struct piece *piece, const struct gathered_term *t)
{
    struct term_sorter *s = &piece->sorter;
    struct posting_term *const *of = piece->gathering->of + t->first;
    size_t bytes = 0, postings = 0;
    for (size_t i = 0; i < t->count; i++) {
        bytes += of[i]->bytes;
        postings += of[i]->documents;
    }
    s->count = 0;
    if (!sorter_reserve(s, bytes, postings))
        return false;
    for (size_t i = 0, start = 0; i < t->count; start += of[i++]->bytes) {
        posting_term_copy(of[i], s->stream + start);
        if (of[i]->word)
            scan_word(s, start, of[i]->bytes);
        else
            scan_prefixed(s, start, of[i]->bytes);
    }
    sort_postings(s, piece->ordering->count);
    term_encoder_begin(&piece->encoder, posting_term_name(of[0]), of[0]->word);
    for (size_t i = 0; i < s->count; i++) {
        if (s->posting[i].frequency > s->gaps.capacity && !u32_array_reserve(&s->gaps, s->posting[i].frequency))
            return false;
        if (of[0]->word)
            encode_posting(s, &s->posting[i], &piece->encoder);
        else
            term_encoder_add(&piece->encoder, s->posting[i].document, 1, NULL);
    }
    term_encoder_end(&piece->encoder);
    return true;
}

static void *encode_piece(void *context)
{
    struct piece *piece = context;
    for (size_t i = piece->from; !piece->status && i < piece->to; i++)
        if (!encode_term(piece, &piece->gathering->term[i]))
            piece->status = S_NOMEM;
    return NULL;
}

static void piece_release(struct piece *piece)
{
    term_encoder_release(&piece->encoder);
    free(piece->sorter.stream);
    free(piece->sorter.posting);
    free(piece->sorter.other);
    u32_array_release(&piece->sorter.gaps);
}

/* ---- gathering ---- */

/* Merges the workers' sorted terms: equal ones become one. */
static enum status gather(struct inverter *i, struct gathering *g, struct err *err)
{
    size_t total = 0, taken = 0;
    size_t *at = calloc(i->worker_count, sizeof *at);
    for (unsigned w = 0; w < i->worker_count; w++)
        total += i->worker[w].term_count;
    g->term = malloc((total + 1) * sizeof *g->term);
    g->of = malloc((total + 1) * sizeof *g->of);
    if (!at || !g->term || !g->of) {
        free(at);
        return err_no_memory(err);
    }
    while (taken < total) {
        const struct sorted_term *least = NULL;
        for (unsigned w = 0; w < i->worker_count; w++)
            if (at[w] < i->worker[w].term_count &&
                (!least || sorted_term_compare(&i->worker[w].sorted[at[w]], least) < 0))
                least = &i->worker[w].sorted[at[w]];
        struct gathered_term *t = &g->term[g->count++];
        *t = (struct gathered_term){.first = taken};
        for (unsigned w = 0; w < i->worker_count; w++)
            if (at[w] < i->worker[w].term_count && sorted_term_compare(&i->worker[w].sorted[at[w]], least) == 0)
                g->of[taken++] = i->worker[w].sorted[at[w]++].term;
        t->count = taken - t->first;
    }
    free(at);
    return S_OK;
}

static void *sort_terms(void *context)
{
    struct worker *w = context;
    w->status = worker_sort(w);
    return NULL;
}

/* Runs a function for each of some contexts, side by side. Without a thread it is called here. */
static void side_by_side(void *(*function)(void *), void *contexts, size_t size, unsigned count)
{
    pthread_t *thread = calloc(count + 1, sizeof *thread);
    bool *runs = calloc(count + 1, sizeof *runs);
    for (unsigned i = 0; i < count; i++) {
        void *context = (char *)contexts + i * size;
        if (thread && runs && i + 1 < count)
            runs[i] = pthread_create(&thread[i], NULL, function, context) == 0;
        if (!runs || !runs[i])
            function(context);
    }
    for (unsigned i = 0; i < count; i++)
        if (runs && runs[i])
            pthread_join(thread[i], NULL);
    free(thread);
    free(runs);
}

/* ---- writing ---- */

/* Cuts the next piece off the dictionary. */
static size_t end_of_piece(const struct gathering *g, size_t from)
{
    uint64_t bytes = 0;
    for (; from < g->count && bytes < PIECE_BYTES; from++)
        for (size_t i = 0; i < g->term[from].count; i++)
            bytes += g->of[g->term[from].first + i]->bytes;
    return from;
}

static enum status write_terms(struct inverter *i, struct segment_writer *out, const struct gathering *g,
                               const struct ordering *o, struct err *err)
{
    unsigned pieces = i->worker_count;
    struct piece *piece = calloc(pieces, sizeof *piece);
    enum status s = piece ? S_OK : err_no_memory(err);
    for (unsigned p = 0; piece && p < pieces; p++) {
        piece[p].gathering = g;
        piece[p].ordering = o;
        piece[p].sorter.place = o->place;
        term_encoder_init(&piece[p].encoder, segment_writer_lengths(out));
    }
    for (size_t at = 0; !s && at < g->count;) {
        for (unsigned p = 0; p < pieces; p++) {
            piece[p].from = at;
            piece[p].to = at = end_of_piece(g, at);
        }
        side_by_side(encode_piece, piece, sizeof *piece, pieces);
        for (unsigned p = 0; !s && p < pieces; p++)
            s = piece[p].status ? err_no_memory(err) : segment_writer_take(out, &piece[p].encoder, err);
    }
    for (unsigned p = 0; piece && p < pieces; p++)
        piece_release(&piece[p]);
    free(piece);
    return s;
}

static enum status write_segment(struct inverter *i, struct ordering *o, struct segment_header *header, struct err *err)
{
    const struct segment_documents documents = {.count = o->count,
                                                .context = o,
                                                .get = get_document,
                                                .id = get_id,
                                                .stored = get_stored,
                                                .by_id = o->by_id,
                                                .dictionary = buf_str(&i->dictionary),
                                                .bodies = i->options.store_bodies};
    struct gathering g = {0};
    struct segment_writer *out;
    enum status s = segment_writer_open(i->path, &documents, &out, err);
    if (s)
        return s;
    side_by_side(sort_terms, i->worker, sizeof *i->worker, i->worker_count);
    for (unsigned w = 0; !s && w < i->worker_count; w++)
        s = i->worker[w].status ? err_no_memory(err) : S_OK;
    if (!s)
        s = gather(i, &g, err);
    if (!s)
        s = write_terms(i, out, &g, o, err);
    if (s)
        segment_writer_abandon(out);
    else
        s = segment_writer_finish(out, header, err);
    free(g.term);
    free(g.of);
    return s;
}

enum status inverter_write(struct inverter *i, struct segment_header *header, struct err *err)
{
    struct ordering ordering = {0};
    enum status s = inverter_settle(i, err);
    if (!s)
        s = order_documents(i, &ordering, err);
    if (!s)
        s = write_segment(i, &ordering, header, err);
    ordering_release(&ordering);
    return s;
}
