/* Any bytes through the reader of NITF. */
#include "any_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_any("nitf", (struct str){(const char *)data, size});
    return 0;
}
