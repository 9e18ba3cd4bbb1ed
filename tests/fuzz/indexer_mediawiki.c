/* Any bytes through the reader of MediaWiki's exports. */
#include "any_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_any("mediawiki", (struct str){(const char *)data, size});
    return 0;
}
