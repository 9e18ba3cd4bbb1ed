/* Libraries that are loaded when a format first needs them (shim/late.h): together they bring ten others, which would
 * cost every start of the program as much as a short search. Inner header of indexer/. */
#ifndef DATELINE_INDEXER_LATE_H
#define DATELINE_INDEXER_LATE_H

#include "shim/late.h"

/* S_INTERNAL: the library, or a function of it, is not there. Once loaded a library stays; any thread may call. */
enum status late_archive(struct err *err); /* libarchive: containers and compression */
enum status late_xml(struct err *err);     /* libxml2: HTML and XML */
enum status late_mime(struct err *err);    /* GMime: mail */

#endif
