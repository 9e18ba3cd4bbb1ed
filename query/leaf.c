/* Leaves of the tree: one word, phrase or field value as typed -> nodes.
 *
 *   white space free run, one term       TERM; one character of a script without spaces: PREFIX
 *   ... several terms (well-known)       PHRASE
 *   trail*                               PREFIX
 *   fuzz~                                FUZZY
 *   a word that no article can hold      NONE
 *   headline:x                           x, and a filter for x in the headline
 *   section:x, id:x                      FILTER of a value
 *   date:x, date:none                    FILTER of a span of time, of what has no date */
#include <string.h>
#include <utf8proc.h>

#include "core/date.h"
#include "core/utf8.h"
#include "query/filters.h"
#include "query/fuzzy.h"
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

bool leaf_count(struct parser *p, size_t count)
{
    p->leaves += count;
    if (p->leaves > QUERY_LEAVES_MAX)
        parser_fail(p, S_LIMIT, "the query has more than %d words", QUERY_LEAVES_MAX);
    return !p->status;
}

/* Analyzes a text. A text of more words than a query may have is refused before they take memory. */
static struct words analyze(struct parser *p, struct str text)
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

/* Prefix + word as a term; absent when no term can be that long. */
static struct str field_term(struct parser *p, enum field field, struct str word)
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

/* A leaf over a field's term; NONE where the term cannot be. */
static struct node *leaf_node(struct parser *p, enum node_kind kind, enum field field, struct str word, struct str text)
{
    struct node *n = leaf_count(p, 1) ? parser_node(p, kind) : NULL;
    if (!n)
        return NULL;
    n->field = field;
    n->text = text;
    n->term = field_term(p, field, word);
    if (!n->term.ptr)
        n->kind = NODE_NONE;
    return p->status ? NULL : n;
}

static struct node *word_node(struct parser *p, enum field field, const struct word *word)
{
    bool single = word->flags & TOKEN_CJK_SINGLE;
    return leaf_node(p, single ? NODE_PREFIX : NODE_TERM, field, word->term, word->text);
}

static void add_child(struct parser *p, struct node *parent, struct node *child)
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
        add_child(p, phrase, child);
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

/* One word or the phrase of several; NULL for punctuation. Letters without a term are a word that is too long to be
 * kept: left out, it would turn a question about nothing into one about everything. */
static struct node *words_node(struct parser *p, const struct words *words, struct str text)
{
    if (words->count > 1)
        return phrase_node(p, words, text);
    if (words->count == 1)
        return word_node(p, FIELD_BODY, &words->word[0]);
    if (!has_word_characters(text))
        return NULL;
    if (text.len > TERM_MAX)
        parser_note(p, text, " is longer than any word in the archive: nothing matches it");
    return parser_node(p, NODE_NONE);
}

/* ---- wildcards ---- */

static size_t count_characters(struct str s)
{
    size_t count = 0;
    for (size_t at = 0; at < s.len; count++) {
        uint32_t code;
        at += utf8_decode(s.ptr + at, s.len - at, &code, NULL);
    }
    return count;
}

/* Whether the text is something and one star at its end; punctuation behind the star belongs to the sentence. */
static bool ends_in_star(struct str text, struct str *head)
{
    while (text.len && strchr(".,;:!?", text.ptr[text.len - 1]))
        text.len--;
    const char *star = memchr(text.ptr, '*', text.len);
    *head = (struct str){text.ptr, text.len ? text.len - 1 : 0};
    return star && star == text.ptr + text.len - 1 && head->len;
}

/* Reads the head of a wildcard as one word of at least WILDCARD_MIN characters that ends at the star. */
static bool wildcard_word(struct parser *p, struct str head, struct word *out)
{
    struct words words = analyze(p, head);
    if (words.count != 1)
        return false;
    *out = words.word[0];
    return out->text.ptr + out->text.len == head.ptr + head.len && count_characters(out->text) >= WILDCARD_MIN;
}

static struct node *prefix_node(struct parser *p, enum field field, const struct word *word, struct str text)
{
    struct buf folded = {0};
    analyzer_fold_word(p->analyzer, word->text, &folded);
    if (folded.failed)
        parser_no_memory(p);
    struct str start = folded.len ? buf_str(&folded) : word->term;
    bool covered = word->term.len >= start.len && memcmp(word->term.ptr, start.ptr, start.len) == 0;
    struct node *n = leaf_node(p, NODE_PREFIX, field, start, text);
    if (n && !covered)
        n->stem = field_term(p, field, word->term);
    buf_release(&folded);
    return p->status ? NULL : n;
}

/* The word of a wildcard, or a note why it is none. */
static bool find_wildcard(struct parser *p, struct str text, struct word *word)
{
    struct str head;
    if (!memchr(text.ptr, '*', text.len) || !lexer_has_letters(text))
        return false;
    if (ends_in_star(text, &head) && wildcard_word(p, head, word))
        return true;
    parser_note(p, text,
                " was read without its star: a wildcard is one word of at least %d letters and a star behind it",
                WILDCARD_MIN);
    return false;
}

/* ---- words that are nearly so ---- */

/* Something and a tilde at its end, or one with a number of edits, which the length of the word says here. */
static bool ends_in_tilde(struct str text, struct str *head)
{
    while (text.len && strchr(".,;:!?", text.ptr[text.len - 1]))
        text.len--;
    if (text.len > 1 && strchr("12", text.ptr[text.len - 1]) && text.ptr[text.len - 2] == '~')
        text.len--;
    *head = (struct str){text.ptr, text.len ? text.len - 1 : 0};
    return head->len && text.ptr[head->len] == '~';
}

static struct node *fuzzy_node(struct parser *p, const struct word *word, struct str text)
{
    struct buf folded = {0};
    analyzer_fold_word(p->analyzer, word->text, &folded);
    struct node *n = leaf_node(p, NODE_FUZZY, FIELD_BODY, folded.len ? buf_str(&folded) : word->term, text);
    if (folded.failed)
        parser_no_memory(p);
    buf_release(&folded);
    return p->status ? NULL : n;
}

/* The word in front of a tilde, or a note why it is none. */
static bool find_fuzzy(struct parser *p, struct str text, struct word *word)
{
    struct str head;
    if (!ends_in_tilde(text, &head) || !lexer_has_letters(text))
        return false;
    struct words words = analyze(p, head);
    if (words.count == 1 && fuzzy_edits(count_characters(words.word[0].text))) {
        *word = words.word[0];
        return true;
    }
    parser_note(p, text, " was read without its tilde: what may be nearly so is one word of at least %d letters",
                FUZZY_LETTERS_MIN);
    return false;
}

/* ---- words and phrases ---- */

struct node *leaf_word(struct parser *p, struct str text, bool *stop)
{
    struct word wildcard;
    *stop = false;
    if (find_wildcard(p, text, &wildcard))
        return prefix_node(p, FIELD_BODY, &wildcard, text);
    if (find_fuzzy(p, text, &wildcard))
        return fuzzy_node(p, &wildcard, text);
    struct words words = analyze(p, text);
    *stop = words.count == 1 && (words.word[0].flags & TOKEN_STOP);
    struct node *n = words_node(p, &words, text);
    if (*stop && n)
        p->leaves--; /* it may be dropped; query_parse counts those that stay */
    return n;
}

struct node *leaf_phrase(struct parser *p, struct str text)
{
    if (memchr(text.ptr, '*', text.len))
        parser_note(p, text, ": stars inside quotation marks were ignored");
    struct words words = analyze(p, text);
    return words_node(p, &words, text);
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
    struct words words = analyze(p, text);
    struct node *phrase = words.count > 1 ? phrase_node(p, &words, text) : NULL;
    p->leaves = leaves;
    return phrase;
}

/* ---- fields ---- */

/* Scores in the whole text; lets through articles that hold the same in the headline. */
static struct node *headline_node(struct parser *p, struct node *scored, struct node *filter)
{
    struct arena *arena = p->query->arena;
    struct node *n = p->status ? NULL : node_new_pair(arena, NODE_AND, scored, filter_of(arena, filter));
    if (!n)
        parser_no_memory(p);
    return n;
}

static struct node *headline_words(struct parser *p, struct str text)
{
    struct words words = analyze(p, text);
    struct node *scored = words_node(p, &words, text);
    if (words.count == 0)
        return scored;
    if (words.count == 1)
        return headline_node(p, scored, word_node(p, FIELD_HEADLINE, &words.word[0]));
    struct node *all = parser_node(p, NODE_AND);
    for (size_t i = 0; i < words.count && !p->status; i++)
        add_child(p, all, leaf_node(p, NODE_TERM, FIELD_HEADLINE, words.word[i].term, words.word[i].text));
    return headline_node(p, scored, all);
}

static struct node *text_field(struct parser *p, enum field field, const struct lexeme *value)
{
    struct word wildcard;
    bool stop;
    if (value->kind == LEX_PHRASE && memchr(value->text.ptr, '*', value->text.len))
        parser_note(p, value->text, ": stars inside quotation marks were ignored");
    else if (field == FIELD_HEADLINE && find_wildcard(p, value->text, &wildcard))
        return headline_node(p, prefix_node(p, FIELD_BODY, &wildcard, value->text),
                             prefix_node(p, FIELD_HEADLINE, &wildcard, value->text));
    if (field == FIELD_HEADLINE)
        return headline_words(p, value->text);
    return value->kind == LEX_PHRASE ? leaf_phrase(p, value->text) : leaf_word(p, value->text, &stop);
}

static struct node *value_field(struct parser *p, enum field field, const struct lexeme *value)
{
    struct str text = value->text, head;
    struct node *n;
    bool word = value->kind == LEX_WORD && schema[field].kind == FIELD_KIND_KEYWORD;
    if (!leaf_count(p, 1))
        return NULL;
    if (word && ends_in_star(text, &head) && count_characters(head) >= WILDCARD_MIN)
        n = filter_prefix(p->query->arena, field, head);
    else
        n = filter_leaf(p->query->arena, field, text);
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
    if (str_equal(value->text, str_of("none")))
        return undated(p);
    if (value->text.len == 0 || parse_span(p, value->text, &from, &to, &err)) {
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

struct node *leaf_field(struct parser *p, const struct lexeme *field, const struct lexeme *value)
{
    if (field->date)
        return date_field(p, field, value);
    if (schema[field->field].kind == FIELD_KIND_TEXT)
        return text_field(p, field->field, value);
    return value_field(p, field->field, value);
}
