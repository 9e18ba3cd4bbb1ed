/* What stands before the XML parser: a stream of XML as it is found -> one that is well-formed enough to be parsed to
 * its end, in bounded memory. Inner header of indexer/.
 *
 * libxml2 stops for good at a < that opens nothing and at a second root, loses text at a stray &, gives up sections
 * over 10 MB, and takes quadratic time over declarations of attributes. So this passes on tags and text only:
 *
 *     a & or < that begins nothing      is escaped
 *     an end tag that is missing        is put in before that of an element around it; one too many is left out
 *     a tag without its >               ends at the next <
 *     attributes                        without quotes get them, without a value are left out; a < in one is escaped
 *     comments, instructions, doctype   are left out; the texts that a doctype declares replace their references
 *     CDATA sections                    end with the piece that they are in, and begin again in the next; long pieces
 * of text become such sections text outside of any root          is left out; roots may follow one another
 *
 * Names are ASCII: a < before any other character is text. A tag or declaration over XML_TAG_MAX bytes, elements
 * nested deeper than XML_DEPTH_MAX and more than XML_ATTRIBUTES_MAX attributes in an element end the stream.
 *
 * Source: Extensible Markup Language (XML) 1.0, Fifth Edition, sections 2 to 4. */
#ifndef DATELINE_INDEXER_XML_REPAIR_H
#define DATELINE_INDEXER_XML_REPAIR_H

#include "core/buf.h"
#include "indexer/reader.h"
#include "indexer/xml_entity.h"
#include "indexer/xml_in.h"

enum { XML_TAG_MAX = 64 << 10 };

enum xml_repair_mode { XML_CONTENT, XML_COMMENT, XML_INSTRUCTION, XML_CDATA, XML_SUBSET };

/* Zeroed: the start of a stream. */
struct xml_repair {
    struct buf data;   /* what has been fed and could not be passed on yet */
    uint64_t base;     /* offset of data in the stream */
    size_t at;         /* in data: what comes next */
    size_t counted;    /* in data: newlines before it are in `newlines` */
    uint64_t newlines; /* since the start of the stream */

    enum xml_repair_mode mode, outer; /* outer: what a comment or an instruction stands in */
    struct xml_entities entities;
    bool rooted;      /* an element has been seen */
    unsigned depth;   /* of elements that are open */
    struct buf names; /* theirs, one behind the other */
    size_t name_start[XML_DEPTH_MAX];
    struct buf places;   /* a struct place for each start tag that was passed on; the caller takes them off */
    const char *refusal; /* why the stream has ended, or NULL */
};

void xml_repair_release(struct xml_repair *r);
/* Takes the next piece of the stream, clean UTF-8, whole characters, and appends what it becomes; with `end` the last.
 * After a refusal nothing more comes. S_NOMEM. */
enum status xml_repair_feed(struct xml_repair *r, struct str piece, bool end, struct buf *out, struct err *err);
/* The line that comes next, from 1, and the innermost element that is open, or the absent str. */
uint64_t xml_repair_line(struct xml_repair *r);
struct str xml_repair_open_name(const struct xml_repair *r);

#endif
