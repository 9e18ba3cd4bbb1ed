/* SGML as news collections have it: a file of records, each an element, with other elements and text inside. Inner
 * header of indexer/. There is no DTD here: elements have names in any case, may lack their end tag, and are found by
 * name.
 *
 * Records are taken from the stream one by one. One that never ends is ended by the next; one over SGML_RECORD_MAX is
 * passed over without being held. */
#ifndef DATELINE_INDEXER_SGML_IN_H
#define DATELINE_INDEXER_SGML_IN_H

#include "indexer/reader_impl.h"
#include "indexer/window.h"

enum {
    SGML_RECORD_MAX = 8 << 20, /* bytes */
    SGML_TAG_MAX = 4 << 10     /* bytes of a tag; a longer one is text */
};

struct sgml_in {
    struct window window;
    const char *name; /* of the element that is a record */
    bool begun;       /* a record has been met */
    bool closed;      /* a record with an end tag has been met */
    bool told;        /* that there is none */
    struct buf text;  /* the record in UTF-8 */
};

/* The next record in UTF-8, from its start tag up to its end; borrowed until the next call. Sets the reader's place.
 * What stands between records is passed over; a source that is not empty and holds none is refused once. Bytes that are
 * not UTF-8 are read as ISO-8859-1. A record that the source cuts off is refused, unless none before it had an end tag
 * either. True with S_INPUT: refused through `r`; false as reader_next. */
bool sgml_in_next(struct sgml_in *in, struct reader *r, struct str *record, enum status *status, struct err *err);
void sgml_in_release(struct sgml_in *in);

/* An element in a record. */
struct sgml_element {
    int name; /* index in the names that were asked for */
    struct str attributes, content;
};

/* Takes the next element whose name is one of `names` (ended by NULL, in capitals) off the front of `rest`. It ends at
 * its end tag, and where any of the names begins or ends; the rest of an element around it is passed over. */
bool sgml_next_element(struct str *rest, const char *const *names, struct sgml_element *out);
/* The value of an attribute, without quotes; absent when there is none. */
struct str sgml_attribute(struct str attributes, const char *name);
/* Appends the text of markup: a tag of a paragraph (P) becomes a blank line, other tags and comments nothing; character
 * references are resolved, those to control characters dropped; unknown ones stay as they are. */
void sgml_append_text(struct str markup, struct buf *out);

#endif
