#include "archive/cpu.h"

/* The C library knows the processor already; to ask it again costs more than a page's checksum where the processor is a
 * virtual one, and its answer more than a block's sums. */
#if defined __x86_64__ && __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>

bool cpu_has_avx2(void)
{
    static enum { UNKNOWN, YES, NO } known;
    int has = __atomic_load_n(&known, __ATOMIC_RELAXED);
    if (has == UNKNOWN) {
        has = CPU_FEATURE_ACTIVE(AVX2) ? YES : NO;
        __atomic_store_n(&known, has, __ATOMIC_RELAXED);
    }
    return has == YES;
}
#else
bool cpu_has_avx2(void)
{
    return false;
}
#endif
