#include "query/word_table.h"

#include <stdlib.h>

#include "core/hash.h"

enum {
    SLOTS_MIN = 1 << 12, /* a power of two; the table is at most half full */
    LETTERS_MIN = 2
};

/* Of terms, what is no ASCII is a letter or a mark. */
bool word_tells(const struct token *token)
{
    bool letters = token->term.len >= LETTERS_MIN && !(token->flags & TOKEN_STOP);
    for (size_t i = 0; letters && i < token->term.len; i++) {
        unsigned char c = (unsigned char)token->term.ptr[i];
        letters = (c >= 'a' && c <= 'z') || c >= 0x80;
    }
    return letters;
}

static struct table_word *find_slot(const struct word_table *t, struct str term)
{
    size_t at = str_hash(term) & (t->slots - 1);
    while (t->word[at].term.len && !str_equal(t->word[at].term, term))
        at = (at + 1) & (t->slots - 1);
    return &t->word[at];
}

static enum status grow(struct word_table *t, struct err *err)
{
    struct word_table grown = {.slots = t->slots ? 2 * t->slots : SLOTS_MIN, .count = t->count, .arena = t->arena};
    grown.word = calloc(grown.slots, sizeof *grown.word);
    if (!grown.word)
        return err_no_memory(err);
    for (size_t i = 0; i < t->slots; i++)
        if (t->word[i].term.len)
            *find_slot(&grown, t->word[i].term) = t->word[i];
    free(t->word);
    *t = grown;
    return S_OK;
}

enum status word_table_find(struct word_table *t, struct str term, struct table_word **out, struct err *err)
{
    enum status s = 2 * t->count < t->slots ? S_OK : grow(t, err);
    if (s)
        return s;
    struct table_word *w = find_slot(t, term);
    if (!w->term.len) {
        w->term = arena_copy(t->arena, term);
        if (!w->term.ptr)
            return err_no_memory(err);
        t->count++;
    }
    *out = w;
    return S_OK;
}

static int by_weight(const void *a, const void *b)
{
    const struct table_word *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return str_compare(x->term, y->term);
}

void word_table_sort(struct word_table *t)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->slots; i++)
        if (t->word[i].term.len)
            t->word[kept++] = t->word[i];
    if (kept)
        qsort(t->word, kept, sizeof *t->word, by_weight);
}

void word_table_release(struct word_table *t)
{
    free(t->word);
    *t = (struct word_table){0};
}
