#include <string.h>

#include "core/ascii.h"
#include "indexer/byline.h"
#include "indexer/exports.h"
#include "indexer/lines.h"
#include "indexer/word.h"
#include "shim/language.h"

enum { ACCESSION_MIN = 16, ACCESSION_MAX = 40 /* bytes of an accession number */ };

static const struct export_label labels[] = {
    {"SE", PART_SECTION, PART_NONE, false}, {"HD", PART_HEADLINE, PART_NONE, false},
    {"BY", PART_BYLINE, PART_NONE, false},  {"CR", PART_NONE, PART_NONE, false},
    {"WC", PART_NONE, PART_NONE, false},    {"PD", PART_DATE, PART_NONE, false},
    {"ET", PART_NONE, PART_NONE, false},    {"SN", PART_SOURCE, PART_NONE, false},
    {"SC", PART_NONE, PART_NONE, false},    {"ED", PART_NONE, PART_NONE, false},
    {"PG", PART_NONE, PART_NONE, false},    {"VOL", PART_NONE, PART_NONE, false},
    {"LA", PART_LANG, PART_NONE, false},    {"CY", PART_NONE, PART_NONE, false},
    {"CLM", PART_NONE, PART_NONE, false},   {"LP", PART_BODY, PART_BODY, true},
    {"TD", PART_BODY, PART_BODY, true},     {"ART", PART_NONE, PART_NONE, false},
    {"CT", PART_NONE, PART_NONE, false},    {"RF", PART_NONE, PART_NONE, false},
    {"CO", PART_NONE, PART_NONE, false},    {"IN", PART_NONE, PART_NONE, false},
    {"NS", PART_TAG, PART_NONE, false},     {"RE", PART_NONE, PART_NONE, false},
    {"IPC", PART_NONE, PART_NONE, false},   {"IPD", PART_NONE, PART_NONE, false},
    {"PUB", PART_NONE, PART_NONE, false},   {"AN", PART_ID, PART_NONE, true},
    {NULL, PART_NONE, PART_NONE, false},
};

/* A code, two blanks or the end; behind one of three letters one blank will do, but in a line by itself. */
static const struct export_label *label(struct str line, bool lone, struct str *value)
{
    for (const struct export_label *l = labels; l->name; l++) {
        size_t len = strlen(l->name), blanks = 0;
        if (!str_begins_with(line, str_of(l->name)))
            continue;
        while (len + blanks < line.len && ascii_is_space(line.ptr[len + blanks]))
            blanks++;
        if (len + blanks < line.len && blanks < (lone || len < 3 ? 2U : 1U))
            continue;
        *value = str_skip(line, len + blanks);
        return l;
    }
    return NULL;
}

/* "Document J000000020080314e43e0001a" */
static bool is_accession(struct str line, struct str *number)
{
    static const char word[] = "Document ";
    size_t digits = 0;
    if (!str_begins_with(line, str_of(word)))
        return false;
    *number = str_skip(line, sizeof word - 1);
    for (size_t i = 0; i < number->len; i++) {
        digits += ascii_is_digit(number->ptr[i]);
        if (!ascii_is_digit(number->ptr[i]) && !ascii_is_letter(number->ptr[i]))
            return false;
    }
    return number->len >= ACCESSION_MIN && number->len <= ACCESSION_MAX && digits >= ACCESSION_MIN / 2;
}

static enum export_cut cut(struct str line)
{
    struct str value = line, number;
    const struct export_label *l = label(line, false, &value);
    return (!l || l->part == PART_ID) && is_accession(value, &number) ? CUT_BEHIND : CUT_NONE;
}

/* "1,310 words", "290 mots" */
static bool is_word_count(struct str line)
{
    size_t at = 0;
    while (at < line.len && (ascii_is_digit(line.ptr[at]) || (at && strchr(",. ", line.ptr[at]))))
        at++;
    return at > 1 && line.ptr[at - 1] == ' ' &&
           word_in_list(str_skip(line, at), "words|word|mots|Wörter|palabras|parole|palavras|woorden|ord");
}

/* A day in a form that can be read, or one of another language: "15 März 2008". */
static bool is_day(struct str line, struct date *date)
{
    enum { DAY_MAX = 40 /* bytes */ };
    if (date_parse(line, date))
        return true;
    *date = (struct date){0};
    if (line.len < 6 || line.len > DAY_MAX || !ascii_is_digit(line.ptr[0]))
        return false;
    for (size_t at = line.len - 4; at < line.len; at++)
        if (!ascii_is_digit(line.ptr[at]))
            return false;
    return line.ptr[line.len - 5] == ' ';
}

/* A line that counts the words, with one behind it that is a date: *front is what stands before them. */
static bool find_count(struct str *text, struct str *front, struct date *date)
{
    struct str line, next, ahead;
    *front = *text;
    while (lines_next(text, &line)) {
        ahead = *text;
        if (is_word_count(line) && lines_next(&ahead, &next) && is_day(next, date)) {
            front->len = (size_t)(line.ptr - front->ptr);
            *text = ahead;
            return true;
        }
    }
    return false;
}

static bool is_time(struct str line)
{
    const char *colon = line.len ? memchr(line.ptr, ':', line.len) : NULL;
    return colon && ascii_is_digit(line.ptr[0]) && colon - line.ptr <= 2;
}

/* Source and language, from the lines up to an empty one; false when neither language nor copyright is there. */
static bool read_imprint(struct str *text, struct str *source, char lang[LANGUAGE_CODE_MAX])
{
    struct str line;
    bool told = false;
    *source = (struct str){NULL, 0};
    *lang = '\0';
    while (lines_next(text, &line) && line.len) {
        bool copyright = export_copyright(line);
        told |= copyright;
        if (!source->len && !is_time(line))
            *source = line;
        else if (!copyright && line.len > 3 && !*lang && language_code_of(line, lang))
            told = true;
    }
    return told;
}

/* Whether a headline, and names at most, stand above the count: what is written there as sentences is a text. */
static bool is_front(struct str front)
{
    struct str block, names;
    if (!export_next_block(&front, &block))
        return false;
    while (export_next_block(&front, &block))
        if (ends_sentence(block) && !byline_parse(block, &names))
            return false;
    return true;
}

static bool sniff_plain(struct str head)
{
    struct str before, source;
    struct date date;
    char lang[LANGUAGE_CODE_MAX];
    return find_count(&head, &before, &date) && date.precision && is_front(before) &&
           read_imprint(&head, &source, lang);
}

static bool sniff(struct str head)
{
    struct str rest = head, line, value;
    struct date date;
    bool headline = false, words = false;
    while (lines_next(&rest, &line)) {
        const struct export_label *l = label(line, false, &value);
        if (words && l && l->part == PART_DATE && date_parse(value, &date))
            return true;
        if (!l && !headline && export_sentence(line))
            break;
        headline |= l && l->part == PART_HEADLINE;
        words |= headline && l && is_word_count(value);
    }
    return sniff_plain(head);
}

static void append_body(struct str text, struct article *article, struct buf *body)
{
    struct str line, number;
    bool apart = true;
    while (lines_next(&text, &line)) {
        if (is_accession(line, &number)) {
            export_set_line(article, FIELD_ID, number);
            return;
        }
        if (line.len && body->len)
            buf_append_text(body, apart ? "\n\n" : " ");
        buf_append_str(body, line);
        apart = line.len == 0;
    }
}

/* What has no count of words: no document, unless it ends as one. */
static enum export_kind kind_of_rest(struct str text)
{
    struct str rest = text, line, number;
    while (lines_next(&rest, &line))
        if (is_accession(line, &number))
            return EXPORT_BROKEN;
    return export_has_prose(text) ? EXPORT_BROKEN : EXPORT_COVER;
}

/* Headline and names, from what stands before the count of words; a byline may be the last line of a block. */
static void read_front(struct str front, struct article *article, struct buf *body)
{
    struct str block = str_trim(front), names;
    const char *newline = block.len ? memrchr(block.ptr, '\n', block.len) : NULL;
    struct str last = newline ? str_skip(block, (size_t)(newline - block.ptr) + 1) : block;
    if (newline && byline_parse(last, &names)) {
        export_set_line(article, FIELD_BYLINE, names);
        block = str_trim((struct str){block.ptr, block.len - last.len});
    }
    export_take_front(block, false, article, body);
}

static enum export_kind front(struct str text, bool labelled, struct article *article, struct buf *body)
{
    struct str rest = text, before, source;
    struct date date;
    char lang[LANGUAGE_CODE_MAX];
    if (labelled)
        return EXPORT_DOCUMENT;
    if (!find_count(&rest, &before, &date))
        return kind_of_rest(text);
    article->published = date;
    read_imprint(&rest, &source, lang);
    export_set_line(article, FIELD_SOURCE, source);
    export_set_line(article, FIELD_LANG, str_of(lang));
    append_body(rest, article, body);
    if (body->len)
        read_front(before, article, body);
    return EXPORT_DOCUMENT;
}

const struct export_dialect export_factiva = {sniff, cut, label, front, NULL};
