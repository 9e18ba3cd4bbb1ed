#include "shim/late.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

/* An address is data to dlsym, and to POSIX what a pointer to a function can be made of. */
static enum status find_all(void *library, const char *soname, const struct late_symbol *symbols, size_t count,
                            struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        void *found = dlsym(library, symbols[i].name);
        if (!found)
            return err_set(err, S_INTERNAL, "%s has no %s", soname, symbols[i].name);
        memcpy(symbols[i].where, &found, sizeof found);
    }
    return S_OK;
}

enum status late_load(const char *soname, const struct late_symbol *symbols, size_t count, int *loaded, struct err *err)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    enum status s = S_OK;
    pthread_mutex_lock(&mutex);
    if (!*loaded) {
        void *library = dlopen(soname, RTLD_NOW | RTLD_LOCAL);
        s = library ? find_all(library, soname, symbols, count, err)
                    : err_set(err, S_INTERNAL, "cannot load %s: %s", soname, dlerror());
        *loaded = !s;
    }
    pthread_mutex_unlock(&mutex);
    return s;
}
