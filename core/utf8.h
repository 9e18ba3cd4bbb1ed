/* UTF-8 as it arrives: decoding that never reads past the end, and repair of what is not UTF-8.
 *
 * Source: The Unicode Standard 15.0, section 3.9, table 3-7 (well-formed sequences) and "U+FFFD Substitution of Maximal
 * Subparts". Surrogates and overlong forms are ill-formed. */
#ifndef DATELINE_CORE_UTF8_H
#define DATELINE_CORE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { UTF8_MAX = 4, UTF8_REPLACEMENT = 0xFFFD };

/* Decodes one code point from text[0..len), len > 0, and returns the bytes it took (at least 1). An ill-formed maximal
 * subpart gives UTF8_REPLACEMENT and the length of the subpart; *valid (when not NULL) tells it from a real U+FFFD. */
size_t utf8_decode(const char *text, size_t len, uint32_t *code_point, bool *valid);
/* Writes a code point, 1 to 4 bytes, and returns how many. A surrogate or a number past U+10FFFF is written as U+FFFD.
 */
size_t utf8_encode(uint32_t code_point, char out[UTF8_MAX]);
bool utf8_valid(const char *text, size_t len);
/* How many code points there are; a byte that is none counts as one. */
size_t utf8_count(const char *text, size_t len);

/* The length of the longest prefix of at most `max` bytes that does not cut a character in two. */
size_t utf8_cut(const char *text, size_t len, size_t max);
/* Appends text to `out` as clean UTF-8: ill-formed subparts become U+FFFD; NUL, the other C0 controls except tab and
 * newline, DEL and the C1 controls become a space; CR LF and a lone CR become a newline; a byte order mark at the start
 * is dropped. Returns whether anything was changed other than line ends. */
bool utf8_repair(const char *text, size_t len, struct buf *out);
/* Columns that a code point takes on a terminal: 0 (combining marks, controls), 1 or 2 (wide East Asian). */
int utf8_width(uint32_t code_point);
/* Columns of a whole text. */
size_t utf8_text_width(const char *text, size_t len);

#ifdef __cplusplus
}
#endif
#endif
