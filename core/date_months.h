/* The names of months and of days of the week, as news writes them: in English, German, French, Spanish, Italian,
 * Portuguese, Dutch, Polish, Russian, Swedish, Danish, Norwegian, Turkish and Czech. core/date's own.
 *
 * A name is known in full, in the genitive where dates have it, and in its usual abbreviations. Case and accents do not
 * matter: fevrier, AOÛT. */
#ifndef DATELINE_CORE_DATE_MONTHS_H
#define DATELINE_CORE_DATE_MONTHS_H

#include <stdbool.h>

#include "core/buf.h"

enum {
    MONTH_NUMBER = 15,    /* 1 to 12 */
    MONTH_IS_SHORT = 16,  /* an abbreviation */
    MONTH_IS_ENGLISH = 32 /* it is one in English */
};

/* What month a word names, as the sum of the above; 0: none. */
unsigned date_month_of(struct str word);
bool date_is_weekday(struct str word);

#endif
