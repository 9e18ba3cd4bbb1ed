/* Values of fields as JSON and CSV have them: text that may be markup, dates that may be numbers. Inner header of
 * indexer/.
 *
 * Exports of content management systems hold HTML in the body and character references in the headline: what looks like
 * markup (html_is_markup) becomes text, everything else stays as it is, byte for byte. Of a whole page as a body the
 * main text is taken. Failure is sticky: one look at values_status at the end suffices. */
#ifndef DATELINE_INDEXER_VALUES_H
#define DATELINE_INDEXER_VALUES_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/date.h"
#include "core/err.h"
#include "indexer/html.h"

struct values {
    struct html *html; /* made when the first markup comes */
    struct buf clean, markup, text;
    bool month_first; /* of dates in digits: date_parse_month_first */
    bool failed;      /* memory ran out */
};

void values_release(struct values *v);
enum status values_status(const struct values *v, struct err *err);
/* Whether a value is taken for markup. */
bool values_is_markup(struct str value);
/* Whether a text is but a word, path or address: ASCII without white space. */
bool values_is_word(struct str value);
/* Whether a whole value is what scripts write for none: "nan", "None", "null". */
bool values_is_nothing(struct str value);
/* The text of a body, or of a headline as one line; false when nothing is left, or a headline is nothing. *out is
 * borrowed until the next call. */
bool values_body(struct values *v, struct str value, struct str *out);
bool values_headline(struct values *v, struct str value, struct str *out);
/* A value of another field, as one line; false when it is nothing. */
bool values_line(struct values *v, struct str value, struct str *out);
/* A number is seconds since 1970, or milliseconds when it would else lie past the year 5138; eight digits that are a
 * day, such as 19960914, are that day, those that are only written like one, such as 19960931 and 19960900, are none,
 * and four from 1000 to 2999 are a year. */
bool values_date_of_number(struct str text, struct date *out);
bool values_date_of_milliseconds(struct str text, struct date *out);
/* Whether a text is a number of nothing but digits, with or without a minus. */
bool values_is_number(struct str text);
/* A date in any form of core/date.h; ten digits, or thirteen, are the seconds or milliseconds of a source that writes
 * its numbers as strings. */
bool values_date(struct values *v, struct str value, struct date *out);

#endif
