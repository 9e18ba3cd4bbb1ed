/* What the makers of leaves share. Inner header of query/.
 *
 *   white space free run, one term       TERM; one character of a script without spaces: PREFIX    leaf.c
 *   ... several terms (well-known)       PHRASE
 *   a word that no article can hold      NONE
 *   trail*                               PREFIX                                                    leaf_inexact.c
 *   tr?il, tr*l, tr?il*                  PATTERN
 *   fuzz~                                FUZZY
 *   headline:x                           x, and a filter for x in the headline                     leaf_field.c
 *   headline:"x y", headline:fuzz~       the phrase or the word, IN the headline
 *   body:x                               x IN the body
 *   section:x, id:x                      FILTER of a value
 *   date:x, date:none                    FILTER of a span of time, of what has no date
 *   x, with query-fields                 x IN these fields */
#ifndef DATELINE_QUERY_LEAF_IMPL_H
#define DATELINE_QUERY_LEAF_IMPL_H

#include "query/parser_impl.h"

/* A term of the query, with the bytes that it was made of. */
struct word {
    struct str term, text;
    uint32_t position;
    unsigned flags;
};

struct words {
    struct word *word;
    size_t count;
};

/* ---- leaf.c ---- */

/* Analyzes a text. A text of more words than a query may have is refused before they take memory. */
struct words leaf_analyze(struct parser *p, struct str text);
/* Prefix of the field + word as a term; absent when no term can be that long. */
struct str leaf_term(struct parser *p, enum field field, struct str word);
/* A leaf over a field's term; NONE where the term cannot be. */
struct node *leaf_node(struct parser *p, enum node_kind kind, enum field field, struct str word, struct str text);
struct node *leaf_of_word(struct parser *p, enum field field, const struct word *word);
/* One word or the phrase of several; NULL for punctuation. */
struct node *leaf_of_words(struct parser *p, const struct words *words, struct str text);
void leaf_add(struct parser *p, struct node *parent, struct node *child);

/* Says that the stars of a phrase, if there are any, were ignored. */
void leaf_note_stars(struct parser *p, struct str phrase);

/* ---- leaf_inexact.c ---- */

/* What stands for several words of the archive. */
struct inexact {
    enum node_kind kind; /* PREFIX, PATTERN, FUZZY */
    struct word word;    /* PREFIX, FUZZY: in front of the star or the tilde */
    struct str pattern;  /* PATTERN: folded */
};

/* Whether the text is something and a star at its end; punctuation behind the star belongs to the sentence. */
bool leaf_ends_in_star(struct str text, struct str *head);
/* Whether there is a star, or a question mark that is not one of the sentence. */
bool leaf_has_wildcard(struct str text);
/* Reads a wildcard or a word with a tilde; where there are stars or a tilde that make none, a note says why. */
bool leaf_read_inexact(struct parser *p, struct str text, struct inexact *out);
struct node *leaf_inexact(struct parser *p, enum field field, const struct inexact *inexact, struct str text);

/* ---- leaf_field.c ---- */

/* Bare words with query-fields: the leaf, where one of these fields holds the same. `scored` is the leaf as it would be
 * without them. */
struct node *leaf_in_fields(struct parser *p, struct node *scored, const struct lexeme *value);

#endif
