/* Any bytes through the text reader. */
#include "any_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_any("text", (struct str){(const char *)data, size});
    return 0;
}
