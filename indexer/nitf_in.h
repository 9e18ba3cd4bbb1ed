/* An article in NITF, the News Industry Text Format 3.x, inside any document. Inner header of indexer/.
 *
 *     docdata     doc-id/@id-string, date.issue/@norm, date.release/@norm, key-list/keyword/@key and what is in
 *                 identified-content as tags; who holds the rights
 *     pubdata     @name the source, @position.section, @date.publication, @ex-ref the address
 *     body.head   hedline/hl1, byline (its persons, or its text without titles), distributor the agency,
 *                 dateline/location, dateline/story.date/@norm
 *     body.content   the body, as xml_record_append_blocks reads it
 *
 * The New York Times Annotated Corpus has its sections in meta elements (online_sections, else dsk), and names inverted
 * in a second byline, which is left out. Of dates that of issue is best, then publication, release, dateline. Without
 * hl1 the title of the head is the headline. Subheads (hl2), abstracts, captions and what stands at the end of the body
 * are left out.
 *
 * Source: IPTC, NITF 3.6. */
#ifndef DATELINE_INDEXER_NITF_IN_H
#define DATELINE_INDEXER_NITF_IN_H

#include "indexer/xml_record.h"

/* Reads the element `nitf` that was just opened to its end into the record's article and body. What the article holds
 * already stays. */
void nitf_read(struct xml_record *r);

#endif
