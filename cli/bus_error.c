#include "cli/bus_error.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/common.h"

/* Leaves the line of the map that has the address in *line; false where there is none. */
static bool find_mapping(uintptr_t address, char **line, size_t *capacity)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    uintptr_t start, end;
    bool found = false;
    while (maps && !found && getline(line, capacity, maps) > 0)
        found = sscanf(*line, "%" SCNxPTR "-%" SCNxPTR, &start, &end) == 2 && address >= start && address < end;
    if (maps)
        fclose(maps);
    return found;
}

/* It comes of a read of mapped memory, never from inside of malloc, so that all of this may be called. What is written
 * of an archive is as after kill -9. */
static void on_bus_error(int number, siginfo_t *info, void *context)
{
    char *line = NULL, *path = NULL;
    size_t capacity = 0;
    (void)number;
    (void)context;
    if (find_mapping((uintptr_t)info->si_addr, &line, &capacity) && (path = strchr(line, '/')))
        path[strcspn(path, "\n")] = '\0';
    message("cannot read %s: the disk fails, or the file was cut short", path ? path : "a file of the archive");
    _exit(EXIT_IO);
}

void bus_error_catch(void)
{
    struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO | SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, NULL);
}
