/* The language that a text is written in, over cld2 (Compact Language Detector 2). */
#ifndef DATELINE_SHIM_LANGUAGE_H
#define DATELINE_SHIM_LANGUAGE_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/err.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of a code of BCP 47 with its NUL: "en", "zh-Hant". */
enum { LANGUAGE_CODE_MAX = 16 };

/* Writes the code of the language that clean UTF-8 is written in: of ISO 639-1 where there is one. "" when it is not
 * sure, as of a few words. The first kilobyte tells as much as the rest. S_INTERNAL: the library cannot be loaded. */
enum status language_detect(struct str text, char code[LANGUAGE_CODE_MAX], struct err *err);
/* The code of a language by its English name or its code in any case, or as core/language_code.h knows it: "English",
 * "EN-gb", "English-US", "eng" -> "en". False when it is none of them, as "English-French". */
bool language_code_of(struct str name, char code[LANGUAGE_CODE_MAX]);

#ifdef __cplusplus
}
#endif
#endif
