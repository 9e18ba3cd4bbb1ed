/* Tags as they are found, well-formed or not: names, attributes, where a tag ends. Inner header of indexer/; the part
 * of xml_repair.h that looks inside a tag. */
#ifndef DATELINE_INDEXER_XML_TAG_H
#define DATELINE_INDEXER_XML_TAG_H

#include <stdbool.h>

#include "core/buf.h"

struct xml_attribute {
    struct str name, value; /* borrowed from the tag; the value as it is written */
    char quote;             /* around the value; " when there is none */
};

bool xml_is_name_start(char c);
bool xml_is_space(char c);
/* The name at the start of a text, which may be empty. */
struct str xml_name_at(struct str text);
/* Where a start tag, from its < on, ends: at its >, or at a < where that is missing; the length when neither is there.
 * A quotation mark counts behind a = alone. */
size_t xml_tag_end(struct str tag);
/* Takes the next attribute that has a value off the front of what follows the name in a tag, and passes over the rest;
 * false when there is none. */
bool xml_next_attribute(struct str *rest, struct xml_attribute *a);

#endif
