/* The shortcodes of WordPress, which stand in the text of a post until a page is made of it. Inner header of indexer/.
 *
 *     [gallery ids="1,2"]   [vc_column]   [quote]Text[/quote]   [caption width="9"]<img/> A pier[/caption]
 *
 * A tag in square brackets is one when it closes something; when its name is one of those that WordPress itself has or
 * is closed elsewhere in the text; when attributes follow its name; or when its name holds an underscore or a slash
 * ends it, and it stands on a line of its own or among others. Tags go and what is between them stays, but with
 * captions, addresses to embed and players; these hide nothing when the same opens again before it is closed. Anything
 * else in square brackets is prose: [sic], [the mayor, aged=50], [name_of_witness] in a sentence, [1]; and so is what
 * stands in two pairs of brackets.
 *
 * Source: the Shortcode API of the WordPress developer handbook. */
#ifndef DATELINE_INDEXER_SHORTCODE_H
#define DATELINE_INDEXER_SHORTCODE_H

#include "core/buf.h"

/* Appends a text, or markup, without its shortcodes. In linear time. */
void shortcode_strip(struct str text, struct buf *out);

#endif
