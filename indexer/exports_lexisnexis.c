#include <string.h>

#include "indexer/exports.h"
#include "indexer/lines.h"

enum { ABOVE_LINES = 8 /* of source, copyright and the like above the day, at most */ };

static const struct export_label labels[] = {
    {"HEADLINE", PART_HEADLINE, PART_BODY, false},
    {"BYLINE", PART_BYLINE, PART_BODY, false},
    {"SECTION", PART_SECTION, PART_BODY, false},
    {"LENGTH", PART_NONE, PART_BODY, true},
    {"DATELINE", PART_PLACE, PART_BODY, false},
    {"HIGHLIGHT", PART_NONE, PART_BODY, false},
    {"SERIES", PART_NONE, PART_BODY, false},
    {"SOURCE", PART_NONE, PART_BODY, false},
    {"BODY", PART_BODY, PART_BODY, false},
    {"LOAD-DATE", PART_LOADED, PART_NONE, true},
    {"LANGUAGE", PART_LANG, PART_NONE, true},
    {"SUBJECT", PART_TAG, PART_NONE, false},
    {"URL", PART_URL, PART_NONE, false},
    {"GRAPHIC", PART_NONE, PART_NONE, false},
    {"NOTES", PART_NONE, PART_NONE, false},
    {"CORRECTION", PART_NONE, PART_NONE, false},
    {"CORRECTION-DATE", PART_NONE, PART_NONE, true},
    {"PUBLICATION-TYPE", PART_NONE, PART_NONE, true},
    {"DOCUMENT-TYPE", PART_NONE, PART_NONE, true},
    {"JOURNAL-CODE", PART_NONE, PART_NONE, true},
    {"ACC-NO", PART_NONE, PART_NONE, true},
    {"TYPE", PART_NONE, PART_NONE, false},
    {"ORGANIZATION", PART_NONE, PART_NONE, false},
    {"COMPANY", PART_NONE, PART_NONE, false},
    {"TICKER", PART_NONE, PART_NONE, false},
    {"INDUSTRY", PART_NONE, PART_NONE, false},
    {"PERSON", PART_NONE, PART_NONE, false},
    {"CITY", PART_NONE, PART_NONE, false},
    {"STATE", PART_NONE, PART_NONE, false},
    {"COUNTRY", PART_NONE, PART_NONE, false},
    {"GEOGRAPHIC", PART_NONE, PART_NONE, false},
    {NULL, PART_NONE, PART_NONE, false},
};

/* "1 of 2 DOCUMENTS" */
static enum export_cut cut(struct str line)
{
    struct str behind;
    bool mark = export_counts(line, &behind) &&
                (str_equal(behind, str_of("DOCUMENTS")) || str_equal(behind, str_of("DOCUMENT")));
    return mark ? CUT_BEFORE : CUT_NONE;
}

static const struct export_label *label(struct str line, bool lone, struct str *value)
{
    (void)lone;
    return export_colon_label(labels, line, value);
}

/* Whether a source and a day, or labels, stand behind the first mark. One that says "1 of" will do at the end of what
 * is there. */
static bool begins_document(struct str text, struct str mark)
{
    struct str line, value;
    struct date date;
    unsigned above = 0;
    while (lines_next(&text, &line)) {
        if (line.len == 0 || export_copyright(line))
            continue;
        if (label(line, true, &value) || export_date(line, &date))
            return true;
        if (export_sentence(line) || ++above > ABOVE_LINES)
            return false;
    }
    return str_begins_with(mark, str_of("1 of "));
}

static bool sniff(struct str head)
{
    struct str line;
    while (lines_next(&head, &line)) {
        if (cut(line))
            return begins_document(head, line);
        if (export_sentence(line) || str_begins_with(line, str_of("#")) || str_begins_with(line, str_of("```")))
            return false;
    }
    return false;
}

/* Source and day; leaves what stands behind the editions below them. False: there is no day. */
static bool read_imprint(struct str *text, struct article *article)
{
    struct str line, source = {NULL, 0};
    struct date date;
    for (unsigned above = 0; above <= ABOVE_LINES && lines_next(text, &line); above += line.len > 0) {
        if (export_date(line, &date)) {
            if (!article->published.precision)
                article->published = date;
            export_set_line(article, FIELD_SOURCE, source);
            while (lines_next(text, &line) && line.len)
                ;
            return true;
        }
        if (line.len && !export_copyright(line))
            source = line;
    }
    return false;
}

static enum export_kind front(struct str text, bool labelled, struct article *article, struct buf *body)
{
    struct str line = {NULL, 0}, rest = text;
    bool counted = lines_next(&rest, &line) && cut(line);
    if (counted && read_imprint(&rest, article))
        export_take_front(rest, labelled, article, body);
    else if (!labelled && export_has_prose(text))
        return EXPORT_BROKEN;
    return labelled || counted ? EXPORT_DOCUMENT : EXPORT_COVER;
}

const struct export_dialect export_lexisnexis = {sniff, cut, label, front, NULL};
