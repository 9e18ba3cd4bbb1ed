/* What the address of an article tells: newspapers put the day and the section into the path. Inner header of indexer/.
 *
 *     https://news.example/world/1996/09/14/vote       1996-09-14, world
 *     https://news.example/2017/dec/27/vote            2017-12-27
 *     https://news.example/politik/19960914-wahl.html  1996-09-14, politik
 *     https://news.example/2011/11/second-bridge       2011-11 */
#ifndef DATELINE_INDEXER_ADDRESS_H
#define DATELINE_INDEXER_ADDRESS_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/date.h"

/* A day, or else a month, in the path. The years are those of the web and of the archives that were put on it: 1700 to
 * 2099. */
bool address_date(struct str url, struct date *out);
/* The first part of the path that is the customary name of a section of a newspaper, as it is written there; absent
 * when there is none. Borrowed. */
struct str address_section(struct str url);

/* Whether a name is a customary one of a section: "Local News". */
bool address_names_section(struct str name);

#endif
