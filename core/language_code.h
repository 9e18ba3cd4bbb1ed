/* Languages by their codes of three letters and by names.
 *
 * Sources: ISO 639-1, ISO 639-2 with both its codes where there are two (ger, deu); of ISO 639-3 those of single
 * languages that stand for their group (cmn, arb). Names are those that languages go by in themselves, and English ones
 * that language detectors do not know. */
#ifndef DATELINE_CORE_LANGUAGE_CODE_H
#define DATELINE_CORE_LANGUAGE_CODE_H

#include <stdbool.h>

#include "core/buf.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The code of two letters, of ISO 639-1, of "eng", "FRE", "eng-US", "Deutsch", "Chinese (simplified)"; absent for
 * anything else, such as a code of two letters. Case does not count in ASCII. */
struct str language_two_letters(struct str name);

#ifdef __cplusplus
}
#endif
#endif
