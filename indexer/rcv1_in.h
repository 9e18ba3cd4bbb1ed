/* An article of Reuters Corpus Volume 1 (English newswire of 1996 and 1997). Inner header of indexer/.
 *
 *     newsitem    @itemid the id, as rcv1-2330; @date; @xml:lang
 *     headline, byline, dateline; title, with the country before it, where there is no headline
 *     text        the body, a paragraph a <p>
 *     metadata    codes/code/@code the tags: countries, industries and topics; dc.creator.location the place, dc.source
 *                 paper and agency, dc.date.published and dc.date.created the date, each where nothing before says it
 *
 * Source: NIST, Reuters Corpora (RCV1), newsitem.dtd. */
#ifndef DATELINE_INDEXER_RCV1_IN_H
#define DATELINE_INDEXER_RCV1_IN_H

#include "indexer/xml_record.h"

/* Reads the element `newsitem` that was just opened to its end into the record's article and body. */
void rcv1_read(struct xml_record *r);

#endif
