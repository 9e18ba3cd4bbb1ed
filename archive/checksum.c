#include "archive/checksum.h"

#include <stdbool.h>

#include <xxhash.h>

/* The C library knows the processor already; to ask it again costs more than a page's checksum where the processor is a
 * virtual one. */
#if defined __x86_64__ && __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>

static bool has_avx2(void)
{
    return CPU_FEATURE_ACTIVE(AVX2);
}
#else
static bool has_avx2(void)
{
    return false;
}
#endif

uint64_t checksum64(const void *bytes, size_t len)
{
    return has_avx2() ? checksum64_avx2(bytes, len) : XXH3_64bits(bytes, len);
}
