/* The words of a query in whole articles, marked as in the headlines of hits. */
#ifndef DATELINE_QUERY_MARKING_H
#define DATELINE_QUERY_MARKING_H

#include "archive/archive.h"
#include "query/page.h"
#include "query/params.h"

struct marking;

/* Reads q of the parameters. S_USAGE and S_LIMIT as a search; S_STALE is the caller's to deal with. The archive is
 * borrowed, and may be reopened meanwhile. */
enum status marking_new(struct archive *archive, const struct params *params, struct marking **out, struct err *err);
void marking_free(struct marking *m);

/* An article's headline, on one line, and its body as it stands, each with its marks. Zeroed = empty. */
struct marked_article {
    struct marked headline, body;
};

/* `out` is replaced. */
enum status marking_apply(const struct marking *m, const struct article *article, struct marked_article *out,
                          struct err *err);
void marked_article_release(struct marked_article *a);

#endif
