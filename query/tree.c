/* Nodes, and the tree as text.
 *
 * The text: words as they are looked up (stemmed), "several words" for a phrase with _ for a position that may hold any
 * word, a AND b, a OR b, a | b (the better of them scores), a IN headline, a AND NOT b, a NEAR/3 b, a WITH b (b only
 * adds to the score), trail* (with the stem that it may also be: observation*|observ), tr?il, field:value,
 * date:1996-09-14..1996-09-20, ALL, NONE. What stands in [brackets] adds nothing to the score. Inner groups stand in
 * parentheses. A value that is more than letters, digits and the characters - _ . , / @ ' is quoted, with \" and \\ and
 * \xNN for what quotes cannot hold. */
#include "query/tree.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/date.h"

void query_release(struct query *q)
{
    arena_free(q->arena);
    *q = (struct query){0};
}

/* ---- nodes ---- */

struct node *node_new(struct arena *a, enum node_kind kind)
{
    struct node *n = arena_alloc(a, sizeof *n);
    if (!n)
        return NULL;
    n->kind = kind;
    n->field = FIELD_BODY;
    return n;
}

struct node *node_new_term(struct arena *a, struct str term, struct str text)
{
    struct node *n = node_new(a, NODE_TERM);
    if (!n)
        return NULL;
    n->term = arena_copy(a, term);
    n->text = arena_copy(a, text);
    return n->term.ptr && n->text.ptr ? n : NULL;
}

struct node *node_new_pair(struct arena *a, enum node_kind kind, struct node *left, struct node *right)
{
    struct node *n = node_new(a, kind);
    return n && node_add_child(a, n, left) && node_add_child(a, n, right) ? n : NULL;
}

/* The capacity of a child array follows from its count: 2, and doubled at each power of two. */
static bool is_full(size_t count)
{
    return count == 0 || (count >= 2 && (count & (count - 1)) == 0);
}

bool node_add_child(struct arena *a, struct node *parent, struct node *child)
{
    if (!parent || !child)
        return false;
    if (is_full(parent->count)) {
        size_t capacity = parent->count ? parent->count * 2 : 2;
        struct node **grown = arena_alloc(a, capacity * sizeof(struct node *));
        if (!grown)
            return false;
        if (parent->count)
            memcpy(grown, parent->child, parent->count * sizeof(struct node *));
        parent->child = grown;
    }
    parent->child[parent->count++] = child;
    return true;
}

size_t node_leaf_count(const struct node *node)
{
    size_t leaves = node->kind == NODE_TERM || node->kind == NODE_PREFIX || node->kind == NODE_PATTERN ||
                    node->kind == NODE_FUZZY || node->kind == NODE_VALUES;
    for (size_t i = 0; i < node->count; i++)
        leaves += node_leaf_count(node->child[i]);
    return leaves;
}

/* ---- text ---- */

static bool is_plain(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
        if (!letter && !(c && strchr("-_.,/@'", c)))
            return false;
    }
    return s.len > 0;
}

static void print_value(struct str value, struct buf *out)
{
    if (is_plain(value)) {
        buf_append_str(out, value);
        return;
    }
    buf_append_byte(out, '"');
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", c);
        else if (c < ' ' || c == 0x7F)
            buf_printf(out, "\\x%02X", c);
        else
            buf_append_byte(out, (char)c);
    }
    buf_append_byte(out, '"');
}

/* The term without the prefix of its field. */
static struct str bare_term(const struct node *node, struct str term)
{
    const char *prefix = node->field == FIELD_BODY ? NULL : schema[node->field].prefix;
    size_t len = prefix ? strlen(prefix) : 0;
    if (len == 0 || term.len < len || memcmp(term.ptr, prefix, len) != 0)
        return term;
    return (struct str){term.ptr + len, term.len - len};
}

static void print_leaf(const struct node *node, struct buf *out)
{
    if (node->field != FIELD_BODY)
        buf_printf(out, "%s:", schema[node->field].name);
    if (node->kind == NODE_PATTERN)
        buf_append_str(out, bare_term(node, node->term));
    else /* the term of a long id is a hash, which says nothing */
        print_value(node->field == FIELD_ID ? node->text : bare_term(node, node->term), out);
    if (node->kind == NODE_PREFIX)
        buf_append_byte(out, '*');
    if (node->kind == NODE_FUZZY)
        buf_append_byte(out, '~');
    if (node->kind == NODE_PREFIX && node->stem.len) {
        buf_append_byte(out, '|');
        print_value(bare_term(node, node->stem), out);
    }
}

static void print_phrase(const struct node *node, struct buf *out)
{
    buf_append_byte(out, '"');
    for (size_t i = 0; i < node->count; i++) {
        for (uint32_t k = i ? node->child[i - 1]->offset + 1 : 0; i && k < node->child[i]->offset; k++)
            buf_append_text(out, " _");
        if (i)
            buf_append_byte(out, ' ');
        buf_append_str(out, node->child[i]->term);
    }
    buf_append_byte(out, '"');
}

static void print_bound(int64_t seconds, int64_t time_of_day, struct buf *out)
{
    static const struct civil first = {1, 1, 1, 0, 0, 0}, last = {9999, 12, 31, 23, 59, 59};
    enum { DAY = 86400 };
    if (seconds == INT64_MIN || seconds == INT64_MAX)
        return;
    if (seconds < date_from_civil(&first) || seconds > date_from_civil(&last)) {
        buf_printf(out, "%" PRId64, seconds);
        return;
    }
    bool whole_day = ((seconds % DAY) + DAY) % DAY == time_of_day;
    struct date date = {.seconds = seconds, .precision = whole_day ? DATE_DAY : DATE_SECOND};
    char text[DATE_TEXT_MAX];
    buf_append_text(out, date_format(&date, text));
}

/* A bound that is the first or the last second of a day is written as that day. */
static void print_date(const struct node *node, struct buf *out)
{
    buf_append_text(out, "date:");
    print_bound(node->from, 0, out);
    buf_append_text(out, "..");
    print_bound(node->to, 86399, out);
}

static void print_group(const struct node *node, bool inner, struct buf *out);

static void print_children(const struct node *node, const char *between, struct buf *out)
{
    for (size_t i = 0; i < node->count; i++) {
        if (i)
            buf_append_text(out, between);
        print_group(node->child[i], true, out);
    }
}

static void print_not(const struct node *node, struct buf *out)
{
    if (node->child[0]->kind != NODE_ALL) {
        print_group(node->child[0], true, out);
        buf_append_text(out, " AND ");
    }
    buf_append_text(out, "NOT ");
    print_group(node->child[1], true, out);
}

static void print_operator(const struct node *node, struct buf *out)
{
    char between[32];
    switch (node->kind) {
    case NODE_AND:
        print_children(node, " AND ", out);
        break;
    case NODE_OR:
        print_children(node, " OR ", out);
        break;
    case NODE_BEST:
        print_children(node, " | ", out);
        break;
    case NODE_IN:
        print_group(node->child[0], true, out);
        buf_printf(out, " IN %s", schema[node->field].name);
        break;
    case NODE_NOT:
        print_not(node, out);
        break;
    case NODE_WITH:
        print_children(node, " WITH ", out);
        break;
    default:
        snprintf(between, sizeof between, " %s/%" PRIu32 " ", node->kind == NODE_NEAR ? "NEAR" : "ADJ", node->window);
        print_children(node, between, out);
    }
}

static void print_group(const struct node *node, bool inner, struct buf *out)
{
    switch (node->kind) {
    case NODE_ALL:
        buf_append_text(out, "ALL");
        break;
    case NODE_NONE:
        buf_append_text(out, "NONE");
        break;
    case NODE_TERM:
    case NODE_PREFIX:
    case NODE_PATTERN:
    case NODE_FUZZY:
    case NODE_VALUES:
        print_leaf(node, out);
        break;
    case NODE_PHRASE:
        print_phrase(node, out);
        break;
    case NODE_DATE:
        print_date(node, out);
        break;
    case NODE_DAY:
        buf_printf(out, "date:*-%02d-%02d", node->month, node->day);
        break;
    case NODE_UNDATED:
        buf_append_text(out, "date:none");
        break;
    case NODE_FILTER:
        buf_append_byte(out, '[');
        print_group(node->child[0], false, out);
        buf_append_byte(out, ']');
        break;
    default:
        buf_append_text(out, inner ? "(" : "");
        print_operator(node, out);
        buf_append_text(out, inner ? ")" : "");
    }
}

void node_print(const struct node *node, struct buf *out)
{
    print_group(node, false, out);
}
