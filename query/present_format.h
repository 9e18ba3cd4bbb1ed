/* The functions behind the table of presenters, and what they share. Inner header of query/. */
#ifndef DATELINE_QUERY_PRESENT_FORMAT_H
#define DATELINE_QUERY_PRESENT_FORMAT_H

#include "query/present.h"

void present_text_page(const struct page *page, const struct present_options *options, struct buf *out);
void present_text_article(const struct article *article, const struct present_options *options, struct buf *out);
void present_json_page(const struct page *page, const struct present_options *options, struct buf *out);
void present_json_article(const struct article *article, const struct present_options *options, struct buf *out);
void present_atom_page(const struct page *page, const struct present_options *options, struct buf *out);

/* A page in a format that is lines. */
void present_lines(const struct page *page, const struct present_options *options, struct buf *out);
void present_no_head(const struct present_options *options, struct buf *out);
void present_jsonl_hit(const struct hit *hit, const struct present_options *options, struct buf *out);
void present_csv_head(const struct present_options *options, struct buf *out);
void present_csv_hit(const struct hit *hit, const struct present_options *options, struct buf *out);

/* What follows the hits: facets and the timeline. */
void present_text_counts(const struct page *page, const struct present_options *options, struct buf *out);

/* Appends at most `columns` columns of the text as present_plain writes it, cut between words where some was left out,
 * which an ellipsis says. */
void present_cut(struct str text, size_t columns, struct buf *out);

#endif
