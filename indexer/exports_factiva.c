#include <string.h>

#include "core/ascii.h"
#include "indexer/byline.h"
#include "indexer/exports.h"
#include "indexer/lines.h"
#include "shim/language.h"

enum { ACCESSION_MIN = 16, ACCESSION_MAX = 40 /* bytes of an accession number */ };

static const struct export_label labels[] = {
    {"SE", PART_SECTION, PART_NONE}, {"HD", PART_HEADLINE, PART_NONE}, {"BY", PART_BYLINE, PART_NONE},
    {"CR", PART_NONE, PART_NONE},    {"WC", PART_NONE, PART_NONE},     {"PD", PART_DATE, PART_NONE},
    {"ET", PART_NONE, PART_NONE},    {"SN", PART_SOURCE, PART_NONE},   {"SC", PART_NONE, PART_NONE},
    {"ED", PART_NONE, PART_NONE},    {"PG", PART_NONE, PART_NONE},     {"VOL", PART_NONE, PART_NONE},
    {"LA", PART_LANG, PART_NONE},    {"CY", PART_NONE, PART_NONE},     {"CLM", PART_NONE, PART_NONE},
    {"LP", PART_BODY, PART_BODY},    {"TD", PART_BODY, PART_BODY},     {"ART", PART_NONE, PART_NONE},
    {"CT", PART_NONE, PART_NONE},    {"RF", PART_NONE, PART_NONE},     {"CO", PART_NONE, PART_NONE},
    {"IN", PART_NONE, PART_NONE},    {"NS", PART_TAG, PART_NONE},      {"RE", PART_NONE, PART_NONE},
    {"IPC", PART_NONE, PART_NONE},   {"IPD", PART_NONE, PART_NONE},    {"PUB", PART_NONE, PART_NONE},
    {"AN", PART_ID, PART_NONE},      {NULL, PART_NONE, PART_NONE},
};

/* A code, two blanks or the end; behind one of three letters one blank will do. */
static const struct export_label *label(struct str line, struct str *value)
{
    for (const struct export_label *l = labels; l->name; l++) {
        size_t len = strlen(l->name), blanks = 0;
        if (!str_begins_with(line, str_of(l->name)))
            continue;
        while (len + blanks < line.len && ascii_is_space(line.ptr[len + blanks]))
            blanks++;
        if (len + blanks < line.len && blanks + len < 4)
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
    const struct export_label *l = label(line, &value);
    return (!l || l->part == PART_ID) && is_accession(value, &number) ? CUT_BEHIND : CUT_NONE;
}

/* "1,310 words" */
static bool is_word_count(struct str line)
{
    size_t at = 0;
    while (at < line.len && (ascii_is_digit(line.ptr[at]) || line.ptr[at] == ','))
        at++;
    return at > 0 && str_equal(str_skip(line, at), str_of(" words"));
}

/* A line that counts the words, with one behind it that is a date: *front is what stands before them. */
static bool find_count(struct str *text, struct str *front, struct date *date)
{
    struct str line, next, ahead;
    *front = *text;
    while (lines_next(text, &line)) {
        ahead = *text;
        if (is_word_count(line) && lines_next(&ahead, &next) && date_parse(next, date)) {
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

static bool is_copyright(struct str line)
{
    return str_begins_with(line, str_of("(Copyright")) || str_begins_with(line, str_of("Copyright")) ||
           str_begins_with(line, str_of("(c)")) || str_begins_with(line, str_of("©"));
}

/* Source and language, from the lines up to an empty one; false when neither language nor copyright is there. */
static bool read_imprint(struct str *text, struct str *source, char lang[LANGUAGE_CODE_MAX])
{
    struct str line;
    bool told = false;
    *source = (struct str){NULL, 0};
    *lang = '\0';
    while (lines_next(text, &line) && line.len) {
        bool copyright = is_copyright(line);
        told |= copyright;
        if (!source->len && !is_time(line))
            *source = line;
        else if (!copyright && line.len > 3 && !*lang && language_code_of(line, lang))
            told = true;
    }
    return told;
}

static bool sniff(struct str head)
{
    struct str rest = head, line, value, before;
    struct date date;
    char lang[LANGUAGE_CODE_MAX];
    bool headline = false, words = false;
    while (lines_next(&rest, &line)) {
        const struct export_label *l = label(line, &value);
        if (words && l && l->part == PART_DATE && date_parse(value, &date))
            return true;
        headline |= l && l->part == PART_HEADLINE;
        words |= headline && l && is_word_count(value);
    }
    return find_count(&head, &before, &date) && read_imprint(&head, &value, lang);
}

/* Headline and byline, from what stands before the count of words. */
static void read_front(struct str front, struct article *article)
{
    struct str block = str_trim(front), names;
    const char *newline = block.len ? memrchr(block.ptr, '\n', block.len) : NULL;
    struct str last = newline ? str_skip(block, (size_t)(newline - block.ptr) + 1) : block;
    if (newline && byline_parse(last, &names)) {
        export_set_line(article, FIELD_BYLINE, names);
        block = str_trim((struct str){block.ptr, block.len - last.len});
    }
    export_set_line(article, FIELD_HEADLINE, block);
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

static bool front(struct str text, bool labelled, struct article *article, struct buf *body)
{
    struct str before, source;
    struct date date;
    char lang[LANGUAGE_CODE_MAX];
    if (labelled)
        return true;
    if (!find_count(&text, &before, &date))
        return false;
    article->published = date;
    read_imprint(&text, &source, lang);
    export_set_line(article, FIELD_SOURCE, source);
    export_set_line(article, FIELD_LANG, str_of(lang));
    read_front(before, article);
    append_body(text, article, body);
    return true;
}

const struct export_dialect export_factiva = {sniff, cut, label, front};
