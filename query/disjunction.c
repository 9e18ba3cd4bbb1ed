/* One word, any of several, or the best of several (which a wildcard stands for): MaxScore over ranges of documents. In
 * a range that no word's block ends in, the words whose bounds together stay below the floor cannot lead to a document
 * by themselves. What the other, essential words give is summed over the whole range at once, and only documents that
 * reach the floor with it are asked for the rest, as long as it can be enough. Of the best of several, the most counts
 * and not the sum: the other words are not asked, and those that are below the floor everywhere are
 * dropped.
 *
 * The sums are of single precision: they only choose what is scored. */
#include <float.h>

#include "query/bound.h"
#include "query/mask.h"
#include "query/places.h"

enum {
    RANGE_MAX = 2048, /* documents that are summed at once; a multiple of MASK_BITS */
    WORDS_MAX = 1024  /* more than a wildcard stands for */
};

/* More than sums of single precision can be off. */
static const double SUM_ROUNDING = 1e-5;

typedef float floats __attribute__((vector_size(16)));
typedef int32_t four __attribute__((vector_size(16)));

struct range {
    bool best;                  /* the best of the words counts, not their sum */
    struct mnode **child;       /* by bound, the least first */
    double *before;             /* before[i]: what the first i give together, at most */
    size_t children, essential; /* a document in none of those from `essential` on is below the floor */
    uint32_t from, last;        /* the range; last CURSOR_END: nothing is left */
    uint32_t *start, *end;      /* of the essential words' documents in it: places */
    uint32_t count, next;       /* of the documents that may reach the floor; the next one to be given */
    uint32_t document[RANGE_MAX];
    bool measured; /* the lengths of these are known: */
    uint32_t length[RANGE_MAX];
    float given[RANGE_MAX]; /* by the words */
    struct places places;
    float sum[RANGE_MAX]; /* or the most; by place in the range; zeros between ranges */
};

bool is_disjunction(const struct mnode *n)
{
    bool words = (n->kind == M_OR || n->kind == M_MAX) && n->count > 0 && n->count <= WORDS_MAX;
    for (size_t i = 0; words && i < n->count; i++)
        words = n->child[i]->kind == M_TERM && n->child[i]->term.len > 0;
    return words || (n->kind == M_TERM && n->term.len > 0);
}

enum status disjunction_open(struct matcher *m, struct mnode *n, struct err *err)
{
    size_t words = n->kind == M_TERM ? 1 : n->count;
    struct range *r = n->range = arena_alloc_raw(m->arena, sizeof *r);
    if (!r)
        return err_no_memory(err);
    r->child = arena_alloc_raw(m->arena, words * sizeof *r->child);
    r->before = arena_alloc_raw(m->arena, (words + 1) * sizeof *r->before);
    r->start = arena_alloc_raw(m->arena, words * sizeof *r->start);
    r->end = arena_alloc_raw(m->arena, words * sizeof *r->end);
    if (!r->child || !r->before || !r->start || !r->end)
        return err_no_memory(err);
    r->best = n->kind == M_MAX;
    r->children = words;
    r->child[0] = n;
    if (n->kind != M_TERM) {
        memcpy(r->child, n->child, n->count * sizeof *n->child);
        memset(r->sum, 0, sizeof r->sum);
    }
    r->count = r->next = r->last = 0;
    return S_OK;
}

/* ---- the range ---- */

/* Whether a word is of no use any more: of the best of some words, one that gives less wherever it is. */
static bool is_idle(const struct matcher *m, const struct range *r, struct mnode *word, const struct bound *b,
                    double floor)
{
    if (!r->best || !is_below(b->score, floor))
        return false;
    if (b->last == CURSOR_END - 1)
        return true;
    if (word->most <= 0)
        word->most = bm25_score(word->idf, word->cursor->source->greatest(word->cursor, m->average_length));
    return is_below(word->most, floor);
}

/* Puts the children in the order of their bounds from `target` on, and drops those that are idle. */
static enum status bound_children(struct matcher *m, struct range *r, uint32_t target, double floor, struct err *err)
{
    size_t kept = 0;
    r->last = CURSOR_END - 1;
    for (size_t i = 0; i < r->children; i++) {
        struct mnode *child = r->child[i];
        struct bound b;
        enum status s = bound_node(m, child, target, &b, err);
        if (s)
            return s;
        if (is_idle(m, r, child, &b, floor))
            continue;
        r->last = b.last < r->last ? b.last : r->last;
        size_t at = kept++;
        for (; at > 0 && r->child[at - 1]->bound > b.score; at--)
            r->child[at] = r->child[at - 1];
        r->child[at] = child;
    }
    r->children = kept;
    r->before[0] = 0;
    for (size_t i = 0; i < r->children; i++)
        r->before[i + 1] = r->best ? r->child[i]->bound : r->before[i] + r->child[i]->bound;
    return S_OK;
}

/* Where the block of a cursor ends the range: behind a word's only block there is nothing to be missed. */
static uint32_t end_of_block(const struct cursor *c)
{
    return c->document_count > CURSOR_BLOCK ? c->documents[c->count - 1] : CURSOR_END - 1;
}

/* Unpacks the blocks of the essential words, and ends the range where the first of them ends. */
static enum status load_blocks(struct range *r, struct err *err)
{
    uint32_t first = CURSOR_END;
    for (size_t i = r->essential; i < r->children; i++) {
        struct cursor *c = r->child[i]->cursor;
        enum status s = cursor_block_is_before(c, r->from) ? cursor_refill(c, r->from, err) : S_OK;
        if (s)
            return s;
        r->child[i]->document = c->document;
        if (c->count == 0)
            continue;
        uint32_t last = end_of_block(c);
        r->start[i] = cursor_place(c, r->from);
        r->last = last < r->last ? last : r->last;
        first = c->documents[r->start[i]] < first ? c->documents[r->start[i]] : first;
    }
    r->from = first < r->last ? first : r->last;
    if (r->children - r->essential > 1 && r->last - r->from >= RANGE_MAX)
        r->last = r->from + RANGE_MAX - 1;
    for (size_t i = r->essential; i < r->children; i++) {
        const struct cursor *c = r->child[i]->cursor;
        if (c->count == 0)
            r->start[i] = r->end[i] = 0;
        else
            r->end[i] = c->documents[c->count - 1] <= r->last ? c->count : cursor_place(c, r->last + 1);
    }
    return S_OK;
}

/* ---- what words give ---- */

/* parts[i] = what the word gives a document of this frequency and length, four at a time: there is room for it. */
static void weigh(const struct matcher *m, const struct mnode *word, const uint32_t *frequency, const uint32_t *length,
                  uint32_t count, float *parts)
{
    const float weight = (float)(word->idf * (BM25_K1 + 1));
    const float base = (float)m->length_base, slope = (float)m->length_slope;
    for (uint32_t i = 0; i < count; i += 4) {
        four f, l;
        memcpy(&f, frequency + i, sizeof f);
        memcpy(&l, length + i, sizeof l);
        floats often = __builtin_convertvector(f, floats);
        floats part = weight * often / (often + (base + slope * __builtin_convertvector(l, floats)));
        memcpy(parts + i, &part, sizeof part);
    }
}

/* Sums up what the word of a place gives the documents of the range. */
static enum status add_word(struct matcher *m, struct range *r, size_t place, struct err *err)
{
    const struct mnode *word = r->child[place];
    struct cursor *c = word->cursor;
    uint32_t length[CURSOR_BLOCK], frequency[CURSOR_BLOCK], at = r->start[place], count = r->end[place] - at;
    float part[CURSOR_BLOCK];
    enum status s = cursor_load_frequency(c, err);
    if (!s)
        s = store_lengths(m->store, c->documents + at, count, length, err);
    if (s)
        return s;
    memcpy(frequency, c->frequencies + at, count * sizeof *frequency);
    weigh(m, word, frequency, length, count, part);
    for (uint32_t i = 0; i < count; i++) {
        float *sum = &r->sum[c->documents[at + i] - r->from];
        *sum = !r->best ? *sum + part[i] : part[i] > *sum ? part[i] : *sum;
    }
    return S_OK;
}

/* ---- what may reach the floor ---- */

/* Keeps a document behind the `count` that are kept, if it is given enough; returns how many are kept then. */
static inline uint32_t keep(struct range *r, uint32_t count, uint32_t document, float given, float need)
{
    r->document[count] = document;
    r->given[count] = given;
    return count + (given >= need);
}

/* Takes the sums of the whole range. */
static void take_all(struct range *r, float need)
{
    uint32_t size = r->last - r->from + 1, count = 0;
    for (uint32_t from = 0; from < size; from += MASK_BITS) {
        for (uint32_t enough = mask_floats(r->sum + from, need); enough; enough &= enough - 1) {
            uint32_t at = from + (uint32_t)__builtin_ctz(enough);
            r->document[count] = r->from + at;
            r->given[count++] = r->sum[at];
        }
        memset(r->sum + from, 0, MASK_BITS * sizeof *r->sum);
    }
    r->count = count;
}

static void sort_by_document(struct range *r)
{
    for (uint32_t i = 1; i < r->count; i++) {
        uint32_t document = r->document[i], at = i;
        float given = r->given[i];
        for (; at > 0 && r->document[at - 1] > document; at--) {
            r->document[at] = r->document[at - 1];
            r->given[at] = r->given[at - 1];
        }
        r->document[at] = document;
        r->given[at] = given;
    }
}

/* Takes the sums of the few documents that there are in the range. */
static void take_few(struct range *r, float need)
{
    for (size_t w = r->essential; w < r->children; w++) {
        const struct cursor *c = r->child[w]->cursor;
        for (uint32_t at = r->start[w]; at < r->end[w]; at++) {
            float *sum = &r->sum[c->documents[at] - r->from];
            r->count = keep(r, r->count, c->documents[at], *sum, need);
            *sum = 0;
        }
    }
    sort_by_document(r);
}

/* Sums what several words give, and takes the documents to which it gives enough. */
static enum status choose_by_sums(struct matcher *m, struct range *r, float need, struct err *err)
{
    enum { FEW_PART = 16 };
    uint32_t documents = 0;
    for (size_t i = r->essential; i < r->children; i++) {
        enum status s = add_word(m, r, i, err);
        if (s)
            return s;
        documents += r->end[i] - r->start[i];
    }
    if (documents < (r->last - r->from) / FEW_PART)
        take_few(r, need);
    else
        take_all(r, need);
    return S_OK;
}

/* The least frequency with which the word gives enough to the shortest document of the range. */
static uint32_t least_frequency(const struct matcher *m, const struct mnode *word, double need)
{
    double weight = word->idf * (BM25_K1 + 1), length_part = about_length_part(m, word->shortest);
    double least = need * length_part / (weight - need) * (1 - SUM_ROUNDING);
    return weight <= need || least > INT32_MAX ? INT32_MAX : least < 1 ? 1 : (uint32_t)least;
}

/* Gathers the documents of the only essential word, from place `at` to `end`, in which it is often enough, with its
 * frequencies there; returns how many there are. */
static uint32_t gather_frequent(struct range *r, const struct cursor *c, uint32_t at, uint32_t end, uint32_t least,
                                uint32_t *frequency)
{
    uint32_t count = 0;
    if (least <= 1) {
        memcpy(r->document, c->documents + at, (end - at) * sizeof *r->document);
        memcpy(frequency, c->frequencies + at, (end - at) * sizeof *frequency);
        return end - at;
    }
    for (uint32_t from = at / MASK_BITS * MASK_BITS; from < end; from += MASK_BITS) {
        uint32_t often = mask_numbers(c->frequencies + from, least);
        often = mask_between(often, from < at ? at - from : 0, end - from);
        for (; often; often &= often - 1) {
            uint32_t place = from + (uint32_t)__builtin_ctz(often);
            r->document[count] = c->documents[place];
            frequency[count++] = c->frequencies[place];
        }
    }
    return count;
}

/* Keeps those of the range's documents to which the word gives enough: part[i] to the i-th. What lies behind the last
 * part, up to a whole mask, is no matter. */
static void keep_enough(struct range *r, const float *part, const uint32_t *length, uint32_t count, float need)
{
    uint32_t kept = 0;
    for (uint32_t from = 0; from < count; from += MASK_BITS) {
        uint32_t enough = mask_between(mask_floats(part + from, need), 0, count - from);
        for (; enough; enough &= enough - 1) {
            uint32_t i = from + (uint32_t)__builtin_ctz(enough);
            r->document[kept] = r->document[i];
            r->length[kept] = length[i];
            r->given[kept++] = part[i];
        }
    }
    r->count = kept;
}

/* Takes the documents to which the only essential word, the last, gives enough: by frequency first, which costs no look
 * at a length. */
static enum status choose_by_word(struct matcher *m, struct range *r, float need, struct err *err)
{
    const struct mnode *word = r->child[r->essential];
    struct cursor *c = word->cursor;
    uint32_t frequency[CURSOR_BLOCK], length[CURSOR_BLOCK], count = 0;
    uint32_t at = r->start[r->essential], end = r->end[r->essential];
    float part[CURSOR_BLOCK];
    enum status s = cursor_load_frequency(c, err);
    if (!s) {
        count = gather_frequent(r, c, at, end, least_frequency(m, word, need), frequency);
        s = store_lengths(m->store, r->document, count, length, err);
    }
    if (s)
        return s;
    weigh(m, word, frequency, length, count, part);
    keep_enough(r, part, length, count, need);
    r->measured = true;
    return S_OK;
}

/* ---- what the other words add ---- */

/* The word's frequency in each of at most a block of documents, 0 where it is not. */
static void look_up(struct range *r, const struct cursor *c, const uint32_t *document, uint32_t count,
                    uint32_t *frequency)
{
    uint8_t place[CURSOR_BLOCK];
    places_find(&r->places, c, document, count, place);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t there = c->frequencies[place[i]];
        frequency[i] = c->documents[place[i]] == document[i] ? there : 0;
    }
}

/* Adds what one of the other words gives the documents chosen, and drops those that it leaves below `need`. */
static enum status ask_word(struct matcher *m, struct range *r, struct mnode *word, float need, struct err *err)
{
    struct cursor *c = word->cursor;
    uint32_t frequency[CURSOR_BLOCK], asked = r->count, kept = 0;
    float part[CURSOR_BLOCK];
    enum status s = cursor_block_is_before(c, r->from) ? cursor_refill(c, r->from, err) : S_OK;
    word->document = c->document;
    if (!s && c->count)
        s = cursor_load_frequency(c, err);
    for (uint32_t from = 0; !s && from < asked; from += CURSOR_BLOCK) {
        uint32_t count = asked - from < CURSOR_BLOCK ? asked - from : CURSOR_BLOCK;
        look_up(r, c, r->document + from, count, frequency);
        weigh(m, word, frequency, r->length + from, count, part);
        for (uint32_t i = 0; i < count; i++) {
            r->length[kept] = r->length[from + i];
            kept = keep(r, kept, r->document[from + i], r->given[from + i] + part[i], need);
        }
    }
    r->count = kept;
    return s;
}

/* ---- ranges ---- */

/* What a document has to be given when words that give up to `others` are still to be asked. No word gives 0. */
static float needed(double floor, double others)
{
    double need = (floor * (1 - BOUND_ROUNDING) - others) * (1 - SUM_ROUNDING);
    return need > FLT_MIN ? (float)need : FLT_MIN;
}

/* Finds the next range that may reach the floor, from `target` on, and its essential words; without one r->last is
 * CURSOR_END. Where there is no floor yet nothing is bounded. */
static enum status find_range(struct matcher *m, struct range *r, uint32_t target, double floor, struct err *err)
{
    enum status s = S_OK;
    r->essential = 0;
    r->before[0] = 0;
    r->last = CURSOR_END - 1;
    while (floor > 0 && !(s = bound_children(m, r, target, floor, err)) && is_below(r->before[r->children], floor)) {
        target = r->last + 1;
        if (target == CURSOR_END) {
            r->last = CURSOR_END;
            return S_OK;
        }
    }
    r->from = target;
    while (!s && floor > 0 && is_below(r->before[r->essential + 1], floor))
        r->essential++;
    return s;
}

/* Looks in the next range that may reach the floor, from `target` on. */
static enum status fill(struct matcher *m, struct range *r, uint32_t target, double floor, struct err *err)
{
    r->count = r->next = 0;
    r->measured = false;
    enum status s = find_range(m, r, target, floor, err);
    if (!s && r->last != CURSOR_END)
        s = load_blocks(r, err);
    if (s || r->last == CURSOR_END)
        return s;
    float need = needed(floor, r->best ? 0 : r->before[r->essential]);
    if (r->children - r->essential == 1)
        s = choose_by_word(m, r, need, err);
    else
        s = choose_by_sums(m, r, need, err);
    size_t others = r->best ? 0 : r->essential;
    if (!s && others && r->count && !r->measured) {
        s = store_lengths(m->store, r->document, r->count, r->length, err);
        r->measured = true;
    }
    for (size_t i = others; !s && r->count && i-- > 0;)
        s = ask_word(m, r, r->child[i], needed(floor, r->before[i]), err);
    return s;
}

/* ---- one by one ---- */

/* Puts the words on the document or behind it. */
static void stand_at(struct mnode *n, struct range *r, uint32_t document)
{
    for (size_t i = 0; i < r->children; i++) {
        struct mnode *word = r->child[i];
        struct cursor *c = word->cursor;
        if (word->document < document && !cursor_block_is_before(c, document)) {
            c->at = cursor_place(c, document);
            c->document = word->document = c->documents[c->at];
        }
        word->hit = word->document == document;
    }
    n->document = document;
}

enum status disjunction_next_above(struct matcher *m, uint32_t target, double floor, uint32_t *document,
                                   struct err *err)
{
    struct range *r = m->root->range;
    *document = CURSOR_END;
    for (;;) {
        while (r->next < r->count) {
            uint32_t i = r->next++, candidate = r->document[i];
            if (candidate < target || r->given[i] < needed(floor, 0))
                continue;
            if (r->measured)
                keep_length(m, candidate, r->length[i]);
            stand_at(m->root, r, candidate);
            *document = candidate;
            return S_OK;
        }
        if (r->last >= CURSOR_END - 1)
            return S_OK;
        target = target > r->last ? target : r->last + 1;
        enum status s = fill(m, r, target, floor, err);
        if (s)
            return s;
    }
}
