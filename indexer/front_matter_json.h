/* Front matter in JSON. Inner header of indexer/; a part of front_matter.h. */
#ifndef DATELINE_INDEXER_FRONT_MATTER_JSON_H
#define DATELINE_INDEXER_FRONT_MATTER_JSON_H

#include "indexer/front_matter.h"

/* As front_matter_read, of a text that begins with a brace. What follows the object is another line, and is neither
 * JSON nor nothing, or else the text is JSON itself. */
size_t front_matter_json_read(struct front_matter *f, struct str text);

#endif
