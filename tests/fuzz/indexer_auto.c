/* Any bytes through the reader that they look like. */
#include "any_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_any("auto", (struct str){(const char *)data, size});
    return 0;
}
