#include <string.h>

#include "indexer/exports.h"
#include "indexer/lines.h"

enum {
    RULE_MIN = 20,  /* underscores */
    TITLE_MAX = 300 /* bytes of a line that may be a title */
};

static const struct export_label labels[] = {
    {"Title", PART_HEADLINE, PART_NONE, false},
    {"Author", PART_BYLINE, PART_NONE, false},
    {"Full text", PART_BODY, PART_BODY, false},
    {"Publication title", PART_SOURCE, PART_NONE, true},
    {"Publication date", PART_DATE, PART_NONE, true},
    {"Publication info", PART_INFO, PART_NONE, true},
    {"Publication year", PART_NONE, PART_NONE, true},
    {"Publication subject", PART_NONE, PART_NONE, true},
    {"Section", PART_SECTION, PART_NONE, false},
    {"Dateline", PART_PLACE, PART_NONE, false},
    {"Subject", PART_TAG, PART_NONE, false},
    {"Language of publication", PART_LANG, PART_NONE, true},
    {"Language", PART_LANG, PART_NONE, false},
    {"Document URL", PART_URL, PART_NONE, true},
    {"ProQuest document ID", PART_ID, PART_NONE, true},
    {"Abstract", PART_NONE, PART_NONE, false},
    {"Links", PART_NONE, PART_NONE, false},
    {"Location", PART_NONE, PART_NONE, false},
    {"People", PART_NONE, PART_NONE, false},
    {"Company / organization", PART_NONE, PART_NONE, true},
    {"Identifier / keyword", PART_NONE, PART_NONE, true},
    {"Credit", PART_NONE, PART_NONE, false},
    {"Illustration", PART_NONE, PART_NONE, false},
    {"Column", PART_NONE, PART_NONE, false},
    {"Edition", PART_NONE, PART_NONE, false},
    {"Volume", PART_NONE, PART_NONE, false},
    {"Issue", PART_NONE, PART_NONE, false},
    {"Pages", PART_NONE, PART_NONE, false},
    {"First page", PART_NONE, PART_NONE, false},
    {"Number of pages", PART_NONE, PART_NONE, true},
    {"Year", PART_NONE, PART_NONE, false},
    {"Publisher", PART_NONE, PART_NONE, false},
    {"Place of publication", PART_NONE, PART_NONE, true},
    {"Country of publication", PART_NONE, PART_NONE, true},
    {"ISSN", PART_NONE, PART_NONE, false},
    {"Source type", PART_NONE, PART_NONE, true},
    {"Document type", PART_NONE, PART_NONE, true},
    {"Copyright", PART_NONE, PART_NONE, false},
    {"Last updated", PART_NONE, PART_NONE, true},
    {"Database", PART_NONE, PART_NONE, false},
    {NULL, PART_NONE, PART_NONE, false},
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

static bool is_report(struct str line)
{
    return str_equal(line, str_of("Report Information from ProQuest"));
}

static const struct export_label *label(struct str line, bool lone, struct str *value)
{
    (void)lone;
    return export_colon_label(labels, line, value);
}

/* The labels that stand above a text, in the order that ProQuest has. */
static bool is_opening(const struct export_label *l)
{
    return l->part == PART_HEADLINE || l->part == PART_BYLINE || l->part == PART_INFO || l->part == PART_BODY ||
           str_equal(str_of(l->name), str_of("Abstract")) || str_equal(str_of(l->name), str_of("Links"));
}

/* Behind a rule inside a story prose goes on; behind one between documents a count comes, a title with labels, or the
 * foot of the file. */
static bool goes_on(struct str ahead)
{
    struct str line, value, behind, first = lines_first(ahead, &behind);
    bool prose = false;
    if (is_rule(first) || is_count(first) || is_report(first))
        return false;
    while (lines_next(&ahead, &line) && !is_rule(line)) {
        const struct export_label *l = label(line, true, &value);
        if (l)
            return !is_opening(l) && (prose || line.ptr == first.ptr);
        prose |= export_sentence(line) || line.len > TITLE_MAX;
    }
    return prose;
}

/* A rule opens the file, and labels follow; behind a cover sheet only a count is sure. */
static bool sniff(struct str head)
{
    struct str line, value, behind, first = lines_first(head, &behind);
    bool rule = false, labelled = false, opens = is_rule(first) || is_report(first);
    while (lines_next(&head, &line)) {
        const struct export_label *field = rule && opens ? label(line, true, &value) : NULL;
        rule |= is_rule(line);
        labelled |= field != NULL;
        if (rule &&
            (is_count(line) || is_report(line) || (field && (field->part == PART_ID || field->part == PART_INFO))))
            return true;
        if (!labelled && export_sentence(line))
            return false;
    }
    return false;
}

static enum export_kind front(struct str text, bool labelled, struct article *article, struct buf *body)
{
    struct str line, behind;
    bool counted = false;
    if (text.len == 0)
        return labelled ? EXPORT_DOCUMENT : EXPORT_COVER;
    do {
        line = lines_first(text, &behind);
        text = (struct str){line.ptr, (size_t)(text.ptr + text.len - line.ptr)};
        counted |= is_count(line);
        if (is_rule(line) || is_count(line))
            text = behind;
    } while (line.len && text.ptr == behind.ptr);
    if (!labelled && !counted)
        return export_has_prose(text) ? EXPORT_BROKEN : EXPORT_COVER;
    export_take_front(text, labelled, article, body);
    return EXPORT_DOCUMENT;
}

const struct export_dialect export_proquest = {sniff, cut, label, front, goes_on};
