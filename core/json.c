#include "core/json.h"

#include <assert.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"

enum { DECIMALS_MAX = 17, NUMBER_MAX = DBL_MAX_10_EXP + DECIMALS_MAX + 8 };

void json_init(struct json_writer *w, struct buf *out)
{
    *w = (struct json_writer){.out = out};
}

/* The comma before an element. Values at the top are the caller's to separate (JSON Lines). */
static void element_begin(struct json_writer *w)
{
    if (w->after_key) {
        w->after_key = false;
        return;
    }
    if (w->depth == 0 || w->depth > JSON_DEPTH_MAX)
        return;
    if (w->some[w->depth - 1])
        buf_append_byte(w->out, ',');
    w->some[w->depth - 1] = true;
}

static void nest(struct json_writer *w, char bracket)
{
    element_begin(w);
    buf_append_byte(w->out, bracket);
    if (w->depth < JSON_DEPTH_MAX)
        w->some[w->depth] = false;
    else
        w->out->failed = true;
    w->depth++;
}

static void unnest(struct json_writer *w, char bracket)
{
    assert(w->depth > 0 && !w->after_key);
    buf_append_byte(w->out, bracket);
    w->depth--;
}

void json_object_begin(struct json_writer *w)
{
    nest(w, '{');
}

void json_object_end(struct json_writer *w)
{
    unnest(w, '}');
}

void json_array_begin(struct json_writer *w)
{
    nest(w, '[');
}

void json_array_end(struct json_writer *w)
{
    unnest(w, ']');
}

static void append_quoted(struct buf *out, struct str value)
{
    buf_append_byte(out, '"');
    json_escape(out, value);
    buf_append_byte(out, '"');
}

void json_key(struct json_writer *w, const char *name)
{
    assert(!w->after_key);
    element_begin(w);
    append_quoted(w->out, str_of(name));
    buf_append_byte(w->out, ':');
    w->after_key = true;
}

void json_string(struct json_writer *w, struct str value)
{
    element_begin(w);
    append_quoted(w->out, value);
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
    element_begin(w);
    buf_printf(w->out, "%" PRId64, value);
}

/* Appends a number as printf wrote it. Whatever the locale puts between whole and decimals becomes a full stop. */
static void append_number(struct json_writer *w, const char *text)
{
    static const char json_bytes[] = "0123456789+-eE";
    element_begin(w);
    while (*text) {
        size_t plain = strspn(text, json_bytes);
        buf_append(w->out, text, plain);
        text += plain;
        size_t point = strcspn(text, json_bytes);
        if (point)
            buf_append_byte(w->out, '.');
        text += point;
    }
}

/* A decimal of up to 15 digits survives the way through a normal double, so the shortest text is tried from there; a
 * subnormal has fewer digits. */
void json_count(struct json_writer *w, const char *name, uint64_t value)
{
    json_key(w, name);
    json_integer(w, (int64_t)value);
}

void json_double(struct json_writer *w, double value)
{
    char text[NUMBER_MAX];
    if (!isfinite(value)) {
        json_null(w);
        return;
    }
    int digits = isnormal(value) ? DBL_DIG : 1;
    do
        snprintf(text, sizeof text, "%.*g", digits, value);
    while (strtod(text, NULL) != value && digits++ < DECIMALS_MAX);
    append_number(w, text);
}

void json_fixed(struct json_writer *w, double value, int decimals)
{
    char text[NUMBER_MAX];
    assert(decimals >= 0 && decimals <= DECIMALS_MAX);
    if (!isfinite(value)) {
        json_null(w);
        return;
    }
    snprintf(text, sizeof text, "%.*f", decimals, value);
    append_number(w, text);
}

void json_bool(struct json_writer *w, bool value)
{
    json_raw(w, str_of(value ? "true" : "false"));
}

void json_null(struct json_writer *w)
{
    json_raw(w, str_of("null"));
}

void json_raw(struct json_writer *w, struct str json)
{
    element_begin(w);
    buf_append_str(w->out, json);
}

/* The line and paragraph separators ended a line in JavaScript before 2019, so they are escaped. */
static bool is_separator(uint32_t code_point)
{
    return code_point == 0x2028 || code_point == 0x2029;
}

static bool is_plain_ascii(unsigned char byte)
{
    return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

/* The bytes at the start of text that stand in a JSON string as they are. */
static size_t plain_run(const char *text, size_t len)
{
    size_t at = 0;
    while (at < len) {
        uint32_t code_point;
        bool valid;
        if (is_plain_ascii((unsigned char)text[at])) {
            at++;
            continue;
        }
        size_t taken = utf8_decode(text + at, len - at, &code_point, &valid);
        if (!valid || code_point < 0x20 || code_point == '"' || code_point == '\\' || is_separator(code_point))
            break;
        at += taken;
    }
    return at;
}

/* What is not UTF-8 comes here as U+FFFD. */
static void append_escaped(struct buf *out, uint32_t code_point)
{
    static const char short_form[] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r', ['"'] = '"', ['\\'] = '\\'};
    if (code_point < sizeof short_form && short_form[code_point])
        buf_printf(out, "\\%c", short_form[code_point]);
    else if (code_point == UTF8_REPLACEMENT)
        buf_append_text(out, "\xEF\xBF\xBD");
    else
        buf_printf(out, "\\u%04x", (unsigned)code_point);
}

void json_escape(struct buf *out, struct str value)
{
    for (size_t at = 0; at < value.len;) {
        size_t run = plain_run(value.ptr + at, value.len - at);
        buf_append(out, value.ptr + at, run);
        at += run;
        if (at == value.len)
            return;
        uint32_t code_point;
        at += utf8_decode(value.ptr + at, value.len - at, &code_point, NULL);
        append_escaped(out, code_point);
    }
}
