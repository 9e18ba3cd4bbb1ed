/* Candidates -> hits: stored articles, snippets, explanations. Inner header of query/. */
#ifndef DATELINE_QUERY_HITS_H
#define DATELINE_QUERY_HITS_H

#include "archive/archive.h"
#include "query/find.h"
#include "query/page.h"
#include "query/params.h"
#include "query/tree.h"

/* Fills page->hit, of a page that has an arena, with `count` hits from candidate `first` of the finding on. */
enum status hits_load(struct archive *archive, const struct query *query, const struct params *params,
                      const struct finding *finding, size_t first, size_t count, struct page *page, struct err *err);

#endif
