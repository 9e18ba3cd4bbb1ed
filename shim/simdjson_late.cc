#include "shim/simdjson_late.h"

#ifdef SIMDJSON_SONAME

#include <dlfcn.h>

using implementation_pointer = simdjson::internal::atomic_ptr<const simdjson::implementation>;

namespace
{

/* All that the headers leave to the library, by the names that C++ gives it. */
struct library {
    implementation_pointer &(*active)() = nullptr;
    const simdjson::internal::error_code_info *errors = nullptr;

    library()
    {
        void *handle = dlopen(SIMDJSON_SONAME, RTLD_NOW | RTLD_LOCAL);
        if (!handle)
            return;
        active =
            reinterpret_cast<implementation_pointer &(*)()>(dlsym(handle, "_ZN8simdjson25get_active_implementationEv"));
        errors = static_cast<const simdjson::internal::error_code_info *>(
            dlsym(handle, "_ZN8simdjson8internal11error_codesE"));
    }
};

} // namespace

static const library &the_library()
{
    static const library loaded;
    return loaded;
}

/* The headers call this one. */
implementation_pointer &simdjson::get_active_implementation()
{
    return the_library().active();
}

enum status dateline::load_simdjson(struct err *err)
{
    if (the_library().active && the_library().errors)
        return S_OK;
    return err_set(err, S_INTERNAL, "cannot load %s, which reads JSON", SIMDJSON_SONAME);
}

const char *dateline::simdjson_message(simdjson::error_code code)
{
    return the_library().errors[code].message;
}

#else

enum status dateline::load_simdjson(struct err *)
{
    return S_OK;
}

const char *dateline::simdjson_message(simdjson::error_code code)
{
    return simdjson::error_message(code);
}

#endif
