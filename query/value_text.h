/* How a value of a keyword field is written: terms are folded, and people want to read the value of an article. Inner
 * header of query/. */
#ifndef DATELINE_QUERY_VALUE_TEXT_H
#define DATELINE_QUERY_VALUE_TEXT_H

#include "query/matches.h"

/* As the newest article with this term of the field writes it: the newest of the matches `only`, or with NULL of all.
 * The text of the term itself where no article can tell. It lies in the arena. */
enum status value_text(struct archive *archive, const struct matches *only, enum field field, struct str term,
                       struct arena *arena, struct str *out, struct err *err);

#endif
