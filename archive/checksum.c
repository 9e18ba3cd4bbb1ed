#include "archive/checksum.h"

#include <xxhash.h>

#include "archive/cpu.h"

uint64_t checksum64(const void *bytes, size_t len)
{
    return cpu_has_avx2() ? checksum64_avx2(bytes, len) : XXH3_64bits(bytes, len);
}
