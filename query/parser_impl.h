/* What the stages of the parser share. Inner header of query/.
 *
 *   words -> lexemes (lexer.c) -> brackets matched, dangling operators read as words (settle.c) -> tree (parser.c, with
 *            leaves from leaf*.c)
 *
 * The first failure is kept in the parser, and every stage ends early after it; a function that returns a node gives
 * NULL for "nothing" as well as after a failure. */
#ifndef DATELINE_QUERY_PARSER_IMPL_H
#define DATELINE_QUERY_PARSER_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "query/parser.h"

enum lexeme_kind {
    LEX_WORD,   /* a run of what is neither white space, nor a quote, nor a parenthesis */
    LEX_PHRASE, /* what stands in quotes */
    LEX_FIELD,  /* `name:` with its value directly behind it, as a word, a phrase or a group */
    LEX_PLUS,
    LEX_MINUS,
    LEX_AND,
    LEX_OR,
    LEX_NOT,
    LEX_NEAR,
    LEX_ADJ,
    LEX_OPEN,
    LEX_CLOSE,
    LEX_GONE, /* left out */
    LEX_END   /* stands behind the last */
};

/* What comes behind a lexeme, for those that need something there. */
enum follow { FOLLOW_NOTHING, FOLLOW_SIGNED /* an operand with + - NOT in front */, FOLLOW_OPERAND };

struct lexeme {
    enum lexeme_kind kind;
    struct str text;    /* as typed; of a phrase what is inside the quotes */
    size_t start, end;  /* in the input, quotes included */
    enum field field;   /* FIELD */
    bool date;          /* FIELD: it is `date:` */
    bool glued;         /* WORD: the value of a field or behind a sign, where no operator can stand */
    uint64_t window;    /* NEAR, ADJ: as typed */
    enum follow follow; /* set by settle */
};

enum {
    WINDOW_DEFAULT = 10,   /* of NEAR and ADJ alone */
    QUERY_NOTES_MAX = 16,  /* lines of notes: more of them help nobody */
    QUERY_NOTE_QUOTE = 60, /* bytes of the query that a note repeats */
};

struct parser {
    struct query *query;
    struct analyzer *analyzer;
    enum default_op default_op;
    bool one_tier;
    uint32_t fields; /* where bare words must stand, a bit a field; 0: anywhere */
    int64_t now;
    struct str input; /* clean UTF-8, in the query's arena */
    struct lexeme *lexeme;
    size_t count, capacity; /* without LEX_END */
    size_t at;              /* the next lexeme */
    size_t leaves;
    size_t notes;
    const struct lexeme *group_field; /* inside field:( ... ) */
    enum status status;
    struct err *err;
};

/* Keeps the first failure. */
void parser_fail(struct parser *p, enum status status, const char *format, ...) __attribute__((format(printf, 3, 4)));
void parser_no_memory(struct parser *p);
/* Adds a note of one line: `what` as typed, cut when long, and the text behind it. */
void parser_note(struct parser *p, struct str what, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* A piece of the query with the full-width forms of these characters (NULL: of all) as ASCII. Notes show what was
 * typed. */
struct str parser_ascii(struct parser *p, struct str text, const char *characters);

/* A new node; NULL after a failure. */
struct node *parser_node(struct parser *p, enum node_kind kind);

/* ---- the stages ---- */

void lexer_run(struct parser *p);
/* Whether there is anything but ASCII punctuation. */
bool lexer_has_letters(struct str s);
void settle(struct parser *p);

/* ---- leaves ---- */

/* Counts leaves towards the limit; false when they are too many. */
bool leaf_count(struct parser *p, size_t count);
/* The leaf of a word as typed; *stop says whether it is one stop word. */
struct node *leaf_word(struct parser *p, struct str text, bool *stop);
/* The leaf of what stands in quotes. */
struct node *leaf_phrase(struct parser *p, struct str text);
/* The leaf of field:value, where `value` is a WORD or a PHRASE. */
struct node *leaf_field(struct parser *p, const struct lexeme *field, const struct lexeme *value);
/* A phrase of all the words in a stretch of the input, for the first tier; NULL when they are fewer than two. */
struct node *leaf_run(struct parser *p, struct str text);

#endif
