/* Leaves of the tree: a word or a phrase as typed -> nodes. leaf_impl.h has the whole list. */
#include <string.h>
#include <utf8proc.h>

#include "core/utf8.h"
#include "query/leaf_impl.h"

bool leaf_count(struct parser *p, size_t count)
{
    p->leaves += count;
    if (p->leaves > QUERY_LEAVES_MAX)
        parser_fail(p, S_LIMIT, "the query has more than %d words", QUERY_LEAVES_MAX);
    return !p->status;
}

struct words leaf_analyze(struct parser *p, struct str text)
{
    struct words words = {0};
    struct token_stream stream;
    struct token token;
    size_t capacity = 0;

    token_stream_begin(&stream, p->analyzer, text, 1, ANALYZE_QUERY);
    while (!p->status && token_stream_next(&stream, &token)) {
        if (words.count == QUERY_LEAVES_MAX)
            leaf_count(p, QUERY_LEAVES_MAX + 1);
        if (words.count == capacity && !p->status) {
            capacity = capacity ? capacity * 2 : 4;
            struct word *grown = arena_alloc(p->query->arena, capacity * sizeof *grown);
            if (grown && words.count)
                memcpy(grown, words.word, words.count * sizeof *grown);
            words.word = grown;
        }
        struct str term = arena_copy(p->query->arena, token.term);
        if (!words.word || !term.ptr)
            parser_no_memory(p);
        if (!p->status)
            words.word[words.count++] =
                (struct word){term, {text.ptr + token.start, token.end - token.start}, token.position, token.flags};
    }
    return p->status ? (struct words){0} : words;
}

/* The prefix of a field's terms; the words of the body have none. */
static const char *prefix_of(enum field field)
{
    return field == FIELD_BODY || !schema[field].prefix ? "" : schema[field].prefix;
}

struct str leaf_term(struct parser *p, enum field field, struct str word)
{
    const char *prefix = prefix_of(field);
    size_t prefix_len = strlen(prefix);
    if (prefix_len + word.len > TERM_MAX)
        return (struct str){0};
    char *term = arena_alloc(p->query->arena, prefix_len + word.len + 1);
    if (!term) {
        parser_no_memory(p);
        return (struct str){0};
    }
    memcpy(term, prefix, prefix_len);
    memcpy(term + prefix_len, word.ptr, word.len);
    return (struct str){term, prefix_len + word.len};
}

struct node *leaf_node(struct parser *p, enum node_kind kind, enum field field, struct str word, struct str text)
{
    struct node *n = leaf_count(p, 1) ? parser_node(p, kind) : NULL;
    if (!n)
        return NULL;
    n->field = field;
    n->text = text;
    n->term = leaf_term(p, field, word);
    if (!n->term.ptr)
        n->kind = NODE_NONE;
    return p->status ? NULL : n;
}

struct node *leaf_of_word(struct parser *p, enum field field, const struct word *word)
{
    bool single = word->flags & TOKEN_CJK_SINGLE;
    return leaf_node(p, single ? NODE_PREFIX : NODE_TERM, field, word->term, word->text);
}

void leaf_add(struct parser *p, struct node *parent, struct node *child)
{
    if (!p->status && !node_add_child(p->query->arena, parent, child))
        parser_no_memory(p);
}

static struct node *phrase_node(struct parser *p, const struct words *words, struct str text)
{
    struct node *phrase = parser_node(p, NODE_PHRASE);
    if (phrase)
        phrase->text = text;
    for (size_t i = 0; i < words->count && !p->status; i++) {
        struct node *child = leaf_node(p, NODE_TERM, FIELD_BODY, words->word[i].term, words->word[i].text);
        if (child)
            child->offset = words->word[i].position - words->word[0].position;
        leaf_add(p, phrase, child);
    }
    return p->status ? NULL : phrase;
}

/* Whether a letter or digit stands there, in any script, that makes a word by itself. */
static bool has_word_characters(struct str text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t c;
        at += utf8_decode(text.ptr + at, text.len - at, &c, NULL);
        switch (utf8proc_category((utf8proc_int32_t)c)) {
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LL:
        case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LO:
        case UTF8PROC_CATEGORY_ND:
        case UTF8PROC_CATEGORY_NL:
            return true;
        default:
            break;
        }
    }
    return false;
}

/* Letters without a term are a word that is too long to be kept: left out, it would turn a question about nothing into
 * one about everything. */
struct node *leaf_of_words(struct parser *p, const struct words *words, struct str text)
{
    if (words->count > 1)
        return phrase_node(p, words, text);
    if (words->count == 1)
        return leaf_of_word(p, FIELD_BODY, &words->word[0]);
    if (!has_word_characters(text))
        return NULL;
    if (text.len > TERM_MAX)
        parser_note(p, text, " is longer than any word in the archive: nothing matches it");
    return parser_node(p, NODE_NONE);
}

/* ---- words and phrases ---- */

struct node *leaf_word(struct parser *p, struct str text, bool *stop)
{
    struct inexact inexact;
    *stop = false;
    if (leaf_read_inexact(p, text, &inexact))
        return leaf_inexact(p, FIELD_BODY, &inexact, text);
    struct words words = leaf_analyze(p, text);
    *stop = words.count == 1 && (words.word[0].flags & TOKEN_STOP);
    struct node *n = leaf_of_words(p, &words, text);
    if (*stop && n)
        p->leaves--; /* it may be dropped; query_parse counts those that stay */
    return n;
}

void leaf_note_stars(struct parser *p, struct str phrase)
{
    struct str ascii = parser_ascii(p, phrase, "*");
    if (memchr(ascii.ptr, '*', ascii.len))
        parser_note(p, phrase, ": stars inside quotation marks were ignored");
}

struct node *leaf_phrase(struct parser *p, struct str text)
{
    leaf_note_stars(p, text);
    struct words words = leaf_analyze(p, text);
    return leaf_of_words(p, &words, text);
}

/* Whether a run has more words than one phrase may have. */
static bool too_long(struct parser *p, struct str text)
{
    struct token_stream stream;
    struct token token;
    size_t count = 0;
    token_stream_begin(&stream, p->analyzer, text, 1, ANALYZE_QUERY);
    while (count <= QUERY_LEAVES_MAX && token_stream_next(&stream, &token))
        count++;
    return count > QUERY_LEAVES_MAX;
}

struct node *leaf_run(struct parser *p, struct str text)
{
    if (too_long(p, text))
        return NULL;
    size_t leaves = p->leaves; /* the same words are counted in the tree */
    p->leaves = 0;
    struct words words = leaf_analyze(p, text);
    struct node *phrase = words.count > 1 ? phrase_node(p, &words, text) : NULL;
    p->leaves = leaves;
    return phrase;
}
