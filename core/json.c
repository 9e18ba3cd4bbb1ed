#include "core/json.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/utf8.h"

void json_init(struct json_writer *w, struct buf *out)
{
    *w = (struct json_writer){.out = out};
}

/* What has to stand before a value: nothing behind a key, a comma behind another element. */
static void before_value(struct json_writer *w)
{
    if (!w->after_key && w->depth > 0 && w->some[w->depth - 1])
        buf_append_byte(w->out, ',');
    if (w->depth > 0)
        w->some[w->depth - 1] = true;
    w->after_key = false;
}

static void begin(struct json_writer *w, char bracket)
{
    assert(w->depth < JSON_DEPTH_MAX);
    before_value(w);
    buf_append_byte(w->out, bracket);
    w->some[w->depth++] = false;
}

static void end(struct json_writer *w, char bracket)
{
    assert(w->depth > 0);
    w->depth--;
    buf_append_byte(w->out, bracket);
}

void json_object_begin(struct json_writer *w)
{
    begin(w, '{');
}

void json_object_end(struct json_writer *w)
{
    end(w, '}');
}

void json_array_begin(struct json_writer *w)
{
    begin(w, '[');
}

void json_array_end(struct json_writer *w)
{
    end(w, ']');
}

void json_key(struct json_writer *w, const char *name)
{
    json_string(w, str_of(name));
    buf_append_byte(w->out, ':');
    w->after_key = true;
}

void json_string(struct json_writer *w, struct str value)
{
    before_value(w);
    buf_append_byte(w->out, '"');
    json_escape(w->out, value);
    buf_append_byte(w->out, '"');
}

void json_text(struct json_writer *w, const char *value)
{
    if (value)
        json_string(w, str_of(value));
    else
        json_null(w);
}

void json_integer(struct json_writer *w, int64_t value)
{
    before_value(w);
    buf_printf(w->out, "%" PRId64, value);
}

void json_double(struct json_writer *w, double value)
{
    char text[40];
    if (!isfinite(value)) {
        json_null(w);
        return;
    }
    before_value(w);
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    buf_append_text(w->out, text);
}

void json_fixed(struct json_writer *w, double value, int decimals)
{
    if (!isfinite(value)) {
        json_null(w);
        return;
    }
    before_value(w);
    buf_printf(w->out, "%.*f", decimals, value);
}

void json_bool(struct json_writer *w, bool value)
{
    before_value(w);
    buf_append_text(w->out, value ? "true" : "false");
}

void json_null(struct json_writer *w)
{
    before_value(w);
    buf_append_text(w->out, "null");
}

void json_raw(struct json_writer *w, struct str json)
{
    before_value(w);
    buf_append_str(w->out, json);
}

/* ---- strings ---- */

static bool stays(unsigned char c)
{
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

static void escape_ascii(struct buf *out, unsigned char c)
{
    static const char letters[] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
    if (c == '"' || c == '\\')
        buf_printf(out, "\\%c", c);
    else if (c < sizeof letters && letters[c])
        buf_printf(out, "\\%c", letters[c]);
    else
        buf_printf(out, "\\u%04x", c);
}

/* Line and paragraph separators (U+2028, U+2029) end a line in JavaScript before 2019, so they are escaped too. */
static size_t escape_wide(struct buf *out, const char *text, size_t len)
{
    uint32_t c;
    char clean[UTF8_MAX];
    size_t took = utf8_decode(text, len, &c, NULL);
    if (c == 0x2028 || c == 0x2029)
        buf_printf(out, "\\u%04x", (unsigned)c);
    else
        buf_append(out, clean, utf8_encode(c, clean));
    return took;
}

void json_escape(struct buf *out, struct str value)
{
    for (size_t at = 0; at < value.len;) {
        size_t plain = at;
        while (plain < value.len && stays((unsigned char)value.ptr[plain]))
            plain++;
        buf_append(out, value.ptr + at, plain - at);
        at = plain;
        if (at == value.len)
            break;
        if ((unsigned char)value.ptr[at] < 0x80)
            escape_ascii(out, (unsigned char)value.ptr[at++]);
        else
            at += escape_wide(out, value.ptr + at, value.len - at);
    }
}
