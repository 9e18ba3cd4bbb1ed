#include "server/encoding.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libdeflate.h>

struct encoder {
    struct libdeflate_compressor *compressor;
    struct buf out;
};

struct encoder *encoder_new(void)
{
    struct encoder *e = calloc(1, sizeof *e);
    if (e)
        e->compressor = libdeflate_alloc_compressor(ENCODING_LEVEL);
    if (e && !e->compressor) {
        free(e);
        return NULL;
    }
    return e;
}

void encoder_free(struct encoder *e)
{
    if (!e)
        return;
    libdeflate_free_compressor(e->compressor);
    buf_release(&e->out);
    free(e);
}

bool encoder_gzip(struct encoder *e, struct buf *text)
{
    buf_reset(&e->out);
    if (!buf_reserve(&e->out, text->len))
        return false;
    size_t len = libdeflate_gzip_compress(e->compressor, text->data, text->len, e->out.data, text->len);
    if (len == 0)
        return false;
    buf_reset(text);
    buf_append(text, e->out.data, len);
    return true;
}

/* ---- Accept-Encoding ---- */

/* Whether the weight behind a coding, `;q=0.5`, is more than nothing. */
static bool has_weight(struct str parameters)
{
    for (size_t at = 0; at + 1 < parameters.len; at++) {
        if ((parameters.ptr[at] | 0x20) != 'q' || parameters.ptr[at + 1] != '=')
            continue;
        for (at += 2; at < parameters.len; at++)
            if (parameters.ptr[at] >= '1' && parameters.ptr[at] <= '9')
                return true;
        return false;
    }
    return true;
}

static bool is_coding(struct str name, const char *coding)
{
    return name.len == strlen(coding) && strncasecmp(name.ptr, coding, name.len) == 0;
}

bool encoding_takes_gzip(struct str field)
{
    bool any = false;
    while (field.len) {
        const char *comma = memchr(field.ptr, ',', field.len);
        size_t len = comma ? (size_t)(comma - field.ptr) : field.len;
        const char *semicolon = memchr(field.ptr, ';', len);
        size_t name = semicolon ? (size_t)(semicolon - field.ptr) : len;
        struct str coding = str_trim((struct str){field.ptr, name});
        bool wanted = has_weight((struct str){field.ptr + name, len - name});
        if (is_coding(coding, "gzip") || is_coding(coding, "x-gzip"))
            return wanted;
        any |= wanted && is_coding(coding, "*");
        len += comma != NULL;
        field = (struct str){field.ptr + len, field.len - len};
    }
    return any;
}
