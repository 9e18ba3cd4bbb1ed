/* Character sets: bytes of a whole document -> UTF-8.
 *
 * What decides, in this order: a byte order mark (UTF-8, UTF-16, UTF-32); NULs in the first bytes as UTF-16 and UTF-32
 * without a mark have them; the charset that was declared; UTF-8, when the bytes are UTF-8 with something past ASCII in
 * it; a guess from the bytes (uchardet, from the first 64 KiB behind the first byte past ASCII); windows-1252, also
 * where a guess would rest on a few letters. A declared charset counts as none when it is not known, when it is UTF-8
 * while the bytes are not, when it is ISO-8859-1 or windows-1252 while the bytes are UTF-8, and when it is UTF-16 or
 * UTF-32 while there is no NUL in the bytes. Bytes with one ill-formed piece for four good characters, or fewer,
 * are still UTF-8, so that one broken character does not spoil a page.
 *
 * ISO-8859-1 and US-ASCII are read as windows-1252, GB2312 and GBK as GB18030, and others as their supersets, as the
 * WHATWG Encoding Standard has it; names are its labels and those of some charsets more that mail and old pages use.
 * What cannot be converted becomes U+FFFD: nothing here refuses a document. Time is linear in the bytes, and the text
 * has at most four times as many. */
#ifndef DATELINE_INDEXER_CHARSET_H
#define DATELINE_INDEXER_CHARSET_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/err.h"

/* Appends `bytes` to out as well-formed UTF-8 without a byte order mark. `declared` (may be absent) is a name in any
 * case, as "iso-8859-1". S_NOMEM. */
enum status charset_to_utf8(struct str bytes, struct str declared, struct buf *out, struct err *err);
/* The charset that the rules above give these bytes, the first of a document, as a name that iconv knows: "UTF-8".
 * A character that the end cuts in two is no damage. */
const char *charset_choose(struct str head, struct str declared);
/* Whether the first bytes of a text whose first character is ASCII are those of UTF-16 or UTF-32, with a mark or by
 * their NULs. */
bool charset_is_wide(struct str head);
/* The converter's name for a charset that is called so, in any case; NULL when it is not known. */
const char *charset_name(struct str label);
/* The charset that a media type names: `text/html; charset="utf-8"`; absent when it names none. Borrowed. */
struct str charset_of_media_type(struct str type);

#endif
