/* Random searches: words, phrases, operators, fields, dates and filters, taken from articles so that most find
 * something. */
#ifndef DATELINE_TESTS_LAYOUTS_QUESTIONS_H
#define DATELINE_TESTS_LAYOUTS_QUESTIONS_H

#include "tests/layouts/stock.h"
#include "query/params.h"

/* Sets *out, which params_release releases, to a random search, and appends to `told` its parameters as a shell would
 * have them. */
enum status question_make(const struct stock *stock, struct random *r, struct params *out, struct buf *told,
                          struct err *err);
/* The same of a search by date that counts all that it finds, in complete facets of all fields and in a timeline, and
 * has a filter by parameters; of some only one article of each text. */
enum status question_make_counted(const struct stock *stock, struct random *r, struct params *out, struct buf *told,
                                  struct err *err);

#endif
