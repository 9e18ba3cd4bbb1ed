/* Relaxation: when nothing has all the bare words, any of them will do. */
#include "query/parser.h"

/* What is excluded, and what is in a filter, stays as it was written. */
static bool relax(struct node *n)
{
    bool changed = false;
    if (n->kind == NODE_AND && n->implicit && n->count > 1) {
        n->kind = NODE_OR;
        n->implicit = false;
        changed = true;
    }
    size_t relaxable = n->kind == NODE_FILTER ? 0 : n->kind == NODE_NOT ? 1 : n->count;
    for (size_t i = 0; i < relaxable; i++)
        changed |= relax(n->child[i]);
    return changed;
}

bool query_relax(struct query *q)
{
    if (!relax(q->root))
        return false;
    q->relaxed = true;
    return true;
}
