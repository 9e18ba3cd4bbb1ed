#include "query/filters.h"

#include <string.h>

#include "archive/archive.h"
#include "core/analyzer.h"
#include "query/filter_list.h"
#include "query/params.h"

/* ---- leaves ---- */

struct node *filter_of(struct arena *arena, struct node *node)
{
    struct node *filter = node ? node_new(arena, NODE_FILTER) : NULL;
    return filter && node_add_child(arena, filter, node) ? filter : NULL;
}

void filter_term(enum field field, struct str value, struct buf *out)
{
    const char *prefix = schema[field].prefix ? schema[field].prefix : "";
    buf_append_text(out, prefix);
    text_fold(value, TERM_MAX - strlen(prefix), out);
}

/* A leaf over prefix + folded value; of kind NONE for an empty value. */
static struct node *keyword_leaf(struct arena *arena, enum node_kind kind, enum field field, struct str value)
{
    size_t prefix = schema[field].prefix ? strlen(schema[field].prefix) : 0;
    struct buf term = {0};
    filter_term(field, value, &term);
    struct node *n = term.failed ? NULL : node_new_term(arena, buf_str(&term), value);
    if (n) {
        n->kind = term.len > prefix ? kind : NODE_NONE;
        n->field = field;
    }
    buf_release(&term);
    return n;
}

static struct node *id_leaf(struct arena *arena, struct str id)
{
    struct buf term = {0};
    archive_id_term(id, &term);
    struct node *n = term.failed ? NULL : node_new_term(arena, buf_str(&term), id);
    if (n) {
        n->kind = id.len ? NODE_TERM : NODE_NONE;
        n->field = FIELD_ID;
    }
    buf_release(&term);
    return n;
}

struct node *filter_leaf(struct arena *arena, enum field field, struct str value)
{
    if (schema[field].kind == FIELD_KIND_ID)
        return id_leaf(arena, value);
    return keyword_leaf(arena, schema[field].words ? NODE_VALUES : NODE_TERM, field, value);
}

struct node *filter_dated(struct arena *arena, enum node_kind kind, int month, int day)
{
    struct node *n = node_new(arena, kind);
    if (!n)
        return NULL;
    n->month = month;
    n->day = day;
    return node_new_pair(arena, NODE_AND, node_new(arena, NODE_ALL), n);
}

struct node *filter_prefix(struct arena *arena, enum field field, struct str start)
{
    return keyword_leaf(arena, NODE_PREFIX, field, start);
}

/* ---- parameters ---- */

/* What the filter parameters ask for: all of `must`, none of `excluded`. */
struct clauses {
    struct arena *arena;
    struct node *must, *excluded;
};

static struct node *collapse(struct node *n)
{
    return n->count == 1 ? n->child[0] : n;
}

/* A clause: the alternatives up to the next comma. */
static bool add_clause(struct clauses *c, struct filter_list *list, enum field field, struct filter_value *value)
{
    struct node *any = node_new(c->arena, NODE_OR);
    bool negative = value->negative, more = true, alone = !value->or_next;
    while (any && more) {
        struct node *leaf = filter_leaf(c->arena, field, value->text);
        if (leaf && value->negative && !alone)
            leaf = node_new_pair(c->arena, NODE_NOT, node_new(c->arena, NODE_ALL), leaf);
        if (!node_add_child(c->arena, any, leaf))
            return false;
        more = value->or_next && filter_list_next(list, value);
    }
    if (!any)
        return false;
    struct node *filter = filter_of(c->arena, collapse(any));
    return node_add_child(c->arena, alone && negative ? c->excluded : c->must, filter);
}

static bool add_list(struct clauses *c, const struct buf *values, enum field field, enum filter_syntax syntax)
{
    struct filter_list list;
    struct filter_value value;
    filter_list_begin(&list, buf_str(values), syntax);
    while (filter_list_next(&list, &value))
        if (!add_clause(c, &list, field, &value))
            return false;
    return true;
}

static bool add_dates(struct clauses *c, const struct params *p)
{
    struct node *date = node_new(c->arena, NODE_DATE);
    if (!date)
        return false;
    date->from = p->has_from ? p->from : INT64_MIN;
    date->to = p->has_to ? p->to : INT64_MAX;
    return node_add_child(c->arena, c->must, filter_of(c->arena, date));
}

static bool add_all(struct clauses *c, const struct params *p)
{
    for (unsigned field = 0; field < FIELD_COUNT; field++)
        if (p->filter[field].len && !add_list(c, &p->filter[field], (enum field)field, FILTER_CLAUSES))
            return false;
    if (p->ids.len && !add_list(c, &p->ids, FIELD_ID, FILTER_IDS))
        return false;
    if (p->month &&
        !node_add_child(c->arena, c->must, filter_of(c->arena, filter_dated(c->arena, NODE_DAY, p->month, p->day))))
        return false;
    return !(p->has_from || p->has_to) || add_dates(c, p);
}

/* The root and the filters in one AND; a root that asks for everything gives way to them. */
static struct node *join(const struct clauses *c, struct node *root)
{
    struct node *all = node_new(c->arena, NODE_AND);
    if (!all)
        return NULL;
    bool flat = root->kind == NODE_AND && !root->implicit;
    size_t parts = flat ? root->count : root->kind != NODE_ALL || c->must->count == 0;
    for (size_t i = 0; i < parts; i++)
        if (!node_add_child(c->arena, all, flat ? root->child[i] : root))
            return NULL;
    for (size_t i = 0; i < c->must->count; i++)
        if (!node_add_child(c->arena, all, c->must->child[i]))
            return NULL;
    all = collapse(all);
    return c->excluded->count ? node_new_pair(c->arena, NODE_NOT, all, collapse(c->excluded)) : all;
}

enum status params_apply_filters(const struct params *p, struct query *q, struct err *err)
{
    struct clauses c = {
        .arena = q->arena, .must = node_new(q->arena, NODE_AND), .excluded = node_new(q->arena, NODE_OR)};
    if (!c.must || !c.excluded || !add_all(&c, p))
        return err_no_memory(err);
    if (c.must->count == 0 && c.excluded->count == 0)
        return S_OK;
    struct node *root = join(&c, q->root);
    if (!root)
        return err_no_memory(err);
    q->root = root;
    if (node_leaf_count(root) > QUERY_LEAVES_MAX)
        return err_set(err, S_LIMIT, "the query and its filters have more than %d words and values", QUERY_LEAVES_MAX);
    return S_OK;
}
