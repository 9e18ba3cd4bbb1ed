#include "query/warm.h"

#include <malloc.h>

void warm_keep_memory(void)
{
#ifdef M_TRIM_THRESHOLD
    enum { KEPT = 8 << 20, LARGE = 4 << 20 /* is mapped by itself */ };
    mallopt(M_TRIM_THRESHOLD, KEPT);
    mallopt(M_MMAP_THRESHOLD, LARGE);
#endif
}
