#include "server/mhd.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef MICROHTTPD_SONAME

struct mhd mhd;

/* A function's address, which POSIX has dlsym give as a pointer to an object. */
static bool find(void *library, const char *name, void *function)
{
    void *found = dlsym(library, name);
    *(void **)function = found;
    return found != NULL;
}

enum status mhd_load(struct err *err)
{
    void *library = dlopen(MICROHTTPD_SONAME, RTLD_NOW | RTLD_LOCAL);
    bool all = library != NULL;
#define MHD_FIND(name) all = all && find(library, "MHD_" #name, &mhd.name);
    MHD_FUNCTIONS(MHD_FIND)
    return all ? S_OK : err_set(err, S_INTERNAL, "cannot load %s, which serves HTTP: %s", MICROHTTPD_SONAME, dlerror());
}

#else

#define MHD_LINKED(name) MHD_##name,
struct mhd mhd = {MHD_FUNCTIONS(MHD_LINKED)};

enum status mhd_load(struct err *err)
{
    (void)err;
    return S_OK;
}

#endif
