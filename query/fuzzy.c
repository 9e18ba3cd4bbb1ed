#include "query/fuzzy.h"

#include <stdlib.h>
#include <string.h>

#include "core/analyzer.h"
#include "core/utf8.h"

/* ---- what was found ---- */

struct near {
    struct archive *archive;
    struct arena *arena;
    struct fuzzy_term *term;
    size_t count, capacity;
};

/* Adds a term of one store to those of the others. */
static enum status add_near(struct near *n, struct str term, uint64_t documents, uint32_t edits, struct err *err)
{
    for (size_t i = 0; i < n->count; i++) {
        if (!str_equal(n->term[i].term, term))
            continue;
        n->term[i].documents += documents;
        n->term[i].edits = edits < n->term[i].edits ? edits : n->term[i].edits;
        return S_OK;
    }
    if (n->count == n->capacity) {
        size_t capacity = n->capacity ? 2 * n->capacity : 64;
        struct fuzzy_term *grown = realloc(n->term, capacity * sizeof *grown);
        if (!grown)
            return err_no_memory(err);
        n->term = grown;
        n->capacity = capacity;
    }
    struct str kept = arena_copy(n->arena, term);
    if (!kept.ptr)
        return err_no_memory(err);
    n->term[n->count++] = (struct fuzzy_term){kept, documents, edits};
    return S_OK;
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

/* People hardly ever miss a word's first letter: to change it counts twice. */
static uint32_t edits_counted(struct str word, struct str other, uint32_t edits)
{
    return edits + (edits && word.len && other.len && word.ptr[0] != other.ptr[0]);
}

/* ---- the automaton ---- */

enum { ROWS = FUZZY_LETTERS_MAX + 3, COLUMNS = FUZZY_LETTERS_MAX + 1 };

/* Row i: edits from the first i letters of a term to the first j of the word. */
struct automaton {
    uint32_t word[FUZZY_LETTERS_MAX];
    uint32_t letters, edits;
    uint8_t row[ROWS][COLUMNS];
    uint32_t letter[ROWS]; /* of the term, from row 1 on */
    size_t end[ROWS];      /* bytes of the term up to it */
    uint32_t depth;        /* rows that are filled for the term */
};

/* Of more letters than an automaton takes, false. */
static bool automaton_begin(struct automaton *a, struct str word)
{
    a->letters = a->depth = 0;
    for (size_t at = 0; at < word.len;) {
        if (a->letters == FUZZY_LETTERS_MAX)
            return false;
        at += utf8_decode(word.ptr + at, word.len - at, &a->word[a->letters++], NULL);
    }
    a->edits = fuzzy_edits(a->letters);
    a->end[0] = 0;
    for (uint32_t j = 0; j <= a->letters; j++)
        a->row[0][j] = (uint8_t)j;
    return a->edits > 0;
}

static uint8_t least(uint32_t a, uint32_t b)
{
    return (uint8_t)(a < b ? a : b);
}

/* Fills the row of one more letter; false when nothing that goes on so is near enough. */
static bool step(struct automaton *a, uint32_t letter)
{
    uint32_t i = ++a->depth;
    uint8_t *row = a->row[i], *above = a->row[i - 1], best;
    a->letter[i] = letter;
    row[0] = best = (uint8_t)i;
    for (uint32_t j = 1; j <= a->letters; j++) {
        uint32_t changed = above[j - 1] + (a->word[j - 1] != letter);
        row[j] = least(changed, least(above[j], row[j - 1]) + 1u);
        bool turned = i > 1 && j > 1 && letter == a->word[j - 2] && a->letter[i - 1] == a->word[j - 1];
        if (turned)
            row[j] = least(row[j], a->row[i - 2][j - 2] + 1u);
        best = least(best, row[j]);
    }
    return best <= a->edits;
}

/* Reads a term; *dead is how many bytes of it no near term begins with, 0: none. True when the term is near. */
static bool accepts(struct automaton *a, struct str term, size_t shared, size_t *dead)
{
    while (a->depth > 0 && a->end[a->depth] > shared)
        a->depth--;
    for (size_t at = a->end[a->depth]; at < term.len;) {
        uint32_t letter;
        at += utf8_decode(term.ptr + at, term.len - at, &letter, NULL);
        *dead = at;
        if (a->depth == a->letters + a->edits) /* longer than anything near */
            return false;
        a->end[a->depth + 1] = at;
        if (!step(a, letter))
            return false;
    }
    *dead = 0;
    return a->row[a->depth][a->letters] <= a->edits;
}

static size_t shared_bytes(struct str a, struct str b)
{
    size_t at = 0;
    while (at < a.len && at < b.len && a.ptr[at] == b.ptr[at])
        at++;
    return at;
}

/* Terms that begin with a capital are those of fields. */
static bool is_of_field(struct str term)
{
    return term.len && term.ptr[0] >= 'A' && term.ptr[0] <= 'Z';
}

/* Leaves in `from` the least term behind all that begin with the first `len` bytes of a term. False when there can be
 * none. */
static bool behind(struct str term, size_t len, struct buf *from)
{
    while (len && (unsigned char)term.ptr[len - 1] == 0xff)
        len--;
    buf_reset(from);
    buf_append(from, term.ptr, len);
    if (from->len)
        from->data[from->len - 1]++;
    return from->len > 0;
}

static enum status walk_store(struct near *n, struct automaton *a, struct str word, size_t fixed, struct store *store,
                              struct err *err)
{
    struct store_terms *terms = NULL;
    struct str term;
    struct buf before = {0}, from = {0};
    uint32_t documents;
    bool more = true;
    enum status s = store_terms_open(store, (struct str){word.ptr, fixed}, &terms, err);
    a->depth = 0;
    while (!s && more && !(s = store_terms_next(terms, &more, &term, &documents, err)) && more) {
        size_t dead = 0, shared = shared_bytes(term, buf_str(&before));
        if (is_of_field(term))
            dead = 1;
        else if (accepts(a, term, shared, &dead))
            s = add_near(n, term, documents, edits_counted(word, term, a->row[a->depth][a->letters]), err);
        buf_reset(&before);
        buf_append_str(&before, term);
        more = !dead || behind(term, dead, &from);
        if (!s && dead && more)
            s = store_terms_seek(terms, buf_str(&from), err);
        if (!s && (before.failed || from.failed))
            s = err_no_memory(err);
    }
    store_terms_close(terms);
    buf_release(&before);
    buf_release(&from);
    return s;
}

static enum status walk_dictionaries(struct near *n, struct automaton *a, struct str word, size_t fixed,
                                     struct err *err)
{
    enum status s = S_OK;
    for (size_t i = 0; !s && i < archive_store_count(n->archive); i++)
        s = walk_store(n, a, word, fixed, archive_store(n->archive, i), err);
    return s;
}

/* ---- stems of words one edit away ---- */

static enum status look_up(struct near *n, struct str word, uint32_t edits, struct err *err)
{
    struct token_stream stream;
    struct token token;
    uint64_t documents;
    token_stream_begin(&stream, archive_analyzer(n->archive), word, 1, ANALYZE_QUERY);
    if (!token_stream_next(&stream, &token))
        return S_OK;
    enum status s = archive_term_documents(n->archive, token.term, &documents, err);
    for (size_t i = 0; i < n->count; i++)
        if (str_equal(n->term[i].term, token.term))
            return s; /* counted already */
    return s || documents == 0 ? s : add_near(n, token.term, documents, edits, err);
}

/* Looks up the word with `taken` bytes at a place replaced by some others. */
static enum status look_up_edited(struct near *n, struct str word, size_t at, size_t taken, struct str put,
                                  struct err *err)
{
    char edited[FUZZY_LETTERS_MAX + 4];
    size_t rest = word.len - at - taken;
    memcpy(edited, word.ptr, at);
    memcpy(edited + at, put.ptr, put.len);
    memcpy(edited + at + put.len, word.ptr + at + taken, rest);
    struct str other = {edited, at + put.len + rest};
    return other.len ? look_up(n, other, edits_counted(word, other, 1), err) : S_OK;
}

/* All edits of a place in a word of ASCII letters. */
static enum status edit_place(struct near *n, struct str word, size_t at, struct err *err)
{
    enum status s = S_OK;
    bool inside = at < word.len;
    if (inside)
        s = look_up_edited(n, word, at, 1, (struct str){"", 0}, err);
    if (!s && at + 1 < word.len) {
        const char turned[] = {word.ptr[at + 1], word.ptr[at]};
        s = look_up_edited(n, word, at, 2, (struct str){turned, 2}, err);
    }
    for (char letter = 'a'; !s && letter <= 'z'; letter++) {
        s = look_up_edited(n, word, at, 0, (struct str){&letter, 1}, err);
        if (!s && inside && letter != word.ptr[at])
            s = look_up_edited(n, word, at, 1, (struct str){&letter, 1}, err);
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
    struct near near = {.archive = archive, .arena = arena};
    struct automaton automaton;
    *count = 0;
    if (!automaton_begin(&automaton, folded))
        return S_OK;
    enum status s = walk_dictionaries(&near, &automaton, folded, fixed, err);
    if (!s)
        s = look_up_edits(&near, folded, fixed, err);
    if (near.count)
        qsort(near.term, near.count, sizeof *near.term, by_nearness);
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
