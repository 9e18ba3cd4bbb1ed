/* Any bytes as a query: a tree that the matcher may walk, or a limit. The first byte picks the default operator (bit 0)
 * and where bare words must stand (bits 6 and 7). */
#include <stdint.h>
#include <stdlib.h>

#include "core/utf8.h"
#include "query/parser.h"
#include "shim/xap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool good)
{
    if (!good)
        abort();
}

static struct analyzer *english(void)
{
    static struct analyzer *analyzer;
    static struct xap_stemmer *stemmer;
    struct stemmer s = {.language = "english", .stem = xap_stem};
    struct err err;
    if (analyzer)
        return analyzer;
    expect(xap_stemmer_new("english", &stemmer, &err) == S_OK);
    s.context = stemmer;
    expect(analyzer_new(&s, &analyzer, &err) == S_OK);
    return analyzer;
}

static bool is_term(const struct node *n)
{
    return n->kind == NODE_TERM && n->term.len > 0 && n->term.len <= TERM_MAX;
}

static void check_children(const struct node *n)
{
    for (size_t i = 0; i < n->count; i++) {
        const struct node *child = n->child[i];
        if (n->kind == NODE_PHRASE)
            expect(is_term(child) && (i == 0 || child->offset > n->child[i - 1]->offset));
        if (n->kind == NODE_NEAR || n->kind == NODE_ADJ)
            expect(child->kind == NODE_TERM || child->kind == NODE_PREFIX || child->kind == NODE_PATTERN ||
                   child->kind == NODE_PHRASE);
        if (n->kind == NODE_IN)
            expect(child->kind == NODE_TERM || child->kind == NODE_PREFIX || child->kind == NODE_PATTERN ||
                   child->kind == NODE_FUZZY || child->kind == NODE_PHRASE);
    }
}

static void check_node(const struct node *n, size_t depth)
{
    expect(depth < 8 * QUERY_DEPTH_MAX);
    switch (n->kind) {
    case NODE_TERM:
    case NODE_PREFIX:
    case NODE_PATTERN:
    case NODE_FUZZY:
    case NODE_VALUES:
        expect(n->count == 0 && n->term.len > 0 && n->term.len <= TERM_MAX);
        break;
    case NODE_NOT:
    case NODE_WITH:
        expect(n->count == 2);
        break;
    case NODE_FILTER:
        expect(n->count == 1);
        break;
    case NODE_IN:
        expect(n->count == 1 && (n->field == FIELD_HEADLINE || n->field == FIELD_BODY));
        break;
    case NODE_OR: /* of one: what stands in a single field of values */
        expect(n->count >= 1);
        break;
    case NODE_NEAR:
    case NODE_ADJ:
        expect(n->window >= 1 && n->window <= QUERY_WINDOW_MAX);
        /* fall through */
    case NODE_PHRASE:
    case NODE_AND:
        expect(n->count >= 2);
        break;
    default:
        expect(n->count == 0);
    }
    check_children(n);
    for (size_t i = 0; i < n->count; i++)
        check_node(n->child[i], depth + 1);
}

static void check_query(struct query *q)
{
    struct buf text = {0};
    check_node(q->root, 0);
    expect(node_leaf_count(q->root) <= QUERY_LEAVES_MAX);
    expect(!q->tier || q->tier->kind == NODE_PHRASE);
    if (q->tier)
        check_node(q->tier, 0);
    node_print(q->root, &text);
    expect(utf8_valid(text.data, text.len));
    query_relax(q);
    check_node(q->root, 0);
    buf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint32_t fields[] = {0, 1u << FIELD_HEADLINE, 1u << FIELD_BODY, 1u << FIELD_BYLINE | 1u << FIELD_TAG};
    if (size == 0)
        return 0;
    struct parser_options options = {.analyzer = english(),
                                     .default_op = data[0] & 1 ? DEFAULT_OP_OR : DEFAULT_OP_AND,
                                     .fields = fields[data[0] >> 6],
                                     .now = 1592222400};
    struct query query;
    struct err err;
    enum status s = query_parse((struct str){(const char *)data + 1, size - 1}, &options, &query, &err);
    expect(s == S_OK || s == S_LIMIT);
    if (s == S_OK)
        check_query(&query);
    query_release(&query);
    return 0;
}
