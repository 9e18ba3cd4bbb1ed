/* Text exports of the press databases: their dialects. Inner header of indexer/.
 *
 * A dialect says where a document ends, which lines begin a field, and what stands before the first of them; the rest
 * is the same for all (exports.c): lines of a field are joined, an empty line ends a field but the body, and parts the
 * paragraphs of the body. Inside the body a field begins behind an empty line only, and where no paragraph of the story
 * comes again. */
#ifndef DATELINE_INDEXER_EXPORTS_H
#define DATELINE_INDEXER_EXPORTS_H

#include <stdbool.h>

#include "core/article.h"

/* What a field is to an article. */
enum export_part {
    PART_NONE, /* passed over */
    PART_FRONT,
    PART_ID, /* "Document X" is X, a number by itself proquest-NUMBER */
    PART_HEADLINE,
    PART_BYLINE,
    PART_SOURCE,
    PART_SECTION,
    PART_PLACE,
    PART_TAG,
    PART_LANG,
    PART_URL,
    PART_DATE,
    PART_INFO,   /* "The Morning Ledger [Leeds] 14 Mar 2008: B.1.": source and date */
    PART_LOADED, /* when the database took it in: a date of last resort */
    PART_BODY
};

struct export_label {
    const char *name; /* as it is written; NULL ends a list */
    enum export_part part;
    enum export_part behind; /* of a paragraph without a label that follows */
    bool sure;               /* no paragraph of a story begins so */
};

/* A document; what stands around documents; text that is neither, or a document that cannot be read. */
enum export_kind { EXPORT_DOCUMENT, EXPORT_COVER, EXPORT_BROKEN };

enum export_cut { CUT_NONE, CUT_BEFORE, CUT_BEHIND };

struct export_dialect {
    /* Whether the first bytes of a file are surely of this dialect. */
    bool (*sniff)(struct str head);
    /* Whether a document ends before or behind this line. */
    enum export_cut (*cut)(struct str line);
    /* The label that a line begins with, and the rest of the line, or NULL. `lone`: it is the first of a paragraph, and
     * none comes in the next line. */
    const struct export_label *(*label)(struct str line, bool lone, struct str *value);
    /* Reads the lines before the first label, blocks parted by an empty line, for what the labels left open; appends a
     * body that is among them. */
    enum export_kind (*front)(struct str front, bool labelled, struct article *article, struct buf *body);
    /* Whether the document goes on behind such a line after all, by what follows it; NULL: never. */
    bool (*goes_on)(struct str ahead);
};

/* LexisNexis.
 *
 *     1 of 2 DOCUMENTS            begins a document
 *     The Morning Ledger          source, behind a copyright or without; the day; the edition; the headline
 *     BYLINE: SECTION: LENGTH: DATELINE: HEADLINE:
 *     BODY:                       or nothing but an empty line
 *     LOAD-DATE: LANGUAGE: SUBJECT: URL: ...                          end the body */
extern const struct export_dialect export_lexisnexis;
/* Factiva, with its codes or without them.
 *
 *     SE HD BY WC PD ET SN SC PG LA CY LP TD CO IN NS RE PUB AN       then two blanks and a value
 *     Document LDGR000020080314e43e0001a                              ends a document
 *
 *     Harbour pilots end their strike
 *
 *     By Ann Author
 *     310 words
 *     14 March 2008
 *     The Morning Ledger          source; then time, edition, page, language and copyright, up to an empty line */
extern const struct export_dialect export_factiva;
/* ProQuest.
 *
 *     ____________________        a rule parts the documents
 *     Document 1 of 2             then the title
 *     Title: Author: Publication info: Publication title: Publication date: Full text: ... */
extern const struct export_dialect export_proquest;

/* Reads "March 14, 2008 Friday" and the like: a line that begins with a date, of a month at least. */
bool export_date(struct str text, struct date *out);
/* The label of a list that a line begins with, a colon behind it. */
const struct export_label *export_colon_label(const struct export_label *labels, struct str line, struct str *value);
/* Whether a line is "1 of 2"; and what is behind that, as "DOCUMENTS". */
bool export_counts(struct str line, struct str *behind);
/* Sets a field that is still empty to a block of lines, joined. */
void export_set_line(struct article *article, enum field field, struct str block);
bool export_copyright(struct str line);
/* Whether a line or a block ends as a sentence of five words or more, and is no copyright. */
bool export_sentence(struct str text);
/* Takes the next lines up to an empty one; false at the end. Borrowed. */
bool export_next_block(struct str *rest, struct str *block);
/* Whether a block is a sentence. */
bool export_has_prose(struct str text);
/* Reads the blocks above a story or the labels: a headline, names with a "By" or without, and what belongs to the body,
 * before what it has. The headline is the first; above labels the last that is no sentence, as editions precede it. */
void export_take_front(struct str front, bool labelled, struct article *article, struct buf *body);
/* "Not available" and the like. */
bool export_is_absent(struct str value);
/* Puts the value of a field, a clean line, where it belongs. */
void export_take_value(enum export_part part, struct str value, struct article *article, struct date *recorded);

#endif
