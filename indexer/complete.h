/* What every article gets, whatever format it came in: the fields that its text and its address tell, where the record
 * says nothing. Inner header of indexer/.
 *
 *     place, agency   of the dateline that the body begins with (indexer/dateline.h, strictly)
 *     agency          of a tag before the first sentence, "(AP) - ", or behind the last one, "(Reuters)"
 *     byline          "By A. Writer", alone on the first or second line; that of the record loses its "By"
 *     date            the cascade: what the record says; the dateline, with the year of what follows when it has none
 *                     itself; the path of the address; when the record was made
 *     section         the path of the address
 *     language        found in the first sentences of the body (shim/language.h), when it is sure;
 *                     one that the record says by a name or three letters becomes its code
 *
 * The body stays as it is: it is the source's own. */
#ifndef DATELINE_INDEXER_COMPLETE_H
#define DATELINE_INDEXER_COMPLETE_H

#include "core/article.h"

/* `recorded` is when the record was made, or no date. S_NOMEM; S_INTERNAL from the search for the language. */
enum status complete_article(struct article *article, const struct date *recorded, struct err *err);

#endif
