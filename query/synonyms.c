#include "query/synonyms.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/hash.h"

/* One synonym: its words one behind the other. */
struct phrase {
    struct str *term;
    uint32_t *offset; /* from the first */
    bool *stop;
    size_t count;
    struct str text; /* as it stands in the file */
};

/* A line, or of several lines with the same left side what they say together. */
struct rule {
    const struct phrase *from;
    const struct phrase **to;
    size_t count, capacity;
    struct rule *next; /* with the same hash */
};

enum { RULE_SLOTS = 1 << 14 };

/* By the words of the left side. */
struct rules {
    struct rule *slot[RULE_SLOTS];
    size_t longest; /* words */
};

struct synonyms {
    struct arena *arena;
    struct rules whole; /* for phrases */
    struct rules bare;  /* for bare words, which stand without stop words */
};

/* ---- rules ---- */

static size_t hash_terms(const struct str *term, size_t count)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < count; i++)
        hash = 31 * hash + str_hash(term[i]);
    return (size_t)hash % RULE_SLOTS;
}

static bool same_terms(const struct phrase *phrase, const struct str *term, size_t count)
{
    bool same = phrase->count == count;
    for (size_t i = 0; same && i < count; i++)
        same = str_equal(phrase->term[i], term[i]);
    return same;
}

static struct rule *find_rule(const struct rules *rules, const struct str *term, size_t count)
{
    struct rule *rule = rules->slot[hash_terms(term, count)];
    while (rule && !same_terms(rule->from, term, count))
        rule = rule->next;
    return rule;
}

static struct rule *make_rule(struct arena *arena, struct rules *rules, const struct phrase *from)
{
    struct rule *rule = find_rule(rules, from->term, from->count);
    if (rule)
        return rule;
    size_t at = hash_terms(from->term, from->count);
    rule = arena_alloc(arena, sizeof *rule);
    if (rule) {
        *rule = (struct rule){.from = from, .next = rules->slot[at]};
        rules->slot[at] = rule;
        rules->longest = from->count > rules->longest ? from->count : rules->longest;
    }
    return rule;
}

static bool finds_already(const struct rule *rule, const struct phrase *phrase)
{
    bool finds = false;
    for (size_t i = 0; !finds && i < rule->count; i++)
        finds = same_terms(rule->to[i], phrase->term, phrase->count);
    return finds;
}

static bool grow(struct arena *arena, struct rule *rule)
{
    size_t capacity = rule->capacity ? 2 * rule->capacity : 4;
    const struct phrase **grown = arena_alloc(arena, capacity * sizeof *grown);
    if (grown && rule->count)
        memcpy(grown, rule->to, rule->count * sizeof *grown);
    rule->to = grown;
    rule->capacity = capacity;
    return grown != NULL;
}

/* Adds to what `from` finds. S_LIMIT when that is more than a synonym may find. */
static enum status add_rule(struct arena *arena, struct rules *rules, const struct phrase *from,
                            const struct phrase *const *to, size_t count, struct err *err)
{
    struct rule *rule = make_rule(arena, rules, from);
    if (!rule)
        return err_no_memory(err);
    for (size_t i = 0; i < count; i++) {
        if (finds_already(rule, to[i]))
            continue;
        if (rule->count == SYNONYMS_LINE_MAX)
            return S_LIMIT;
        if (rule->count == rule->capacity && !grow(arena, rule))
            return err_no_memory(err);
        rule->to[rule->count++] = to[i];
    }
    return S_OK;
}

/* Room for a phrase of so many words; NULL when memory has run out. */
static struct phrase *new_phrase(struct arena *arena, size_t words)
{
    struct phrase *p = arena_alloc(arena, sizeof *p);
    if (!p)
        return NULL;
    p->term = arena_alloc(arena, words * sizeof *p->term);
    p->offset = arena_alloc(arena, words * sizeof *p->offset);
    p->stop = arena_alloc(arena, words * sizeof *p->stop);
    return p->term && p->offset && p->stop ? p : NULL;
}

/* The phrase without its stop words, unless it has none or no others. */
static const struct phrase *without_stops(struct arena *arena, const struct phrase *phrase)
{
    size_t stops = 0;
    for (size_t i = 0; i < phrase->count; i++)
        stops += phrase->stop[i];
    if (stops == 0 || stops == phrase->count)
        return phrase;
    struct phrase *bare = new_phrase(arena, phrase->count - stops);
    for (size_t i = 0; bare && i < phrase->count; i++)
        if (!phrase->stop[i])
            bare->term[bare->count++] = phrase->term[i];
    return bare;
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
static enum status read_phrase(const struct reading *r, struct str text, struct phrase **out)
{
    struct arena *arena = r->synonyms->arena;
    struct token_stream stream;
    struct token token;
    struct str kept = arena_copy(arena, text);
    size_t words = 0;
    uint32_t first = 0;
    token_stream_begin(&stream, r->analyzer, kept, 1, ANALYZE_QUERY);
    while (kept.ptr && token_stream_next(&stream, &token))
        words++;
    struct phrase *p = *out = new_phrase(arena, words + 1);
    if (!p || !kept.ptr)
        return err_no_memory(r->err);
    if (words == 0 || words > SYNONYMS_WORDS_MAX)
        return wrong(r, words ? "a synonym has more than 8 words" : "a synonym has no words");
    p->text = kept;
    token_stream_begin(&stream, r->analyzer, kept, 1, ANALYZE_QUERY);
    while (token_stream_next(&stream, &token)) {
        first = p->count ? first : token.position;
        p->offset[p->count] = token.position - first;
        p->stop[p->count] = token.flags & TOKEN_STOP;
        p->term[p->count] = arena_copy(arena, token.term);
        if (!p->term[p->count++].ptr)
            return err_no_memory(r->err);
    }
    return S_OK;
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
        struct phrase *phrase;
        s = unescape(r, str_trim((struct str){side.ptr, end}), &text);
        if (!s && *count == SYNONYMS_LINE_MAX)
            s = wrong(r, "a line has more than 64 synonyms");
        if (!s)
            s = read_phrase(r, buf_str(&text), &phrase);
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

/* What bare words find: with the side that they are themselves they stay as they were typed, stop words or not. */
static enum status add_bare_rule(const struct reading *r, const struct phrase *from, const struct phrase *const *to,
                                 size_t count)
{
    struct synonyms *synonyms = r->synonyms;
    const struct phrase *found[SYNONYMS_LINE_MAX], *bare = without_stops(synonyms->arena, from);
    if (!bare)
        return err_no_memory(r->err);
    for (size_t i = 0; i < count; i++)
        found[i] = same_terms(to[i], from->term, from->count) ? bare : to[i];
    return add_rule(synonyms->arena, &synonyms->bare, bare, found, count, r->err);
}

static enum status add_rules(const struct reading *r, const struct phrase *from, const struct phrase *const *to,
                             size_t count)
{
    struct synonyms *synonyms = r->synonyms;
    enum status s = add_rule(synonyms->arena, &synonyms->whole, from, to, count, r->err);
    if (!s)
        s = add_bare_rule(r, from, to, count);
    return s == S_LIMIT ? wrong(r, "with this line a synonym finds more than 64 others") : s;
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
    for (size_t i = 0; !s && i < from_count; i++)
        s = add_rules(r, from[i], one_way ? to : from, one_way ? to_count : from_count);
    return s;
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
        s->arena = arena_new(NULL);
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
    bool good = best != NULL;
    for (size_t i = 0; good && i < rule->count; i++) {
        bool same = same_terms(rule->to[i], rule->from->term, rule->from->count);
        good = node_add_child(a->arena, best, same ? typed : node_of_phrase(a, rule->to[i]));
    }
    a->failed |= !good;
    return !good ? NULL : best->count == 1 ? best->child[0] : best;
}

static bool is_plain_word(const struct node *n)
{
    return n->kind == NODE_TERM && n->field == FIELD_BODY && !n->named;
}

/* The longest run of words that begins at a child of an AND and has a rule; *words is its length. Where the AND was
 * written, each word stands by itself. */
static const struct rule *longest_run(const struct applying *a, const struct node *n, size_t at, size_t *words)
{
    struct str term[SYNONYMS_WORDS_MAX];
    const struct rule *found = NULL;
    size_t longest = n->implicit ? a->synonyms->bare.longest : 1;
    size_t most = n->count - at < longest ? n->count - at : longest;
    for (size_t count = 0; count < most && is_plain_word(n->child[at + count]);) {
        term[count] = n->child[at + count]->term;
        const struct rule *rule = find_rule(&a->synonyms->bare, term, ++count);
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
    const struct rule *rule = find_rule(&a->synonyms->whole, term, n->count);
    return rule ? best_of(a, rule, n) : n;
}

static struct node *apply(struct applying *a, struct node *n)
{
    const struct rule *rule;
    if (a->failed || n->named || n->kind == NODE_FILTER || n->kind == NODE_NEAR || n->kind == NODE_ADJ)
        return n;
    if (n->kind == NODE_PHRASE)
        return apply_to_phrase(a, n);
    if (n->kind == NODE_AND)
        return apply_to_words(a, n);
    if (n->kind == NODE_TERM) {
        rule = is_plain_word(n) ? find_rule(&a->synonyms->bare, &n->term, 1) : NULL;
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
