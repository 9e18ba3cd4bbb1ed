#include "query/second_pass.h"

#include <math.h>
#include <stdlib.h>

#include "core/analyzer.h"

static const double WINDOW_WEIGHT = 0.4;
static const double HEADLINE_WEIGHT = 0.4;
static const double POSITION_WEIGHT = 0.2;
static const double POSITION_DECAY = 20; /* words */

/* A word of the query at a place in the article. */
struct place {
    uint32_t position;
    uint32_t word;
};

struct pass {
    const struct query_word *word;
    size_t word_count;
    struct cursor **cursor; /* of each word */
    struct place *place;    /* by position */
    size_t place_count, place_capacity;
    size_t *present; /* words of the document */
    size_t present_count;
    uint32_t *inside; /* of each word: how often it is in the window */
};

static enum status pass_begin(struct pass *p, struct store *store, const struct query_word *word, size_t count,
                              struct arena *arena, struct err *err)
{
    *p = (struct pass){.word = word, .word_count = count};
    p->cursor = arena_alloc(arena, (count + 1) * sizeof *p->cursor);
    p->present = arena_alloc_raw(arena, (count + 1) * sizeof *p->present);
    p->inside = arena_alloc(arena, (count + 1) * sizeof *p->inside);
    enum status s = p->cursor && p->present && p->inside ? S_OK : err_no_memory(err);
    for (size_t i = 0; !s && i < count; i++)
        s = store_cursor(store, word[i].term, &p->cursor[i], err);
    return s;
}

static void pass_end(struct pass *p)
{
    for (size_t i = 0; p->cursor && i < p->word_count; i++)
        cursor_close(p->cursor[i]);
    free(p->place);
}

static enum status reserve_places(struct pass *p, size_t need, struct err *err)
{
    if (need <= p->place_capacity)
        return S_OK;
    struct place *grown = realloc(p->place, 2 * need * sizeof *grown);
    if (!grown)
        return err_no_memory(err);
    p->place = grown;
    p->place_capacity = 2 * need;
    return S_OK;
}

/* Merges the word's positions into the places, both ascending, from the last on. */
static enum status add_places(struct pass *p, uint32_t word, const struct positions *positions, struct err *err)
{
    size_t at = p->place_count, to = at + positions->count;
    uint32_t from = positions->count;
    enum status s = reserve_places(p, to, err);
    if (s)
        return s;
    p->place_count = to;
    while (from > 0) {
        if (at > 0 && p->place[at - 1].position > position_at(positions, from - 1))
            p->place[--to] = p->place[--at];
        else
            p->place[--to] = (struct place){position_at(positions, --from), word};
    }
    return S_OK;
}

/* Adds what the positions of one word say of headline and body. */
static void weigh_positions(const struct positions *positions, double idf, uint32_t headline_words,
                            struct score_parts *parts)
{
    uint32_t body = headline_words + HEADLINE_GAP + 1, first = 0;
    if (position_at(positions, 0) <= headline_words)
        parts->headline += HEADLINE_WEIGHT * idf;
    while (first < positions->count && position_at(positions, first) < body)
        first++;
    if (first < positions->count)
        parts->position +=
            POSITION_WEIGHT * idf * exp(-(double)(position_at(positions, first) - body) / POSITION_DECAY);
}

static double weight_inside(const struct pass *p)
{
    double sum = 0;
    for (size_t i = 0; i < p->present_count; i++)
        sum += p->inside[p->present[i]] ? p->word[p->present[i]].idf : 0;
    return sum;
}

/* The weight of the best window: it is moved over the places in order, and a word counts once however often it is
 * inside. It is better than those before only where a word has come into it. */
static double best_window(struct pass *p)
{
    double best = 0;
    for (size_t first = 0, last = 0; last < p->place_count; last++) {
        bool comes = p->inside[p->place[last].word]++ == 0;
        while (p->place[last].position - p->place[first].position >= SECOND_PASS_WINDOW)
            p->inside[p->place[first++].word]--;
        double sum = comes ? weight_inside(p) : 0;
        best = sum > best ? sum : best;
    }
    for (size_t i = 0; i < p->present_count; i++)
        p->inside[p->present[i]] = 0;
    return best;
}

/* Moves the cursors to the document and notes which of the words it has. */
static enum status find_present(struct pass *p, uint32_t document, struct err *err)
{
    enum status s = S_OK;
    p->present_count = 0;
    for (size_t i = 0; !s && i < p->word_count; i++) {
        s = cursor_seek(p->cursor[i], document, err);
        if (p->cursor[i]->document == document)
            p->present[p->present_count++] = i;
    }
    return s;
}

/* A single word is all that a window can hold: where it stands needs no merging. */
static enum status weigh_document(struct pass *p, uint32_t document, uint32_t headline_words, struct score_parts *parts,
                                  struct err *err)
{
    uint32_t last = 0, before = headline_words + HEADLINE_GAP;
    p->place_count = 0;
    parts->window = parts->headline = parts->position = 0;
    enum status s = find_present(p, document, err);
    for (size_t i = 0; !s && i < p->present_count; i++) {
        size_t word = p->present[i];
        struct positions at;
        s = cursor_positions(p->cursor[word], &at, err);
        if (!s && p->present_count > 1)
            s = add_places(p, (uint32_t)word, &at, err);
        if (s || at.count == 0)
            continue;
        if (position_at(&at, at.count - 1) > last)
            last = position_at(&at, at.count - 1);
        weigh_positions(&at, p->word[word].idf, headline_words, parts);
    }
    if (s)
        return s;
    if (last)
        parts->window = WINDOW_WEIGHT * (p->present_count > 1 ? best_window(p) : p->word[p->present[0]].idf);
    parts->placed = true;
    parts->body_words = last > before ? last - before : 0;
    return S_OK;
}

enum status second_pass(struct store *store, const struct query_word *word, size_t word_count,
                        const struct second_pass_group *group, struct score_parts *parts, struct arena *arena,
                        struct err *err)
{
    struct pass p;
    uint32_t headline_words[SECOND_PASS_DEPTH_MAX];
    enum status s = pass_begin(&p, store, word, word_count, arena, err);
    if (!s)
        s = store_headline_lengths(store, group->document, group->count, headline_words, err);
    for (size_t i = 0; !s && i < group->count; i++)
        s = weigh_document(&p, group->document[i], headline_words[i], &parts[group->at[i]], err);
    pass_end(&p);
    return s;
}
