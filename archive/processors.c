#include "archive/processors.h"

#include <sched.h>
#include <unistd.h>

unsigned processors_usable(void)
{
    cpu_set_t usable;
    if (sched_getaffinity(0, sizeof usable, &usable) == 0)
        return (unsigned)CPU_COUNT(&usable);
    long online = sysconf(_SC_NPROCESSORS_ONLN); /* a machine of more than a set holds */
    return online < 1 ? 1 : (unsigned)online;
}
