/* Reading XML as a stream of events, over libxml2, whatever the size of the document. Inner header of indexer/.
 *
 *     while (xml_in_next(x, &event, &status, &err))
 *         switch (event) ...
 *     after false: S_OK the end of the document; S_INPUT it is damaged beyond reading on (what came before has been
 *     given; the text says where and why, path first, as that of source_read); S_IO, S_INTERRUPTED of the source,
 *     S_NOMEM
 *
 * Nothing outside the document is ever read: no DTD, no external entity. Entities that the document declares as a text
 * stand for it, those of HTML for what HTML says, and others stay as they are written. Charset as indexer/charset.h
 * chooses, by the first 64 KiB; UTF-8 when nothing else is declared.
 *
 * An ill-formed document is read on wherever that makes sense (indexer/xml_repair.h). Text before, between and behind
 * roots is passed over, and documents one behind the other are one with several roots.
 *
 * Limits: XML_DEPTH_MAX elements deep, XML_ATTRIBUTES_MAX attributes of an element and namespaces in scope, a tag of
 * 64 KiB, some thousand different names; past them the document ends with S_INPUT. A run of text is one event, but one
 * that is longer than XML_TEXT_MAX comes in several, each about so long. Comments may have any length. */
#ifndef DATELINE_INDEXER_XML_IN_H
#define DATELINE_INDEXER_XML_IN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/err.h"
#include "indexer/source.h"

enum { XML_DEPTH_MAX = 256, XML_TEXT_MAX = 8 << 20, XML_ATTRIBUTES_MAX = 1000 };

enum xml_event { XML_OPEN, XML_CLOSE, XML_TEXT }; /* an empty element gives OPEN and CLOSE */

struct xml_in;

/* The source is borrowed until xml_in_free. */
enum status xml_in_new(struct source *source, struct xml_in **out, struct err *err);
void xml_in_free(struct xml_in *x);
bool xml_in_next(struct xml_in *x, enum xml_event *event, enum status *status, struct err *err);
/* Of the present event; borrowed until the next. */
struct str xml_in_name(const struct xml_in *x);      /* of the element, without prefix */
struct str xml_in_namespace(const struct xml_in *x); /* its URI; a prefix that nothing declares; or absent */
struct str xml_in_text(const struct xml_in *x);      /* of XML_TEXT, CDATA sections included */
/* An attribute of the element that was opened, by its name without prefix; absent when there is none. Borrowed until
 * the next event. */
struct str xml_in_attribute(struct xml_in *x, const char *name);
unsigned xml_in_depth(const struct xml_in *x); /* of the element, or of that around a text: the root has 1 */
/* Where the element that was opened last begins: the line, from 1, and the bytes of the document before it. The bytes
 * are counted in clean UTF-8: in other charsets and in damaged documents they are near the truth. */
uint64_t xml_in_line(const struct xml_in *x);
uint64_t xml_in_offset(const struct xml_in *x);
/* Appends all text in the element that was just opened, up to its end, which is passed. *full (may be NULL) tells
 * whether it was cut at XML_TEXT_MAX. False as xml_in_next. */
bool xml_in_append_content(struct xml_in *x, struct buf *out, bool *full, enum status *status, struct err *err);
/* Appends what is in the element that was just opened as markup, elements with their names without prefix and without
 * attributes, text escaped, up to its end, which is passed: for html_append_text. */
bool xml_in_append_markup(struct xml_in *x, struct buf *out, bool *full, enum status *status, struct err *err);
/* Appends the text of the element, as xml_in_append_content, when nothing else is in it, or else its markup, as
 * xml_in_append_markup; *markup tells. */
bool xml_in_append_either(struct xml_in *x, struct buf *out, bool *markup, bool *full, enum status *status,
                          struct err *err);
/* Whether S_INPUT at the end was for the document, and not for the source that it comes from. */
bool xml_in_is_damaged(const struct xml_in *x);
/* Passes over the element that was just opened. */
bool xml_in_skip(struct xml_in *x, enum status *status, struct err *err);
/* The name without prefix of the root element that begins in the first bytes of a file, behind declaration, comments
 * and doctype, in any charset that is ASCII, UTF-16 or UTF-32 in them; absent when there is none. Borrowed from
 * scratch. */
struct str xml_root_name(struct str head, struct buf *scratch);
/* The charset that the declaration names with which the first bytes begin, or that they show; UTF-8 without either.
 * Borrowed from them. */
struct str xml_declared_charset(struct str head);

#endif
