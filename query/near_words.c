#include "query/near_words.h"

#include <stdlib.h>

bool near_words_is_plain(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] < 'a' || word.ptr[i] > 'z')
            return false;
    return true;
}

enum status near_words_init(struct near_words *n, struct archive *archive, struct arena *arena, struct str word,
                            size_t fixed, const struct automaton *automaton, struct err *err)
{
    enum status s = S_OK;
    *n = (struct near_words){.archive = archive,
                             .arena = arena,
                             .automaton = automaton,
                             .word = word,
                             .fixed = fixed,
                             .plain = near_words_is_plain(word),
                             .all_walked = true};
    n->stores = archive_store_count(archive);
    n->store = arena_alloc(arena, (n->stores + 1) * sizeof *n->store);
    if (!n->store)
        return err_no_memory(err);
    for (size_t i = 0; !s && i < n->stores; i++) {
        struct near_store *store = &n->store[i];
        store->store = archive_store(archive, i);
        store->filtered = store_knows_words(store->store);
        if (store->filtered)
            s = store_word_filter(store->store, &store->filter, err);
    }
    return s;
}

void near_words_release(struct near_words *n)
{
    free(n->term);
}

enum status near_words_add(struct near_words *n, struct fuzzy_term term, struct err *err)
{
    if (n->count == n->capacity) {
        size_t capacity = n->capacity ? 2 * n->capacity : 64;
        struct fuzzy_term *grown = realloc(n->term, capacity * sizeof *grown);
        if (!grown)
            return err_no_memory(err);
        n->term = grown;
        n->capacity = capacity;
    }
    term.term = arena_copy(n->arena, term.term);
    if (!term.term.ptr)
        return err_no_memory(err);
    n->term[n->count++] = term;
    return S_OK;
}

static int by_term(const void *a, const void *b)
{
    const struct fuzzy_term *x = a, *y = b;
    return str_compare(x->term, y->term);
}

void near_words_gather(struct near_words *n)
{
    size_t kept = 0;
    if (n->count && n->stores > 1)
        qsort(n->term, n->count, sizeof *n->term, by_term);
    for (size_t i = 0; i < n->count; i++) {
        if (kept && str_equal(n->term[kept - 1].term, n->term[i].term))
            n->term[kept - 1].documents += n->term[i].documents;
        else
            n->term[kept++] = n->term[i];
    }
    n->met = n->count = kept;
}

struct fuzzy_term *near_words_find(struct near_words *n, struct str term)
{
    const struct fuzzy_term asked = {.term = term};
    struct fuzzy_term *found = n->met ? bsearch(&asked, n->term, n->met, sizeof asked, by_term) : NULL;
    for (size_t i = n->met; !found && i < n->count; i++)
        found = str_equal(n->term[i].term, term) ? &n->term[i] : NULL;
    return found;
}

static int by_nearness(const void *a, const void *b)
{
    const struct fuzzy_term *x = a, *y = b;
    if (x->edits != y->edits)
        return x->edits < y->edits ? -1 : 1;
    if (x->documents != y->documents)
        return x->documents > y->documents ? -1 : 1;
    return str_compare(x->term, y->term);
}

void near_words_sort(struct near_words *n)
{
    if (n->count)
        qsort(n->term, n->count, sizeof *n->term, by_nearness);
}

uint32_t near_words_edits(struct str word, struct str other, uint32_t edits)
{
    if (edits == 0 || other.len == 0)
        return edits;
    bool same = word.ptr[0] == other.ptr[0] && str_begins_with(other, (struct str){word.ptr, fuzzy_first_letter(word)});
    return same ? edits : edits + 1;
}
