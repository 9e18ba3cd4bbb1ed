/* Fields and text as wire services wrote them for terminals and printers: hard lines, paragraphs by their indent. Inner
 * header of indexer/. */
#ifndef DATELINE_INDEXER_WIRE_TEXT_H
#define DATELINE_INDEXER_WIRE_TEXT_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/date.h"

/* Appends text in paragraphs, a blank line between them and before the first when `out` holds something. A blank line
 * or an indent of two and more begins a paragraph; a line that is indented by one stays a line; lines of a table
 * (columns set by runs of spaces or dots) keep their lines; others are joined. */
void wire_append_paragraphs(struct str text, struct buf *out);
/* The text without a last line that is a signature of the agency: "Reuter", "REUTER...". */
struct str wire_without_signature(struct str text);

/* A field that is a dateline: "    SALVADOR, Feb 26 - ", "WASHINGTON (AP)", "   PARIS". All is borrowed. */
struct wire_dateline {
    struct str place, agency; /* absent when there is none */
    struct str rest;          /* what the field holds besides: the start of the body */
    bool dated;               /* there is a day in it */
};
void wire_dateline_parse(struct str line, struct wire_dateline *out);

/* The word at or behind *at, up to white space or a comma; *at is moved behind it. False at the end. */
bool wire_next_word(struct str text, size_t *at, struct str *word);

/* The name in "By Ann Author, Reuters": without "By", and without what stands behind a comma when that is an office:
 * a known agency, "Times Staff Writer", "Political Editor". */
struct str wire_byline(struct str line);

/* A date of six digits, yymmdd, or with `month_first` mmddyy; years 00 to 29 are of this century. */
bool wire_short_date(struct str digits, bool month_first, struct date *out);
/* The number of a month of which this word is the name, cut after three letters or more ("Feb", "Sept.", "MARC"); 0. */
int wire_month(struct str word);
/* The day, if there is such a day. */
bool wire_day(int year, int month, int day, struct date *out);

#endif
