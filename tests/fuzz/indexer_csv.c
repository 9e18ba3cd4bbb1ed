/* Any bytes through the CSV reader. */
#include "any_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_any("csv", (struct str){(const char *)data, size});
    return 0;
}
