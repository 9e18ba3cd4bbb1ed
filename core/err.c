#include "core/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "core/utf8.h"

/* Names of files and values of parameters come from outside: what would break the line becomes a space. */
static void keep_one_line(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7F)
            *text = ' ';
}

enum status err_set(struct err *err, enum status status, const char *format, ...)
{
    char text[ERR_TEXT_MAX + UTF8_MAX]; /* an argument may be err->text itself */
    if (err) {
        va_list args;
        va_start(args, format);
        int len = vsnprintf(text, sizeof text, format, args);
        va_end(args);
        if (len < 0)
            text[0] = '\0';
        text[utf8_cut(text, strlen(text), ERR_TEXT_MAX - 1)] = '\0';
        keep_one_line(text);
        memcpy(err->text, text, strlen(text) + 1);
    }
    return status;
}

enum status status_of_write(int failure)
{
    return failure == ENOSPC || failure == EDQUOT ? S_FULL : S_IO;
}

enum status err_no_memory(struct err *err)
{
    return err_set(err, S_NOMEM, "out of memory");
}

enum status err_timeout(struct err *err)
{
    return err_set(err, S_TIMEOUT, "the time for this is over");
}

const char *status_name(enum status status)
{
    static const char *const names[] = {
        [S_OK] = "ok",
        [S_USAGE] = "usage",
        [S_NOT_FOUND] = "not found",
        [S_IO] = "input/output",
        [S_FULL] = "no space",
        [S_CORRUPT] = "damaged",
        [S_LOCKED] = "locked",
        [S_VERSION] = "incompatible version",
        [S_STALE] = "stale snapshot",
        [S_INPUT] = "bad input",
        [S_LIMIT] = "limit reached",
        [S_NOMEM] = "out of memory",
        [S_TIMEOUT] = "timed out",
        [S_INTERRUPTED] = "interrupted",
        [S_INTERNAL] = "internal fault",
    };
    if ((size_t)status >= sizeof names / sizeof names[0])
        return "unknown";
    return names[status];
}
