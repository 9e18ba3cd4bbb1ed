/* Values of fields as JSON and CSV have them: texts, dates that may be numbers. Inner header of indexer/.
 *
 * Failure is sticky: one look at
 * values_status at the end suffices. */
#ifndef DATELINE_INDEXER_VALUES_H
#define DATELINE_INDEXER_VALUES_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/date.h"
#include "core/err.h"

struct values {
    struct buf clean;
};

void values_release(struct values *v);
enum status values_status(const struct values *v, struct err *err);
/* The text of a body, or of a headline as one line; false when nothing is left. *out is borrowed until the next call.
 */
bool values_body(struct values *v, struct str value, struct str *out);
bool values_headline(struct values *v, struct str value, struct str *out);
/* A value of another field, as one line. */
bool values_line(struct values *v, struct str value, struct str *out);
/* A number is seconds since 1970, or milliseconds when it would else lie past the year 5138; eight digits that are a
 * day, such as 19960914, are that day, and four from 1000 to 2999 are a year. */
bool values_date_of_number(struct str text, struct date *out);
/* A date in any form of core/date.h; ten digits, or thirteen, are the seconds or milliseconds of a source that writes
 * its numbers as strings. */
bool values_date(struct values *v, struct str value, struct date *out);

#endif
