/* Any bytes through the jsonl reader. */
#include "any_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_any("jsonl", (struct str){(const char *)data, size});
    return 0;
}
