#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "archive/article_terms.h"
#include "archive/inverter_impl.h"
#include "archive/record.h"
#include "archive/segment_format.h"

enum { ARENA_BLOCK = 1 << 20, FIRST_SLOTS = 1 << 12, SLICE_LEVELS = 12 };

/* Bytes of the slices of a chain, without their links: half of all terms end in the first. */
static const uint32_t slice_bytes[SLICE_LEVELS] = {12, 24, 40, 72, 128, 248, 504, 1016, 2040, 4088, 8184, 16376};

/* ---- memory ---- */

static void *arena_take(struct worker *w, size_t bytes)
{
    bytes = (bytes + 7) & ~(size_t)7;
    if ((size_t)(w->arena_end - w->arena_at) < bytes) {
        struct arena_block *block = aligned_alloc(ARENA_BLOCK, ARENA_BLOCK);
        if (!block)
            return NULL;
        madvise(block, ARENA_BLOCK, MADV_HUGEPAGE); /* or not: only time depends on it */
        inverter_took(w->inverter, ARENA_BLOCK);
        block->next = w->blocks;
        w->blocks = block;
        w->arena_at = (char *)(block + 1);
        w->arena_end = (char *)block + ARENA_BLOCK;
    }
    void *taken = w->arena_at;
    w->arena_at += bytes;
    return taken;
}

enum status worker_init(struct worker *w, struct inverter *inverter, struct err *err)
{
    *w = (struct worker){.inverter = inverter,
                         .deflater.dictionary = buf_str(&inverter->dictionary),
                         .deflater.bodies = inverter->options.store_bodies};
    w->slot = calloc(FIRST_SLOTS, sizeof *w->slot);
    w->slots = FIRST_SLOTS;
    if (!w->slot)
        return err_no_memory(err);
    return language_open(inverter->stemmer, &w->language, err);
}

void worker_release(struct worker *w)
{
    while (w->blocks) {
        struct arena_block *next = w->blocks->next;
        free(w->blocks);
        w->blocks = next;
    }
    deflater_release(&w->deflater);
    language_close(&w->language);
    article_release(&w->article);
    buf_release(&w->folded);
    buf_release(&w->prefixed);
    buf_release(&w->stored);
    u32_array_release(&w->text.hash);
    free(w->page);
    free(w->slot);
    free(w->sorted);
    *w = (struct worker){0};
}

/* ---- terms ---- */

static bool grow_slots(struct worker *w)
{
    size_t slots = w->slots * 2;
    uint32_t *slot = calloc(slots, sizeof *slot);
    if (!slot)
        return false;
    /* half of them are used; a used one will be sorted, by way of a copy */
    inverter_took(w->inverter, w->slots * (sizeof *slot + sizeof *w->sorted));
    for (size_t i = 0; i < w->term_count; i++) {
        size_t at = worker_term(w, i)->hash & (slots - 1);
        while (slot[at])
            at = (at + 1) & (slots - 1);
        slot[at] = (uint32_t)i + 1;
    }
    free(w->slot);
    w->slot = slot;
    w->slots = slots;
    return true;
}

static bool add_page(struct worker *w)
{
    size_t number = w->term_count / TERM_PAGE;
    if (number == w->page_capacity) {
        size_t capacity = w->page_capacity ? w->page_capacity * 2 : 64;
        struct posting_term **page = realloc(w->page, capacity * sizeof *page);
        if (!page)
            return false;
        w->page = page;
        w->page_capacity = capacity;
    }
    size_t out_of_line = (uintptr_t)w->arena_at % CACHE_LINE;
    if (out_of_line && (size_t)(w->arena_end - w->arena_at) >= CACHE_LINE)
        w->arena_at += CACHE_LINE - out_of_line;
    w->page[number] = arena_take(w, TERM_PAGE * sizeof **w->page);
    return w->page[number] != NULL;
}

static struct posting_term *add_term(struct worker *w, struct str name, uint32_t hash, size_t at, bool word)
{
    if (w->term_count % TERM_PAGE == 0 && !add_page(w))
        return NULL;
    char *kept = arena_take(w, name.len + slice_bytes[0] + sizeof(void *));
    if (!kept)
        return NULL;
    memcpy(kept + slice_bytes[0] + sizeof(void *), name.ptr, name.len);
    struct posting_term *t = worker_term(w, w->term_count++);
    *t = (struct posting_term){.name = kept + slice_bytes[0] + sizeof(void *),
                               .name_len = (uint16_t)name.len,
                               .hash = hash,
                               .head = (unsigned char *)kept,
                               .write = (unsigned char *)kept,
                               .limit = (unsigned char *)kept + slice_bytes[0],
                               .word = word};
    w->slot[at] = (uint32_t)w->term_count;
    return t;
}

/* The number of a term + 1, found or made; 0 when memory has run out. */
static uint32_t intern(struct worker *w, struct str name, bool word)
{
    if (w->term_count * 2 >= w->slots && !grow_slots(w))
        return 0;
    uint32_t hash = (uint32_t)XXH3_64bits(name.ptr, name.len);
    size_t at = hash & (w->slots - 1);
    for (; w->slot[at]; at = (at + 1) & (w->slots - 1)) {
        const struct posting_term *t = worker_term(w, w->slot[at] - 1);
        if (t->hash == hash && t->name_len == name.len && memcmp(t->name, name.ptr, name.len) == 0)
            return w->slot[at];
    }
    return add_term(w, name, hash, at, word) ? w->slot[at] : 0;
}

/* ---- streams ---- */

static bool next_slice(struct worker *w, struct posting_term *t)
{
    if (t->level + 1 < SLICE_LEVELS)
        t->level++;
    uint32_t bytes = slice_bytes[t->level];
    unsigned char *slice = arena_take(w, bytes + sizeof slice);
    if (!slice)
        return false;
    memcpy(t->limit, &slice, sizeof slice);
    t->write = slice;
    t->limit = slice + bytes;
    return true;
}

static inline bool append_number(struct worker *w, struct posting_term *t, uint64_t value)
{
    for (;;) {
        if (t->write == t->limit && !next_slice(w, t))
            return false;
        t->bytes++;
        if (value < 0x80)
            break;
        *t->write++ = (unsigned char)(value | 0x80);
        value >>= 7;
    }
    *t->write++ = (unsigned char)value;
    return true;
}

void posting_term_copy(const struct posting_term *t, unsigned char *out)
{
    const unsigned char *slice = t->head;
    uint64_t rest = t->bytes;
    for (uint32_t level = 0; rest; level += level + 1 < SLICE_LEVELS) {
        uint64_t part = rest < slice_bytes[level] ? rest : slice_bytes[level];
        memcpy(out, slice, part);
        out += part;
        rest -= part;
        if (rest)
            memcpy(&slice, slice + slice_bytes[level], sizeof slice);
    }
}

/* ---- words ---- */

/* Appends a place of a word to its term's stream. */
static bool post_word(struct worker *w, const struct waiting_word *word)
{
    struct posting_term *t = worker_term(w, word->term);
    if (t->last_document != w->document) {
        if (!append_number(w, t, (uint64_t)(w->document - t->last_document) << 1 | 1))
            return false;
        t->last_document = w->document;
        t->last_position = 0;
        t->documents++;
    }
    bool good = append_number(w, t, (uint64_t)(word->position - t->last_position) << 1);
    t->last_position = word->position;
    return good && text_words_add(&w->text, t->hash);
}

/* Posts the words that wait, but for the last few. */
static bool post_waiting(struct worker *w, uint32_t few)
{
    bool good = true;
    while (good && w->seen - w->posted > few)
        good = post_word(w, &w->waiting[w->posted++ % WAITING_WORDS]);
    return good;
}

static bool add_word(void *context, const struct token *token)
{
    struct worker *w = context;
    uint32_t number = token->memo ? *token->memo : 0;
    if (!number) {
        number = intern(w, token->term, true);
        if (!number)
            return false;
        if (token->memo)
            *token->memo = number;
    }
    __builtin_prefetch(worker_term(w, number - 1), 1);
    w->waiting[w->seen++ % WAITING_WORDS] = (struct waiting_word){number - 1, token->position};
    w->length++;
    if (w->seen - w->posted > WAITING_WORDS / 2)
        __builtin_prefetch(worker_term(w, w->waiting[(w->seen - WAITING_WORDS / 2) % WAITING_WORDS].term)->write, 1);
    return post_waiting(w, WAITING_WORDS - 1);
}

static bool begin_body(void *context)
{
    struct worker *w = context;
    bool good = post_waiting(w, 0);
    text_words_begin_body(&w->text);
    return good;
}

static bool add_prefixed(void *context, const char *prefix, struct str value)
{
    struct worker *w = context;
    buf_reset(&w->prefixed);
    buf_append_text(&w->prefixed, prefix);
    buf_append_str(&w->prefixed, value);
    if (w->prefixed.failed)
        return false;
    if (!xap_term_fits(buf_str(&w->prefixed)))
        return true;
    uint32_t number = intern(w, buf_str(&w->prefixed), false);
    if (!number)
        return false;
    struct posting_term *t = worker_term(w, number - 1);
    if (t->last_document == w->document)
        return true;
    uint32_t gap = w->document - t->last_document;
    t->last_document = w->document;
    t->documents++;
    return append_number(w, t, gap);
}

/* ---- stored records ---- */

static enum status store_record(struct worker *w, struct inverted_document *d, struct str record, uint64_t content,
                                struct err *err)
{
    unsigned char bytes[8];
    size_t start = w->stored.len;
    if (!w->inverter->options.store_bodies) {
        buf_reset(&w->folded);
        record_encode(&w->article, false, &w->folded);
        record = buf_str(&w->folded);
        put_le64(bytes, content);
        buf_append(&w->stored, bytes, sizeof bytes);
    }
    if (w->stored.failed || w->folded.failed)
        return err_no_memory(err);
    enum status s = deflater_append(&w->deflater, record, &w->stored, err);
    if (s)
        return s;
    d->stored_at = start;
    d->stored_len = (uint32_t)(w->stored.len - start);
    return S_OK;
}

enum status worker_spool(struct worker *w, uint64_t *at, struct err *err)
{
    enum status s = spool_append(w->inverter->spool, w->stored.data, w->stored.len, at, err);
    buf_reset(&w->stored);
    return s;
}

enum status worker_take(struct worker *w, uint32_t number, struct inverted_document *d, struct str record,
                        uint64_t content, struct err *err)
{
    const struct article_terms to = {add_word, add_prefixed, begin_body, w};
    enum status s = record_decode(record, &w->article, err);
    if (s)
        return s;
    s = store_record(w, d, record, content, err);
    if (s)
        return s;
    article_derive(&w->article);
    w->document = number;
    w->length = 0;
    text_words_begin(&w->text);
    w->seen = w->posted = 0;
    if (!article_terms_walk(&to, w->language.analyzer, &w->article, &d->headline_words, &w->folded) ||
        !post_waiting(w, 0))
        return err_no_memory(err);
    d->length = w->length;
    d->text = text_words_hash(&w->text);
    return S_OK;
}

/* ---- sorting ---- */

/* Most terms are told apart by how they begin. */
int sorted_term_compare(const struct sorted_term *x, const struct sorted_term *y)
{
    if (x->beginning != y->beginning)
        return x->beginning < y->beginning ? -1 : 1;
    return str_compare(posting_term_name(x->term), posting_term_name(y->term));
}

static int by_name(const void *a, const void *b)
{
    return sorted_term_compare(a, b);
}

enum status worker_sort(struct worker *w)
{
    w->sorted = malloc((w->term_count + 1) * sizeof *w->sorted);
    if (!w->sorted)
        return err_no_memory(&w->err);
    for (size_t i = 0; i < w->term_count; i++) {
        struct posting_term *t = worker_term(w, i);
        w->sorted[i] = (struct sorted_term){segment_beginning(posting_term_name(t)), t};
    }
    if (w->term_count)
        qsort(w->sorted, w->term_count, sizeof *w->sorted, by_name);
    return S_OK;
}
