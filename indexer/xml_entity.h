/* The entities that a document declares for itself and that stand for a text: <!ENTITY mdash "&#8212;">. Inner header
 * of indexer/.
 *
 * Entities from outside, parameter entities, and those that hold markup or other references are not taken: what is left
 * cannot grow. At most XML_ENTITIES_MAX of at most XML_ENTITY_TEXT_MAX bytes; those behind are not taken either. */
#ifndef DATELINE_INDEXER_XML_ENTITY_H
#define DATELINE_INDEXER_XML_ENTITY_H

#include "core/buf.h"

enum { XML_ENTITIES_MAX = 300, XML_ENTITY_NAME_MAX = 64, XML_ENTITY_TEXT_MAX = 200 };

/* Zeroed: none. */
struct xml_entities {
    struct buf entries; /* each: the lengths of name and text in a byte, name, text */
    unsigned count;
};

void xml_entities_release(struct xml_entities *e);
/* Reads a declaration without its marks: ENTITY mdash "&#8212;". */
void xml_entities_declare(struct xml_entities *e, struct str declaration);
/* The text, borrowed until the next declaration; absent when there is none. */
struct str xml_entities_find(const struct xml_entities *e, struct str name);

#endif
