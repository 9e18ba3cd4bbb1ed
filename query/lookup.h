/* Articles by their ids. */
#ifndef DATELINE_QUERY_LOOKUP_H
#define DATELINE_QUERY_LOOKUP_H

#include "archive/archive.h"
#include "core/article.h"

/* The stored article in place of what `out` holds, of the newest state when the snapshot is lost on the way.
 * S_NOT_FOUND without a text: the archive has none with this id. */
enum status lookup_article(struct archive *archive, struct str id, struct article *out, struct err *err);

enum { LOOKUP_IDS_MAX = 200 /* as many as a page has */ };

/* Goes through a list of ids, as the parameter `ids` of a search has it, up to `most`; `visit` NULL only checks it.
 * S_USAGE: it does not parse; S_LIMIT; what a visit returns. *count says how many there were. */
typedef enum status lookup_id(void *context, struct str id, struct err *err);
enum status lookup_ids(struct str ids, size_t most, lookup_id *visit, void *context, size_t *count, struct err *err);

/* The same for their articles: `article` is NULL where the archive has none. Both are borrowed until the visit ends. */
typedef enum status lookup_visit(void *context, struct str id, const struct article *article, struct err *err);
enum status lookup_articles(struct archive *archive, struct str ids, lookup_visit *visit, void *context,
                            struct err *err);

#endif
