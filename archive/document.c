#include "archive/document.h"

#include <stdlib.h>
#include <string.h>

#include "archive/article_terms.h"
#include "archive/text_hash.h"

/* A distinct term of the article. */
struct entry {
    size_t start, len;  /* in `terms` */
    uint32_t hash;      /* XXH3-64, the low half */
    uint32_t frequency; /* 0: a prefixed term, without positions */
    uint32_t first;     /* of its positions in `positions`, once grouped */
    uint32_t filled;
};

struct document {
    struct buf terms;
    struct entry *entry;
    size_t count, capacity;
    uint32_t *slot; /* open addressing: entry number + 1, 0 free; a power of two of them, at most half full */
    size_t slots;
    struct u32_array word;  /* in reading order: entry numbers ... */
    struct u32_array place; /* ... and positions */
    uint32_t *positions;    /* grouped by entry */
    size_t positions_capacity;
    struct xap_posting *posting;
    size_t postings_capacity;
    struct text_words text;
    struct buf scratch, folded;
};

enum { FIRST_SLOTS = 1024 };

enum status document_new(struct document **out, struct err *err)
{
    struct document *d = calloc(1, sizeof *d);
    if (d)
        d->slot = calloc(FIRST_SLOTS, sizeof *d->slot);
    if (!d || !d->slot) {
        free(d);
        return err_no_memory(err);
    }
    d->slots = FIRST_SLOTS;
    *out = d;
    return S_OK;
}

void document_free(struct document *d)
{
    if (!d)
        return;
    buf_release(&d->terms);
    buf_release(&d->scratch);
    buf_release(&d->folded);
    u32_array_release(&d->word);
    u32_array_release(&d->place);
    u32_array_release(&d->text.hash);
    free(d->entry);
    free(d->slot);
    free(d->positions);
    free(d->posting);
    free(d);
}

static void clear(struct document *d)
{
    buf_reset(&d->terms);
    d->count = 0;
    d->word.count = d->place.count = 0;
    text_words_begin(&d->text);
    memset(d->slot, 0, d->slots * sizeof *d->slot);
}

/* ---- terms ---- */

static bool grow_slots(struct document *d)
{
    size_t slots = d->slots * 2;
    uint32_t *slot = calloc(slots, sizeof *slot);
    if (!slot)
        return false;
    for (size_t i = 0; i < d->count; i++) {
        size_t at = d->entry[i].hash & (slots - 1);
        while (slot[at])
            at = (at + 1) & (slots - 1);
        slot[at] = (uint32_t)i + 1;
    }
    free(d->slot);
    d->slot = slot;
    d->slots = slots;
    return true;
}

static bool add_entry(struct document *d, struct str term, uint32_t hash, size_t at)
{
    if (d->count == d->capacity) {
        size_t capacity = d->capacity ? d->capacity * 2 : 512;
        struct entry *entry = realloc(d->entry, capacity * sizeof *entry);
        if (!entry)
            return false;
        d->entry = entry;
        d->capacity = capacity;
    }
    d->entry[d->count] = (struct entry){.start = d->terms.len, .len = term.len, .hash = hash};
    buf_append_str(&d->terms, term);
    d->slot[at] = (uint32_t)++d->count;
    return !d->terms.failed;
}

/* Finds the entry of a term or makes it; NULL when memory has run out. Borrowed until the next call. */
static struct entry *intern(struct document *d, struct str term)
{
    if (d->count * 2 >= d->slots && !grow_slots(d))
        return NULL;
    uint32_t hash = (uint32_t)XXH3_64bits(term.ptr, term.len);
    size_t at = hash & (d->slots - 1);
    while (d->slot[at]) {
        struct entry *e = &d->entry[d->slot[at] - 1];
        if (e->len == term.len && memcmp(d->terms.data + e->start, term.ptr, term.len) == 0)
            return e;
        at = (at + 1) & (d->slots - 1);
    }
    return add_entry(d, term, hash, at) ? &d->entry[d->count - 1] : NULL;
}

static bool add_word(void *context, const struct token *token)
{
    struct document *d = context;
    struct entry *e = intern(d, token->term);
    if (!e)
        return false;
    e->frequency++;
    return u32_array_append(&d->word, (uint32_t)(e - d->entry)) && u32_array_append(&d->place, token->position) &&
           text_words_add(&d->text, e->hash);
}

static bool begin_body(void *context)
{
    struct document *d = context;
    text_words_begin_body(&d->text);
    return true;
}

static bool add_prefixed(void *context, const char *prefix, struct str value)
{
    struct document *d = context;
    buf_reset(&d->scratch);
    buf_append_text(&d->scratch, prefix);
    buf_append_str(&d->scratch, value);
    if (d->scratch.failed)
        return false;
    return !xap_term_fits(buf_str(&d->scratch)) || intern(d, buf_str(&d->scratch));
}

/* ---- grouping ---- */

static bool reserve_results(struct document *d)
{
    if (d->word.count > d->positions_capacity) {
        free(d->positions);
        d->positions = malloc(d->word.count * sizeof *d->positions);
        d->positions_capacity = d->positions ? d->word.count : 0;
    }
    if (d->count > d->postings_capacity) {
        free(d->posting);
        d->posting = malloc(d->count * sizeof *d->posting);
        d->postings_capacity = d->posting ? d->count : 0;
    }
    return d->positions_capacity >= d->word.count && d->postings_capacity >= d->count;
}

/* Sorts the positions by term, keeping their order: a counting sort, since the frequencies are known. */
static void group_positions(struct document *d)
{
    uint32_t first = 0;
    for (size_t i = 0; i < d->count; i++) {
        d->entry[i].first = first;
        d->entry[i].filled = 0;
        first += d->entry[i].frequency;
    }
    for (size_t i = 0; i < d->word.count; i++) {
        struct entry *e = &d->entry[d->word.data[i]];
        d->positions[e->first + e->filled++] = d->place.data[i];
    }
}

static void make_postings(struct document *d)
{
    for (size_t i = 0; i < d->count; i++) {
        const struct entry *e = &d->entry[i];
        d->posting[i] = (struct xap_posting){.term = {d->terms.data + e->start, e->len},
                                             .frequency = e->frequency,
                                             .positions = e->frequency ? d->positions + e->first : NULL,
                                             .position_count = e->frequency};
    }
}

enum status document_invert(struct document *d, struct analyzer *analyzer, const struct article *article,
                            struct inverted_article *out, struct err *err)
{
    const struct article_terms to = {add_word, add_prefixed, begin_body, d};
    clear(d);
    if (!article_terms_walk(&to, analyzer, article, &out->headline_words, &d->folded) || !reserve_results(d))
        return err_no_memory(err);
    group_positions(d);
    make_postings(d);
    out->posting = d->posting;
    out->count = d->count;
    out->text = text_words_hash(&d->text);
    return S_OK;
}
