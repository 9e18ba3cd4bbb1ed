/* Character sets: bytes of a whole document -> UTF-8.
 *
 * What decides, in this order: a byte order mark (UTF-8, UTF-16, UTF-32); the charset that was declared; UTF-8, when
 * the bytes are well-formed UTF-8 with something past ASCII in it; a guess from the bytes (uchardet); windows-1252.
 * A declared charset that is not known, or that is UTF-8 while the bytes are not, counts as none. ISO-8859-1 and
 * US-ASCII are read as windows-1252, and GB2312 as GB18030, as the WHATWG Encoding Standard has it. What cannot be
 * converted becomes U+FFFD: nothing here refuses a document. */
#ifndef DATELINE_INDEXER_CHARSET_H
#define DATELINE_INDEXER_CHARSET_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/err.h"

/* Appends `bytes` to out as well-formed UTF-8 without a byte order mark. `declared` (may be absent) is a name in any
 * case, as "iso-8859-1". S_NOMEM. */
enum status charset_to_utf8(struct str bytes, struct str declared, struct buf *out, struct err *err);
/* The charset that the rules above give these bytes, the first of a document, as a name that iconv knows: "UTF-8".
 * Borrowed from a table or from uchardet; valid until the next call in this thread. */
const char *charset_choose(struct str head, struct str declared);
/* The charset that a media type names: `text/html; charset="utf-8"`; absent when it names none. Borrowed. */
struct str charset_of_media_type(struct str type);

#endif
