#include "query/accents.h"

#include <string.h>

#include "core/analyzer.h"
#include "core/ascii.h"
#include "core/utf8.h"

enum { WORD_LETTERS_MAX = 64, ACCENTS_MAX = 3 };

struct found {
    struct str term; /* in the query's arena */
    uint64_t documents;
};

struct trying {
    struct archive *archive;
    struct arena *arena;
    const struct accented_letter *accented;
    size_t accented_count;
    const struct node *node;
    struct str word;                   /* as the stemmer takes it, without accents */
    uint32_t letter[WORD_LETTERS_MAX]; /* with accents */
    size_t stems;                      /* that were made */
    struct found found[ACCENTS_TERMS_MAX];
    size_t count;
    size_t leaves; /* of the query */
};

static size_t prefix_length(const struct node *n)
{
    return n->field == FIELD_BODY ? 0 : strlen(schema[n->field].prefix);
}

/* ---- the terms ---- */

/* Keeps a term among the most frequent. */
static enum status keep(struct trying *t, struct str term, uint64_t documents, struct err *err)
{
    size_t at = 0;
    for (size_t i = 0; i < t->count; i++)
        if (str_equal(t->found[i].term, term))
            return S_OK;
    while (at < t->count && t->found[at].documents >= documents)
        at++;
    if (at == ACCENTS_TERMS_MAX)
        return S_OK;
    struct found found = {arena_copy(t->arena, term), documents};
    if (!found.term.ptr)
        return err_no_memory(err);
    t->count += t->count < ACCENTS_TERMS_MAX;
    memmove(t->found + at + 1, t->found + at, (t->count - at - 1) * sizeof *t->found);
    t->found[at] = found;
    return S_OK;
}

/* Looks up the term of the word with the accents that it has now. */
static enum status look_up(struct trying *t, struct err *err)
{
    char spelt[WORD_LETTERS_MAX * UTF8_MAX], bytes[TERM_MAX];
    struct str word = {spelt, 0}, stem, term;
    size_t prefix = prefix_length(t->node);
    uint64_t documents;
    for (size_t i = 0; i < t->word.len; i++)
        word.len += utf8_encode(t->letter[i], spelt + word.len);
    t->stems++;
    if (!analyzer_spelt_term(archive_analyzer(t->archive), word, &stem) || prefix + stem.len > sizeof bytes)
        return S_OK;
    memcpy(bytes, t->node->term.ptr, prefix);
    memcpy(bytes + prefix, stem.ptr, stem.len);
    term = (struct str){bytes, prefix + stem.len};
    if (str_equal(term, t->node->term))
        return S_OK;
    enum status s = archive_term_documents(t->archive, term, &documents, err);
    return s || !documents ? s : keep(t, term, documents, err);
}

/* Puts so many accents on letters from a place on. */
static enum status put(struct trying *t, size_t from, size_t accents, struct err *err)
{
    enum status s = S_OK;
    if (accents == 0)
        return look_up(t, err);
    for (size_t at = from; at < t->word.len; at++) {
        uint32_t plain = t->letter[at];
        for (size_t i = 0; !s && i < t->accented_count && t->stems < ACCENTS_STEMS_MAX; i++) {
            if (plain != (unsigned char)t->accented[i].plain)
                continue;
            t->letter[at] = t->accented[i].letter;
            s = put(t, at + 1, accents - 1, err);
        }
        t->letter[at] = plain;
    }
    return s;
}

static bool is_plain(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!ascii_is_letter(word.ptr[i]))
            return false;
    return word.len > 0 && word.len <= WORD_LETTERS_MAX;
}

/* Finds the other terms of a word. */
static enum status find_terms(struct trying *t, const struct node *n, struct err *err)
{
    struct buf spelt = {0};
    enum status s = S_OK;
    t->node = n;
    t->stems = t->count = 0;
    bool of_words = n->field == FIELD_BODY || n->field == FIELD_HEADLINE;
    if (!of_words || !is_plain(n->text) || !analyzer_spell_word(archive_analyzer(t->archive), n->text, &spelt))
        return S_OK;
    if (!(s = buf_status(&spelt, err)) && is_plain(buf_str(&spelt))) {
        t->word = buf_str(&spelt);
        for (size_t i = 0; i < t->word.len; i++)
            t->letter[i] = (unsigned char)t->word.ptr[i];
        for (size_t accents = 1; !s && accents <= ACCENTS_MAX; accents++)
            s = put(t, 0, accents, err);
    }
    buf_release(&spelt);
    return s;
}

/* ---- over the tree ---- */

static struct node *with_term(struct trying *t, const struct node *word, struct str term)
{
    struct node *n = node_new(t->arena, NODE_TERM);
    if (!n)
        return NULL;
    *n = *word;
    n->term = term;
    return n;
}

static enum status resolve_word(struct trying *t, struct node *n, struct err *err)
{
    const struct node word = *n;
    enum status s = find_terms(t, n, err);
    if (s || t->count == 0 || t->leaves + t->count > QUERY_LEAVES_MAX)
        return s;
    t->leaves += t->count;
    n->kind = NODE_BEST;
    n->term = (struct str){NULL, 0};
    bool good = node_add_child(t->arena, n, with_term(t, &word, word.term));
    for (size_t i = 0; good && i < t->count; i++)
        good = node_add_child(t->arena, n, with_term(t, &word, t->found[i].term));
    return good ? S_OK : err_no_memory(err);
}

/* The word of a place in a phrase. */
static enum status resolve_place(struct trying *t, struct node *n, struct err *err)
{
    uint64_t documents;
    enum status s = archive_term_documents(t->archive, n->term, &documents, err);
    if (s || documents)
        return s;
    s = find_terms(t, n, err);
    if (!s && t->count)
        n->term = t->found[0].term;
    return s;
}

static enum status resolve_tree(struct trying *t, struct node *n, struct err *err)
{
    bool places = n->kind == NODE_PHRASE || n->kind == NODE_NEAR || n->kind == NODE_ADJ;
    enum status s = S_OK;
    if (n->kind == NODE_TERM)
        return resolve_word(t, n, err);
    for (size_t i = 0; !s && i < n->count; i++) {
        bool place = places && n->child[i]->kind == NODE_TERM;
        s = place ? resolve_place(t, n->child[i], err) : resolve_tree(t, n->child[i], err);
    }
    return s;
}

enum status accents_resolve(struct archive *archive, struct query *query, struct err *err)
{
    struct trying t = {.archive = archive, .arena = query->arena, .leaves = node_leaf_count(query->root)};
    t.accented = analyzer_accented(archive_analyzer(archive), &t.accented_count);
    if (!t.accented_count)
        return S_OK;
    enum status s = resolve_tree(&t, query->root, err);
    return s || !query->tier ? s : resolve_tree(&t, query->tier, err);
}
