/* Presenters: a page of hits, or one article -> text for a terminal, JSON, CSV, a feed. One file a format, one table of
 * verbs. They append to a buffer and print nothing; running out of memory is the buffer's failure.
 *
 * text: for people. Without colour the marks are written *so*, unless highlight is off. What articles contain goes
 * through present_plain. Ids and addresses are never broken into lines.
 *
 * json: one line and a newline, in the shape of the HTTP answer. With highlight on, `snippet` and `fields.headline` are
 * HTML: escaped (& < > " '), then <em> around each mark. With highlight off they are plain text, as all other values
 * always are: who puts those into a page has to escape them. Scores have four decimals; with explain on, scores and
 * their parts are the whole doubles, so that the parts add up. What an article does not have is null in a hit's own
 * members and left out of its `fields`. Tags are an array; several values of another field are one string with commas
 * between them.
 *
 * jsonl: the hits alone, one a line, each as in json.
 *
 * csv: a line of names, then a line a hit, after RFC 4180 with \n as line end: id, published, score, the fields of
 * show-fields that are not among these, and the snippet as plain text.
 *
 * atom: a feed of the hits, RFC 4287, with the totals of OpenSearch 1.1. The summary of an entry is HTML, its snippet.
 * An entry's id is the article's address where it is one of the web, else urn:dateline: and its id; an undated article
 * is of 1970. */
#ifndef DATELINE_QUERY_PRESENT_H
#define DATELINE_QUERY_PRESENT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/article.h"
#include "core/buf.h"
#include "query/marking.h"
#include "query/page.h"

struct present_options {
    const struct params *params; /* of the search; an article without marks needs none */
    bool colour;                 /* escape sequences for a terminal */
    uint32_t width;              /* columns; 0: do not wrap */
    /* The text of an article that is shown, marked, for people; NULL: as it stands. */
    const struct marked_article *marked;
    bool apart; /* json, an article: several values of a field are an array, as the indexer reads them again */
};

struct presenter {
    const char *name; /* for --format */
    void (*page)(const struct page *page, const struct present_options *options, struct buf *out);
    /* For formats that are lines: what stands before the hits, and one hit. NULL elsewhere. */
    void (*head)(const struct present_options *options, struct buf *out);
    void (*hit)(const struct hit *hit, const struct present_options *options, struct buf *out);
    void (*article)(const struct article *article, const struct present_options *options, struct buf *out);
};

/* Indexed by enum output_format. */
extern const struct presenter presenters[];

/* Appends text as a terminal may have it, on one line: controls (line ends and escape characters among them) become
 * spaces, bidirectional embeddings and overrides are left out, what is not UTF-8 becomes U+FFFD. */
void present_plain(struct str text, struct buf *out);

/* Appends text as HTML and XML have it, inside of elements and of quoted attributes: & < > " ' are escaped. */
void present_html(struct str text, struct buf *out);
/* The same of marked text, with <em> around each mark, and an ellipsis where text was left out. */
void present_marked(const struct marked *marked, struct buf *out);
/* The same of its bytes from `start` to `end`. */
void present_marked_part(const struct marked *marked, size_t start, size_t end, struct buf *out);
/* Appends the values of a field with commas between them, as they are. */
void present_values(const struct article *article, enum field field, struct buf *out);
/* Whether an address is of http or https: others, javascript: among them, are never made links. */
bool present_is_link(struct str url);
/* Appends text as a value in an address: all but letters, digits and -._~ as percent signs and digits. */
void present_percent(struct str text, struct buf *out);

/* Pages of page->size that hold all hits; 0 for a size of 0. */
uint64_t present_pages(const struct page *page);
/* The last page that is not refused, since there are no hits behind it or too many in front. */
uint64_t present_last_page(const struct page *page);
/* Takes a line, without its end, off the front of `rest`; false when nothing is left. */
bool present_next_line(struct str *rest, struct str *line);

#endif
