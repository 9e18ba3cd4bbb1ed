/* Leaves that stand for several words of the archive: trail*, tr?il, fuzz~. */
#include <string.h>

#include "core/utf8.h"
#include "query/fuzzy.h"
#include "query/leaf_impl.h"

/* Punctuation behind a word belongs to the sentence. */
static struct str without_punctuation(struct str text)
{
    while (text.len && strchr(".,;:!?", text.ptr[text.len - 1]))
        text.len--;
    return text;
}

/* ---- wildcards ---- */

bool leaf_ends_in_star(struct str text, struct str *head)
{
    text = without_punctuation(text);
    *head = text;
    while (head->len && head->ptr[head->len - 1] == '*')
        head->len--;
    return head->len && head->len < text.len && !memchr(head->ptr, '*', head->len);
}

static bool holds_wildcard(struct str text)
{
    return text.len && (memchr(text.ptr, '*', text.len) || memchr(text.ptr, '?', text.len));
}

bool leaf_has_wildcard(struct str text)
{
    return holds_wildcard(without_punctuation(text));
}

/* Whether stars stand around the text alone where they ask for nothing more: words of scripts without spaces are found
 * inside longer ones anyway. That is not so of one character behind other words, which is looked for by itself. */
static bool is_open_anyway(struct parser *p, struct str text)
{
    struct str inside = without_punctuation(text);
    while (inside.len && inside.ptr[0] == '*')
        inside = str_skip(inside, 1);
    bool front = inside.ptr > text.ptr, behind = false;
    for (; inside.len && inside.ptr[inside.len - 1] == '*'; inside.len--)
        behind = true;
    struct words words = leaf_analyze(p, inside);
    if (words.count == 0 || holds_wildcard(inside))
        return false;
    const struct word *first = words.word, *last = first + words.count - 1;
    bool starts = first->flags & TOKEN_CJK && first->text.ptr == inside.ptr;
    bool ends = last->flags & TOKEN_CJK && last->text.ptr + last->text.len == inside.ptr + inside.len &&
                (first == last || !(last->flags & TOKEN_CJK_SINGLE));
    return (front || behind) && (starts || !front) && (ends || !behind);
}

/* Reads the head of a wildcard as one word of at least WILDCARD_MIN characters that ends at the star. */
static bool read_head(struct parser *p, struct str head, struct word *out)
{
    struct words words = leaf_analyze(p, head);
    if (words.count != 1)
        return false;
    *out = words.word[0];
    return out->text.ptr + out->text.len == head.ptr + head.len &&
           utf8_count(out->text.ptr, out->text.len) >= WILDCARD_MIN;
}

static bool is_wild(char c)
{
    return c == '*' || c == '?';
}

/* Splits a text into its letters and its wildcards. False when there are none of either in it. */
static bool split_pattern(struct str text, struct buf *letters, struct buf *pattern, struct parser *p)
{
    bool wild = false;
    for (size_t at = 0, end; at < text.len; at = end) {
        for (end = at; end < text.len && !is_wild(text.ptr[end]);)
            end++;
        buf_append(letters, text.ptr + at, end - at);
        analyzer_fold_word(p->analyzer, (struct str){text.ptr + at, end - at}, pattern);
        for (; end < text.len && is_wild(text.ptr[end]); end++) {
            wild = true;
            if (text.ptr[end] == '?' || !pattern->len || pattern->data[pattern->len - 1] != '*')
                buf_append_byte(pattern, text.ptr[end]);
        }
    }
    return wild && letters->len && pattern->len;
}

/* Reads a pattern: a letter in front, WILDCARD_MIN of them altogether, and without its wildcards one word, of a script
 * with spaces: of others the archive keeps pairs, which no longer pattern describes. */
static bool read_pattern(struct parser *p, struct str text, struct str *out)
{
    struct buf letters = {0}, pattern = {0};
    text = without_punctuation(text);
    bool good = text.len && !is_wild(text.ptr[0]) && split_pattern(text, &letters, &pattern, p);
    if (good) {
        struct words words = leaf_analyze(p, buf_str(&letters));
        good = words.count == 1 && words.word[0].text.len == letters.len && !(words.word[0].flags & TOKEN_CJK) &&
               utf8_count(letters.data, letters.len) >= WILDCARD_MIN && !is_wild(pattern.data[0]);
    }
    *out = good ? arena_copy(p->query->arena, buf_str(&pattern)) : (struct str){0};
    if (letters.failed || pattern.failed || (good && !out->ptr))
        parser_no_memory(p);
    buf_release(&letters);
    buf_release(&pattern);
    return good && !p->status;
}

/* A question mark is that of a question, unless it stands in front. */
static void note_wildcard(struct parser *p, struct str typed, struct str text)
{
    struct words words = leaf_analyze(p, text);
    bool cjk = words.count && words.word[0].flags & TOKEN_CJK;
    if (text.ptr[0] != '?' && !memchr(text.ptr, '*', text.len))
        return;
    if (cjk)
        parser_note(p, typed,
                    " was read without its wildcard: inside words of Chinese, Japanese and Korean there is none, but "
                    "NEAR and AND between them");
    else
        parser_note(p, typed,
                    " was read without its wildcard: that goes with one word of at least %d letters, one of them in "
                    "front",
                    WILDCARD_MIN);
}

static bool read_wildcard(struct parser *p, struct str typed, struct str text, struct inexact *out)
{
    struct str head;
    if (!holds_wildcard(text) || !lexer_has_letters(text) || is_open_anyway(p, text))
        return false;
    *out = (struct inexact){.kind = NODE_PREFIX};
    if (leaf_ends_in_star(text, &head) && !memchr(head.ptr, '?', head.len) && read_head(p, head, &out->word))
        return true;
    out->kind = NODE_PATTERN;
    if (read_pattern(p, text, &out->pattern))
        return true;
    note_wildcard(p, typed, text);
    return false;
}

static struct node *prefix_node(struct parser *p, enum field field, const struct word *word, struct str folded,
                                struct str text)
{
    bool covered = str_begins_with(word->term, folded);
    struct node *n = leaf_node(p, NODE_PREFIX, field, folded, text);
    if (n && !covered)
        n->stem = leaf_term(p, field, word->term);
    return n;
}

/* ---- words that are nearly so ---- */

/* Something and a tilde at its end, or one with a number of edits, which the length of the word says here. */
static bool ends_in_tilde(struct str text, struct str *head)
{
    text = without_punctuation(text);
    if (text.len > 1 && strchr("12", text.ptr[text.len - 1]) && text.ptr[text.len - 2] == '~')
        text.len--;
    *head = (struct str){text.ptr, text.len ? text.len - 1 : 0};
    return head->len && text.ptr[head->len] == '~';
}

static bool read_fuzzy(struct parser *p, struct str typed, struct str text, struct inexact *out)
{
    struct str head;
    if (!ends_in_tilde(text, &head) || !lexer_has_letters(text))
        return false;
    struct words words = leaf_analyze(p, head);
    if (words.count == 1 && fuzzy_edits(utf8_count(words.word[0].text.ptr, words.word[0].text.len))) {
        *out = (struct inexact){.kind = NODE_FUZZY, .word = words.word[0]};
        return true;
    }
    parser_note(p, typed, " was read without its tilde: what may be nearly so is one word of at least %d letters",
                FUZZY_LETTERS_MIN);
    return false;
}

static struct node *fuzzy_node(struct parser *p, enum field field, const struct word *word, struct str folded,
                               struct str text)
{
    struct node *n = leaf_node(p, NODE_FUZZY, field, folded, text);
    if (n) {
        n->stem = leaf_term(p, field, word->term);
        n->word = word->text;
    }
    return n;
}

/* ---- together ---- */

bool leaf_read_inexact(struct parser *p, struct str text, struct inexact *out)
{
    struct str ascii = parser_ascii(p, text, "*?~");
    return read_wildcard(p, text, ascii, out) || read_fuzzy(p, text, ascii, out);
}

struct node *leaf_inexact(struct parser *p, enum field field, const struct inexact *inexact, struct str text)
{
    struct buf folded = {0};
    if (inexact->kind == NODE_PATTERN)
        return leaf_node(p, NODE_PATTERN, field, inexact->pattern, text);
    analyzer_fold_word(p->analyzer, inexact->word.text, &folded);
    if (folded.failed)
        parser_no_memory(p);
    struct str start = folded.len ? buf_str(&folded) : inexact->word.term;
    struct node *n = inexact->kind == NODE_PREFIX ? prefix_node(p, field, &inexact->word, start, text)
                                                  : fuzzy_node(p, field, &inexact->word, start, text);
    buf_release(&folded);
    return p->status ? NULL : n;
}
