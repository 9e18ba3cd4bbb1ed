/* HTML as a stream of tags and texts. Inner header of indexer/.
 *
 *     html_tokens_init(&t, page);
 *     while (html_tokens_next(&t, &token))
 *         switch (token.kind) ...
 *
 * Source: WHATWG HTML, section 13.2.5 (tokenization), as far as text and attributes of a page depend on it. Where that
 * loses the rest of a page to a quote or a title that is never closed, the reading goes on behind it instead.
 *
 * A byte is looked at a bounded number of times, whatever the page. libxml2's parser of HTML, which would be at hand,
 * compares each attribute of a tag with all before it, and walks up all open elements for each end tag: nine seconds
 * for 100,000 attributes. Its table of entities is used.
 *
 * Everything in a token is borrowed from the page, and its character references stand unresolved. */
#ifndef DATELINE_INDEXER_HTML_TOKENS_H
#define DATELINE_INDEXER_HTML_TOKENS_H

#include <stdbool.h>

#include "core/buf.h"
#include "indexer/html_tags.h"

enum { HTML_ATTRIBUTES_MAX = 64 }; /* of a tag that are read; others are passed over */

enum html_kind {
    HTML_TEXT,
    HTML_RAW, /* the content of `tag`, a script, a style or a title */
    HTML_OPEN,
    HTML_CLOSE
};

struct html_attribute {
    struct str name, value;
};

struct html_token {
    enum html_kind kind;
    enum html_tag tag;
    struct str text; /* of HTML_TEXT and HTML_RAW */
    size_t count;    /* attributes, of HTML_OPEN */
    bool ended;      /* of HTML_OPEN, where nothing in the element is text: its end tag comes somewhere */
    struct html_attribute attributes[HTML_ATTRIBUTES_MAX];
};

struct html_tokens {
    const char *at, *end;
    enum html_tag raw;               /* whose content comes next, or TAG_OTHER */
    unsigned missing;                /* what was looked for up to the end in vain */
    const char *end_tags[TAG_COUNT]; /* where the next one was last found; `end`: there is none */
};

void html_tokens_init(struct html_tokens *t, struct str page);
bool html_tokens_next(struct html_tokens *t, struct html_token *token);
/* The value of an attribute of a start tag, by its name in small letters; absent when it is not there. An attribute
 * without a value is empty but not absent. */
struct str html_attribute(const struct html_token *token, const char *name);
/* Appends a text with its character references resolved; those to the controls U+0080 to U+009F are read as
 * windows-1252, as browsers do. */
void html_append_resolved(struct str text, struct buf *out);
/* The bytes of the character reference that text begins with, 0 if none; its character in *code_point. */
size_t html_reference(struct str text, uint32_t *code_point);

#endif
