#include "archive/checksum.h"

#include <xxhash.h>

uint64_t checksum64(const void *bytes, size_t len)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2"))
        return checksum64_avx2(bytes, len);
#endif
    return XXH3_64bits(bytes, len);
}
