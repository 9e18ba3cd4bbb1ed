#include "archive/ids.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "shim/xap.h"

/* A control character, which no id holds, keeps hashes apart from ids. */
enum { HASH_MARK = 1, HASH_DIGITS = 32 };

void archive_id_term(struct str id, struct buf *out)
{
    size_t start = out->len;
    buf_append_text(out, schema[FIELD_ID].prefix);
    buf_append_str(out, id);
    if (out->failed || xap_term_fits((struct str){out->data + start, out->len - start}))
        return;
    XXH128_hash_t hash = XXH3_128bits(id.ptr, id.len);
    buf_truncate(out, start);
    buf_printf(out, "%s%c%016" PRIx64 "%016" PRIx64, schema[FIELD_ID].prefix, HASH_MARK, (uint64_t)hash.high64,
               (uint64_t)hash.low64);
}

bool id_term_hash(struct str term, uint64_t *low)
{
    char digits[HASH_DIGITS / 2 + 1] = "", *end;
    size_t prefix = strlen(schema[FIELD_ID].prefix);
    if (term.len != prefix + 1 + HASH_DIGITS || term.ptr[prefix] != HASH_MARK)
        return false;
    memcpy(digits, term.ptr + term.len - HASH_DIGITS / 2, HASH_DIGITS / 2);
    *low = strtoull(digits, &end, 16);
    return *end == '\0';
}

bool id_is_long(struct str id)
{
    struct buf term = {0};
    if (id.len < TERM_MAX / 2)
        return false; /* even if every byte of it counts twice */
    buf_append_text(&term, schema[FIELD_ID].prefix);
    buf_append_str(&term, id);
    bool fits = !term.failed && xap_term_fits(buf_str(&term));
    buf_release(&term);
    return !fits;
}

uint64_t id_hash(struct str id)
{
    return XXH3_128bits(id.ptr, id.len).low64;
}
