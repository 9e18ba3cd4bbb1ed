/* Datelines: where, when and by which agency a story was filed, as written before its first sentence.
 *
 *     MOSCOW—While ...                        YEREVAN (Agency) -- The ...
 *     WASHINGTON, Dec. 27 - The ...           PARIS, FRANCE: The ...
 *     SARAJEVO, Bosnia and Herzegovina, Sept. 14, 1996 (Reuters) – The ...
 *     Washington, DC - The ...                MOSCOW, December 27. /TASS/. The ...
 *     МОСКВА, 27 декабря — В ...              北京（通讯社）——...
 *     Madrid, 27 dic (EFE).- El ...           (ANSA) - ROMA, 27 DIC - Il ...
 *     Москва. 27 декабря. ИНТЕРФАКС - В ...   МОСКВА, 27 дек — РИА Новости. В ...
 *     القاهرة في 27 ديسمبر (أ ف ب) - قال ...      بغداد / واع / قال ...
 *
 *   dateline  = place [","] [date] [agency] separator
 *   separator = em or en dash, two hyphens, a hyphen between white space or behind ")" or ").", ":";
 *               behind a date or an agency "_"; with a date "/agency/."; with a date or behind a single word of a
 *               script without capitals "/ agency /", when it is known
 *
 * A known agency may also stand before a place with a date, "(ANSA) -", and behind it without brackets. What agencies
 * of China, Japan and Korea write is in indexer/dateline_asian.h.
 *
 * A place is in capitals (parts behind a comma need not be). A place in small letters needs a sign that this is no
 * sentence: a state, a known agency, a full date. A colon needs a known agency with a date, or more than one
 * word in capitals, or "UPDATE:" would be a city. What follows must look like the start of a sentence unless a date or
 * an agency settles the matter. */
#ifndef DATELINE_INDEXER_DATELINE_H
#define DATELINE_INDEXER_DATELINE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/date.h"

enum { DATELINE_TEXT_MAX = 256 /* bytes that place, agency and byline never exceed */ };

struct dateline {
    struct str place;  /* as written, without date and agency; absent in some of agencies that are on the web alone */
    struct str agency; /* absent when there is none */
    struct str byline; /* who filed it, where the dateline says so */
    struct date date;  /* when it is written with its year */
    int month, day;    /* when it is written without; 0: not */
    size_t len;        /* bytes up to the first sentence */
};

/* Reads the dateline at the start of a text. `strict` leaves out the forms that ordinary prose may have too: the colon,
 * scripts without capitals. Everything is borrowed from the text. */
bool dateline_parse(struct str text, bool strict, struct dateline *out);

/* Agencies named outside a dateline, borrowed from the text: "(AP) - The ..." before the first sentence; "... it said.
 * (Reuters)", or the name alone on the last line, behind the last. Initials in brackets behind a word, "a tax on land
 * (ATS).", are those of the words in front. The text is trimmed. */
bool agency_before_text(struct str text, struct str *agency);
bool agency_behind_text(struct str text, struct str *agency);

#endif
