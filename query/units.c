#include "query/units.h"

struct units {
    const struct query *query;
    const struct finding *finding;
    struct snippet_unit *unit;
    size_t count;
};

/* A term without the prefix of its field; keyword fields have nothing to mark in the text. */
static bool marks_text(const struct node *node)
{
    return node->field == FIELD_BODY || node->field == FIELD_HEADLINE;
}

static double weight_of(const struct finding *finding, struct str term)
{
    for (size_t i = 0; i < finding->word_count; i++)
        if (str_equal(finding->word[i].term, term))
            return finding->word[i].idf;
    return 0;
}

static enum status add_unit(struct units *u, const struct node *const *term, size_t count, struct err *err)
{
    struct str *terms = arena_alloc(u->query->arena, count * sizeof *terms);
    uint32_t *offset = arena_alloc(u->query->arena, count * sizeof *offset);
    if (!terms || !offset)
        return err_no_memory(err);
    double weight = 0;
    for (size_t i = 0; i < count; i++) {
        terms[i] = term[i]->term;
        offset[i] = term[i]->offset - term[0]->offset;
        weight += weight_of(u->finding, terms[i]);
    }
    u->unit[u->count++] = (struct snippet_unit){.term = terms,
                                                .offset = offset,
                                                .count = count,
                                                .weight = weight,
                                                .prefix = count == 1 && term[0]->kind == NODE_PREFIX,
                                                .pattern = count == 1 && term[0]->kind == NODE_PATTERN};
    return S_OK;
}

static enum status add_phrase(struct units *u, const struct node *phrase, struct err *err)
{
    if (phrase->count == 0)
        return S_OK;
    const struct node **term = arena_alloc(u->query->arena, phrase->count * sizeof *term);
    if (!term)
        return err_no_memory(err);
    for (size_t i = 0; i < phrase->count; i++)
        term[i] = phrase->child[i];
    return add_unit(u, term, phrase->count, err);
}

/* A wildcard is marked by its prefix and, where the stem of what was typed is shorter, by that word. */
static enum status add_prefix(struct units *u, const struct node *node, struct err *err)
{
    enum status s = add_unit(u, &node, 1, err);
    if (!s && node->stem.len) {
        struct node *stem = node_new_term(u->query->arena, node->stem, node->text);
        const struct node *word = stem;
        s = stem ? add_unit(u, &word, 1, err) : err_no_memory(err);
    }
    return s;
}

static enum status add_node(struct units *u, const struct node *node, struct err *err)
{
    switch (node->kind) {
    case NODE_TERM:
    case NODE_PATTERN:
        return marks_text(node) ? add_unit(u, &node, 1, err) : S_OK;
    case NODE_PREFIX:
        return add_prefix(u, node, err);
    case NODE_PHRASE:
        return add_phrase(u, node, err);
    case NODE_FILTER:
        return S_OK;
    default:
        break;
    }
    enum status s = S_OK;
    for (size_t i = 0; !s && i < (node->kind == NODE_NOT ? 1 : node->count); i++)
        s = add_node(u, node->child[i], err);
    return s;
}

bool units_are_words(const struct snippet_query *units, const struct finding *finding)
{
    for (size_t i = 0; i < units->count; i++) {
        const struct snippet_unit *unit = &units->unit[i];
        for (size_t term = 0; term < unit->count; term++) {
            size_t word = 0;
            while (word < finding->word_count && !str_equal(finding->word[word].term, unit->term[term]))
                word++;
            if (unit->prefix || unit->pattern || word == finding->word_count)
                return false;
        }
    }
    return true;
}

enum status units_make(const struct query *query, const struct finding *finding, struct snippet_query *out,
                       struct err *err)
{
    struct units u = {.query = query, .finding = finding};
    size_t most = 2 * node_leaf_count(query->root) + 2;
    *out = (struct snippet_query){0};
    u.unit = arena_alloc(query->arena, most * sizeof *u.unit);
    if (!u.unit)
        return err_no_memory(err);
    enum status s = query->tier ? add_phrase(&u, query->tier, err) : S_OK;
    if (!s)
        s = add_node(&u, query->root, err);
    *out = (struct snippet_query){.unit = u.unit, .count = u.count};
    return s;
}
