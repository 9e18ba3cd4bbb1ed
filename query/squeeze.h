/* White space as it is shown in a snippet. Inner header of query/. */
#ifndef DATELINE_QUERY_SQUEEZE_H
#define DATELINE_QUERY_SQUEEZE_H

#include "core/buf.h"

/* Appends clean UTF-8 in which white space and controls have become single spaces, with none at the ends. */
void squeeze_append(struct str text, struct buf *out);

#endif
