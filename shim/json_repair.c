#include "shim/json_repair.h"

#include <string.h>

#include "core/utf8.h"
#include "shim/json_in.h"

struct walk {
    const char *text;
    size_t len, at;
    size_t copied; /* the text before this is in `out` */
    struct buf *out;
    int depth;
    char open[JSON_NESTING_MAX]; /* '{' or '[' */
    const char *problem;
    bool too_deep;
};

static const char ends_early[] = "it ends too early";

static bool fail(struct walk *w, const char *problem)
{
    w->problem = w->at < w->len ? problem : ends_early;
    return false;
}

/* The byte that comes next; 0 at the end, which no rule takes for a byte. */
static char peek(const struct walk *w)
{
    return w->at < w->len ? w->text[w->at] : '\0';
}

static void copy_until(struct walk *w, size_t end)
{
    buf_append(w->out, w->text + w->copied, end - w->copied);
    w->copied = end;
}

/* Puts `with` in place of text[at .. at + bytes). */
static void replace(struct walk *w, size_t bytes, const char *with)
{
    copy_until(w, w->at);
    buf_append_text(w->out, with);
    w->at = w->copied = w->at + bytes;
}

static void skip_space(struct walk *w)
{
    while (w->at < w->len && strchr(" \t\r\n", w->text[w->at]) && w->text[w->at])
        w->at++;
}

/* ---- strings ---- */

/* The four hexadecimal digits of a \u escape at `at`; -1 when it is none. */
static int32_t escaped_unit(const struct walk *w, size_t at)
{
    int32_t unit = 0;
    if (w->len - at < 6 || w->text[at] != '\\' || w->text[at + 1] != 'u')
        return -1;
    for (size_t i = at + 2; i < at + 6; i++) {
        char c = w->text[i];
        if (c >= '0' && c <= '9')
            unit = unit * 16 + (c - '0');
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            unit = unit * 16 + ((c | 0x20) - 'a' + 10);
        else
            return -1;
    }
    return unit;
}

static bool walk_unicode_escape(struct walk *w)
{
    int32_t unit = escaped_unit(w, w->at);
    if (unit < 0)
        return fail(w, "\\u is not followed by four hexadecimal digits");
    if (unit < 0xD800 || unit > 0xDFFF) {
        w->at += 6;
        return true;
    }
    int32_t low = unit < 0xDC00 ? escaped_unit(w, w->at + 6) : -1;
    if (low >= 0xDC00 && low <= 0xDFFF)
        w->at += 12;
    else
        replace(w, 6, "\\ufffd");
    return true;
}

static bool walk_escape(struct walk *w)
{
    char c = w->at + 1 < w->len ? w->text[w->at + 1] : '\0';
    if (c == 'u')
        return walk_unicode_escape(w);
    if (!c || !strchr("\"\\/bfnrt", c))
        return fail(w, "a backslash stands before what cannot be escaped");
    w->at += 2;
    return true;
}

static void walk_wide(struct walk *w)
{
    uint32_t code_point;
    bool valid;
    size_t bytes = utf8_decode(w->text + w->at, w->len - w->at, &code_point, &valid);
    if (valid)
        w->at += bytes;
    else
        replace(w, bytes, "\xef\xbf\xbd");
}

static bool walk_string(struct walk *w)
{
    w->at++;
    while (w->at < w->len) {
        unsigned char c = (unsigned char)w->text[w->at];
        if (c == '"') {
            w->at++;
            return true;
        }
        if (c == '\\') {
            if (!walk_escape(w))
                return false;
        } else if (c < 0x20) {
            replace(w, 1, " ");
        } else if (c < 0x80) {
            w->at++;
        } else {
            walk_wide(w);
        }
    }
    return fail(w, ends_early);
}

/* ---- numbers and words ---- */

static bool at_delimiter(const struct walk *w)
{
    return w->at == w->len || (w->text[w->at] && strchr(" \t\r\n,]}", w->text[w->at]));
}

static size_t walk_digits(struct walk *w)
{
    size_t start = w->at;
    while (peek(w) >= '0' && peek(w) <= '9')
        w->at++;
    return w->at - start;
}

/* Bounds within which a number surely fits: 18 digits are under 2^63, and 1e99 with 200 digits before it is a double.
 */
enum { INTEGER_DIGITS = 18, DOUBLE_DIGITS = 200, EXPONENT_DIGITS = 2 };

static bool walk_number(struct walk *w)
{
    static const char malformed[] = "a number is malformed";
    size_t start = w->at, exponent = 0;
    bool fraction = false;

    w->at += peek(w) == '-';
    bool zero = peek(w) == '0';
    size_t digits = walk_digits(w);
    if (digits == 0 || (zero && digits > 1))
        return fail(w, malformed);
    if (peek(w) == '.') {
        w->at++;
        fraction = true;
        if (walk_digits(w) == 0)
            return fail(w, malformed);
    }
    if (peek(w) == 'e' || peek(w) == 'E') {
        w->at++;
        w->at += peek(w) == '+' || peek(w) == '-';
        exponent = walk_digits(w);
        if (exponent == 0)
            return fail(w, malformed);
    }
    if (!at_delimiter(w))
        return fail(w, malformed);
    bool whole = !fraction && !exponent;
    if (digits > (whole ? INTEGER_DIGITS : DOUBLE_DIGITS) || exponent > EXPONENT_DIGITS) {
        copy_until(w, start);
        buf_append_byte(w->out, '"');
        copy_until(w, w->at);
        buf_append_byte(w->out, '"');
    }
    return true;
}

static bool walk_word(struct walk *w)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t bytes = strlen(words[i]);
        if (w->len - w->at < bytes || memcmp(w->text + w->at, words[i], bytes) != 0)
            continue;
        w->at += bytes;
        return at_delimiter(w) || fail(w, "text stands behind true, false or null");
    }
    return fail(w, "a value is expected");
}

/* ---- structure ---- */

static bool walk_name(struct walk *w)
{
    skip_space(w);
    if (peek(w) != '"')
        return fail(w, "a name in double quotes is expected");
    if (!walk_string(w))
        return false;
    skip_space(w);
    if (peek(w) != ':')
        return fail(w, "a colon is expected");
    w->at++;
    return true;
}

/* At the bracket that opens a container. *value says whether a value comes next: not behind [] and {}, which simdjson
 * does not count as a level either. */
static bool walk_open(struct walk *w, char bracket, bool *value)
{
    size_t start = w->at++;
    skip_space(w);
    *value = peek(w) != (bracket == '{' ? '}' : ']');
    if (!*value) {
        w->at++;
        return true;
    }
    if (w->depth == JSON_NESTING_MAX) {
        w->at = start;
        w->too_deep = true;
        return false;
    }
    w->open[w->depth++] = bracket;
    return bracket == '[' || walk_name(w);
}

static bool walk_value(struct walk *w, bool *value)
{
    skip_space(w);
    char c = peek(w);
    *value = false;
    if (c == '{' || c == '[')
        return walk_open(w, c, value);
    if (c == '"')
        return walk_string(w);
    if (c == '-' || (c >= '0' && c <= '9'))
        return walk_number(w);
    return walk_word(w);
}

/* Behind a value: closes containers up to a comma or the end. */
static bool walk_close(struct walk *w, bool *value)
{
    *value = false;
    for (;;) {
        skip_space(w);
        if (w->depth == 0)
            return w->at == w->len || fail(w, "text stands behind the record");
        char bracket = w->open[w->depth - 1];
        if (peek(w) == ',') {
            w->at++;
            *value = true;
            return bracket == '[' || walk_name(w);
        }
        if (peek(w) != (bracket == '{' ? '}' : ']'))
            return fail(w, bracket == '{' ? "a comma or } is expected" : "a comma or ] is expected");
        w->at++;
        w->depth--;
    }
}

bool json_repair(struct str text, struct buf *out, size_t *offset, const char **problem)
{
    struct walk w = {.text = text.ptr, .len = text.len, .out = out};
    bool value = true, whole = true;

    if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0)
        replace(&w, 3, "");
    while (value && whole) {
        whole = walk_value(&w, &value);
        if (whole && !value)
            whole = walk_close(&w, &value);
    }
    copy_until(&w, w.at);
    *offset = w.at;
    *problem = w.too_deep ? NULL : w.problem;
    return whole;
}
