/* Did you mean: a query with its misspelt words put right, offered only when it finds more. Inner header of query/. */
#ifndef DATELINE_QUERY_SPELLING_H
#define DATELINE_QUERY_SPELLING_H

#include "archive/archive.h"
#include "query/params.h"
#include "query/tree.h"

/* Appends the words of `params->q` with each word that the archive hardly knows replaced by the likeliest near it, as
 * articles write that; nothing when there is none to replace. */
enum status spelling_correct(struct archive *archive, const struct params *params, const struct query *query,
                             struct buf *out, struct err *err);

#endif
