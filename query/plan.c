#include "query/plan.h"

#include <string.h>

#include "core/analyzer.h"
#include "core/utf8.h"
#include "query/wildcard.h"

/* ---- which terms a node stands for ---- */

/* The next word of a folded value, or an empty one: what stands between words does not matter. */
static struct str next_word(struct str s, size_t *at)
{
    static const char separators[] = " ,;.-'/()&";
    while (*at < s.len && strchr(separators, s.ptr[*at]))
        ++*at;
    size_t start = *at;
    while (*at < s.len && !strchr(separators, s.ptr[*at]))
        ++*at;
    return (struct str){s.ptr + start, *at - start};
}

/* Whether the words follow one another in the value from a place on. */
static bool words_follow(struct str value, size_t at, struct str words)
{
    for (size_t i = 0;;) {
        struct str word = next_word(words, &i);
        if (word.len == 0)
            return true;
        if (!str_equal(next_word(value, &at), word))
            return false;
    }
}

/* Whether the folded words stand in the value in sequence, as whole words. */
static bool holds_words(struct str value, struct str words)
{
    size_t none = 0;
    if (next_word(words, &none).len == 0)
        return false;
    for (size_t at = 0, start; at < value.len;) {
        start = at;
        if (words_follow(value, start, words))
            return true;
        next_word(value, &at);
    }
    return false;
}

/* What is gathered is an expansion's, in the arena; there is room for `capacity` terms. */
struct gathering {
    struct arena *arena;
    size_t stores;
    struct str *term;
    struct term_place *place;
    size_t count, capacity;
};

static enum status make_room(struct gathering *g, struct err *err)
{
    enum { FIRST_CAPACITY = 16 };
    size_t capacity = g->capacity ? g->capacity * 2 : FIRST_CAPACITY;
    struct str *term = arena_alloc_raw(g->arena, capacity * sizeof *term);
    struct term_place *place = arena_alloc_raw(g->arena, capacity * g->stores * sizeof *place);
    if (!term || !place)
        return err_no_memory(err);
    if (g->count) {
        memcpy(term, g->term, g->count * sizeof *term);
        memcpy(place, g->place, g->count * g->stores * sizeof *place);
    }
    g->term = term;
    g->place = place;
    g->capacity = capacity;
    return S_OK;
}

static enum status gather(struct gathering *g, struct str term, const struct node *node, struct err *err)
{
    if (g->count == QUERY_EXPANSIONS_MAX)
        return err_set(err, S_LIMIT, "%.*s stands for more than %d terms: write more of it", (int)node->text.len,
                       node->text.len ? node->text.ptr : "", QUERY_EXPANSIONS_MAX);
    enum status s = g->count == g->capacity ? make_room(g, err) : S_OK;
    struct str copy = s ? (struct str){0} : arena_copy(g->arena, term);
    if (!copy.ptr)
        return s ? s : err_no_memory(err);
    g->term[g->count] = copy;
    for (size_t i = 0; i < g->stores; i++)
        g->place[g->count * g->stores + i].documents = 0;
    g->count++;
    return S_OK;
}

/* Its number among the first `count`, or `count`. */
static size_t find_gathered(const struct gathering *g, struct str term, size_t count)
{
    size_t i = 0;
    while (i < count && !str_equal(g->term[i], term))
        i++;
    return i;
}

static bool gathered(const struct gathering *g, struct str term)
{
    return find_gathered(g, term, g->count) < g->count;
}

/* What the terms of a node begin with. */
static struct str beginning(const struct node *node)
{
    if (node->kind == NODE_VALUES)
        return str_of(schema[node->field].prefix);
    return node->kind == NODE_PATTERN ? wildcard_head(node->term) : node->term;
}

/* Its term without the prefix of its field: what a pattern is about. */
static struct str without_prefix(const struct node *node, struct str term)
{
    size_t prefix = node->field == FIELD_BODY ? 0 : strlen(schema[node->field].prefix);
    return (struct str){term.ptr + prefix, term.len - prefix};
}

static bool is_wanted(struct archive *archive, const struct node *node, struct str term,
                      struct wildcard_endings *endings)
{
    if (node->kind == NODE_PREFIX)
        return true;
    struct str asked = without_prefix(node, node->term), given = without_prefix(node, term);
    if (node->kind == NODE_VALUES)
        return holds_words(given, asked);
    return wildcard_matches(asked, given) || wildcard_describes(archive_analyzer(archive), asked, given, endings);
}

/* Adds the terms of one store's dictionary; those of an earlier store are there already. */
static enum status gather_store(struct gathering *g, struct archive *archive, size_t number, const struct node *node,
                                struct err *err)
{
    struct store_terms *terms;
    struct wildcard_endings endings = {0};
    struct str term;
    uint32_t documents;
    size_t known = g->count;
    bool more = true;

    enum status s = store_terms_open(archive_store(archive, number), beginning(node), &terms, err);
    if (s)
        return s;
    while (!(s = store_terms_next(terms, &more, &term, &documents, err)) && more) {
        if (!is_wanted(archive, node, term, &endings))
            continue;
        size_t at = find_gathered(g, term, known);
        at = at < known ? at : g->count;
        if (at == g->count && (s = gather(g, term, node, err)))
            break;
        g->place[at * g->stores + number] = store_terms_place(terms);
    }
    store_terms_close(terms);
    return s;
}

/* ---- stems of what a wildcard describes ---- */

struct stems {
    struct archive *archive;
    const struct node *node;
    struct gathering *to;
};

/* Adds a stem when the archive has it. */
static enum status gather_stem(void *context, struct str stem, struct err *err)
{
    struct stems *stems = context;
    struct buf term = {0};
    uint64_t documents = 0;
    buf_append(&term, stems->node->term.ptr,
               (size_t)(without_prefix(stems->node, stems->node->term).ptr - stems->node->term.ptr));
    buf_append_str(&term, stem);
    enum status s = buf_status(&term, err);
    if (!s && !gathered(stems->to, buf_str(&term)))
        s = archive_term_documents(stems->archive, buf_str(&term), &documents, err);
    if (!s && documents)
        s = gather(stems->to, buf_str(&term), stems->node, err);
    buf_release(&term);
    return s;
}

static bool is_of_words(const struct node *node)
{
    return node->kind == NODE_PREFIX && (node->field == FIELD_BODY || node->field == FIELD_HEADLINE);
}

static enum status gather_stems(struct archive *archive, struct gathering *g, const struct node *node, struct err *err)
{
    struct stems stems = {archive, node, g};
    struct analyzer *a = archive_analyzer(archive);
    struct str term = without_prefix(node, node->term);
    if (node->kind == NODE_PATTERN)
        return wildcard_stems(a, term, gather_stem, &stems, err);
    return is_of_words(node) ? wildcard_shorter_stems(a, term, gather_stem, &stems, err) : S_OK;
}

/* ---- words whose front the stemmer takes off ---- */

/* Adds the terms of a store that stand for words with a front, and after it what is left of a head. */
static enum status gather_behind(struct gathering *g, struct archive *archive, struct store *store,
                                 const struct node *node, struct str front, struct str begin, struct err *err)
{
    struct store_terms *terms;
    struct str term;
    uint32_t documents, tries = 0;
    bool more = true, comes_off = false;
    enum status s = store_terms_open(store, begin, &terms, err);
    if (s)
        return s;
    while ((comes_off || tries++ < FRONT_TRIES) && !(s = store_terms_next(terms, &more, &term, &documents, err)) &&
           more) {
        if (!wildcard_front_comes_off(archive_analyzer(archive), front, without_prefix(node, term)))
            continue;
        comes_off = true;
        if (!gathered(g, term) && (s = gather(g, term, node, err)))
            break;
    }
    store_terms_close(terms);
    return s;
}

/* The text behind its first letter. */
static struct str behind_letter(struct str text)
{
    uint32_t letter;
    return text.len ? str_skip(text, utf8_decode(text.ptr, text.len, &letter, NULL)) : text;
}

/* What is left of a head has two letters at least, as a head has. */
static enum status gather_fronts(struct archive *archive, struct gathering *g, const struct node *node, struct err *err)
{
    struct str head = without_prefix(node, node->term), left = behind_letter(head);
    struct buf begin = {0};
    enum status s = S_OK;
    for (size_t letters = FRONT_LETTERS_MIN; !s && letters <= FRONT_LETTERS_MAX; letters++) {
        left = behind_letter(left);
        if (behind_letter(left).len == 0)
            break;
        buf_reset(&begin);
        buf_append(&begin, node->term.ptr, node->term.len - head.len);
        buf_append_str(&begin, left);
        s = buf_status(&begin, err);
        for (size_t i = 0; !s && i < archive_store_count(archive); i++)
            s = gather_behind(g, archive, archive_store(archive, i), node, (struct str){head.ptr, head.len - left.len},
                              buf_str(&begin), err);
    }
    buf_release(&begin);
    return s;
}

/* ---- together ---- */

static enum status expand_node(struct archive *archive, struct arena *arena, const struct node *node,
                               struct expansion **list, struct err *err)
{
    struct gathering g = {.arena = arena, .stores = archive_store_count(archive)};
    enum status s = S_OK;

    for (size_t i = 0; !s && i < g.stores; i++)
        s = gather_store(&g, archive, i, node, err);
    if (!s && node->kind == NODE_PREFIX && node->stem.len && !gathered(&g, node->stem))
        s = gather(&g, node->stem, node, err);
    if (!s)
        s = gather_stems(archive, &g, node, err);
    if (!s && is_of_words(node) && !analyzer_keeps_fronts(archive_analyzer(archive)))
        s = gather_fronts(archive, &g, node, err);
    size_t total = g.count + (*list ? (*list)->total : 0);
    if (!s && total > QUERY_EXPANDED_MAX)
        s = err_set(err, S_LIMIT, "the query's wildcards and values stand for more than %d terms: write more of them",
                    QUERY_EXPANDED_MAX);
    struct expansion *e = s ? NULL : arena_alloc(arena, sizeof *e);
    if (!e)
        return s ? s : err_no_memory(err);
    *e = (struct expansion){.node = node,
                            .term = g.term,
                            .place = g.place,
                            .stores = g.stores,
                            .count = g.count,
                            .total = total,
                            .next = *list};
    *list = e;
    return S_OK;
}

/* ---- over the tree ---- */

static enum status expand_tree(struct archive *archive, struct arena *arena, const struct node *node,
                               struct expansion **list, struct err *err)
{
    if (node->kind == NODE_PREFIX || node->kind == NODE_PATTERN || node->kind == NODE_VALUES)
        return expand_node(archive, arena, node, list, err);
    enum status s = S_OK;
    for (size_t i = 0; !s && i < node->count; i++)
        s = expand_tree(archive, arena, node->child[i], list, err);
    return s;
}

enum status plan_expand(struct archive *archive, const struct query *query, const struct expansion **out,
                        struct err *err)
{
    struct expansion *list = NULL;
    enum status s = expand_tree(archive, query->arena, query->root, &list, err);
    *out = list;
    return s;
}

enum status plan_query(struct archive *archive, struct query *query, struct err *err)
{
    enum status s = plan_expand(archive, query, &query->expansions, err);
    query->planned = !s;
    return s;
}

const struct expansion *plan_of(const struct expansion *list, const struct node *node)
{
    while (list && list->node != node)
        list = list->next;
    return list;
}
