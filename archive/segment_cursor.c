/* A segment's cursors: over a term's postings, over one document, over all. Hidden documents are left out. */
#include <stdlib.h>

#include "archive/archive.h"
#include "archive/postings.h"
#include "core/bm25.h"

struct term_cursor {
    struct cursor cursor;
    struct postings postings;
    uint32_t next_block;
    uint32_t bound_block;                   /* where the last look at bounds was */
    bool reduced;                           /* hidden documents were taken out of the block */
    uint8_t original[CURSOR_BLOCK];         /* then: places in the whole block */
    uint32_t all_frequencies[CURSOR_BLOCK]; /* then: of the whole block */
    uint32_t greatest, shortest;            /* of a term of one block: frequency, once it is not 0, and document */
    struct u32_array positions;             /* room for those that lie in several chunks */
};

/* Takes hidden documents out of the block. */
static enum status reduce(struct term_cursor *t, struct err *err)
{
    struct cursor *c = &t->cursor;
    uint32_t kept = 0;
    enum status status = postings_frequencies(&t->postings, t->all_frequencies, err);
    for (uint32_t i = 0; !status && i < t->postings.count; i++) {
        if (segment_hides(t->postings.segment, c->documents[i]))
            continue;
        c->documents[kept] = c->documents[i];
        c->frequencies[kept] = t->all_frequencies[i];
        t->original[kept++] = (uint8_t)i;
    }
    t->reduced = true;
    c->count = kept;
    c->frequencies_due = false;
    return status;
}

static bool block_has_hidden(const struct term_cursor *t)
{
    for (uint32_t i = 0; i < t->postings.count; i++)
        if (segment_hides(t->postings.segment, t->cursor.documents[i]))
            return true;
    return false;
}

static enum status term_fill(struct cursor *c, uint32_t target, struct err *err)
{
    struct term_cursor *t = c->state;
    do {
        uint32_t block = postings_seek(&t->postings, t->next_block, target);
        c->count = 0;
        if (block >= t->postings.block_count) {
            t->next_block = t->postings.block_count;
            return S_OK;
        }
        t->next_block = block + 1;
        enum status status = postings_documents(&t->postings, block, c->documents, err);
        if (status)
            return status;
        c->count = t->postings.count;
        c->frequencies_due = true;
        t->reduced = false;
        if (t->postings.segment->hidden && block_has_hidden(t) && (status = reduce(t, err)))
            return status;
    } while (c->count == 0);
    return S_OK;
}

static enum status term_frequencies(struct cursor *c, struct err *err)
{
    struct term_cursor *t = c->state;
    enum status status = postings_frequencies(&t->postings, c->frequencies, err);
    c->frequencies_due = status != S_OK;
    return status;
}

__attribute__((noinline)) static enum status find_positions(struct cursor *c, struct positions *out, struct err *err)
{
    struct term_cursor *t = c->state;
    enum status status = cursor_load_frequency(c, err);
    if (status || !t->postings.term.word)
        return status;
    if (t->reduced)
        return postings_positions(&t->postings, t->original[c->at], t->all_frequencies, &t->positions, out, err);
    return postings_positions(&t->postings, c->at, c->frequencies, &t->positions, out, err);
}

static enum status term_positions(struct cursor *c, struct positions *out, struct err *err)
{
    const struct term_cursor *t = c->state;
    bool lent = !t->reduced && postings_lend(&t->postings, c->at, out);
    return lent ? S_OK : find_positions(c, out, err);
}

static const struct cursor_bound no_bound = {.last = CURSOR_END - 1};

/* Of a term of one block no bounds are told: its greatest frequency and its shortest document bound it. The block is
 * unpacked for them, and stays the cursor's. */
static enum status look_at_only_block(struct term_cursor *t, struct err *err)
{
    struct cursor *c = &t->cursor;
    uint32_t length[CURSOR_BLOCK];
    enum status status = cursor_load_first(c, err);
    if (!status)
        status = store_lengths(&t->postings.segment->store, c->documents, c->count, length, err);
    t->shortest = UINT32_MAX;
    for (uint32_t i = 0; !status && i < c->count; i++) {
        t->greatest = c->frequencies[i] > t->greatest ? c->frequencies[i] : t->greatest;
        t->shortest = length[i] < t->shortest ? length[i] : t->shortest;
    }
    return status;
}

static enum status bound_only_block(struct term_cursor *t, double average_length, struct cursor_bound *out,
                                    struct err *err)
{
    enum status status = t->greatest ? S_OK : look_at_only_block(t, err);
    *out = no_bound;
    if (status || t->greatest == 0)
        return status;
    out->shortest = t->shortest;
    out->impact = bm25_impact(t->greatest, bm25_length_part(t->shortest, average_length));
    return S_OK;
}

static double average_of(const struct term_cursor *t)
{
    return segment_average_length(&t->postings.segment->header);
}

static enum status term_bound(struct cursor *c, uint32_t target, double average_length, struct cursor_bound *out,
                              struct err *err)
{
    struct term_cursor *t = c->state;
    *out = no_bound;
    if (!t->postings.term.word || t->postings.block_count == 0)
        return S_OK;
    if (t->postings.block_count == 1)
        return bound_only_block(t, average_length, out, err);
    t->bound_block = postings_seek(&t->postings, t->bound_block, target);
    if (t->bound_block == t->postings.block_count)
        return S_OK;
    postings_bound(&t->postings, t->bound_block, out);
    out->impact = bm25_impact_at_most(out->impact, average_of(t), average_length);
    return S_OK;
}

static double term_greatest(const struct cursor *c, double average_length)
{
    const struct term_cursor *t = c->state;
    bool told = t->postings.term.word && t->postings.block_count > 1;
    return told ? bm25_impact_at_most(postings_greatest(&t->postings), average_of(t), average_length) : 1;
}

/* As many more are asked for as may be hidden. */
static double term_reached(const struct cursor *c, size_t count, double average_length)
{
    const struct term_cursor *t = c->state;
    double impact = postings_reached(&t->postings, (uint64_t)count + t->postings.segment->hidden_count);
    return bm25_impact_at_least(impact, average_of(t), average_length);
}

/* The only block of a term stays. */
static void term_rewind(struct cursor *c)
{
    struct term_cursor *t = c->state;
    if (t->postings.block_count > 1)
        c->count = 0;
    if (c->count == 0)
        t->next_block = 0;
    c->at = c->document = t->bound_block = 0;
}

/* Cursors are large, and searches open and close many: some wait to be opened again. */
static void term_close(struct cursor *c)
{
    struct term_cursor *t = c->state;
    struct segment_spare_cursors *spare = &t->postings.segment->spare;
    postings_release(&t->postings);
    u32_array_release(&t->positions);
    if (spare->count < SPARE_CURSORS)
        spare->cursor[spare->count++] = t;
    else
        free(t);
}

static struct term_cursor *take_cursor(struct segment *s)
{
    return s->spare.count ? s->spare.cursor[--s->spare.count] : malloc(sizeof(struct term_cursor));
}

void segment_free_spare_cursors(struct segment *s)
{
    while (s->spare.count)
        free(s->spare.cursor[--s->spare.count]);
}

static const struct cursor_source term_source = {.fill = term_fill,
                                                 .frequencies = term_frequencies,
                                                 .bound = term_bound,
                                                 .greatest = term_greatest,
                                                 .reached = term_reached,
                                                 .rewind = term_rewind,
                                                 .positions = term_positions,
                                                 .close = term_close};

static const struct term_place *find_recent(const struct segment_recent_terms *r, struct str term)
{
    for (size_t i = 0; i < RECENT_TERMS; i++)
        if (r->term[i].len == term.len && memcmp(r->term[i].bytes, term.ptr, term.len) == 0)
            return &r->term[i].entry;
    return NULL;
}

static void keep_recent(struct segment_recent_terms *r, struct str term, const struct term_place *entry)
{
    size_t at = r->next;
    if (term.len > RECENT_TERM_BYTES)
        return;
    r->term[at].len = term.len;
    memcpy(r->term[at].bytes, term.ptr, term.len);
    r->term[at].entry = *entry;
    r->next = (at + 1) % RECENT_TERMS;
}

/* As segment_find_term. */
static enum status find_term(struct segment *s, struct str term, struct term_place *out, struct err *err)
{
    const struct term_place *recent = term.len ? find_recent(&s->recent, term) : NULL;
    if (recent) {
        *out = *recent;
        return S_OK;
    }
    enum status status = segment_find_term(s, term, out, err);
    if (!status)
        keep_recent(&s->recent, term, out);
    return status;
}

enum status segment_cursor_at(struct store *store, const struct term_place *place, struct cursor **out, struct err *err)
{
    struct segment *s = segment_of(store);
    /* not zeroed as a whole: the arrays are large, and are filled before they are read */
    struct term_cursor *t = take_cursor(s);
    if (!t)
        return err_no_memory(err);
    struct cursor *c = &t->cursor;
    c->count = c->at = c->document = 0;
    c->document_count = place->documents;
    c->frequencies_due = false;
    c->deadline = NULL;
    c->source = &term_source;
    c->state = t;
    t->next_block = t->bound_block = t->greatest = 0;
    t->reduced = false;
    t->positions = (struct u32_array){0};
    enum status status = postings_begin(&t->postings, s, place, err);
    if (status)
        cursor_close(c);
    else
        *out = c;
    return status;
}

/* ---- all documents, and one ---- */

struct range_cursor {
    struct cursor cursor;
    struct segment *segment;
    uint32_t next, last;
    uint32_t frequency;
};

static enum status range_fill(struct cursor *c, uint32_t target, struct err *err)
{
    struct range_cursor *r = c->state;
    (void)err;
    r->next = target > r->next ? target : r->next;
    for (c->count = 0; c->count < CURSOR_BLOCK && r->next <= r->last; r->next++) {
        if (segment_hides(r->segment, r->next))
            continue;
        c->documents[c->count] = r->next;
        c->frequencies[c->count++] = r->frequency;
    }
    return S_OK;
}

static enum status range_bound(struct cursor *c, uint32_t target, double average_length, struct cursor_bound *out,
                               struct err *err)
{
    (void)c, (void)target, (void)average_length, (void)err;
    *out = no_bound;
    return S_OK;
}

static double range_greatest(const struct cursor *c, double average_length)
{
    (void)c, (void)average_length;
    return 0;
}

static enum status range_positions(struct cursor *c, struct positions *out, struct err *err)
{
    (void)c, (void)out, (void)err;
    return S_OK;
}

static void range_close(struct cursor *c)
{
    free(c->state);
}

static const struct cursor_source range_source = {.fill = range_fill,
                                                  .bound = range_bound,
                                                  .greatest = range_greatest,
                                                  .positions = range_positions,
                                                  .close = range_close};

static enum status open_range(struct segment *s, uint32_t first, uint32_t count, uint32_t frequency,
                              struct cursor **out, struct err *err)
{
    struct range_cursor *r = calloc(1, sizeof *r);
    if (!r)
        return err_no_memory(err);
    r->segment = s;
    r->next = first;
    r->last = first + count - 1;
    r->frequency = frequency;
    r->cursor.source = &range_source;
    r->cursor.state = r;
    r->cursor.document_count = count;
    *out = &r->cursor;
    return S_OK;
}

/* The term of an id is not in the dictionary: the table of ids knows it. */
static enum status open_id(struct segment *s, struct str term, struct cursor **out, struct err *err)
{
    uint32_t document = 1;
    enum status status = segment_find_id_term(s, term, &document, err);
    if (status && status != S_NOT_FOUND)
        return status;
    return open_range(s, document, status ? 0 : 1, 0, out, err);
}

enum status segment_cursor(struct store *store, struct str term, struct cursor **out, struct err *err)
{
    struct segment *s = segment_of(store);
    const char *id_prefix = schema[FIELD_ID].prefix;
    if (term.len == 0)
        return open_range(s, 1, s->header.documents, 1, out, err);
    if (term.ptr[0] == id_prefix[0] && str_begins_with(term, str_of(id_prefix)))
        return open_id(s, term, out, err);
    struct term_place place;
    enum status status = find_term(s, term, &place, err);
    return status ? status : segment_cursor_at(store, &place, out, err);
}

/* ---- the walk of a merge ---- */

struct postings_walk {
    struct segment *segment;
    const uint32_t *place;
    struct postings postings;
    uint32_t block, at;
    uint32_t places[CURSOR_BLOCK], frequencies[CURSOR_BLOCK]; /* of the block's documents */
    struct u32_array gaps;
};

enum status postings_walk_open(struct segment *s, const uint32_t *place, struct postings_walk **out, struct err *err)
{
    struct postings_walk *w = calloc(1, sizeof *w);
    *out = w;
    if (!w)
        return err_no_memory(err);
    w->segment = s;
    w->place = place;
    return S_OK;
}

void postings_walk_close(struct postings_walk *w)
{
    if (!w)
        return;
    postings_release(&w->postings);
    u32_array_release(&w->gaps);
    free(w);
}

enum status postings_walk_begin(struct postings_walk *w, const struct term_place *term, struct err *err)
{
    postings_release(&w->postings);
    w->block = w->at = 0;
    return postings_begin(&w->postings, w->segment, term, err);
}

/* Places of many articles are seldom in a cache: those of a block are fetched together, so that they do not wait for
 * each other. */
static enum status walk_block(struct postings_walk *w, struct err *err)
{
    enum status status = postings_documents(&w->postings, w->block++, w->places, err);
    if (!status)
        status = postings_frequencies(&w->postings, w->frequencies, err);
    for (uint32_t i = 0; !status && i < w->postings.count; i++)
        w->places[i] = w->place[w->places[i]];
    w->at = 0;
    return status;
}

enum status postings_walk_next(struct postings_walk *w, uint32_t *document, uint32_t *frequency, const uint32_t **gaps,
                               struct err *err)
{
    enum status status = S_OK;
    for (*document = 0; !status && !*document;) {
        if (w->at < w->postings.count)
            *document = w->places[w->at++];
        else if (w->block < w->postings.block_count)
            status = walk_block(w, err);
        else
            return S_OK;
    }
    w->gaps.count = 0;
    if (!status && w->postings.term.word)
        status = postings_gaps(&w->postings, w->at - 1, w->frequencies, &w->gaps, err);
    if (status)
        return status;
    *frequency = w->frequencies[w->at - 1];
    *gaps = w->postings.term.word ? w->gaps.data : NULL;
    return S_OK;
}
