/* The shortcodes of WordPress, which stand in the text of a post until a page is made of it. Inner header of indexer/.
 *
 *     [gallery ids="1,2"]   [vc_column]   [quote]Text[/quote]   [caption width="9"]<img/> A pier[/caption]
 *
 * A tag in square brackets is one when it closes something; when its name is one of those that WordPress itself has,
 * holds an underscore or is closed elsewhere in the text; or when it has attributes. Tags go and what is between them
 * stays, but with captions, addresses to embed and players. Anything else in square brackets is prose: [sic], [the
 * mayor], [1]; and so is what stands in two pairs of brackets.
 *
 * Source: the Shortcode API of the WordPress developer handbook. */
#ifndef DATELINE_INDEXER_SHORTCODE_H
#define DATELINE_INDEXER_SHORTCODE_H

#include "core/buf.h"

/* Appends a text, or markup, without its shortcodes. In linear time. */
void shortcode_strip(struct str text, struct buf *out);

#endif
