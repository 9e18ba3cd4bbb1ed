/* Lines of a plain text that are its date. Inner header of indexer/. */
#ifndef DATELINE_INDEXER_TEXT_DATE_H
#define DATELINE_INDEXER_TEXT_DATE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/date.h"

/* "date 2017-12-27" or "Date: Sat, 14 Sep 1996 21:03:00 +0200" at the start of a line: the bytes up to what follows,
 * or 0. The date is none when it cannot be read. */
size_t text_date_line(struct str line, struct date *out);
/* Whether a line is nothing but a date, of a month at least, in a form of core/date.h, and `behind` does not go on with
 * a small letter, as wrapped prose does. */
bool text_bare_date(struct str line, struct str behind, struct date *out);
/* Whether a line of the text is such a date, and not this one. */
bool text_other_date(struct str text, const struct date *date);
/* Whether a value stands for a date, whether or not it can be read: "1997-02-30", "14 septembre 1996", "unknown". */
bool text_stands_for_date(struct str value);

#endif
