/* Query tree -> compiled tree: a cursor for each leaf, and for each inner node the order in which it visits its
 * children. */
#include <stdlib.h>
#include <string.h>

#include "core/bm25.h"
#include "query/mnode.h"
#include "query/proximity.h"

static bool add_leaf(struct matcher *m, struct mnode *n)
{
    if (m->leaf_count == m->leaf_capacity) {
        size_t capacity = m->leaf_capacity ? m->leaf_capacity * 2 : 4;
        struct mnode **grown = arena_alloc(m->arena, capacity * sizeof *grown);
        if (!grown)
            return false;
        if (m->leaf_count)
            memcpy(grown, m->leaf, m->leaf_count * sizeof *grown);
        m->leaf = grown;
        m->leaf_capacity = capacity;
    }
    m->leaf[m->leaf_count++] = n;
    return true;
}

static struct mnode *new_node(struct matcher *m, enum mkind kind, size_t children)
{
    struct mnode *n = arena_alloc(m->arena, sizeof *n);
    if (!n)
        return NULL;
    n->next = m->nodes;
    m->nodes = n;
    n->kind = kind;
    if (children) {
        n->child = arena_alloc(m->arena, children * sizeof *n->child);
        n->order = arena_alloc(m->arena, children * sizeof *n->order);
        n->offset = arena_alloc(m->arena, children * sizeof *n->offset);
        n->visit = arena_alloc(m->arena, children * sizeof *n->visit);
        if (!n->child || !n->order || !n->offset || !n->visit)
            return NULL;
    }
    return n;
}

static enum status compile(struct matcher *m, const struct node *node, struct mnode **out, struct err *err);

/* The term's place in the store may be known; NULL: it is not. */
static enum status compile_term(struct matcher *m, struct str term, const struct term_place *place, struct mnode **out,
                                struct err *err)
{
    struct mnode *n = *out = new_node(m, M_TERM, 0);
    if (!n || !add_leaf(m, n))
        return err_no_memory(err);
    n->term = term;
    enum status s = store_cursor_at(m->store, term, place, &n->cursor, err);
    n->cost = s ? 0 : n->cursor->document_count;
    return s;
}

static enum status compile_expansion(struct matcher *m, const struct node *node, struct mnode **out, struct err *err)
{
    const struct expansion *e = plan_of(m->expansions, node);
    struct mnode *n = *out = new_node(m, M_MAX, e->count + 1);
    enum status s = n ? S_OK : err_no_memory(err);
    for (size_t i = 0; !s && i < e->count; i++) {
        s = compile_term(m, e->term[i], &e->place[i * e->stores + m->number], &n->child[i], err);
        n->count++;
        n->cost += s ? 0 : n->child[i]->cost;
    }
    return s;
}

/* The child of a phrase that an earlier child is too, or NULL. */
static struct mnode *repeated_word(const struct mnode *phrase, struct str term)
{
    for (size_t i = 0; i < phrase->count; i++)
        if (str_equal(phrase->child[i]->term, term))
            return phrase->child[i];
    return NULL;
}

static void order_visits(struct mnode *phrase)
{
    for (uint32_t i = 0, at = 0; i < phrase->count; at = ++i) {
        for (; at > 0 && phrase->child[phrase->visit[at - 1]]->cost > phrase->child[i]->cost; at--)
            phrase->visit[at] = phrase->visit[at - 1];
        phrase->visit[at] = i;
    }
}

static enum status compile_phrase(struct matcher *m, const struct node *node, struct mnode **out, struct err *err)
{
    struct mnode *n = *out = new_node(m, M_PHRASE, node->count);
    enum status s = n ? S_OK : err_no_memory(err);
    for (size_t i = 0; !s && i < node->count; i++) {
        struct mnode *child = repeated_word(n, node->child[i]->term);
        if (!child) {
            s = compile_term(m, node->child[i]->term, NULL, &child, err);
            n->order[n->ordered++] = child;
        }
        n->child[i] = child;
        n->offset[i] = node->child[i]->offset - node->child[0]->offset;
        n->count++;
    }
    if (!s)
        order_visits(n);
    return s;
}

static enum status compile_children(struct matcher *m, const struct node *node, struct mnode *n, struct err *err)
{
    enum status s = n ? S_OK : err_no_memory(err);
    for (size_t i = 0; !s && i < node->count; i++) {
        s = compile(m, node->child[i], &n->child[i], err);
        n->count++;
    }
    return s;
}

uint32_t operand_length(const struct mnode *n)
{
    return n->kind == M_PHRASE && n->count ? n->offset[n->count - 1] + 1 : 1;
}

static enum status compile_near(struct matcher *m, const struct node *node, struct mnode **out, struct err *err)
{
    if (node->count > NEAR_OPERANDS_MAX)
        return err_set(err, S_LIMIT, "NEAR joins at most %d words or phrases", NEAR_OPERANDS_MAX);
    *out = new_node(m, M_NEAR, node->count);
    enum status s = compile_children(m, node, *out, err);
    struct mnode *n = *out;
    if (s)
        return s;
    n->in_order = node->kind == NODE_ADJ;
    n->span = node->window + (n->count > 2 ? (uint32_t)n->count - 2 : 0);
    for (size_t i = 0; i < n->count; i++) {
        n->order[n->ordered++] = n->child[i];
        n->span += operand_length(n->child[i]) - 1;
    }
    return S_OK;
}

static enum status compile_in(struct matcher *m, const struct node *node, struct mnode **out, struct err *err)
{
    struct mnode *n = *out = new_node(m, M_IN, node->count);
    enum status s = compile_children(m, node, n, err);
    if (!s) {
        n->store = m->store;
        n->in_body = node->field == FIELD_BODY;
    }
    return s;
}

static enum mkind inner_kind(enum node_kind kind)
{
    switch (kind) {
    case NODE_AND:
        return M_AND;
    case NODE_OR:
        return M_OR;
    case NODE_BEST:
        return M_BEST;
    case NODE_NOT:
        return M_NOT;
    case NODE_WITH:
        return M_WITH;
    case NODE_FILTER:
        return M_FILTER;
    default:
        return M_NONE;
    }
}

static int by_cost(const void *a, const void *b)
{
    const struct mnode *x = *(struct mnode *const *)a, *y = *(struct mnode *const *)b;
    return (x->cost > y->cost) - (x->cost < y->cost);
}

/* Sets the cost of an inner node and the order in which it visits its children. */
static void arrange(struct mnode *n)
{
    bool conjunction = n->kind == M_AND || n->kind == M_PHRASE || n->kind == M_NEAR;
    bool any = n->kind == M_OR || n->kind == M_BEST || n->kind == M_MAX;
    if (n->kind == M_AND || any) {
        memcpy(n->order, n->child, n->count * sizeof *n->child);
        n->ordered = n->count;
    }
    if (conjunction && n->ordered) {
        qsort(n->order, n->ordered, sizeof *n->order, by_cost);
        n->cost = n->order[0]->cost;
        n->plain = true;
        for (size_t i = 0; i < n->ordered; i++)
            n->plain &= n->order[i]->kind == M_TERM;
    } else if (n->kind == M_OR || n->kind == M_BEST) {
        for (size_t i = 0; i < n->count; i++)
            n->cost += n->child[i]->cost;
    } else if (n->kind == M_NOT || n->kind == M_WITH || n->kind == M_FILTER || n->kind == M_IN) {
        n->cost = n->child[0]->cost;
    }
}

static enum status compile(struct matcher *m, const struct node *node, struct mnode **out, struct err *err)
{
    enum status s;
    switch (node->kind) {
    case NODE_ALL:
        s = compile_term(m, (struct str){0}, NULL, out, err);
        break;
    case NODE_TERM:
        s = compile_term(m, node->term, NULL, out, err);
        break;
    case NODE_PREFIX:
    case NODE_PATTERN:
    case NODE_VALUES:
        s = compile_expansion(m, node, out, err);
        break;
    case NODE_IN:
        s = compile_in(m, node, out, err);
        break;
    case NODE_PHRASE:
        s = compile_phrase(m, node, out, err);
        break;
    case NODE_NEAR:
    case NODE_ADJ:
        s = compile_near(m, node, out, err);
        break;
    case NODE_DATE:
    case NODE_DAY:
    case NODE_UNDATED:
        *out = new_node(m, M_DATE, 0);
        s = *out ? match_date_open(*out, node, m->store, err) : err_no_memory(err);
        break;
    default:
        *out = new_node(m, inner_kind(node->kind), node->count);
        s = compile_children(m, node, *out, err);
    }
    if (!s)
        arrange(*out);
    return s;
}

enum status matcher_open(const struct node *root, const struct expansion *expansions, struct arena *arena,
                         struct archive *archive, size_t number, struct matcher **out, struct err *err)
{
    struct matcher *m = arena_alloc(arena, sizeof *m);
    if (!m)
        return err_no_memory(err);
    m->arena = arena;
    m->store = archive_store(archive, number);
    m->number = number;
    m->expansions = expansions;
    enum status s = compile(m, root, &m->root, err);
    if (!s && m->root->plain)
        s = conjunction_open(m, m->root, err);
    else if (!s && is_disjunction(m->root))
        s = disjunction_open(m, m->root, err);
    if (s)
        matcher_close(m);
    else
        *out = m;
    return s;
}

/* The leaf that stands for a word and that every match holds, or NULL. */
static struct mnode *required_leaf(struct mnode *n, struct str term)
{
    struct mnode *found = NULL;
    if (n->kind == M_TERM)
        return str_equal(n->term, term) ? n : NULL;
    size_t required = n->kind == M_AND ? n->count : n->kind == M_NOT || n->kind == M_WITH ? 1 : 0;
    for (size_t i = 0; !found && i < required; i++)
        found = required_leaf(n->child[i], term);
    return found;
}

enum status matcher_add_phrase(struct matcher *m, const struct node *phrase, bool *shared, struct err *err)
{
    *shared = true;
    for (size_t i = 0; *shared && i < phrase->count; i++)
        *shared = required_leaf(m->root, phrase->child[i]->term) != NULL;
    if (!*shared)
        return S_OK;
    struct mnode *n = new_node(m, M_PHRASE, phrase->count);
    if (!n)
        return err_no_memory(err);
    for (size_t i = 0; i < phrase->count; i++) {
        struct mnode *child = required_leaf(m->root, phrase->child[i]->term);
        if (!repeated_word(n, child->term))
            n->order[n->ordered++] = child;
        n->child[i] = child;
        n->offset[i] = phrase->child[i]->offset - phrase->child[0]->offset;
        n->count++;
    }
    order_visits(n);
    m->phrase = n;
    return S_OK;
}

void matcher_close(struct matcher *m)
{
    if (!m)
        return;
    /* Those opened first: of them some stay for the next search, and would hold the memory below them if they were
     * those opened last. */
    for (size_t i = 0; i < m->leaf_count; i++)
        cursor_close(m->leaf[i]->cursor);
    for (struct mnode *n = m->nodes; n; n = n->next)
        u32_array_release(&n->at);
}

size_t matcher_leaf_count(const struct matcher *m)
{
    return m->leaf_count;
}

struct str matcher_leaf_term(const struct matcher *m, size_t leaf)
{
    return m->leaf[leaf]->term;
}

uint32_t matcher_leaf_documents(const struct matcher *m, size_t leaf)
{
    return m->leaf[leaf]->cursor->document_count;
}

void matcher_set_idf(struct matcher *m, size_t leaf, double idf)
{
    m->leaf[leaf]->idf = idf;
}

double matcher_leaf_idf(const struct matcher *m, size_t leaf)
{
    return m->leaf[leaf]->idf;
}

void matcher_set_average(struct matcher *m, double average_length)
{
    m->average_length = average_length;
    m->length_base = bm25_length_part(0, average_length);
    m->length_slope = bm25_length_slope(average_length);
}
