#include "query/matcher.h"

#include <stdlib.h>

#include "query/bound.h"
#include "query/mnode.h"
#include "query/proximity.h"

/* ---- seeking: by document numbers ---- */

/* The same over words alone: straight over their cursors. */
static enum status seek_words(struct mnode *n, uint32_t target, struct err *err)
{
    size_t agreed = 0;
    while (agreed < n->ordered && target != CURSOR_END) {
        struct cursor *c = n->order[agreed]->cursor;
        enum status s = cursor_seek(c, target, err);
        if (s)
            return s;
        agreed = c->document == target ? agreed + 1 : agreed == 0;
        target = c->document;
    }
    for (size_t i = 0; i < n->ordered; i++)
        n->order[i]->document = n->order[i]->cursor->document;
    n->document = target;
    return S_OK;
}

/* Leapfrogging: the rarest child proposes, the others object with their next document. */
static enum status seek_all(struct mnode *n, uint32_t target, struct err *err)
{
    size_t agreed = 0;
    for (size_t i = 0; agreed < n->ordered && target != CURSOR_END; i = (i + 1) % n->ordered) {
        struct mnode *child = n->order[i];
        enum status s = mnode_seek(child, target, err);
        if (s)
            return s;
        if (child->document > target) {
            target = child->document;
            agreed = i == 0 ? 1 : 0;
            if (i != 0)
                i = n->ordered - 1; /* the rarest next */
        } else {
            agreed++;
        }
    }
    n->document = n->ordered ? target : CURSOR_END;
    return S_OK;
}

static void sift_down(struct mnode **heap, size_t count, size_t at)
{
    struct mnode *moved = heap[at];
    for (;;) {
        size_t least = 2 * at + 1;
        if (least >= count)
            break;
        if (least + 1 < count && heap[least + 1]->document < heap[least]->document)
            least++;
        if (heap[least]->document >= moved->document)
            break;
        heap[at] = heap[least];
        at = least;
    }
    heap[at] = moved;
}

/* The children stand in a heap by document; those behind the target are moved up to it. */
static enum status seek_any(struct mnode *n, uint32_t target, struct err *err)
{
    while (n->ordered && n->order[0]->document < target) {
        enum status s = mnode_seek(n->order[0], target, err);
        if (s)
            return s;
        sift_down(n->order, n->ordered, 0);
    }
    n->document = n->ordered ? n->order[0]->document : CURSOR_END;
    return S_OK;
}

enum status mnode_seek(struct mnode *n, uint32_t target, struct err *err)
{
    enum status s = S_OK;
    if (n->document >= target)
        return S_OK;
    switch (n->kind) {
    case M_TERM:
        s = cursor_seek(n->cursor, target, err);
        n->document = n->cursor->document;
        return s;
    case M_AND:
    case M_PHRASE:
    case M_NEAR:
        return n->plain ? seek_words(n, target, err) : seek_all(n, target, err);
    case M_OR:
    case M_BEST:
    case M_MAX:
        return seek_any(n, target, err);
    case M_NOT:
    case M_WITH:
    case M_FILTER:
    case M_IN:
        s = mnode_seek(n->child[0], target, err);
        n->document = n->child[0]->document;
        return s;
    case M_DATE:
        return match_date_seek(n, target, err);
    case M_NONE:
        break;
    }
    n->document = CURSOR_END;
    return S_OK;
}

/* ---- confirming: by positions, in the document that the node stands at ---- */

/* Where the phrase would begin by the positions of its rarest word. That may lie before the first position of an
 * article, modulo 2^32: its first word does not stand there, and every word is asked. */
static enum status begin_starts(struct mnode *n, const struct positions *of_rarest, struct err *err)
{
    uint32_t less = of_rarest->before + n->offset[n->visit[0]];
    if (!u32_array_reserve(&n->at, of_rarest->count))
        return err_no_memory(err);
    for (uint32_t i = 0; i < of_rarest->count; i++)
        n->at.data[i] = of_rarest->number[i] - less;
    n->at.count = of_rarest->count;
    return S_OK;
}

/* Whether the phrase's two rarest words stand right anywhere: in most articles they do not, and nothing else has to be
 * looked at. Leaves their positions. */
static enum status rarest_meet(const struct mnode *n, struct positions at[2], bool *meet, struct err *err)
{
    uint32_t first = n->visit[0], second = n->visit[n->count > 1];
    struct cursor *of_first = n->child[first]->cursor, *of_second = n->child[second]->cursor;
    enum status s = cursor_positions(of_first, &at[0], err);
    if (of_second == of_first)
        at[1] = at[0];
    else if (!s)
        s = cursor_positions(of_second, &at[1], err);
    *meet = !s && phrase_meets(&at[0], &at[1], n->offset[second] - n->offset[first]);
    return s;
}

/* Leaves in n->at the starts of the phrase, of whose two rarest words the positions are given. */
__attribute__((noinline)) static enum status find_starts(struct mnode *n, struct positions at[2], bool *hit,
                                                         struct err *err)
{
    enum status s = begin_starts(n, &at[0], err);
    if (!s)
        phrase_keep(&n->at, &at[1], n->offset[n->visit[n->count > 1]]);
    for (size_t i = 2; !s && n->at.count && i < n->count; i++) {
        uint32_t next = n->visit[i];
        s = cursor_positions(n->child[next]->cursor, &at[1], err);
        if (!s)
            phrase_keep(&n->at, &at[1], n->offset[next]);
    }
    *hit = !s && n->at.count > 0;
    return s;
}

/* The phrase's rarer words are looked at first: the long lists of positions, those of stop words above all, are read
 * only where these stand right. */
enum status mnode_confirm_phrase(struct mnode *n, bool *hit, struct err *err)
{
    struct positions at[2];
    n->at.count = 0;
    enum status s = rarest_meet(n, at, hit, err);
    return s || !*hit ? s : find_starts(n, at, hit, err);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static enum status add_places(struct u32_array *to, const struct u32_array *from, struct err *err)
{
    for (size_t i = 0; i < from->count; i++)
        if (!u32_array_append(to, from->data[i]))
            return err_no_memory(err);
    return S_OK;
}

/* Leaves in n->at where a word, a phrase or any of some such stands: an operand of NEAR or IN. */
static enum status locate(struct mnode *n, struct err *err)
{
    bool hit;
    if (n->kind == M_PHRASE)
        return mnode_confirm_phrase(n, &hit, err);
    if (n->kind == M_TERM)
        return cursor_copy_positions(n->cursor, &n->at, err);
    enum status s = S_OK;
    n->at.count = 0;
    for (size_t i = 0; !s && i < n->count; i++) {
        if (n->child[i]->document != n->document)
            continue;
        s = locate(n->child[i], err);
        n->child[i]->hit = !s && n->child[i]->at.count > 0;
        if (!s)
            s = add_places(&n->at, &n->child[i]->at, err);
    }
    if (n->at.count)
        qsort(n->at.data, n->at.count, sizeof *n->at.data, by_number);
    return s;
}

/* Whether one of the child's places is in the headline, or in the body. */
static enum status confirm_in(struct mnode *n, bool *hit, struct err *err)
{
    const struct u32_array *at = &n->child[0]->at;
    uint32_t headline_words;
    *hit = false;
    enum status s = locate(n->child[0], err);
    if (s || at->count == 0)
        return s;
    s = store_headline_lengths(n->store, &n->document, 1, &headline_words, err);
    *hit = !s && (n->in_body ? at->data[at->count - 1] > headline_words : at->data[0] <= headline_words);
    return s;
}

static enum status confirm_near(struct mnode *n, bool *hit, struct err *err)
{
    struct near_operand operand[NEAR_OPERANDS_MAX];
    *hit = false;
    for (size_t i = 0; i < n->count; i++) {
        enum status s = locate(n->child[i], err);
        if (s || n->child[i]->at.count == 0)
            return s;
        /* A word that is asked for twice has one list of places, and near_match knows it by that. */
        const struct mnode *same = n->child[i];
        for (size_t j = 0; j < i && same == n->child[i]; j++)
            if (n->child[j]->kind == M_TERM && n->child[i]->kind == M_TERM &&
                str_equal(n->child[j]->term, n->child[i]->term))
                same = n->child[j];
        operand[i] = (struct near_operand){&same->at, operand_length(n->child[i])};
    }
    *hit = near_match(operand, n->count, n->span, n->in_order);
    return S_OK;
}

/* Confirms every child of the heap that stands at the node's document: all of them count in the score. */
static enum status confirm_heap(struct mnode *n, size_t at, bool *hit, struct err *err)
{
    if (at >= n->ordered || n->order[at]->document != n->document)
        return S_OK;
    struct mnode *child = n->order[at];
    enum status s = mnode_confirm(child, &child->hit, err);
    *hit = *hit || child->hit;
    if (!s)
        s = confirm_heap(n, 2 * at + 1, hit, err);
    return s ? s : confirm_heap(n, 2 * at + 2, hit, err);
}

/* Whether the second child of NOT or WITH matches as well. */
static enum status confirm_second(struct mnode *n, bool *hit, struct err *err)
{
    struct mnode *second = n->child[1];
    *hit = false;
    enum status s = mnode_seek(second, n->document, err);
    if (!s && second->document == n->document)
        s = mnode_confirm(second, hit, err);
    return s;
}

enum status mnode_confirm(struct mnode *n, bool *hit, struct err *err)
{
    enum status s = S_OK;
    *hit = true;
    switch (n->kind) {
    case M_AND:
        for (size_t i = 0; !s && *hit && i < n->ordered; i++)
            s = mnode_confirm(n->order[i], hit, err);
        return s;
    case M_OR:
    case M_BEST:
    case M_MAX:
        *hit = false;
        return confirm_heap(n, 0, hit, err);
    case M_NOT:
        s = mnode_confirm(n->child[0], hit, err);
        if (!s && *hit) {
            s = confirm_second(n, hit, err);
            *hit = !*hit;
        }
        return s;
    case M_WITH:
        s = mnode_confirm(n->child[0], hit, err);
        return s || !*hit ? s : confirm_second(n, &n->child[1]->hit, err);
    case M_FILTER:
        return mnode_confirm(n->child[0], hit, err);
    case M_PHRASE:
        return mnode_confirm_phrase(n, hit, err);
    case M_NEAR:
        return confirm_near(n, hit, err);
    case M_IN:
        return confirm_in(n, hit, err);
    case M_TERM:
    case M_DATE:
    case M_NONE:
        break;
    }
    return S_OK;
}

enum status matcher_next(struct matcher *m, uint32_t target, uint32_t *document, struct err *err)
{
    bool hit = false;
    if (m->root->batch)
        return conjunction_next(m, target, 0, document, err);
    *document = CURSOR_END;
    for (;;) {
        enum status s = mnode_seek(m->root, target, err);
        if (s || m->root->document == CURSOR_END)
            return s;
        s = mnode_confirm(m->root, &hit, err);
        if (s)
            return s;
        if (hit)
            break;
        target = m->root->document + 1;
    }
    *document = m->root->document;
    return S_OK;
}

/* Its words stand where the root stands. */
enum status matcher_holds_phrase(struct matcher *m, bool *yes, struct err *err)
{
    return mnode_confirm_phrase(m->phrase, yes, err);
}

/* ---- scoring: over what mnode_confirm has found ---- */

struct scoring {
    double length_part;
    struct contributions *to; /* NULL: nobody wants to know each word's part */
    enum status status;       /* sticky */
    struct err *err;
};

static uint32_t frequency_of(const struct mnode *leaf, struct scoring *s)
{
    if (!s->status)
        s->status = cursor_load_frequency(leaf->cursor, s->err);
    return s->status ? 0 : cursor_frequency(leaf->cursor);
}

static double part_of(const struct mnode *leaf, struct scoring *s)
{
    return bm25_term(leaf->idf, frequency_of(leaf, s), s->length_part);
}

/* Of two that score the same, the first by its term: where they stand in the heap differs from store to store. */
static const struct mnode *better(const struct mnode *a, const struct mnode *b, struct scoring *s)
{
    if (!a || !b)
        return a ? a : b;
    double of_a = part_of(a, s), of_b = part_of(b, s);
    return of_b > of_a || (of_b == of_a && str_compare(b->term, a->term) < 0) ? b : a;
}

/* The expansion that scores best, among those below place `at` of the heap. */
static const struct mnode *best_expansion(const struct mnode *n, size_t at, struct scoring *s)
{
    if (at >= n->ordered || n->order[at]->document != n->document)
        return NULL;
    const struct mnode *best = better(n->order[at], best_expansion(n, 2 * at + 1, s), s);
    return better(best, best_expansion(n, 2 * at + 2, s), s);
}

/* The same of a root with a range, whose words are in no heap. */
static const struct mnode *best_of_range(const struct mnode *n, struct scoring *s)
{
    const struct mnode *best = NULL;
    for (size_t i = 0; i < n->count; i++)
        if (n->child[i]->document == n->document)
            best = better(best, n->child[i], s);
    return best;
}

static double score_leaf(const struct mnode *leaf, struct scoring *s)
{
    if (!leaf || leaf->term.len == 0)
        return 0;
    double part = part_of(leaf, s);
    if (s->to && s->to->count < CONTRIBUTIONS_MAX)
        s->to->of[s->to->count++] = (struct contribution){leaf->term, frequency_of(leaf, s), leaf->idf, part};
    return part;
}

static double score(const struct mnode *n, struct scoring *s);

static bool is_hit(const struct mnode *parent, const struct mnode *child)
{
    return child->document == parent->document && child->hit;
}

/* The child that scores best, of equal ones the first; what it is made of is told for it alone. */
static double score_best(const struct mnode *n, struct scoring *s)
{
    struct scoring silent = *s;
    const struct mnode *best = NULL;
    double most = 0;
    silent.to = NULL;
    for (size_t i = 0; i < n->count; i++) {
        double of = is_hit(n, n->child[i]) ? score(n->child[i], &silent) : -1;
        if (of >= 0 && (!best || of > most)) {
            best = n->child[i];
            most = of;
        }
    }
    s->status = silent.status;
    return s->to && best ? score(best, s) : most;
}

static double score(const struct mnode *n, struct scoring *s)
{
    double sum = 0;
    switch (n->kind) {
    case M_TERM:
        return score_leaf(n, s);
    case M_AND:
    case M_PHRASE:
    case M_NEAR:
        for (size_t i = 0; i < n->count; i++)
            sum += score(n->child[i], s);
        return sum;
    case M_OR:
        for (size_t i = 0; i < n->count; i++)
            if (is_hit(n, n->child[i]))
                sum += score(n->child[i], s);
        return sum;
    case M_BEST:
        return score_best(n, s);
    case M_MAX:
        return score_leaf(n->range ? best_of_range(n, s) : best_expansion(n, 0, s), s);
    case M_NOT:
    case M_IN:
        return score(n->child[0], s);
    case M_WITH:
        sum = score(n->child[0], s);
        return is_hit(n, n->child[1]) ? sum + score(n->child[1], s) : sum;
    case M_FILTER:
    case M_DATE:
    case M_NONE:
        break;
    }
    return 0;
}

enum status matcher_length(struct matcher *m, uint32_t document, uint32_t *out, struct err *err)
{
    enum status s = S_OK;
    if (m->length_of != document && !(s = store_length(m->store, document, out, err)))
        keep_length(m, document, *out);
    *out = m->length;
    return s;
}

enum status matcher_score(struct matcher *m, double length_part, double *out, struct err *err)
{
    struct scoring s = {length_part, NULL, S_OK, err};
    *out = score(m->root, &s);
    return s.status;
}

enum status matcher_explain(struct matcher *m, double length_part, struct contributions *out, struct err *err)
{
    struct scoring s = {length_part, out, S_OK, err};
    out->count = 0;
    score(m->root, &s);
    return s.status;
}
