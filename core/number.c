#include "core/number.h"

#include <stdio.h>

void append_count(struct buf *out, uint64_t count)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)count);
    for (int i = 0; i < len; i++) {
        buf_append_byte(out, digits[i]);
        if (i + 1 < len && (len - i - 1) % 3 == 0)
            buf_append_byte(out, ',');
    }
}

void append_counted(struct buf *out, uint64_t count, const char *noun)
{
    append_count(out, count);
    buf_printf(out, " %s%s", noun, count == 1 ? "" : "s");
}

void append_size(struct buf *out, uint64_t bytes)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB"};
    double size = (double)bytes;
    int unit = -1;
    for (; size >= 999.95 && unit < 3; unit++)
        size /= 1000;
    if (unit < 0)
        append_counted(out, bytes, "byte");
    else
        buf_printf(out, "%.1f %s", size, units[unit]);
}
