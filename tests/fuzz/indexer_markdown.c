/* Any bytes through the Markdown reader. */
#include "any_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_any("markdown", (struct str){(const char *)data, size});
    return 0;
}
