/* Lexemes -> tree. The grammar, tightest first:
 *
 *   operand  = word | "phrase" | word* | wo?d | word~ | field:operand | ( any )
 *   near     = operand { (NEAR | ADJ)[/n] operand }
 *   signed   = { NOT | + | - } near
 *   unit     = signed { AND signed }
 *   group    = unit { unit }              joined by the default operator
 *   any      = group { OR group }
 *
 * Words: text without white space, quotes and parentheses; several terms in it (well-known, example.com, 中国人) are a
 * phrase. Quotes " “ ” „ « » ; one that is not closed runs to the end. AND OR NOT NEAR ADJ count in capitals only, NEAR
 * and ADJ alone mean /10; && and || are AND and OR. A sign stands in front of a word, phrase, field or group and behind
 * white space. All of these, wildcards, tildes and dates may be full-width.
 *
 * Bare words, which stand in a group by themselves, make one AND that query_relax may turn into OR; stop words among
 * them are dropped when the group asks for anything else. Everything that is asked for by a sign, quotes, an operator
 * or a field is kept. With default-op=or the group is an OR; filters (fields, dates) still hold for all of it; with +a
 * the other operands only add to the score; -a excludes from the whole group.
 *
 * date:A..B takes either side alone, date:1996 the whole unit, date:7d from that day on.
 *
 * Recursion is by parentheses alone, whose depth settle has bounded. */
#include <string.h>

#include "core/utf8.h"
#include "query/leaf_impl.h"
#include "query/parser_impl.h"
#include "query/proximity.h"

/* An operand of a group. */
struct operand {
    struct node *node;          /* NULL: nothing to look for (punctuation) */
    bool bare;                  /* a word by itself */
    bool stop;                  /* bare, and a stop word */
    bool required;              /* + */
    bool negative;              /* - or NOT */
    bool joined;                /* by AND, NEAR, ADJ or parentheses */
    bool inexact;               /* a word that stands for several */
    const struct lexeme *plain; /* a word or phrase without a field, or NULL */
    size_t at;                  /* its first lexeme */
    struct operand *next;
};

struct group {
    struct operand *first, **end;
    enum default_op op;
};

/* ---- building ---- */

/* Adds a child; of an AND that may not be relaxed its children take their places, and likewise of an OR in an OR. */
static void add(struct parser *p, struct node *parent, struct node *child)
{
    if (!child || p->status)
        return;
    bool flat = child->kind == parent->kind && (child->kind == NODE_AND || child->kind == NODE_OR) &&
                !child->implicit && !parent->implicit;
    bool good = true;
    if (!flat)
        good = node_add_child(p->query->arena, parent, child);
    for (size_t i = 0; flat && good && i < child->count; i++)
        good = node_add_child(p->query->arena, parent, child->child[i]);
    if (!good)
        parser_no_memory(p);
}

/* An operator over one child is that child, over none nothing. */
static struct node *collapse(struct node *n)
{
    return !n || n->count == 0 ? NULL : n->count == 1 ? n->child[0] : n;
}

static struct node *join(struct parser *p, enum node_kind kind, struct node *left, struct node *right)
{
    if (!left || !right)
        return left ? left : right;
    struct node *n = parser_node(p, kind);
    if (n) {
        add(p, n, left);
        add(p, n, right);
    }
    return n;
}

static struct node *exclude(struct parser *p, struct node *from, struct node *excluded)
{
    if (!excluded)
        return from;
    if (!from && leaf_count(p, 1))
        from = parser_node(p, NODE_ALL);
    return join(p, NODE_NOT, from, excluded);
}

/* ---- groups ---- */

static void group_add(struct parser *p, struct group *g, const struct operand *operand)
{
    struct operand *copy = arena_alloc(p->query->arena, sizeof *copy);
    if (!copy) {
        parser_no_memory(p);
        return;
    }
    *copy = *operand;
    copy->next = NULL;
    *g->end = copy;
    g->end = &copy->next;
}

/* Whether the group asks for anything but stop words. */
static bool has_content(const struct group *g)
{
    for (const struct operand *o = g->first; o; o = o->next)
        if (o->node && !o->negative && !o->stop)
            return true;
    return false;
}

/* All are required; the bare words stand together where the first of them stood. */
static struct node *finish_and(struct parser *p, const struct group *g, bool drop_stops)
{
    struct node *all = parser_node(p, NODE_AND), *bare = parser_node(p, NODE_AND);
    if (!all || !bare)
        return NULL;
    bare->implicit = true;
    for (const struct operand *o = g->first; o; o = o->next) {
        if (!o->node || o->negative || (o->stop && drop_stops))
            continue;
        if (o->bare && bare->count == 0)
            add(p, all, bare);
        add(p, o->bare ? bare : all, o->node);
    }
    if (bare->count == 1)
        *bare = *bare->child[0];
    return collapse(all);
}

/* Any will do, but filters and what has a + are required. */
static struct node *finish_or(struct parser *p, const struct group *g, bool drop_stops)
{
    struct node *any = parser_node(p, NODE_OR), *required = parser_node(p, NODE_AND),
                *filters = parser_node(p, NODE_AND);
    if (!any || !required || !filters)
        return NULL;
    for (const struct operand *o = g->first; o; o = o->next) {
        if (!o->node || o->negative || (o->stop && drop_stops))
            continue;
        add(p, o->node->kind == NODE_FILTER ? filters : o->required ? required : any, o->node);
    }
    struct node *scored = join(p, NODE_WITH, collapse(required), collapse(any));
    return join(p, NODE_AND, scored, collapse(filters));
}

static struct node *group_finish(struct parser *p, const struct group *g)
{
    bool drop_stops = has_content(g);
    struct node *n = g->op == DEFAULT_OP_AND ? finish_and(p, g, drop_stops) : finish_or(p, g, drop_stops);
    struct node *excluded = parser_node(p, NODE_OR);
    for (const struct operand *o = g->first; excluded && o; o = o->next)
        if (o->negative)
            add(p, excluded, o->node);
    n = exclude(p, n, collapse(excluded));
    return p->status ? NULL : n;
}

/* ---- the first tier ---- */

/* The bare words as a phrase, when they stand in one run and nothing but signs, quotes and filters is around them. */
static struct node *make_tier(struct parser *p, const struct group *g)
{
    const struct operand *first = NULL, *last = NULL;
    size_t words = 0;
    for (const struct operand *o = g->first; o; o = o->next) {
        if (o->joined && !o->negative)
            return NULL;
        if (!o->bare)
            continue;
        if (last && o->at != last->at + 1)
            return NULL;
        if (o->inexact)
            return NULL;
        first = first ? first : o;
        last = o;
        words += o->node != NULL;
    }
    if (words < 2)
        return NULL;
    size_t start = p->lexeme[first->at].start;
    return leaf_run(p, (struct str){p->input.ptr + start, p->lexeme[last->at].end - start});
}

/* ---- the grammar ---- */

static struct node *parse_any(struct parser *p, bool whole);

static struct lexeme *peek(struct parser *p)
{
    while (p->lexeme[p->at].kind == LEX_GONE)
        p->at++;
    return &p->lexeme[p->at];
}

/* The next lexeme; the end is never passed. */
static struct lexeme *take(struct parser *p)
{
    struct lexeme *l = peek(p);
    if (l->kind != LEX_END)
        p->at++;
    return l;
}

static struct node *parse_parentheses(struct parser *p, const struct lexeme *field)
{
    const struct lexeme *outer = p->group_field;
    if (field)
        p->group_field = field;
    struct node *n = parse_any(p, false);
    p->group_field = outer;
    if (peek(p)->kind == LEX_CLOSE)
        take(p);
    return n;
}

static bool is_inexact(const struct node *n)
{
    return n->kind == NODE_PREFIX || n->kind == NODE_PATTERN || n->kind == NODE_FUZZY;
}

/* A word, phrase, field or group. */
static struct operand parse_operand(struct parser *p)
{
    const struct lexeme *l = take(p), *field = p->group_field;
    struct operand o = {.at = (size_t)(l - p->lexeme)};
    if (l->kind == LEX_FIELD) {
        field = l;
        l = take(p);
    }
    o.joined = l->kind == LEX_OPEN;
    o.bare = l->kind == LEX_WORD && !field;
    if (l->kind == LEX_OPEN)
        o.node = parse_parentheses(p, field);
    else if (field)
        o.node = leaf_field(p, field, l);
    else if (l->kind == LEX_PHRASE)
        o.node = leaf_phrase(p, l->text);
    else
        o.node = leaf_word(p, l->text, &o.stop);
    o.plain = field || l->kind == LEX_OPEN ? NULL : l;
    o.inexact = o.plain && o.node && is_inexact(o.node);
    return o;
}

static bool stands_near(const struct node *n)
{
    return n->kind == NODE_TERM || n->kind == NODE_PREFIX || n->kind == NODE_PATTERN || n->kind == NODE_PHRASE;
}

/* A chain of NEAR and ADJ: neighbours with the same operator and number are one node, as many as that takes, and where
 * the next one begins the operand between takes part in both. */
struct chain {
    struct node *done;    /* AND of what is complete */
    struct node *current; /* NEAR or ADJ, or NULL */
    struct node *last;    /* the last operand */
    bool divided;         /* a note has said that it was too long for one node */
};

/* Whether one more operand belongs to the current node. */
static bool chain_goes_on(struct parser *p, struct chain *c, const struct lexeme *l, enum node_kind kind)
{
    if (!c->current || c->current->kind != kind || c->current->window != l->window)
        return false;
    if (c->current->count < NEAR_OPERANDS_MAX)
        return true;
    if (!c->divided)
        parser_note(p, l->text, " joins at most %d words or phrases: the chain was read as several, joined by AND",
                    NEAR_OPERANDS_MAX);
    c->divided = true;
    return false;
}

static void chain_add(struct parser *p, struct chain *c, const struct lexeme *l, struct node *operand)
{
    enum node_kind kind = l->kind == LEX_NEAR ? NODE_NEAR : NODE_ADJ;
    if (!operand || p->status)
        return;
    bool near = c->last && stands_near(c->last) && stands_near(operand);
    if (c->last && !near)
        parser_note(p, l->text, " joins words and phrases only, and was read as AND");
    if (near && !chain_goes_on(p, c, l, kind)) {
        bool again = c->current != NULL;
        c->current = parser_node(p, kind);
        if (!c->current || (again && !leaf_count(p, node_leaf_count(c->last))))
            return;
        c->current->window = (uint32_t)l->window;
        if (!again) /* the operand stands in `done` by itself: the chain takes its place */
            c->done->count--;
        add(p, c->current, c->last);
        add(p, c->done, c->current);
    }
    if (!near) {
        c->current = NULL;
        add(p, c->done, operand);
    } else {
        add(p, c->current, operand);
    }
    c->last = operand;
}

static struct operand parse_near(struct parser *p)
{
    struct operand o = parse_operand(p);
    if (peek(p)->kind != LEX_NEAR && peek(p)->kind != LEX_ADJ) {
        if (p->fields && o.plain && o.node)
            o.node = leaf_in_fields(p, o.node, o.plain);
        return o;
    }
    struct chain chain = {.done = parser_node(p, NODE_AND)};
    if (!chain.done)
        return o;
    add(p, chain.done, o.node);
    chain.last = o.node;
    while (!p->status && (peek(p)->kind == LEX_NEAR || peek(p)->kind == LEX_ADJ)) {
        const struct lexeme *l = take(p);
        chain_add(p, &chain, l, parse_operand(p).node);
    }
    return (struct operand){.node = collapse(chain.done), .joined = true, .at = o.at};
}

/* A group that is required as it stands is not relaxed. */
static void keep_as_it_is(struct node *n)
{
    n->implicit = false;
    for (size_t i = 0; i < n->count; i++)
        keep_as_it_is(n->child[i]);
}

static struct operand parse_signed(struct parser *p)
{
    bool negative = false, required = false, sign = false;
    size_t at = p->at;
    for (enum lexeme_kind kind; (kind = peek(p)->kind) == LEX_NOT || kind == LEX_PLUS || kind == LEX_MINUS; take(p)) {
        negative ^= kind != LEX_PLUS;
        required |= kind == LEX_PLUS;
        sign = true;
    }
    struct operand o = parse_near(p);
    if (!sign)
        return o;
    o.bare = o.stop = false;
    o.at = at;
    o.negative = negative;
    o.required = required && !negative;
    if (o.required)
        o.joined = false;
    if (o.required && o.node)
        keep_as_it_is(o.node);
    return o;
}

static struct operand parse_unit(struct parser *p)
{
    struct operand o = parse_signed(p);
    if (peek(p)->kind != LEX_AND)
        return o;
    struct group chain = {.op = DEFAULT_OP_AND};
    chain.end = &chain.first;
    size_t at = o.at;
    for (;;) {
        o.bare = o.stop = false;
        group_add(p, &chain, &o);
        if (p->status || peek(p)->kind != LEX_AND)
            break;
        take(p);
        o = parse_signed(p);
    }
    return (struct operand){.node = group_finish(p, &chain), .joined = true, .at = at};
}

static bool ends_group(enum lexeme_kind kind)
{
    return kind == LEX_OR || kind == LEX_CLOSE || kind == LEX_END;
}

static struct node *parse_group(struct parser *p, struct group *g)
{
    *g = (struct group){.op = p->default_op};
    g->end = &g->first;
    while (!p->status && !ends_group(peek(p)->kind)) {
        struct operand o = parse_unit(p);
        group_add(p, g, &o);
    }
    return group_finish(p, g);
}

/* With `whole` this is the whole query, which may have a first tier. */
static struct node *parse_any(struct parser *p, bool whole)
{
    struct group g;
    struct node *n = parse_group(p, &g);
    if (whole && !p->one_tier && peek(p)->kind == LEX_END)
        p->query->tier = make_tier(p, &g);
    if (peek(p)->kind != LEX_OR)
        return n;
    struct node *any = parser_node(p, NODE_OR);
    if (!any)
        return NULL;
    add(p, any, n);
    while (!p->status && peek(p)->kind == LEX_OR) {
        take(p);
        add(p, any, parse_group(p, &g));
    }
    return collapse(any);
}

/* ---- the whole ---- */

static bool scores(const struct node *n)
{
    switch (n->kind) {
    case NODE_TERM:
    case NODE_PREFIX:
    case NODE_PATTERN:
    case NODE_FUZZY:
    case NODE_PHRASE:
        return true;
    case NODE_FILTER:
        return false;
    default:
        for (size_t i = 0; i < (n->kind == NODE_NOT ? 1 : n->count); i++)
            if (scores(n->child[i]))
                return true;
        return false;
    }
}

/* Clean UTF-8 in the arena, so that every later piece of it may be borrowed. */
static void take_input(struct parser *p, struct str words)
{
    struct buf clean = {0};
    utf8_repair(words.ptr, words.len, &clean);
    p->input = clean.failed ? (struct str){0} : arena_copy(p->query->arena, buf_str(&clean));
    buf_release(&clean);
    p->lexeme = arena_alloc(p->query->arena, sizeof *p->lexeme);
    if (!p->input.ptr || !p->lexeme) {
        parser_no_memory(p);
        return;
    }
    p->lexeme[0].kind = LEX_END;
}

/* Nothing that can be looked for: so it is about all articles, which a star says as well. */
static struct node *all_articles(struct parser *p)
{
    struct str words = str_trim(p->input);
    struct str ascii = parser_ascii(p, words, "*");
    if (words.len && !memchr(ascii.ptr, '*', ascii.len))
        parser_note(p, words, " has no words: that asks for all articles");
    return parser_node(p, NODE_ALL);
}

enum status query_check_length(struct str words, struct err *err)
{
    if (words.len <= QUERY_BYTES_MAX)
        return S_OK;
    return err_set(err, S_LIMIT, "the query is longer than %d bytes", QUERY_BYTES_MAX);
}

enum status query_parse(struct str words, const struct parser_options *options, struct query *out, struct err *err)
{
    struct parser p = {.query = out,
                       .analyzer = options->analyzer,
                       .default_op = options->default_op,
                       .one_tier = options->one_tier,
                       .fields = options->fields,
                       .now = options->now,
                       .err = err};
    *out = (struct query){.arena = arena_new(options->arenas)};
    p.status = query_check_length(words, err);
    if (!p.status)
        take_input(&p, words);
    if (!p.status)
        lexer_run(&p);
    if (!p.status)
        settle(&p);
    if (!p.status)
        out->root = parse_any(&p, true);
    if (!p.status && !out->root)
        out->root = all_articles(&p);
    if (!p.status) {
        p.leaves = 0;
        leaf_count(&p, node_leaf_count(out->root));
    }
    if (!p.status)
        out->has_words = scores(out->root);
    return p.status;
}
