/* The query tree: what the parser makes of words and the matcher walks. A value: nodes live in the arena of their
 * struct query and are never changed by the matcher. */
#ifndef DATELINE_QUERY_TREE_H
#define DATELINE_QUERY_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"
#include "core/schema.h"

enum {
    QUERY_BYTES_MAX = 8192,      /* of the words of q: longer than anything a person types or pastes */
    QUERY_DEPTH_MAX = 64,        /* of nesting: the matcher recurses this deep */
    QUERY_LEAVES_MAX = 256,      /* words in a query: each opens a cursor */
    QUERY_EXPANSIONS_MAX = 1000, /* terms that one wildcard stands for */
    QUERY_EXPANDED_MAX = 10000,  /* that all of a query do: each opens a cursor, of 5 KB, in each store */
    QUERY_WINDOW_MAX = 100       /* n of NEAR/n and ADJ/n */
};

enum node_kind {
    NODE_ALL,    /* every article */
    NODE_NONE,   /* no article */
    NODE_TERM,   /* `term` */
    NODE_PREFIX, /* any term that begins with `term`, or the term `stem` (the stem of what was typed may be shorter than
                    it), or the shorter stem of a word that begins so; scores as its best expansion (maximum) */
    NODE_PATTERN, /* any term that `term` describes, with ? for one letter and * for any, or the stem of such a word;
                     scores like PREFIX */
    NODE_FUZZY,   /* words nearly like the folded word `term`, and the term `stem` that it has itself; fuzzy_resolve
                     makes it an OR of TERMs before a search */
    NODE_VALUES, /* keyword field: any value in the field's dictionary that holds the folded words `term` in sequence */
    NODE_PHRASE, /* children are NODE_TERM, at their `offset` from the first */
    NODE_NEAR, /* children TERM, PREFIX, PATTERN or PHRASE, no two on the same position, in any order, within `window`:
                  last position - first position <= window + (count - 2) + sum over phrases of (length - 1) */
    NODE_ADJ,  /* the same, in the order of the children */
    NODE_AND,
    NODE_OR,
    NODE_BEST,   /* an OR that scores as the best of its children */
    NODE_IN,     /* child[0] (a word, an expansion, a phrase, an OR of such) where it stands in the text's part `field`:
                    FIELD_HEADLINE or FIELD_BODY */
    NODE_NOT,    /* child[0] without child[1] */
    NODE_WITH,   /* child[0], and in the score also child[1] where it matches (`+a b` with default-op=or) */
    NODE_FILTER, /* child[0] adds nothing to the score */
    NODE_DATE,   /* published in from..to (seconds since 1970, both included); undated articles never */
    NODE_DAY,    /* published on day `day` of month `month`, whatever the year; only joined with NODE_ALL */
    NODE_UNDATED /* without a date; only joined with NODE_ALL */
};

struct node {
    enum node_kind kind;
    struct node **child;
    size_t count;
    struct str term;  /* with the field's prefix, analyzed or folded */
    struct str stem;  /* PREFIX and FUZZY only; may be absent */
    struct str text;  /* as typed, for people */
    struct str word;  /* FUZZY only: of the text, without the tilde */
    enum field field; /* FIELD_BODY for plain words, else the field that was named */
    uint32_t offset;  /* of a phrase's child */
    uint32_t window;  /* NEAR, ADJ */
    int64_t from, to; /* DATE */
    int month, day;   /* DAY */
    bool named;       /* it stands in a field that was named, or by query-fields: synonyms leave it as it is */
    bool implicit;    /* AND between bare words, that relaxation may turn into OR */
};

/* What the parser read as plain words although it looked like syntax, or left out: one line of text each. */
struct query_note {
    struct str text;
    struct query_note *next;
};

struct expansion;

struct query {
    struct arena *arena;
    struct node *root; /* never NULL after query_parse: NODE_ALL for an empty query */
    struct node *tier; /* NODE_PHRASE over the bare words (stop words included), for the first tier; or NULL */
    struct query_note *notes;
    const struct expansion *expansions; /* of its wildcards (plan.h), once `planned`; in the arena */
    bool planned;
    bool has_words; /* whether anything in it scores */
    bool relaxed;   /* root is the relaxed form */
    bool starred;   /* a star stands by itself: all articles are asked for, and that in so many words */
};

void query_release(struct query *q);

/* New nodes, with field FIELD_BODY; all give NULL (and false) when memory has run out, and pass a NULL child on as
 * that. */
struct node *node_new(struct arena *a, enum node_kind kind);
struct node *node_new_term(struct arena *a, struct str term, struct str text);
struct node *node_new_pair(struct arena *a, enum node_kind kind, struct node *left, struct node *right);
bool node_add_child(struct arena *a, struct node *parent, struct node *child);

/* The tree as text that says what was understood: `osc AND "observ mission" AND NOT minsk`. For --explain, the answer's
 * query.parsed and tests. Terms are shown without their prefixes, as field:term; the form is described in tree.c. */
void node_print(const struct node *node, struct buf *out);
/* Leaves that open cursors (TERM, PREFIX, PATTERN, VALUES), at any depth. */
size_t node_leaf_count(const struct node *node);

#endif
