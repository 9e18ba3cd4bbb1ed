#include "query/fuzzy.h"

#include <stdlib.h>
#include <string.h>

#include "core/analyzer.h"
#include "core/utf8.h"
#include "query/automaton.h"

/* ---- what was found ---- */

enum { NOT_NEAR = UINT32_MAX };

struct near {
    struct archive *archive;
    struct arena *arena;
    const struct automaton *automaton;
    struct str word;
    size_t fixed; /* bytes of the word that are taken as right */
    /* First those that the walk has met, ascending once it is over. Those that only some word one edit away begins with
     * have NOT_NEAR edits. */
    struct fuzzy_term *term;
    size_t met, count, capacity;
};

static enum status add_term(struct near *n, struct fuzzy_term term, struct err *err)
{
    if (n->count == n->capacity) {
        size_t capacity = n->capacity ? 2 * n->capacity : 256;
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

/* Puts what was met in several stores in order, each term once. */
static void gather_met(struct near *n)
{
    size_t kept = 0;
    if (n->count && archive_store_count(n->archive) > 1)
        qsort(n->term, n->count, sizeof *n->term, by_term);
    for (size_t i = 0; i < n->count; i++) {
        if (kept && str_equal(n->term[kept - 1].term, n->term[i].term))
            n->term[kept - 1].documents += n->term[i].documents;
        else
            n->term[kept++] = n->term[i];
    }
    n->met = n->count = kept;
}

/* NULL when neither the walk has met it nor a look-up found it. */
static struct fuzzy_term *find_term(struct near *n, struct str term)
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

/* Leaves only what is near, the nearest first. */
static void sort_near(struct near *n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n->count; i++)
        if (n->term[i].edits != NOT_NEAR)
            n->term[kept++] = n->term[i];
    n->count = kept;
    if (n->count)
        qsort(n->term, n->count, sizeof *n->term, by_nearness);
}

size_t fuzzy_first_letter(struct str word)
{
    uint32_t letter;
    return word.len ? utf8_decode(word.ptr, word.len, &letter, NULL) : 0;
}

/* To change the first letter counts twice. */
static uint32_t edits_weighed(struct str word, struct str other, uint32_t edits)
{
    if (edits == 0 || other.len == 0)
        return edits;
    bool same = word.ptr[0] == other.ptr[0] && str_begins_with(other, (struct str){word.ptr, fuzzy_first_letter(word)});
    return same ? edits : edits + 1;
}

/* ---- the walk ---- */

/* Edits from the word to a term that the automaton has read and wants, as they count; NOT_NEAR: only a word one edit
 * away begins so. */
static uint32_t edits_counted(const struct automaton *a, struct str word, struct str term)
{
    uint32_t edits = automaton_edits(a);
    return edits <= a->edits ? edits_weighed(word, term, edits) : NOT_NEAR;
}

/* Whether the automaton wants a term, and then its edits as above. */
static bool measures(struct automaton *a, struct str word, struct str term, bool early, uint32_t *edits)
{
    automaton_restart(a, early);
    if (!automaton_reads(a, term, 0))
        return false;
    *edits = edits_counted(a, word, term);
    return true;
}

/* Whether terms with all their edits before the word's ending are found by that. */
static bool by_endings(const struct automaton *a, const struct store *store)
{
    return a->edits > 1 && store_knows_endings(store);
}

static enum status walk_store(struct near *n, struct automaton *a, struct store *store, struct err *err)
{
    struct store_terms *terms = NULL;
    struct str term;
    uint32_t documents;
    bool more = true;
    enum status s = store_terms_open(store, (struct str){n->word.ptr, n->fixed}, &terms, err);
    automaton_restart(a, !by_endings(a, store));
    while (!s && !(s = store_terms_find(terms, &a->guide, &more, &term, &documents, err)) && more)
        s = add_term(n, (struct fuzzy_term){term, documents, edits_counted(a, n->word, term)}, err);
    store_terms_close(terms);
    return s;
}

/* A term that ends as the word does. The walk may have met it, and counted its documents in this store, or another
 * store has it. */
static enum status take_ending(struct near *n, struct automaton *a, struct str term, uint32_t documents,
                               struct err *err)
{
    uint32_t edits;
    if (!str_begins_with(term, (struct str){n->word.ptr, n->fixed}) || !measures(a, n->word, term, true, &edits) ||
        edits == NOT_NEAR)
        return S_OK;
    struct fuzzy_term *known = find_term(n, term);
    if (!known)
        return add_term(n, (struct fuzzy_term){term, documents, edits}, err);
    known->edits = edits;
    if (!measures(a, n->word, term, false, &edits))
        known->documents += documents;
    return S_OK;
}

static enum status walk_endings(struct near *n, struct automaton *a, struct store *store, struct err *err)
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

static enum status walk_dictionaries(struct near *n, struct automaton *a, struct err *err)
{
    enum status s = S_OK;
    for (size_t i = 0; !s && i < archive_store_count(n->archive); i++)
        s = walk_store(n, a, archive_store(n->archive, i), err);
    gather_met(n);
    for (size_t i = 0; !s && i < archive_store_count(n->archive); i++)
        if (by_endings(a, archive_store(n->archive, i)))
            s = walk_endings(n, a, archive_store(n->archive, i), err);
    return s;
}

/* ---- stems of words one edit away ---- */

/* Whether some term begins as this one does, as far as that is the word and one letter more. The walk went through all
 * that begin with the first `fixed` bytes of the word. */
static bool may_be_there(const struct automaton *a, struct str word, size_t fixed, struct str term)
{
    size_t same = str_shared(word, term);
    if (same < fixed || same == term.len || (unsigned char)term.ptr[same] >= ASCII)
        return true;
    unsigned char letter = (unsigned char)term.ptr[same];
    return a->begins[same][letter / 64] >> letter % 64 & 1;
}

/* Looks up the stem of an edited word; the walk has met the words themselves, and what they begin with. */
static enum status look_up(struct near *n, struct str edited, uint32_t edits, struct err *err)
{
    struct token_stream stream;
    struct token token;
    uint64_t documents;
    token_stream_begin(&stream, archive_analyzer(n->archive), edited, 1, ANALYZE_QUERY);
    if (!token_stream_next(&stream, &token) || !may_be_there(n->automaton, n->word, n->fixed, token.term))
        return S_OK;
    struct fuzzy_term *known = find_term(n, token.term);
    if (known && known->edits == NOT_NEAR)
        known->edits = edits;
    if (known || (str_begins_with(edited, token.term) && token.term.len >= n->fixed))
        return S_OK;
    enum status s = archive_term_documents(n->archive, token.term, &documents, err);
    return s || documents == 0 ? s : add_term(n, (struct fuzzy_term){token.term, documents, edits}, err);
}

struct edited {
    size_t len;
    char bytes[FUZZY_LETTERS_MAX + 1];
};

/* All edits of one place of a word. */
struct place_edits {
    size_t count;
    struct edited of[2 * ('z' - 'a' + 1) + 2];
};

/* Adds the word with `taken` bytes at a place replaced by some others. */
static void add_edited(struct place_edits *e, struct str word, size_t at, size_t taken, struct str put)
{
    struct edited *to = &e->of[e->count++];
    size_t rest = word.len - at - taken;
    memcpy(to->bytes, word.ptr, at);
    memcpy(to->bytes + at, put.ptr, put.len);
    memcpy(to->bytes + at + put.len, word.ptr + at + taken, rest);
    to->len = at + put.len + rest;
}

/* Of a word of ASCII letters. */
static void make_edits(struct str word, size_t at, struct place_edits *out)
{
    bool inside = at < word.len;
    out->count = 0;
    if (inside)
        add_edited(out, word, at, 1, (struct str){"", 0});
    if (at + 1 < word.len) {
        const char turned[] = {word.ptr[at + 1], word.ptr[at]};
        add_edited(out, word, at, 2, (struct str){turned, 2});
    }
    for (char letter = 'a'; letter <= 'z'; letter++) {
        add_edited(out, word, at, 0, (struct str){&letter, 1});
        if (inside && letter != word.ptr[at])
            add_edited(out, word, at, 1, (struct str){&letter, 1});
    }
}

/* The analyzer is told beforehand what it will be asked for. */
static enum status edit_place(struct near *n, struct str word, size_t at, struct err *err)
{
    struct place_edits e;
    enum status s = S_OK;
    make_edits(word, at, &e);
    for (size_t i = 0; i < e.count; i++)
        analyzer_expect(archive_analyzer(n->archive), (struct str){e.of[i].bytes, e.of[i].len});
    for (size_t i = 0; !s && i < e.count; i++) {
        struct str edited = {e.of[i].bytes, e.of[i].len};
        s = look_up(n, edited, edits_weighed(word, edited, 1), err);
    }
    return s;
}

static enum status look_up_edits(struct near *n, struct str word, size_t fixed, struct err *err)
{
    bool letters = word.len <= FUZZY_LETTERS_MAX;
    for (size_t i = 0; letters && i < word.len; i++)
        letters = word.ptr[i] >= 'a' && word.ptr[i] <= 'z';
    enum status s = S_OK;
    for (size_t at = fixed; letters && !s && at <= word.len; at++)
        s = edit_place(n, word, at, err);
    return s;
}

/* ---- together ---- */

enum status fuzzy_find(struct archive *archive, struct arena *arena, struct str folded, size_t fixed,
                       struct fuzzy_term out[FUZZY_TERMS_MAX], size_t *count, struct err *err)
{
    struct automaton automaton;
    struct near near = {.archive = archive, .arena = arena, .automaton = &automaton, .word = folded, .fixed = fixed};
    *count = 0;
    if (!automaton_begin(&automaton, folded))
        return S_OK;
    enum status s = walk_dictionaries(&near, &automaton, err);
    if (!s)
        s = look_up_edits(&near, folded, fixed, err);
    sort_near(&near);
    *count = near.count < FUZZY_TERMS_MAX ? near.count : FUZZY_TERMS_MAX;
    if (*count)
        memcpy(out, near.term, *count * sizeof *out);
    free(near.term);
    return s;
}

static enum status resolve_node(struct archive *archive, struct query *query, struct node *n, struct err *err)
{
    struct fuzzy_term term[FUZZY_TERMS_MAX];
    size_t count;
    enum status s = fuzzy_find(archive, query->arena, n->term, 0, term, &count, err);
    if (s)
        return s;
    n->kind = count ? NODE_OR : NODE_NONE;
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
