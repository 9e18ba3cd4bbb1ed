/* The fields that a plain text may begin with. Inner header of indexer/.
 *
 *     Title: Envoy urges talks           or Headline
 *     Author: Ann Author; Bob Writer     or By, Byline
 *     Date: 14 September 1996            or Published
 *     Source: The Ledger                 or Publication
 *     URL: https://ledger.example/1      or Link; and Section, Place or Dateline, Tags or Keywords, Language
 *
 * They are a head when two of these names stand there, one of them a title or a date, with nothing but other short
 * `Name: value` lines between them, and an empty line behind. Case does not count; a value goes on in lines that begin
 * with white space. Values must fit: a date that is none, a question or a sentence for an author is a text of another
 * kind, as an interview. A date that cannot be read is passed over, and so are names such as Words or Page; lines under
 * other names, as of a debate, belong to the body. */
#ifndef DATELINE_INDEXER_TEXT_FIELDS_H
#define DATELINE_INDEXER_TEXT_FIELDS_H

#include "core/article.h"

/* Takes such a head off the front of the text, if it has one, and appends the lines that belong to the body to `kept`,
 * which is empty. Values are cleaned in `scratch`; failure is sticky in both. */
void text_fields_take(struct str *text, struct article *article, struct buf *kept, struct buf *scratch);

#endif
