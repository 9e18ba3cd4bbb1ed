/* Any bytes through the readers of SGML, the one of Reuters-21578 and the one of TREC. */
#include "any_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    read_any("reuters", bytes);
    read_any("trec", bytes);
    return 0;
}
