#include "query/fuzzy.h"

#include <string.h>

#include "query/near_words.h"

size_t fuzzy_first_letter(struct str word)
{
    uint32_t letter;
    return word.len ? utf8_decode(word.ptr, word.len, &letter, NULL) : 0;
}

/* ---- the walk ---- */

/* Edits from the word to a term that the automaton has read and wants, as they count. */
static uint32_t edits_counted(const struct automaton *a, struct str word, struct str term)
{
    return near_words_edits(word, term, automaton_edits(a));
}

/* Whether the automaton wants a term. */
static bool wants(struct automaton *a, struct str term, bool early)
{
    automaton_restart(a, early);
    return automaton_reads(a, term, 0);
}

/* Whether terms with all their edits before the word's ending are found by that. */
static bool by_endings(const struct automaton *a, const struct store *store)
{
    return a->edits > 1 && store_knows_words(store);
}

/* Goes through the terms that begin with so many bytes of the word. */
static enum status walk_store(struct near_words *n, struct automaton *a, struct store *store, size_t begin,
                              struct err *err)
{
    struct store_terms *terms = NULL;
    struct str term;
    uint32_t documents;
    bool more = true;
    enum status s = store_terms_open(store, (struct str){n->word.ptr, begin}, &terms, err);
    automaton_restart(a, !by_endings(a, store));
    while (!s && !(s = store_terms_find(terms, &a->guide, &more, &term, &documents, err)) && more)
        s = near_words_add(n, (struct fuzzy_term){term, documents, edits_counted(a, n->word, term)}, err);
    store_terms_close(terms);
    return s;
}

/* A term that ends as the word does. The walk may have met it, and counted its documents in this store, or another
 * store has it. */
static enum status take_ending(struct near_words *n, struct automaton *a, struct str term, uint32_t documents,
                               struct err *err)
{
    if (!str_begins_with(term, (struct str){n->word.ptr, n->fixed}) || !wants(a, term, true))
        return S_OK;
    uint32_t edits = edits_counted(a, n->word, term);
    struct fuzzy_term *known = near_words_find(n, term);
    if (!known)
        return near_words_add(n, (struct fuzzy_term){term, documents, edits}, err);
    known->edits = edits;
    if (!wants(a, term, false))
        known->documents += documents;
    return S_OK;
}

static enum status walk_endings(struct near_words *n, struct automaton *a, struct store *store, struct err *err)
{
    struct store_terms *terms = NULL;
    struct str term;
    uint32_t documents;
    bool more = true;
    enum status s = store_endings_open(store, str_skip(n->word, a->ending), &terms, err);
    while (!s && !(s = store_terms_next(terms, &more, &term, &documents, err)) && more)
        s = take_ending(n, a, term, documents, err);
    store_terms_close(terms);
    return s;
}

/* Where one edit is allowed, a filter tells which plain words are there: only what has another letter is walked to,
 * from where that letter may stand. */
static enum status walk_dictionary(struct near_words *n, struct automaton *a, const struct near_store *store,
                                   struct err *err)
{
    size_t begin = n->fixed;
    bool whole = a->edits > 1 || !n->plain || !store->filtered;
    n->all_walked &= whole;
    return whole || fuzzy_has_others(n, store, &begin) ? walk_store(n, a, store->store, begin, err) : S_OK;
}

/* What the walk has met in some stores may be in others, where it did not go. */
static enum status ask_all_stores(struct near_words *n, struct err *err)
{
    enum status s = S_OK;
    for (size_t i = 0; !s && i < n->met; i++)
        s = archive_term_documents(n->archive, n->term[i].term, &n->term[i].documents, err);
    return s;
}

static enum status walk_dictionaries(struct near_words *n, struct automaton *a, struct err *err)
{
    enum status s = S_OK;
    for (size_t i = 0; !s && i < n->stores; i++)
        s = walk_dictionary(n, a, &n->store[i], err);
    near_words_gather(n);
    if (!s && !n->all_walked)
        s = ask_all_stores(n, err);
    for (size_t i = 0; !s && i < n->stores; i++)
        if (by_endings(a, n->store[i].store))
            s = walk_endings(n, a, n->store[i].store, err);
    return s;
}

/* ---- together ---- */

enum status fuzzy_find(struct archive *archive, struct arena *arena, struct str folded, struct str typed, size_t fixed,
                       struct fuzzy_term out[FUZZY_TERMS_MAX], size_t *count, struct err *err)
{
    struct automaton automaton;
    struct near_words near;
    *count = 0;
    if (!automaton_begin(&automaton, folded))
        return S_OK;
    enum status s = near_words_init(&near, archive, arena, folded, fixed, &automaton, err);
    if (!s)
        s = walk_dictionaries(&near, &automaton, err);
    if (!s && near.plain)
        s = fuzzy_look_up_edits(&near, err);
    if (!s)
        s = fuzzy_look_up_spellings(&near, typed, err);
    near_words_sort(&near);
    *count = near.count < FUZZY_TERMS_MAX ? near.count : FUZZY_TERMS_MAX;
    if (*count)
        memcpy(out, near.term, *count * sizeof *out);
    near_words_release(&near);
    return s;
}

/* The word as it is has no edit, but its stem may be far from it: that comes first when an archive has it. */
static enum status put_stem(struct archive *archive, struct str stem, struct fuzzy_term term[FUZZY_TERMS_MAX],
                            size_t *count, struct err *err)
{
    struct fuzzy_term own = {.term = stem};
    for (size_t i = 0; i < *count; i++)
        if (str_equal(term[i].term, stem))
            return S_OK;
    enum status s = stem.len ? archive_term_documents(archive, stem, &own.documents, err) : S_OK;
    if (s || !own.documents)
        return s;
    *count += *count < FUZZY_TERMS_MAX;
    memmove(term + 1, term, (*count - 1) * sizeof *term);
    term[0] = own;
    return S_OK;
}

static enum status resolve_node(struct archive *archive, struct query *query, struct node *n, struct err *err)
{
    struct fuzzy_term term[FUZZY_TERMS_MAX];
    size_t count;
    enum status s = fuzzy_find(archive, query->arena, n->term, n->word, 0, term, &count, err);
    if (!s)
        s = put_stem(archive, n->stem, term, &count, err);
    if (s)
        return s;
    n->kind = count ? NODE_OR : NODE_NONE;
    n->stem = (struct str){0};
    for (size_t i = 0; i < count; i++) {
        struct node *word = node_new_term(query->arena, term[i].term, n->text);
        if (!word || !node_add_child(query->arena, n, word))
            return err_no_memory(err);
    }
    if (count == 1)
        *n = *n->child[0];
    return S_OK;
}

static enum status resolve_tree(struct archive *archive, struct query *query, struct node *n, struct err *err)
{
    enum status s = n->kind == NODE_FUZZY ? resolve_node(archive, query, n, err) : S_OK;
    for (size_t i = 0; !s && n->kind != NODE_PHRASE && i < n->count; i++)
        s = resolve_tree(archive, query, n->child[i], err);
    return s;
}

enum status fuzzy_resolve(struct archive *archive, struct query *query, struct err *err)
{
    enum status s = resolve_tree(archive, query, query->root, err);
    if (!s && node_leaf_count(query->root) > QUERY_LEAVES_MAX)
        s = err_set(err, S_LIMIT, "the query and what its words with ~ stand for have more than %d words",
                    QUERY_LEAVES_MAX);
    return s;
}
