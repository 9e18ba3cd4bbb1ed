/* How a value of a keyword field is written: terms are folded, and people want to read the value of an article. Inner
 * header of query/. */
#ifndef DATELINE_QUERY_VALUE_TEXT_H
#define DATELINE_QUERY_VALUE_TEXT_H

#include "query/matches.h"

/* As an article writes it; the text of the term itself where it does not have it. It lies in the arena. */
enum status value_text_in(const struct article *article, enum field field, struct str term, struct arena *arena,
                          struct str *out, struct err *err);
/* As the newest of some matches with it writes it. */
enum status value_text(const struct matches *matches, enum field field, struct str term, struct arena *arena,
                       struct str *out, struct err *err);

#endif
