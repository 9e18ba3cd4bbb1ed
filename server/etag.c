#include "server/etag.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "core/date.h"

static int by_name(const void *a, const void *b)
{
    const struct target_param *const *x = a, *const *y = b;
    return str_compare((*x)->name, (*y)->name);
}

/* Appends a text that ends where it says. */
static uint64_t mix(uint64_t hash, struct str text)
{
    hash = XXH3_64bits_withSeed(&text.len, sizeof text.len, hash);
    return text.len ? XXH3_64bits_withSeed(text.ptr, text.len, hash) : hash;
}

/* Parameters that change how an answer is made, and not what it is. */
static bool matters(struct str name)
{
    return !str_equal(name, str_of("timeout"));
}

/* Days begin at quarters of an hour everywhere, but for what zones with leap seconds count. */
int64_t etag_today(struct etag_day *day, int64_t now)
{
    enum { QUARTER_SECONDS = 15 * 60 };
    if (!day->known || day->quarter != now / QUARTER_SECONDS) {
        day->known = true;
        day->quarter = now / QUARTER_SECONDS;
        day->begins = 0;
        date_parse_bound(str_of("today"), now, false, &day->begins, NULL);
    }
    return day->begins;
}

uint64_t etag_of(uint64_t state, int64_t today, const struct target *target)
{
    const struct target_param *param[TARGET_PARAMS_MAX];
    for (size_t i = 0; i < target->params; i++)
        param[i] = &target->param[i];
    qsort(param, target->params, sizeof *param, by_name);
    uint64_t hash = mix(state, str_of(DATELINE_VERSION));
    hash = XXH3_64bits_withSeed(&today, sizeof today, hash);
    hash = mix(hash, target->path);
    for (size_t i = 0; i < target->params; i++)
        if (matters(param[i]->name))
            hash = mix(mix(hash, param[i]->name), param[i]->value);
    return hash;
}

const char *etag_write(uint64_t tag, char out[ETAG_TEXT_MAX])
{
    snprintf(out, ETAG_TEXT_MAX, "W/\"%016" PRIx64 "\"", tag);
    return out;
}

bool etag_matches(struct str values, uint64_t tag)
{
    char text[ETAG_TEXT_MAX];
    struct str weak = str_of(etag_write(tag, text)), strong = {weak.ptr + 2, weak.len - 2};
    while (values.len) {
        const char *comma = memchr(values.ptr, ',', values.len);
        size_t len = comma ? (size_t)(comma - values.ptr) : values.len;
        struct str value = str_trim((struct str){values.ptr, len});
        if (str_equal(value, weak) || str_equal(value, strong) || str_equal(value, str_of("*")))
            return true;
        len += comma != NULL;
        values = (struct str){values.ptr + len, values.len - len};
    }
    return false;
}
