#include <string.h>

#include "indexer/exports.h"
#include "indexer/lines.h"

static const struct export_label labels[] = {
    {"HEADLINE", PART_HEADLINE, PART_BODY},
    {"BYLINE", PART_BYLINE, PART_BODY},
    {"SECTION", PART_SECTION, PART_BODY},
    {"LENGTH", PART_NONE, PART_BODY},
    {"DATELINE", PART_PLACE, PART_BODY},
    {"HIGHLIGHT", PART_NONE, PART_BODY},
    {"SERIES", PART_NONE, PART_BODY},
    {"SOURCE", PART_NONE, PART_BODY},
    {"BODY", PART_BODY, PART_BODY},
    {"LOAD-DATE", PART_LOADED, PART_NONE},
    {"LANGUAGE", PART_LANG, PART_NONE},
    {"SUBJECT", PART_TAG, PART_NONE},
    {"URL", PART_URL, PART_NONE},
    {"GRAPHIC", PART_NONE, PART_NONE},
    {"NOTES", PART_NONE, PART_NONE},
    {"CORRECTION", PART_NONE, PART_NONE},
    {"CORRECTION-DATE", PART_NONE, PART_NONE},
    {"PUBLICATION-TYPE", PART_NONE, PART_NONE},
    {"DOCUMENT-TYPE", PART_NONE, PART_NONE},
    {"JOURNAL-CODE", PART_NONE, PART_NONE},
    {"ACC-NO", PART_NONE, PART_NONE},
    {"TYPE", PART_NONE, PART_NONE},
    {"ORGANIZATION", PART_NONE, PART_NONE},
    {"COMPANY", PART_NONE, PART_NONE},
    {"TICKER", PART_NONE, PART_NONE},
    {"INDUSTRY", PART_NONE, PART_NONE},
    {"PERSON", PART_NONE, PART_NONE},
    {"CITY", PART_NONE, PART_NONE},
    {"STATE", PART_NONE, PART_NONE},
    {"COUNTRY", PART_NONE, PART_NONE},
    {"GEOGRAPHIC", PART_NONE, PART_NONE},
    {NULL, PART_NONE, PART_NONE},
};

/* "1 of 2 DOCUMENTS" */
static enum export_cut cut(struct str line)
{
    struct str behind;
    bool mark = export_counts(line, &behind) &&
                (str_equal(behind, str_of("DOCUMENTS")) || str_equal(behind, str_of("DOCUMENT")));
    return mark ? CUT_BEFORE : CUT_NONE;
}

static bool sniff(struct str head)
{
    struct str line;
    while (lines_next(&head, &line))
        if (cut(line))
            return true;
    return false;
}

static const struct export_label *label(struct str line, struct str *value)
{
    return export_colon_label(labels, line, value);
}

/* The last block of lines. */
static struct str last_block(struct str text)
{
    struct str last = text;
    const char *at;
    while (last.len && (at = memmem(last.ptr, last.len, "\n\n", 2)))
        last = str_skip(last, (size_t)(at - last.ptr) + 2);
    return last;
}

static bool front(struct str text, bool labelled, struct article *article, struct buf *body)
{
    struct str line = {NULL, 0}, source = {NULL, 0};
    struct date date;
    (void)body;
    lines_next(&text, &line);
    if (!cut(line))
        return labelled;
    while (lines_next(&text, &line)) {
        if (export_date(line, &date)) {
            if (!article->published.precision)
                article->published = date;
            export_set_line(article, FIELD_SOURCE, source);
            break;
        }
        if (line.len && !str_begins_with(line, str_of("Copyright ")) && !str_begins_with(line, str_of("All Rights ")))
            source = line;
    }
    while (lines_next(&text, &line) && line.len) /* the edition */
        ;
    export_set_line(article, FIELD_HEADLINE, last_block(str_trim(text)));
    return true;
}

const struct export_dialect export_lexisnexis = {sniff, cut, label, front};
