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

/* What an article gives to the index. */
struct inverted_article {
    const struct xap_posting *posting; /* borrowed until the next call; the term of the id is not among them */
    size_t count;
    uint32_t headline_words;
    uint64_t text; /* as of text_hash.h */
};

enum status document_invert(struct document *d, struct analyzer *analyzer, const struct article *article,
                            struct inverted_article *out, struct err *err);

#endif
