#include "core/err.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

enum status err_set(struct err *err, enum status status, const char *format, ...)
{
    if (err) {
        va_list args;
        va_start(args, format);
        vsnprintf(err->text, sizeof err->text, format, args);
        va_end(args);
    }
    return status;
}

const char *status_name(enum status status)
{
    static const char *const names[] = {
        [S_OK] = "ok",
        [S_USAGE] = "usage",
        [S_NOT_FOUND] = "not found",
        [S_IO] = "input/output",
        [S_CORRUPT] = "damaged",
        [S_LOCKED] = "locked",
        [S_VERSION] = "incompatible version",
        [S_STALE] = "stale snapshot",
        [S_INPUT] = "bad input",
        [S_LIMIT] = "limit reached",
        [S_NOMEM] = "out of memory",
        [S_INTERRUPTED] = "interrupted",
        [S_INTERNAL] = "internal fault",
    };
    if ((size_t)status >= sizeof names / sizeof names[0])
        return "unknown";
    return names[status];
}
