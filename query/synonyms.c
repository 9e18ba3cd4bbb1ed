#include "query/synonyms.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* One synonym: its words one behind the other. */
struct phrase {
    struct str term[SYNONYMS_WORDS_MAX];
    uint32_t offset[SYNONYMS_WORDS_MAX]; /* from the first */
    size_t count;
    struct str text; /* as it stands in the file */
};

/* A line, or of several lines with the same left side what they say together. */
struct rule {
    const struct phrase *from;
    const struct phrase **to;
    size_t count;
    struct rule *next; /* with the same hash */
};

enum { RULE_SLOTS = 1 << 14 };

struct synonyms {
    struct arena *arena;
    struct rule *slot[RULE_SLOTS];
    size_t longest; /* words of a left side */
};

/* ---- rules ---- */

/* FNV-1a (Fowler, Noll, Vo) over the terms. */
static size_t hash_terms(const struct str *term, size_t count)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < count; i++)
        for (size_t at = 0; at <= term[i].len; at++)
            h = (h ^ (at < term[i].len ? (unsigned char)term[i].ptr[at] : 0)) * UINT64_C(0x100000001b3);
    return (size_t)(h ^ h >> 32) % RULE_SLOTS;
}

static struct rule *find_rule(const struct synonyms *s, const struct str *term, size_t count)
{
    struct rule *rule = s->slot[hash_terms(term, count)];
    for (; rule; rule = rule->next) {
        bool same = rule->from->count == count;
        for (size_t i = 0; same && i < count; i++)
            same = str_equal(rule->from->term[i], term[i]);
        if (same)
            return rule;
    }
    return NULL;
}

/* Adds to what `from` finds. */
static bool add_rule(struct synonyms *s, const struct phrase *from, const struct phrase *const *to, size_t count)
{
    struct rule *rule = find_rule(s, from->term, from->count);
    if (!rule) {
        size_t at = hash_terms(from->term, from->count);
        rule = arena_alloc(s->arena, sizeof *rule);
        if (!rule)
            return false;
        *rule = (struct rule){.from = from, .next = s->slot[at]};
        s->slot[at] = rule;
        s->longest = from->count > s->longest ? from->count : s->longest;
    }
    const struct phrase **all = arena_alloc(s->arena, (rule->count + count) * sizeof *all);
    if (!all)
        return false;
    if (rule->count)
        memcpy(all, rule->to, rule->count * sizeof *all);
    memcpy(all + rule->count, to, count * sizeof *all);
    rule->to = all;
    rule->count += count;
    return true;
}

/* ---- reading ---- */

struct reading {
    struct synonyms *synonyms;
    struct analyzer *analyzer;
    const char *name;
    uint64_t line;
    struct err *err;
};

static enum status wrong(const struct reading *r, const char *what)
{
    return err_set(r->err, S_USAGE, "%s:%" PRIu64 ": %s", r->name, r->line, what);
}

/* The words of a synonym. */
static enum status read_phrase(const struct reading *r, struct str text, struct phrase *out)
{
    struct token_stream stream;
    struct token token;
    uint32_t first = 0;
    struct arena *arena = r->synonyms->arena;
    *out = (struct phrase){.text = arena_copy(arena, text)};
    token_stream_begin(&stream, r->analyzer, out->text, 1, ANALYZE_QUERY);
    while (out->text.ptr && token_stream_next(&stream, &token)) {
        if (out->count == SYNONYMS_WORDS_MAX)
            return wrong(r, "a synonym has more than 8 words");
        first = out->count ? first : token.position;
        out->offset[out->count] = token.position - first;
        out->term[out->count] = arena_copy(arena, token.term);
        if (!out->term[out->count++].ptr)
            return err_no_memory(r->err);
    }
    if (!out->text.ptr)
        return err_no_memory(r->err);
    return out->count ? S_OK : wrong(r, "a synonym has no words");
}

/* The end of the first piece of a line: a comma or the end; what is escaped is none. */
static size_t piece_end(struct str line)
{
    size_t at = 0;
    while (at < line.len && line.ptr[at] != ',')
        at += line.ptr[at] == '\\' && at + 1 < line.len ? 2 : 1;
    return at;
}

static enum status unescape(const struct reading *r, struct str piece, struct buf *out)
{
    buf_reset(out);
    for (size_t i = 0; i < piece.len; i++) {
        i += piece.ptr[i] == '\\' && i + 1 < piece.len;
        buf_append_byte(out, piece.ptr[i]);
    }
    return buf_status(out, r->err);
}

/* The synonyms of one side. */
static enum status read_side(const struct reading *r, struct str side, const struct phrase *out[SYNONYMS_LINE_MAX],
                             size_t *count)
{
    struct buf text = {0};
    enum status s = S_OK;
    *count = 0;
    for (bool more = true; !s && more;) {
        size_t end = piece_end(side);
        struct phrase *phrase = arena_alloc(r->synonyms->arena, sizeof *phrase);
        s = phrase ? unescape(r, str_trim((struct str){side.ptr, end}), &text) : err_no_memory(r->err);
        if (!s && *count == SYNONYMS_LINE_MAX)
            s = wrong(r, "a line has more than 64 synonyms");
        if (!s)
            s = read_phrase(r, buf_str(&text), phrase);
        if (!s)
            out[(*count)++] = phrase;
        more = end < side.len;
        side = more ? (struct str){side.ptr + end + 1, side.len - end - 1} : side;
    }
    buf_release(&text);
    return s;
}

/* Where the line says => and not \=>; line.len when it does not. */
static size_t find_arrow(struct str line)
{
    for (size_t at = 0; at + 1 < line.len; at++) {
        if (line.ptr[at] == '=' && line.ptr[at + 1] == '>')
            return at;
        at += line.ptr[at] == '\\';
    }
    return line.len;
}

static enum status read_line(const struct reading *r, struct str line)
{
    const struct phrase *from[SYNONYMS_LINE_MAX], *to[SYNONYMS_LINE_MAX];
    size_t arrow = find_arrow(line), from_count = 0, to_count = 0;
    bool one_way = arrow < line.len;
    enum status s = read_side(r, (struct str){line.ptr, arrow}, from, &from_count);
    if (!s && one_way)
        s = read_side(r, (struct str){line.ptr + arrow + 2, line.len - arrow - 2}, to, &to_count);
    if (!s && !one_way && from_count < 2)
        s = wrong(r, "a synonym stands alone: commas go between synonyms, or => between what is looked for and what is "
                     "found");
    bool good = true;
    for (size_t i = 0; !s && good && i < from_count; i++)
        good = add_rule(r->synonyms, from[i], one_way ? to : from, one_way ? to_count : from_count);
    return s || good ? s : err_no_memory(r->err);
}

static enum status read_lines(struct reading *r, struct str text)
{
    enum status s = S_OK;
    for (size_t at = 0, end; !s && at < text.len; at = end + 1) {
        const char *newline = memchr(text.ptr + at, '\n', text.len - at);
        end = newline ? (size_t)(newline - text.ptr) : text.len;
        struct str line = str_trim((struct str){text.ptr + at, end - at});
        r->line++;
        if (line.len && line.ptr[0] != '#')
            s = read_line(r, line);
    }
    return s;
}

enum status synonyms_read(struct str text, const char *name, struct analyzer *analyzer, struct synonyms **out,
                          struct err *err)
{
    struct synonyms *s = calloc(1, sizeof *s);
    if (s)
        s->arena = arena_new();
    if (!s || !s->arena) {
        free(s);
        return err_no_memory(err);
    }
    struct reading r = {s, analyzer, name, 0, err};
    enum status status = read_lines(&r, text);
    if (status)
        synonyms_free(s);
    else
        *out = s;
    return status;
}

void synonyms_free(struct synonyms *s)
{
    if (s)
        arena_free(s->arena);
    free(s);
}

/* ---- applying ---- */

struct applying {
    const struct synonyms *synonyms;
    struct arena *arena;
    bool failed;
};

static struct node *node_of_phrase(struct applying *a, const struct phrase *phrase)
{
    if (phrase->count == 1)
        return node_new_term(a->arena, phrase->term[0], phrase->text);
    struct node *n = node_new(a->arena, NODE_PHRASE);
    for (size_t i = 0; n && i < phrase->count; i++) {
        struct node *word = node_new_term(a->arena, phrase->term[i], phrase->text);
        if (word)
            word->offset = phrase->offset[i];
        if (!node_add_child(a->arena, n, word))
            return NULL;
    }
    return n;
}

/* The best of what a rule finds; what was typed, where it is among that, stays as it was typed. */
static struct node *best_of(struct applying *a, const struct rule *rule, struct node *typed)
{
    struct node *best = node_new(a->arena, NODE_BEST);
    bool good = best != NULL, has_typed = false;
    for (size_t i = 0; good && i < rule->count; i++) {
        const struct phrase *to = rule->to[i];
        bool same = to->count == rule->from->count;
        for (size_t k = 0; same && k < to->count; k++)
            same = str_equal(to->term[k], rule->from->term[k]);
        if (same && has_typed)
            continue;
        has_typed |= same;
        good = node_add_child(a->arena, best, same ? typed : node_of_phrase(a, to));
    }
    a->failed |= !good;
    return !good ? NULL : best->count == 1 ? best->child[0] : best;
}

static bool is_plain_word(const struct node *n)
{
    return n->kind == NODE_TERM && n->field == FIELD_BODY;
}

/* The longest run of words that begins at a child of an AND and has a rule; *words is its length. */
static const struct rule *longest_run(const struct applying *a, const struct node *n, size_t at, size_t *words)
{
    struct str term[SYNONYMS_WORDS_MAX];
    const struct rule *found = NULL;
    size_t most = n->count - at < a->synonyms->longest ? n->count - at : a->synonyms->longest;
    for (size_t count = 0; count < most && is_plain_word(n->child[at + count]);) {
        term[count] = n->child[at + count]->term;
        const struct rule *rule = find_rule(a->synonyms, term, ++count);
        found = rule ? rule : found;
        *words = rule ? count : *words;
    }
    return found;
}

static struct node *apply(struct applying *a, struct node *n);

/* The words of a run as one node. */
static struct node *run_of(struct applying *a, const struct node *n, size_t at, size_t words)
{
    if (words == 1)
        return n->child[at];
    struct node *all = node_new(a->arena, NODE_AND);
    for (size_t i = 0; all && i < words; i++)
        if (!node_add_child(a->arena, all, n->child[at + i]))
            return NULL;
    if (all)
        all->implicit = n->implicit;
    return all;
}

static struct node *apply_to_words(struct applying *a, struct node *n)
{
    struct node *all = node_new(a->arena, NODE_AND);
    bool good = all != NULL;
    for (size_t at = 0; good && at < n->count;) {
        size_t words = 0;
        const struct rule *rule = longest_run(a, n, at, &words);
        struct node *child = rule ? run_of(a, n, at, words) : apply(a, n->child[at]);
        good = child && node_add_child(a->arena, all, rule ? best_of(a, rule, child) : child);
        at += rule ? words : 1;
    }
    a->failed |= !good;
    if (!good)
        return NULL;
    all->implicit = n->implicit;
    return all->count == 1 ? all->child[0] : all;
}

static struct node *apply_to_phrase(struct applying *a, struct node *n)
{
    struct str term[SYNONYMS_WORDS_MAX];
    if (n->count > SYNONYMS_WORDS_MAX)
        return n;
    for (size_t i = 0; i < n->count; i++)
        term[i] = n->child[i]->term;
    const struct rule *rule = find_rule(a->synonyms, term, n->count);
    return rule ? best_of(a, rule, n) : n;
}

static struct node *apply(struct applying *a, struct node *n)
{
    const struct rule *rule;
    if (a->failed || n->kind == NODE_FILTER || n->kind == NODE_NEAR || n->kind == NODE_ADJ)
        return n;
    if (n->kind == NODE_PHRASE)
        return apply_to_phrase(a, n);
    if (n->kind == NODE_AND)
        return apply_to_words(a, n);
    if (n->kind == NODE_TERM) {
        rule = is_plain_word(n) ? find_rule(a->synonyms, &n->term, 1) : NULL;
        return rule ? best_of(a, rule, n) : n;
    }
    for (size_t i = 0; i < n->count; i++)
        n->child[i] = apply(a, n->child[i]);
    return n;
}

enum status synonyms_apply(const struct synonyms *s, struct query *query, struct err *err)
{
    struct applying a = {s, query->arena, false};
    struct node *root = apply(&a, query->root);
    if (a.failed)
        return err_no_memory(err);
    query->root = root;
    if (node_leaf_count(root) > QUERY_LEAVES_MAX)
        return err_set(err, S_LIMIT, "the query and its synonyms have more than %d words", QUERY_LEAVES_MAX);
    return S_OK;
}
