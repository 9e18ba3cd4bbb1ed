/* One article as the postings of a document: every word at its position, and one term for each value of a keyword
 * field. Inner header of archive/. The space is kept from article to article. */
#ifndef DATELINE_ARCHIVE_DOCUMENT_H
#define DATELINE_ARCHIVE_DOCUMENT_H

#include "core/analyzer.h"
#include "core/article.h"
#include "shim/xap.h"

struct document;

enum status document_new(struct document **out, struct err *err);
void document_free(struct document *d);
/* Inverts an article. The postings are borrowed until the next call; the term of the id is not among them. */
enum status document_invert(struct document *d, struct analyzer *analyzer, const struct article *article,
                            const struct xap_posting **postings, size_t *count, uint32_t *headline_words,
                            struct err *err);

#endif
