/* Markdown -> text. Inner header of indexer/markdown.c.
 *
 * Source: CommonMark 0.31, and of GitHub's dialect tables, strikethrough, task lists and footnotes, as far as it makes
 * a difference to a reader of the text. A paragraph, heading, item or row of a table is a paragraph of the text, its
 * lines joined; code blocks keep their lines. Emphasis, code marks, markers of lists and quotes, pipes, images,
 * addresses of links, definitions of references, marks of footnotes, comments and the short codes {{...}} {%...%} of
 * site generators go; HTML becomes its text (indexer/html.h). Time is linear in the text. */
#ifndef DATELINE_INDEXER_MARKDOWN_TEXT_H
#define DATELINE_INDEXER_MARKDOWN_TEXT_H

#include "indexer/values.h"

struct markdown_text {
    struct values *values; /* borrowed */
    struct buf headline;   /* of the first heading of level 1 before any other text; it is no part of the text */
    struct buf text;       /* paragraphs, a blank line between */
    struct buf paragraph, plain;
};

void markdown_text_release(struct markdown_text *m);
/* Takes a document of clean UTF-8 apart. S_NOMEM. */
enum status markdown_text_read(struct markdown_text *m, struct str document, struct err *err);
/* Appends the text of one paragraph without its Markdown, tags of HTML left in it: then references of HTML stand for
 * the characters of code and of escapes that could be taken for markup. */
void markdown_append_inline(struct str paragraph, struct buf *out);

#endif
