/* What the readers of XML formats share: the record that is being read, its values, how it ends. Inner header of
 * indexer/.
 *
 * The first member of each such reader. `next` of a format looks for the element of an article, reads what is inside
 * and finishes:
 *
 *     xml_record_start(&f->record, article, err);
 *     while (xml_record_open(r, 0)) {
 *         ...
 *         xml_record_begin(r); ... return xml_record_finish(r, status);
 *     }
 *     return xml_record_end(r, status);
 *
 * Everything that goes on in the document gives false when the document ends; what is left then is to return from one
 * function after the other. */
#ifndef DATELINE_INDEXER_XML_RECORD_H
#define DATELINE_INDEXER_XML_RECORD_H

#include "indexer/blocks.h"
#include "indexer/reader_impl.h"
#include "indexer/xml_in.h"

struct xml_record {
    struct reader reader;
    struct xml_in *x;
    struct article *article;
    struct err *err;
    enum status status;   /* why the document ended */
    bool ended;           /* the document */
    bool told;            /* that the document is damaged */
    bool known;           /* an element that the format has was there, or the lack of it has been reported */
    bool full;            /* a value of the record is over its limit */
    unsigned values;      /* of the record, in fields that may have several */
    size_t surplus;       /* bytes of those that were left out */
    struct buf root;      /* the name of the first element */
    struct buf raw, line; /* a value, and what became of it */
    struct buf body;
};

/* The record is zeroed. */
enum status xml_record_init(struct xml_record *r, const struct reader_verbs *verbs, struct source *source,
                            const struct field_map *map, struct err *err);
void xml_record_release(struct xml_record *r);

void xml_record_start(struct xml_record *r, struct article *article, struct err *err);
/* The element that was just opened is an article: its place is that of the record. */
void xml_record_begin(struct xml_record *r);
/* An article has been read. As reader_next: the article when it has a body, a refusal, or false. */
bool xml_record_finish(struct xml_record *r, enum status *status);
/* The document has ended between articles. One of another format, which is told by its root, and one that is damaged,
 * gives one refusal; damage of the source ends it as reader_next says. */
bool xml_record_end(struct xml_record *r, enum status *status);

/* The next event inside the element of this depth (0: the document); false at its end, which is passed. */
bool xml_record_next(struct xml_record *r, unsigned depth, enum xml_event *event);
/* Goes to the next element that is opened inside the element of this depth; an element that was
 * opened before and has been neither taken nor skipped is entered. False at the end of the outer one, which is
 * passed. */
bool xml_record_open(struct xml_record *r, unsigned depth);
bool xml_record_is(const struct xml_record *r, const char *name);         /* the element that was just opened */
bool xml_record_is_one_of(const struct xml_record *r, const char *names); /* separated by '|' */
void xml_record_skip(struct xml_record *r);

/* The text of the element that was just opened, as clean UTF-8 on one line; false when there is none. Borrowed until
 * the next value. */
bool xml_record_line(struct xml_record *r, struct str *line);
/* An attribute in the same way. */
bool xml_record_attribute(struct xml_record *r, const char *name, struct str *line);
/* Appends the paragraphs of the element that was just opened, in the markup of NITF or XHTML: its blocks, list items
 * and rows, without subheads, captions, media and scripts. */
void xml_record_append_blocks(struct xml_record *r, struct buf *out);

/* Sets a field that is absent; adds to one of several values. XML_VALUES_MAX values of the latter kind are kept, and
 * more left out. Past the limit of an article, which counts them too, the record is full. */
enum { XML_VALUES_MAX = 2000 };
void xml_record_set(struct xml_record *r, enum field field, struct str value);
/* Keeps a date of the record if it can be read and there is none yet. */
void xml_record_set_date(struct xml_record *r, struct str value);
/* Sets place, agency and date by the text of a dateline without a separator: "MOSCOW, Monday (Reuters)". Where it is
 * none as indexer/dateline.h knows them, all before a day, a month or a bracket is the place. */
void xml_record_set_dateline(struct xml_record *r, struct str text);

#endif
