/* Leaves that stand in a field: headline:x, section:x, date:x, and bare words with query-fields. */
#include <string.h>

#include "core/date.h"
#include "core/utf8.h"
#include "query/filters.h"
#include "query/leaf_impl.h"

/* ---- the headline ---- */

/* Scores in the whole text; lets through articles that hold the same in the headline. */
static struct node *headline_node(struct parser *p, struct node *scored, struct node *filter)
{
    struct arena *arena = p->query->arena;
    struct node *n = p->status ? NULL : node_new_pair(arena, NODE_AND, scored, filter_of(arena, filter));
    if (!n)
        parser_no_memory(p);
    return n;
}

/* The same, where it stands in the headline or in the body. */
static struct node *in_part(struct parser *p, struct node *scored, enum field part)
{
    struct node *n = parser_node(p, NODE_IN);
    if (n) {
        n->field = part;
        leaf_add(p, n, scored);
    }
    return p->status ? NULL : n;
}

static struct node *headline_words(struct parser *p, struct str text)
{
    struct words words = leaf_analyze(p, text);
    struct node *scored = leaf_of_words(p, &words, text);
    if (words.count == 0)
        return scored;
    if (words.count == 1)
        return headline_node(p, scored, leaf_of_word(p, FIELD_HEADLINE, &words.word[0]));
    struct node *all = parser_node(p, NODE_AND);
    for (size_t i = 0; i < words.count && !p->status; i++)
        leaf_add(p, all, leaf_node(p, NODE_TERM, FIELD_HEADLINE, words.word[i].term, words.word[i].text));
    return headline_node(p, in_part(p, scored, FIELD_HEADLINE), all);
}

/* A word with a tilde is looked for by its positions: headlines have no list of what is near it. */
static struct node *headline_inexact(struct parser *p, const struct inexact *inexact, struct str text)
{
    struct node *scored = leaf_inexact(p, FIELD_BODY, inexact, text);
    if (inexact->kind == NODE_FUZZY)
        return in_part(p, scored, FIELD_HEADLINE);
    return headline_node(p, scored, leaf_inexact(p, FIELD_HEADLINE, inexact, text));
}

static struct node *body_words(struct parser *p, const struct lexeme *value)
{
    bool stop;
    struct node *n = value->kind == LEX_PHRASE ? leaf_phrase(p, value->text) : leaf_word(p, value->text, &stop);
    return !n || n->kind == NODE_NONE ? n : in_part(p, n, FIELD_BODY);
}

static struct node *text_field(struct parser *p, enum field field, const struct lexeme *value)
{
    struct inexact inexact;
    if (field == FIELD_BODY)
        return body_words(p, value);
    if (value->kind == LEX_PHRASE)
        leaf_note_stars(p, value->text);
    else if (leaf_read_inexact(p, value->text, &inexact))
        return headline_inexact(p, &inexact, value->text);
    return headline_words(p, value->text);
}

/* ---- values ---- */

/* Whether a value is one with a star at its end; *start is what stands in front of it. Ids are taken as they are. */
static bool is_start_of_value(struct parser *p, enum field field, const struct lexeme *value, struct str *start)
{
    return value->kind == LEX_WORD && schema[field].kind == FIELD_KIND_KEYWORD &&
           leaf_ends_in_star(parser_ascii(p, value->text, "*"), start) &&
           utf8_count(start->ptr, start->len) >= WILDCARD_MIN;
}

/* Says that a wildcard was none. In quotation marks it is meant to be none, and in ids a question mark is usual. */
static void note_literal(struct parser *p, enum field field, const struct lexeme *value)
{
    bool id = schema[field].kind == FIELD_KIND_ID;
    struct str text = parser_ascii(p, value->text, "*?");
    if (value->kind != LEX_WORD || !(id ? memchr(text.ptr, '*', text.len) != NULL : leaf_has_wildcard(text)))
        return;
    if (id)
        parser_note(p, value->text, " was looked for as it stands: the field %s has no wildcards", schema[field].name);
    else
        parser_note(p, value->text,
                    " was looked for as it stands: the one wildcard of the field %s is a star at the end, behind %d "
                    "letters or more",
                    schema[field].name, WILDCARD_MIN);
}

static struct node *value_field(struct parser *p, enum field field, const struct lexeme *value)
{
    struct str start;
    struct node *n;
    if (!leaf_count(p, 1))
        return NULL;
    if (is_start_of_value(p, field, value, &start)) {
        n = filter_prefix(p->query->arena, field, start);
    } else {
        n = filter_leaf(p->query->arena, field, value->text);
        note_literal(p, field, value);
    }
    if (n && n->kind == NODE_NONE)
        parser_note(p, str_of(schema[field].name), ": the value is empty, and nothing matches it");
    n = filter_of(p->query->arena, n);
    if (!n)
        parser_no_memory(p);
    return n;
}

/* ---- dates ---- */

/* "7d", "2w": a span before now. */
static bool is_span(struct str s)
{
    size_t digits = 0;
    while (digits < s.len && s.ptr[digits] >= '0' && s.ptr[digits] <= '9')
        digits++;
    return digits && digits + 1 == s.len && strchr("dwmy", s.ptr[digits]);
}

/* Reads A..B, A.., ..B, or one date for its whole unit; one span alone reaches to now. */
static enum status parse_span(struct parser *p, struct str text, int64_t *from, int64_t *to, struct err *err)
{
    const char *dots = memmem(text.ptr, text.len, "..", 2);
    struct str first = {text.ptr, dots ? (size_t)(dots - text.ptr) : text.len}, last = first;
    if (dots)
        last = (struct str){dots + 2, text.len - first.len - 2};
    else if (is_span(text))
        last.len = 0;
    *from = INT64_MIN;
    *to = INT64_MAX;
    enum status s = first.len ? date_parse_bound(first, p->now, false, from, err) : S_OK;
    return s || last.len == 0 ? s : date_parse_bound(last, p->now, true, to, err);
}

static struct node *undated(struct parser *p)
{
    struct arena *arena = p->query->arena;
    struct node *n = leaf_count(p, 1) ? filter_of(arena, filter_dated(arena, NODE_UNDATED, 0, 0)) : NULL;
    if (!n && !p->status)
        parser_no_memory(p);
    return n;
}

static struct node *date_field(struct parser *p, const struct lexeme *field, const struct lexeme *value)
{
    int64_t from, to;
    struct err err = {0};
    struct str text = parser_ascii(p, value->text, NULL);
    if (str_equal(text, str_of("none")))
        return undated(p);
    if (text.len == 0 || parse_span(p, text, &from, &to, &err)) {
        bool direct = field->end == value->start; /* else it stands in date:( ... ) */
        size_t start = direct ? field->start : value->start;
        struct str whole = {p->input.ptr + start, value->end - start};
        parser_note(p, whole, " was read as words: write date:1996, date:1996-09-14, date:1996..1997-06 or date:none");
        return leaf_phrase(p, whole);
    }
    struct node *date = leaf_count(p, 1) ? parser_node(p, NODE_DATE) : NULL;
    if (!date)
        return NULL;
    date->text = value->text;
    date->from = from;
    date->to = to;
    if (from > to)
        parser_note(p, value->text, " ends before it begins: nothing matches it");
    struct node *n = filter_of(p->query->arena, date);
    if (!n)
        parser_no_memory(p);
    return n;
}

/* Also what is below, which may be put into another AND. */
static struct node *name(struct node *n)
{
    if (n)
        n->named = true;
    for (size_t i = 0; n && i < n->count; i++)
        name(n->child[i]);
    return n;
}

struct node *leaf_field(struct parser *p, const struct lexeme *field, const struct lexeme *value)
{
    if (field->date)
        return date_field(p, field, value);
    if (schema[field->field].kind == FIELD_KIND_TEXT)
        return name(text_field(p, field->field, value));
    return value_field(p, field->field, value);
}

/* ---- query-fields ---- */

/* Where one of the fields holds it. */
static struct node *in_field(struct parser *p, struct node *scored, enum field field, const struct lexeme *value)
{
    if (field == FIELD_BODY)
        return in_part(p, scored, field);
    return schema[field].kind == FIELD_KIND_TEXT ? text_field(p, field, value) : value_field(p, field, value);
}

struct node *leaf_in_fields(struct parser *p, struct node *scored, const struct lexeme *value)
{
    bool anywhere = p->fields >> FIELD_HEADLINE & 1 && p->fields >> FIELD_BODY & 1;
    struct node *any = parser_node(p, NODE_OR);
    if (scored->kind == NODE_NONE || !any)
        return p->status ? NULL : scored;
    if (anywhere)
        leaf_add(p, any, scored);
    for (unsigned field = 0; field < FIELD_COUNT && !p->status; field++) {
        bool text = field == FIELD_HEADLINE || field == FIELD_BODY;
        if (p->fields >> field & 1 && !(anywhere && text))
            leaf_add(p, any, in_field(p, scored, (enum field)field, value));
    }
    /* a filter stays under its OR: by itself it would hold for the whole group */
    name(any);
    return any->count == 1 && any->child[0]->kind != NODE_FILTER ? any->child[0] : any;
}
