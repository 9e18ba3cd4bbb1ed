#include "indexer/text_fields.h"

#include <string.h>

#include "core/ascii.h"
#include "indexer/byline.h"
#include "indexer/clean.h"
#include "indexer/lines.h"
#include "indexer/names.h"
#include "indexer/text_date.h"
#include "indexer/word.h"
#include "shim/language.h"

enum {
    NAME_MAX_BYTES = 32,
    OTHER_VALUE_MAX = 200, /* bytes of a value under a name that says nothing to us */
    SENTENCE_WORDS = 5,    /* of a value that is a sentence and no name, at least */
    DATE_FIELD = FIELD_COUNT
};

static const struct known_name {
    const char *name;
    int field;
} known_names[] = {
    {"title", FIELD_HEADLINE},  {"headline", FIELD_HEADLINE},  {"author", FIELD_BYLINE},  {"by", FIELD_BYLINE},
    {"byline", FIELD_BYLINE},   {"date", DATE_FIELD},          {"published", DATE_FIELD}, {"source", FIELD_SOURCE},
    {"section", FIELD_SECTION}, {"publication", FIELD_SOURCE}, {"url", FIELD_URL},        {"link", FIELD_URL},
    {"place", FIELD_PLACE},     {"dateline", FIELD_PLACE},     {"tags", FIELD_TAG},       {"keywords", FIELD_TAG},
    {"language", FIELD_LANG},
};

static const struct known_name *find_name(struct str name)
{
    for (size_t i = 0; i < sizeof known_names / sizeof known_names[0]; i++)
        if (names_equal(name, str_of(known_names[i].name)))
            return &known_names[i];
    return NULL;
}

/* "Load-Date: March 15" */
static bool split_field(struct str line, struct str *name, struct str *value)
{
    size_t at = 0;
    while (at < line.len && at < NAME_MAX_BYTES && (ascii_is_letter(line.ptr[at]) || strchr(" -_", line.ptr[at])))
        at++;
    if (at == 0 || at == line.len || line.ptr[at] != ':')
        return false;
    if (at + 1 < line.len && !ascii_is_space(line.ptr[at + 1]))
        return false;
    *name = (struct str){line.ptr, at};
    *value = str_trim(str_skip(line, at + 1));
    return true;
}

/* The next field with the lines that it goes on in, or false at the end of the fields. */
static bool next_field(struct str *rest, struct str *name, struct str *value)
{
    struct str line, ahead = *rest;
    if (!lines_next(&ahead, &line) || !split_field(line, name, value))
        return false;
    *rest = ahead;
    while (ahead.len && (ahead.ptr[0] == ' ' || ahead.ptr[0] == '\t') && lines_next(&ahead, &line) && line.len) {
        value->len = (size_t)(line.ptr - value->ptr) + line.len;
        *rest = ahead;
    }
    return true;
}

/* Whether a value may stand under its name: a date under a date, neither question nor sentence where a name belongs. */
static bool is_fitting(const struct known_name *field, struct str value)
{
    if (!field)
        return value.len <= OTHER_VALUE_MAX && !ends_sentence(value);
    if (field->field == DATE_FIELD)
        return text_stands_for_date(value);
    if (field->field == FIELD_HEADLINE || value.len == 0)
        return true;
    return value.ptr[value.len - 1] != '?' && (!ends_sentence(value) || word_count(value) < SENTENCE_WORDS);
}

static bool is_head(struct str text)
{
    struct str name, value, line;
    unsigned known = 0, sentences = 0;
    bool telling = false;
    while (next_field(&text, &name, &value)) {
        const struct known_name *field = find_name(name);
        struct date date;
        if (!is_fitting(field, value))
            return false;
        known += field != NULL;
        sentences += field && ends_sentence(value);
        telling |=
            field && (field->field == FIELD_HEADLINE || (field->field == DATE_FIELD && date_parse(value, &date)));
    }
    return known >= 2 && sentences < 2 && telling && lines_next(&text, &line) && text_is_blank(line);
}

/* A name that says nothing of the story: what stands under it may go. */
static bool is_idle(struct str name)
{
    static const char *const names[] = {"words",     "word count", "length", "page",    "pages",  "edition",
                                        "load-date", "id",         "issue",  "version", "volume", "copyright"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names_equal(name, str_of(names[i])))
            return true;
    return false;
}

static void add_values(struct article *article, enum field field, struct str list)
{
    const char *marks = field == FIELD_TAG ? ",;|" : ";|";
    while (list.len) {
        size_t len = 0;
        while (len < list.len && !strchr(marks, list.ptr[len]))
            len++;
        struct str value = str_trim((struct str){list.ptr, len}), names;
        bool by = field == FIELD_BYLINE && byline_parse(value, &names);
        article_add(article, field, by ? names : value);
        list = str_skip(list, len + (len < list.len));
    }
}

static void take_field(int field, struct str value, struct article *article)
{
    char code[LANGUAGE_CODE_MAX];
    if (field == DATE_FIELD) {
        if (!article->published.precision)
            date_parse(value, &article->published);
    } else if (article_get(article, (enum field)field).len) {
        return;
    } else if (field == FIELD_BYLINE || field == FIELD_TAG) {
        add_values(article, (enum field)field, value);
    } else if (field != FIELD_LANG) {
        article_set(article, (enum field)field, value);
    } else if (language_code_of(value, code)) {
        article_set(article, FIELD_LANG, str_of(code));
    }
}

/* Adds the lines of a field as a paragraph. */
static void keep_field(struct str name, struct str value, struct buf *kept)
{
    struct str lines = {name.ptr, (size_t)(value.ptr + value.len - name.ptr)}, line;
    for (bool first = true; lines_next(&lines, &line); first = false) {
        if (kept->len)
            buf_append_text(kept, first ? "\n\n" : " ");
        buf_append_str(kept, line);
    }
}

void text_fields_take(struct str *text, struct article *article, struct buf *kept, struct buf *scratch)
{
    struct str rest, name, value;
    struct str first = lines_first(*text, &rest);
    rest = (struct str){first.ptr, (size_t)(text->ptr + text->len - first.ptr)};
    if (first.len == 0 || !is_head(rest))
        return;
    while (next_field(&rest, &name, &value)) {
        const struct known_name *field = find_name(name);
        if (!field && !is_idle(name))
            keep_field(name, value, kept);
        if (field && clean_line(value, scratch, &value))
            take_field(field->field, value, article);
    }
    *text = rest;
    if (text_is_blank(rest))
        buf_reset(kept);
}
