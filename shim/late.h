/* Libraries that are loaded when they are first needed.
 *
 * For each there is a source with a stub of every function that is called; a stub hands its arguments on, so that
 * callers include the library's own header and call it by its own names, once the library has been loaded. Where the
 * build found no shared library the functions are linked, and loading does nothing. */
#ifndef DATELINE_SHIM_LATE_H
#define DATELINE_SHIM_LATE_H

#include <stddef.h>

#include "core/err.h"

struct late_symbol {
    const char *name;
    void *where; /* the pointer, to a function or to data, that is set to its address */
};

/* Loads a library and finds its symbols, unless *loaded says that it was done. */
enum status late_load(const char *soname, const struct late_symbol *symbols, size_t count, int *loaded,
                      struct err *err);

/* For a list of functions X(type, name, parameters, arguments): the stub, and its entry in a table of symbols. */
#define LATE_STUB(type, name, parameters, arguments) \
    static type(*late_##name) parameters;            \
    type name parameters                             \
    {                                                \
        return late_##name arguments;                \
    }
#define LATE_SYMBOL(type, name, parameters, arguments) {#name, &late_##name},

#endif
