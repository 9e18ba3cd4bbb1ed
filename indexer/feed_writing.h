/* What the texts of a feed are written in. Inner header of indexer/; a part of the reader of feeds. */
#ifndef DATELINE_INDEXER_FEED_WRITING_H
#define DATELINE_INDEXER_FEED_WRITING_H

#include <stdbool.h>

#include "indexer/xml_in.h"

enum feed_writing { WRITING_PLAIN, WRITING_HTML, WRITING_EITHER, WRITING_OTHER };

/* Of the element that was just opened: by its attributes; in RSS, which has none for it, either text or HTML. */
enum feed_writing feed_writing_of(struct xml_in *x, bool atom);

#endif
