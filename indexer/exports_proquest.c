#include <string.h>

#include "indexer/exports.h"
#include "indexer/lines.h"

enum { RULE_MIN = 20 /* underscores */ };

static const struct export_label labels[] = {
    {"Title", PART_HEADLINE, PART_NONE},
    {"Author", PART_BYLINE, PART_NONE},
    {"Full text", PART_BODY, PART_BODY},
    {"Publication title", PART_SOURCE, PART_NONE},
    {"Publication date", PART_DATE, PART_NONE},
    {"Publication info", PART_INFO, PART_NONE},
    {"Publication year", PART_NONE, PART_NONE},
    {"Publication subject", PART_NONE, PART_NONE},
    {"Section", PART_SECTION, PART_NONE},
    {"Dateline", PART_PLACE, PART_NONE},
    {"Subject", PART_TAG, PART_NONE},
    {"Language of publication", PART_LANG, PART_NONE},
    {"Language", PART_LANG, PART_NONE},
    {"Document URL", PART_URL, PART_NONE},
    {"ProQuest document ID", PART_ID, PART_NONE},
    {"Abstract", PART_NONE, PART_NONE},
    {"Links", PART_NONE, PART_NONE},
    {"Location", PART_NONE, PART_NONE},
    {"People", PART_NONE, PART_NONE},
    {"Company / organization", PART_NONE, PART_NONE},
    {"Identifier / keyword", PART_NONE, PART_NONE},
    {"Credit", PART_NONE, PART_NONE},
    {"Illustration", PART_NONE, PART_NONE},
    {"Column", PART_NONE, PART_NONE},
    {"Edition", PART_NONE, PART_NONE},
    {"Volume", PART_NONE, PART_NONE},
    {"Issue", PART_NONE, PART_NONE},
    {"Pages", PART_NONE, PART_NONE},
    {"First page", PART_NONE, PART_NONE},
    {"Number of pages", PART_NONE, PART_NONE},
    {"Year", PART_NONE, PART_NONE},
    {"Publisher", PART_NONE, PART_NONE},
    {"Place of publication", PART_NONE, PART_NONE},
    {"Country of publication", PART_NONE, PART_NONE},
    {"ISSN", PART_NONE, PART_NONE},
    {"Source type", PART_NONE, PART_NONE},
    {"Document type", PART_NONE, PART_NONE},
    {"Copyright", PART_NONE, PART_NONE},
    {"Last updated", PART_NONE, PART_NONE},
    {"Database", PART_NONE, PART_NONE},
    {NULL, PART_NONE, PART_NONE},
};

static bool is_rule(struct str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] != '_')
            return false;
    return line.len >= RULE_MIN;
}

static enum export_cut cut(struct str line)
{
    return is_rule(line) ? CUT_BEFORE : CUT_NONE;
}

/* "Document 1 of 2" */
static bool is_count(struct str line)
{
    static const char word[] = "Document ";
    struct str behind;
    return str_begins_with(line, str_of(word)) && export_counts(str_skip(line, sizeof word - 1), &behind) &&
           behind.len == 0;
}

static const struct export_label *label(struct str line, struct str *value)
{
    return export_colon_label(labels, line, value);
}

static bool sniff(struct str head)
{
    struct str line, value;
    bool rule = false;
    while (lines_next(&head, &line)) {
        const struct export_label *field = rule ? label(line, &value) : NULL;
        rule |= is_rule(line);
        if (rule && (is_count(line) || str_equal(line, str_of("Report Information from ProQuest")) ||
                     (field && (field->part == PART_ID || field->part == PART_INFO))))
            return true;
    }
    return false;
}

static bool front(struct str text, bool labelled, struct article *article, struct buf *body)
{
    struct str line, behind;
    (void)body;
    if (!labelled)
        return false;
    do {
        line = lines_first(text, &behind);
        text = (struct str){line.ptr, (size_t)(text.ptr + text.len - line.ptr)};
        if (is_rule(line) || is_count(line))
            text = behind;
    } while (line.len && text.ptr == behind.ptr);
    const char *end = text.len ? memmem(text.ptr, text.len, "\n\n", 2) : NULL;
    export_set_line(article, FIELD_HEADLINE, end ? (struct str){text.ptr, (size_t)(end - text.ptr)} : text);
    return true;
}

const struct export_dialect export_proquest = {sniff, cut, label, front};
