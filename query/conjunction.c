/* Words that all have to be there, as AND, as a phrase or near each other: block by block. Where the words' blocks lie
 * over each other, the documents of the rarest are looked up in the others' blocks all at once, and then scored all at
 * once; neither has a branch that depends on a document. What is left is given one by one. */
#include "query/bound.h"
#include "query/places.h"

/* The documents that hold all the words in one range of documents. */
struct batch {
    uint32_t count, next; /* of the documents; the next one to be given */
    uint32_t until;       /* the range reaches up to here; CURSOR_END: there is nothing behind it */
    bool scored;
    struct places places;
    uint32_t document[CURSOR_BLOCK], length[CURSOR_BLOCK];
    double score[CURSOR_BLOCK];    /* but for a rounding below BOUND_ROUNDING */
    uint8_t place[][CURSOR_BLOCK]; /* of each document in the block of each word of `order` */
};

enum status conjunction_open(struct matcher *m, struct mnode *n, struct err *err)
{
    struct batch *b = n->batch = arena_alloc_raw(m->arena, sizeof *b + n->ordered * sizeof b->place[0]);
    if (!b)
        return err_no_memory(err);
    b->count = b->next = b->until = 0;
    for (size_t i = 0; i < n->ordered; i++)
        n->order[i]->number = (uint32_t)i;
    return S_OK;
}

/* ---- a range ---- */

/* The two rarest words, or the only one twice, say where a range lies. */
static struct cursor *lead(const struct mnode *n, size_t i)
{
    return n->order[n->ordered > 1 ? i : 0]->cursor;
}

/* Unpacks the blocks of the leading words that reach to *target or behind it, and moves *target to where one begins.
 * False when a word has no more. */
static enum status load_leads(const struct mnode *n, uint32_t *target, bool *more, struct err *err)
{
    *more = true;
    for (size_t i = 0; i < 2;) {
        struct cursor *c = lead(n, i++);
        if (!cursor_block_is_before(c, *target))
            continue;
        enum status s = cursor_refill(c, *target, err);
        *more = !s && c->document != CURSOR_END;
        if (!*more)
            return s;
        if (c->document > *target) {
            *target = c->document;
            i = i > 1 ? 0 : i; /* the other may end before it */
        }
    }
    return S_OK;
}

/* The documents from `target` to b->until that both leading words have. */
static void take_common(const struct mnode *n, uint32_t target)
{
    struct batch *b = n->batch;
    const struct cursor *rarest = lead(n, 0), *other = lead(n, 1);
    uint8_t *other_place = b->place[n->ordered > 1 ? 1 : 0];
    uint32_t end = rarest->count, kept = 0;
    if (rarest->documents[end - 1] > b->until)
        end = cursor_place(rarest, b->until + 1);
    uint32_t from = cursor_place(rarest, target);
    uint8_t place[CURSOR_BLOCK];
    places_find(&b->places, other, rarest->documents + from, end - from, place);
    for (uint32_t i = 0; i < end - from; i++) {
        uint32_t document = rarest->documents[from + i];
        b->document[kept] = document;
        b->place[0][kept] = (uint8_t)(from + i);
        other_place[kept] = place[i];
        kept += other->documents[place[i]] == document;
    }
    b->count = kept;
}

/* Unpacks the block of another word that the first document may be in; the range ends where it ends. */
static enum status load_block(struct batch *b, struct cursor *c, struct err *err)
{
    if (cursor_block_is_before(c, b->document[0])) {
        enum status s = cursor_refill(c, b->document[0], err);
        if (s)
            return s;
        if (c->document == CURSOR_END) {
            b->count = 0;
            b->until = CURSOR_END;
            return S_OK;
        }
    }
    uint32_t end = c->documents[c->count - 1];
    b->until = end < b->until ? end : b->until;
    while (b->count && b->document[b->count - 1] > end)
        b->count--;
    return S_OK;
}

/* Keeps the documents that word `w` has, too. */
static void keep_common(struct batch *b, const struct cursor *c, size_t w)
{
    uint32_t kept = 0;
    uint8_t place[CURSOR_BLOCK];
    places_find(&b->places, c, b->document, b->count, place);
    for (uint32_t i = 0; i < b->count; i++) {
        uint32_t document = b->document[i];
        b->document[kept] = document;
        for (size_t before = 0; before < w; before++)
            b->place[before][kept] = b->place[before][i];
        b->place[w][kept] = place[i];
        kept += c->documents[place[i]] == document;
    }
    b->count = kept;
}

/* Fills the batch with what is common from `target` on, up to `last` or to where the first block ends. Further words'
 * blocks are unpacked only where the leading words agree. */
static enum status fill(struct mnode *n, uint32_t target, uint32_t last, struct err *err)
{
    struct batch *b = n->batch;
    bool more;
    b->count = b->next = 0;
    b->scored = false;
    b->until = CURSOR_END;
    enum status s = load_leads(n, &target, &more, err);
    if (s || !more)
        return s;
    for (size_t i = 0; i < 2; i++) {
        const struct cursor *c = lead(n, i);
        uint32_t end = c->documents[c->count - 1];
        last = end < last ? end : last;
    }
    b->until = last;
    if (target > last) {
        b->until = target - 1;
        return S_OK;
    }
    take_common(n, target);
    for (size_t i = 2; !s && i < n->ordered && b->count; i++) {
        struct cursor *c = n->order[i]->cursor;
        s = load_block(b, c, err);
        if (!s)
            keep_common(b, c, i);
    }
    return s;
}

/* ---- scores ---- */

static void add_word(const struct mnode *word, const uint8_t *place, uint32_t count, const double *length_part,
                     double *score)
{
    const uint32_t *frequency = word->cursor->frequencies;
    double weight = word->idf * (BM25_K1 + 1);
    for (uint32_t i = 0; i < count; i++) {
        double f = frequency[place[i]];
        score[i] += weight * f / (f + length_part[i]);
    }
}

static enum status score_batch(struct matcher *m, struct mnode *n, struct err *err)
{
    struct batch *b = n->batch;
    double length_part[CURSOR_BLOCK];
    enum status s = store_lengths(m->store, b->document, b->count, b->length, err);
    for (size_t i = 0; !s && i < n->ordered; i++)
        s = cursor_load_frequency(n->order[i]->cursor, err);
    if (s)
        return s;
    for (uint32_t i = 0; i < b->count; i++) {
        length_part[i] = about_length_part(m, b->length[i]);
        b->score[i] = 0;
    }
    for (size_t i = 0; i < n->count; i++)
        add_word(n->child[i], b->place[n->child[i]->number], b->count, length_part, b->score);
    b->scored = true;
    return S_OK;
}

/* ---- one by one ---- */

/* Puts the words' cursors on a document of the batch. */
static void stand_at(struct mnode *n, uint32_t i)
{
    const struct batch *b = n->batch;
    n->document = b->document[i];
    for (size_t w = 0; w < n->ordered; w++) {
        struct cursor *c = n->order[w]->cursor;
        c->at = b->place[w][i];
        c->document = n->order[w]->document = n->document;
    }
}

/* Gives the next document of the batch from `target` on that is not below the floor. */
static enum status take_next(struct mnode *n, uint32_t target, double floor, bool *hit, struct err *err)
{
    struct batch *b = n->batch;
    enum status s = S_OK;
    for (*hit = false; !s && !*hit && b->next < b->count;) {
        uint32_t i = b->next++;
        if (b->document[i] < target || (floor > 0 && is_below(b->score[i], floor)))
            continue;
        stand_at(n, i);
        if (n->kind == M_AND)
            *hit = true;
        else if (n->kind == M_PHRASE)
            s = mnode_confirm_phrase(n, hit, err);
        else
            s = mnode_confirm(n, hit, err);
    }
    return s;
}

enum status conjunction_next(struct matcher *m, uint32_t target, double floor, uint32_t *document, struct err *err)
{
    struct mnode *n = m->root;
    struct batch *b = n->batch;
    enum status s = S_OK;
    *document = CURSOR_END;
    for (;;) {
        bool hit = false;
        if (!s && floor > 0 && b->next < b->count && !b->scored)
            s = score_batch(m, n, err);
        if (!s)
            s = take_next(n, target, floor, &hit, err);
        if (hit) {
            *document = n->document;
            if (b->scored)
                keep_length(m, n->document, b->length[b->next - 1]);
        }
        if (s || hit || b->until == CURSOR_END)
            return s;
        uint32_t last = CURSOR_END - 1;
        target = target > b->until ? target : b->until + 1;
        if (floor > 0) {
            s = pass_over(m, n, floor, &target, err);
            last = n->bound_last;
        }
        if (target == CURSOR_END)
            b->until = CURSOR_END;
        else if (!s)
            s = fill(n, target, last, err);
    }
}

enum status conjunction_is_below(struct matcher *m, double floor, bool *yes, struct err *err)
{
    struct batch *b = m->root->batch;
    enum status s = b->scored ? S_OK : score_batch(m, m->root, err);
    *yes = !s && is_below(b->score[b->next - 1], floor);
    return s;
}

enum status conjunction_mark(struct matcher *m, uint64_t *bits, struct err *err)
{
    struct batch *b = m->root->batch;
    enum status s = S_OK;
    while (!s && b->until != CURSOR_END) {
        s = fill(m->root, b->until + 1, CURSOR_END - 1, err);
        for (uint32_t i = 0; i < b->count; i++)
            bits[b->document[i] / 64] |= UINT64_C(1) << b->document[i] % 64;
    }
    return s;
}

enum status conjunction_count(struct matcher *m, uint64_t *count, struct err *err)
{
    struct batch *b = m->root->batch;
    enum status s = S_OK;
    *count = 0;
    while (!s && b->until != CURSOR_END) {
        s = fill(m->root, b->until + 1, CURSOR_END - 1, err);
        *count += b->count;
    }
    return s;
}
