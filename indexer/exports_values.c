/* Lines, values and fronts of the text exports, as the dialects share them. */
#include "indexer/exports.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/ascii.h"
#include "indexer/byline.h"
#include "indexer/clean.h"
#include "indexer/lines.h"
#include "indexer/word.h"
#include "shim/language.h"

enum {
    LABEL_MAX = 32,      /* bytes of a label */
    NUMBER_MAX = 20,     /* digits */
    DATE_LINE_MAX = 200, /* bytes */
    PLACE_MAX = 200,     /* bytes */
    CREDIT_WORDS = 3,    /* a sentence of more of them names no author */
    SENTENCE_WORDS = 5,  /* of a sentence, at least; a name ends with a full stop as well */
    NAME_WORDS = 3,      /* of a name without a "By", at most */
    EDITION_WORDS = 6    /* of a line that names an edition, at most */
};

/* ---- lines ---- */

bool export_date(struct str text, struct date *out)
{
    return text.len <= DATE_LINE_MAX && (date_parse(text, out) || date_parse_prefix(text, out)) &&
           out->precision >= DATE_MONTH;
}

const struct export_label *export_colon_label(const struct export_label *labels, struct str line, struct str *value)
{
    const char *colon = line.len ? memchr(line.ptr, ':', line.len < LABEL_MAX ? line.len : LABEL_MAX) : NULL;
    if (!colon)
        return NULL;
    struct str name = {line.ptr, (size_t)(colon - line.ptr)};
    *value = str_trim(str_skip(line, name.len + 1));
    for (; labels->name; labels++)
        if (str_equal(name, str_of(labels->name)))
            return labels;
    return NULL;
}

static size_t digits_at(struct str line, size_t at)
{
    size_t end = at;
    while (end < line.len && ascii_is_digit(line.ptr[end]))
        end++;
    return end - at <= NUMBER_MAX ? end - at : 0;
}

bool export_counts(struct str line, struct str *behind)
{
    static const char of[] = " of ";
    size_t at = digits_at(line, 0);
    if (at == 0 || !str_begins_with(str_skip(line, at), str_of(of)))
        return false;
    at += sizeof of - 1;
    size_t digits = digits_at(line, at);
    *behind = str_trim(str_skip(line, at + digits));
    return digits > 0;
}

bool export_copyright(struct str line)
{
    static const char *const starts[] = {"Copyright", "(Copyright", "(c)", "©", "All Rights ", "All rights "};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (str_begins_with(line, str_of(starts[i])))
            return true;
    return false;
}

bool export_sentence(struct str text)
{
    return ends_sentence(text) && word_count(text) >= SENTENCE_WORDS && !export_copyright(text);
}

bool export_next_block(struct str *rest, struct str *block)
{
    struct str line = lines_first(*rest, rest);
    *block = line;
    if (line.len == 0)
        return false;
    while (lines_next(rest, &line) && !text_is_blank(line))
        block->len = (size_t)(line.ptr - block->ptr) + line.len;
    return true;
}

bool export_has_prose(struct str text)
{
    struct str block;
    while (export_next_block(&text, &block))
        if (export_sentence(block))
            return true;
    return false;
}

void export_set_line(struct article *article, enum field field, struct str block)
{
    struct buf joined = {0};
    struct str line;
    if (!article_get(article, field).len && clean_line(block, &joined, &line))
        article_set(article, field, line);
    article->text.failed |= joined.failed;
    buf_release(&joined);
}

/* ---- values ---- */

static struct str next_part(struct str *list, const char *marks)
{
    size_t len = 0;
    while (len < list->len && !strchr(marks, list->ptr[len]))
        len++;
    struct str part = str_trim((struct str){list->ptr, len});
    *list = str_skip(*list, len + (len < list->len));
    return part;
}

/* "By Ann Author; Bob Writer contributed reporting from Leeds." are Ann Author. */
static void add_bylines(struct str list, struct article *article)
{
    if (article_get(article, FIELD_BYLINE).len)
        return;
    while (list.len) {
        struct str name = next_part(&list, ";|");
        if (name.len > 3 && strncasecmp(name.ptr, "by ", 3) == 0)
            name = str_trim(str_skip(name, 3));
        if (!ends_sentence(name) || word_count(name) <= CREDIT_WORDS)
            article_add(article, FIELD_BYLINE, name);
    }
}

/* "HARBOURS (88%)" and "gcat : Political News": the name alone. */
static void add_tags(struct str list, struct article *article)
{
    if (article_get(article, FIELD_TAG).len)
        return;
    while (list.len) {
        struct str tag = next_part(&list, ";|");
        const char *colon = memmem(tag.ptr, tag.len, " : ", 3);
        if (colon)
            tag = str_trim(str_skip(tag, (size_t)(colon - tag.ptr) + 3));
        const char *open =
            tag.len > 3 && memcmp(tag.ptr + tag.len - 2, "%)", 2) == 0 ? memrchr(tag.ptr, '(', tag.len) : NULL;
        if (open)
            tag = str_trim((struct str){tag.ptr, (size_t)(open - tag.ptr)});
        article_add(article, FIELD_TAG, tag);
    }
}

/* "Section A; Column 0; Metropolitan Desk; Pg. 1" is the Metropolitan Desk; where only numbers stand, the first. */
static struct str section_of(struct str list)
{
    struct str rest = list, first = next_part(&rest, ";"), word;
    for (rest = list; rest.len;) {
        struct str part = next_part(&rest, ";"), left = part;
        word = next_part(&left, " ");
        if (part.len && !word_in_list(word, "Section|SECTION|Sect|Column|Col|Pg|Page|p"))
            return part;
    }
    return first;
}

/* "GENEVA, March 14" is GENEVA. */
static struct str place_of(struct str value)
{
    struct word word;
    if (value.len > PLACE_MAX)
        return (struct str){NULL, 0};
    for (size_t at = 1; at + 1 < value.len; at++) {
        struct str behind = str_skip(value, at + 1);
        if (value.ptr[at] == ',' && word_next(&behind, &word) && (word_month(word.text) || word_is_weekday(word.text)))
            return (struct str){value.ptr, at};
    }
    return value;
}

static void set_date(struct article *article, struct str value)
{
    struct date date;
    if (!article->published.precision && export_date(value, &date))
        article->published = date;
}

static void set_once(struct article *article, enum field field, struct str value)
{
    if (!article_get(article, field).len)
        article_set(article, field, value);
}

/* "The Morning Ledger [Leeds] 14 Mar 2008: B.1." */
static void read_info(struct str value, struct article *article)
{
    const char *open = memchr(value.ptr, '[', value.len), *close = memchr(value.ptr, ']', value.len);
    if (!open || !close || close < open)
        return;
    struct str behind = str_skip(value, (size_t)(close - value.ptr) + 1), date = next_part(&behind, ":");
    set_once(article, FIELD_SOURCE, str_trim((struct str){value.ptr, (size_t)(open - value.ptr)}));
    set_date(article, date);
}

/* "Document LDGR000020080314e43e0001a" as it is, a number by itself as proquest-NUMBER. */
static void set_id(struct article *article, struct str value)
{
    static const char document[] = "Document ";
    char id[sizeof "proquest-" + NUMBER_MAX];
    size_t digits = digits_at(value, 0);
    if (str_begins_with(value, str_of(document)))
        value = str_trim(str_skip(value, sizeof document - 1));
    if (digits && digits == value.len) {
        snprintf(id, sizeof id, "proquest-%.*s", (int)digits, value.ptr);
        value = str_of(id);
    }
    set_once(article, FIELD_ID, value);
}

bool export_is_absent(struct str value)
{
    static const char *const words[] = {"Not available", "Not available.", "None available", "None available."};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_equal(value, str_of(words[i])))
            return true;
    return false;
}

static void set_language(struct str value, struct article *article)
{
    char code[LANGUAGE_CODE_MAX];
    if (language_code_of(value, code))
        set_once(article, FIELD_LANG, str_of(code));
}

void export_take_value(enum export_part part, struct str value, struct article *article, struct date *recorded)
{
    static const enum field fields[PART_BODY] = {
        [PART_HEADLINE] = FIELD_HEADLINE, [PART_SOURCE] = FIELD_SOURCE, [PART_URL] = FIELD_URL};
    if (export_is_absent(value))
        return;
    switch (part) {
    case PART_ID:
        set_id(article, value);
        break;
    case PART_BYLINE:
        add_bylines(value, article);
        break;
    case PART_TAG:
        add_tags(value, article);
        break;
    case PART_SECTION:
        set_once(article, FIELD_SECTION, section_of(value));
        break;
    case PART_PLACE:
        set_once(article, FIELD_PLACE, place_of(value));
        break;
    case PART_LANG:
        set_language(value, article);
        break;
    case PART_DATE:
        set_date(article, value);
        break;
    case PART_INFO:
        read_info(value, article);
        break;
    case PART_LOADED:
        if (!export_date(value, recorded))
            *recorded = (struct date){0};
        break;
    default:
        if (fields[part])
            set_once(article, fields[part], value);
    }
}

/* ---- what stands above a story ---- */

/* "Late Edition - Final", "Correction Appended" */
static bool is_edition(struct str block)
{
    struct word word;
    if (word_count(block) > EDITION_WORDS)
        return false;
    while (word_next(&block, &word))
        if (word_in_list(word.text, "Edition|EDITION|Appended|APPENDED"))
            return true;
    return false;
}

/* "Ann Author, Staff Writer", "ANN AUTHOR and BOB WRITER": a few names before a comma. */
static bool is_name(struct str block)
{
    const char *comma = block.len ? memchr(block.ptr, ',', block.len) : NULL;
    struct str rest = {block.ptr, comma ? (size_t)(comma - block.ptr) : block.len};
    struct word word;
    unsigned names = 0, most = NAME_WORDS;
    while (word_next(&rest, &word)) {
        if (word.kind == WORD_LOWER && names && word_is_particle(word.text))
            most += str_equal(word.text, str_of("and")) ? NAME_WORDS : 0;
        else if (word.kind == WORD_UPPER || word.kind == WORD_CAPITAL)
            names++;
        else
            return false;
    }
    return names >= 2 && names <= most && !memchr(block.ptr, '\n', block.len);
}

static void append_block(struct str block, struct buf *body)
{
    struct str line;
    for (bool first = true; lines_next(&block, &line); first = false) {
        if (body->len)
            buf_append_text(body, first ? "\n\n" : " ");
        buf_append_str(body, line);
    }
}

static void put_before(struct buf *kept, struct buf *body)
{
    if (kept->len && body->len)
        buf_append_text(kept, "\n\n");
    if (kept->len) {
        buf_append_str(kept, buf_str(body));
        buf_reset(body);
        buf_append_str(body, buf_str(kept));
    }
    body->failed |= kept->failed;
    buf_release(kept);
}

/* What a block is below a headline: with a "By" or, where no names are known, without. */
static bool is_byline(struct str block, bool open, struct str *names)
{
    if (byline_parse(block, names))
        return true;
    *names = block;
    return open && is_name(block);
}

void export_take_front(struct str front, bool labelled, struct article *article, struct buf *body)
{
    struct str block, names, headline = {NULL, 0}, byline = {NULL, 0};
    struct buf kept = {0};
    bool credited = article_get(article, FIELD_BYLINE).len > 0;
    while (export_next_block(&front, &block)) {
        bool prose = export_sentence(block);
        if (!headline.len || (is_edition(headline) && !prose))
            headline = block;
        else if (!byline.len && is_byline(block, !credited && (!labelled || word_count(headline) > 2), &names))
            byline = names;
        else if (!labelled || prose)
            append_block(block, &kept);
        else if (!is_edition(block))
            headline = block;
    }
    export_set_line(article, FIELD_HEADLINE, headline);
    export_set_line(article, FIELD_BYLINE, byline);
    put_before(&kept, body);
}
