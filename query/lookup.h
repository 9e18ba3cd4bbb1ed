/* An article by its id. */
#ifndef DATELINE_QUERY_LOOKUP_H
#define DATELINE_QUERY_LOOKUP_H

#include "archive/archive.h"
#include "core/article.h"

/* The stored article in place of what `out` holds, of the newest state when the snapshot is lost on the way.
 * S_NOT_FOUND without a text: the archive has none with this id. */
enum status lookup_article(struct archive *archive, struct str id, struct article *out, struct err *err);

#endif
