/* Any bytes through the reader of Solr's documents. */
#include "any_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_any("solr", (struct str){(const char *)data, size});
    return 0;
}
