/* The parameter like: articles like one of the archive. Inner header of query/. */
#ifndef DATELINE_QUERY_LIKE_H
#define DATELINE_QUERY_LIKE_H

#include "archive/archive.h"
#include "query/tree.h"

/* Makes any of the key terms of an article, but the article itself, a part of the query: joined with its words by AND
 * when it has some. S_USAGE when no article has the id. */
enum status like_apply(struct archive *archive, struct str id, struct query *query, struct err *err);

#endif
