/* The floor that a search for one word, any of some or the best of some begins with: what a word gives is the least
 * that a document of some words scores. Of frequent words the segments tell it; rare ones are looked at, together:
 * their blocks will be wanted anyway, and what is rare weighs most. That is for pages, and not for the many that a
 * second pass asks for. */
#include <math.h>

#include "query/bound.h"

enum {
    SCORES_MAX = 32,
    ENOUGH_TIMES = 2 /* as many as are wanted are looked at, the rarest words' first */
};

/* Some documents, and what a word gives each at least. */
struct scores {
    size_t count;
    uint32_t document[SCORES_MAX];
    double score[SCORES_MAX];
};

static void add(struct scores *s, uint32_t document, double score)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->document[i] == document) {
            s->score[i] = fmax(s->score[i], score);
            return;
        }
    if (s->count == SCORES_MAX)
        return;
    s->document[s->count] = document;
    s->score[s->count++] = score;
}

/* Adds the documents of a word of one block, which stays the cursor's; they bound the word's scores, too. */
static enum status add_word(struct matcher *m, struct mnode *word, struct scores *scores, struct err *err)
{
    struct cursor *c = word->cursor;
    uint32_t length[CURSOR_BLOCK], shortest = UINT32_MAX;
    double most = 0;
    enum status s = cursor_load_first(c, err);
    if (!s)
        s = store_lengths(m->store, c->documents, c->count, length, err);
    for (uint32_t i = 0; !s && i < c->count; i++) {
        double score = bm25_term(word->idf, c->frequencies[i], about_length_part(m, length[i]));
        add(scores, c->documents[i], score);
        most = score > most ? score : most;
        shortest = length[i] < shortest ? length[i] : shortest;
    }
    if (!s)
        bound_keep(word, most, shortest);
    return s;
}

/* Adds the words of more than `above` documents and at most `most`. */
static enum status add_words(struct matcher *m, uint32_t above, uint32_t most, struct scores *scores, struct err *err)
{
    enum status s = S_OK;
    for (size_t i = 0; !s && scores->count < SCORES_MAX && i < m->leaf_count; i++) {
        const struct cursor *c = m->leaf[i]->cursor;
        if (c->source->reached && c->document_count > above && c->document_count <= most)
            s = add_word(m, m->leaf[i], scores, err);
    }
    return s;
}

/* The score that `wanted` of them reach; 0: there are fewer. */
static double reached_by(struct scores *s, size_t wanted)
{
    for (size_t i = 1; i < s->count; i++) {
        double moved = s->score[i];
        size_t at = i;
        for (; at > 0 && s->score[at - 1] < moved; at--)
            s->score[at] = s->score[at - 1];
        s->score[at] = moved;
    }
    return s->count >= wanted ? s->score[wanted - 1] : 0;
}

static enum status reached_by_rare(struct matcher *m, size_t wanted, double *out, struct err *err)
{
    enum { FEW = 4, STEP = 8 };
    struct scores scores = {0};
    enum status s = S_OK;
    *out = 0;
    if (wanted > SCORES_MAX || m->leaf_count < 2)
        return S_OK;
    for (uint32_t most = FEW, above = 0; !s && above < CURSOR_BLOCK && scores.count < ENOUGH_TIMES * wanted;
         above = most, most *= STEP)
        s = add_words(m, above, most < CURSOR_BLOCK ? most : CURSOR_BLOCK, &scores, err);
    *out = reached_by(&scores, wanted);
    return s;
}

enum status matcher_reached(struct matcher *m, size_t count, double *out, struct err *err)
{
    *out = 0;
    if (!m->root->range || count == 0)
        return S_OK;
    enum status s = reached_by_rare(m, count, out, err);
    for (size_t i = 0; i < m->leaf_count; i++) {
        const struct cursor *c = m->leaf[i]->cursor;
        double impact = c->source->reached ? c->source->reached(c, count, m->average_length) : 0;
        *out = fmax(*out, bm25_score(m->leaf[i]->idf, impact));
    }
    return s;
}
