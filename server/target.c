#include "server/target.h"

#include <string.h>

#include "core/utf8.h"

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* ---- decoding ---- */

/* Appends a piece with its percent signs decoded. False: one has no two digits behind it, and stays as it is. The
 * buffer has room, so that what points into it stays. */
static bool decode(struct str piece, bool plus, struct str *out, struct buf *bytes)
{
    bool good = true;
    out->ptr = bytes->data + bytes->len;
    for (size_t i = 0; i < piece.len; i++) {
        char c = piece.ptr[i];
        if (c == '%' && i + 2 < piece.len && digit(piece.ptr[i + 1]) >= 0 && digit(piece.ptr[i + 2]) >= 0) {
            c = (char)(digit(piece.ptr[i + 1]) << 4 | digit(piece.ptr[i + 2]));
            i += 2;
        } else if (c == '%') {
            good = false;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        buf_append_byte(bytes, c);
    }
    out->len = (size_t)(bytes->data + bytes->len - out->ptr);
    return good;
}

/* Takes what stands before the first `end` off the front of `rest`, and the end; false when nothing is left. */
static bool take(struct str *rest, char end, struct str *piece)
{
    if (!rest->ptr)
        return false;
    const char *at = rest->len ? memchr(rest->ptr, end, rest->len) : NULL;
    *piece = (struct str){rest->ptr, at ? (size_t)(at - rest->ptr) : rest->len};
    *rest = at ? (struct str){at + 1, rest->len - piece->len - 1} : (struct str){0};
    return true;
}

/* ---- the parts ---- */

/* Takes http://host off the front of a target in absolute form. */
static void take_authority(struct str *raw, struct target *out)
{
    static const char scheme[] = "http://";
    const size_t skip = sizeof scheme - 1;
    if (raw->len < skip || strncasecmp(raw->ptr, scheme, skip) != 0)
        return;
    struct str rest = {raw->ptr + skip, raw->len - skip};
    size_t len = 0;
    while (len < rest.len && !strchr("/?", rest.ptr[len]))
        len++;
    decode((struct str){rest.ptr, len}, false, &out->authority, &out->bytes);
    *raw = (struct str){rest.ptr + len, rest.len - len};
}

/* A byte that stands in a path as it is written in none of the routes, and could mean something else further on. */
static bool is_strange(char c)
{
    return c <= ' ' || c >= 0x7f;
}

static enum status read_path(struct str raw, struct target *out, struct err *err)
{
    bool good = decode(raw, false, &out->path, &out->bytes);
    size_t slashes = 0, decoded = 0;
    for (size_t i = 0; i < raw.len; i++)
        slashes += raw.ptr[i] == '/';
    for (size_t i = 0; i < out->path.len; i++) {
        good = good && !is_strange(out->path.ptr[i]);
        decoded += out->path.ptr[i] == '/';
    }
    if (!good || slashes != decoded)
        return err_set(err, S_USAGE,
                       "the path is not one: percent signs in it stand before two hexadecimal digits, and "
                       "for neither slashes nor bytes outside ASCII");
    if (out->path.len == 0 || out->path.ptr[0] != '/')
        return err_set(err, S_USAGE, "the path of a request begins with a slash");
    return S_OK;
}

/* Nothing on the wire has them there but what is broken, and a proxy may read it as another request. */
static bool has_blanks(struct str raw)
{
    for (size_t i = 0; i < raw.len; i++)
        if ((unsigned char)raw.ptr[i] <= ' ' || raw.ptr[i] == 0x7f)
            return true;
    return false;
}

static const char *fault_of(struct str value, bool percent)
{
    if (!percent)
        return "has a percent sign without two hexadecimal digits behind it; the sign itself is written %25";
    if (value.len && memchr(value.ptr, '\0', value.len))
        return "has a NUL";
    return utf8_valid(value.ptr, value.len) ? NULL : "is not UTF-8";
}

static enum status read_param(struct str raw, struct target *out, struct err *err)
{
    struct target_param *p = &out->param[out->params];
    struct str name = {0};
    if (out->params == TARGET_PARAMS_MAX)
        return err_set(err, S_LIMIT, "more than %d parameters", TARGET_PARAMS_MAX);
    take(&raw, '=', &name);
    bool good = decode(name, true, &p->name, &out->bytes);
    if (fault_of(p->name, good))
        return err_set(err, S_USAGE, "the name of a parameter %s", fault_of(p->name, good));
    good = decode(raw, true, &p->value, &out->bytes);
    p->fault = fault_of(p->value, good);
    out->params++;
    return S_OK;
}

enum status target_parse(struct str raw, struct target *out, struct err *err)
{
    *out = (struct target){0};
    if (raw.len > TARGET_BYTES_MAX)
        return err_set(err, S_LIMIT, "a target of %zu bytes is longer than %d", raw.len, TARGET_BYTES_MAX);
    if (has_blanks(raw))
        return err_set(err, S_USAGE, "the target has a space or a control character in it: a space is written %%20");
    if (!buf_reserve(&out->bytes, raw.len + 1))
        return err_no_memory(err);
    take_authority(&raw, out);
    struct str path = {0}, piece;
    take(&raw, '?', &path);
    enum status s = read_path(path, out, err);
    while (!s && take(&raw, '&', &piece))
        if (piece.len)
            s = read_param(piece, out, err);
    return s;
}

void target_release(struct target *t)
{
    buf_release(&t->bytes);
    *t = (struct target){0};
}

void target_drop(struct target *t, const char *name)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->params; i++)
        if (!str_equal(t->param[i].name, str_of(name)))
            t->param[kept++] = t->param[i];
    t->params = kept;
}

const struct target_param *target_find(const struct target *t, const char *name)
{
    for (size_t i = 0; i < t->params; i++)
        if (str_equal(t->param[i].name, str_of(name)))
            return &t->param[i];
    return NULL;
}
