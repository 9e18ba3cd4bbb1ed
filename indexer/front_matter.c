#include "indexer/front_matter.h"

#include <string.h>

#include "core/utf8.h"
#include "indexer/front_matter_json.h"

void front_matter_release(struct front_matter *f)
{
    buf_release(&f->text);
    f->count = 0;
}

struct str front_matter_key(const struct front_matter *f, size_t i)
{
    return (struct str){f->text.data + f->entry[i].key, f->entry[i].key_len};
}

struct str front_matter_value(const struct front_matter *f, size_t i)
{
    return (struct str){f->text.data + f->entry[i].value, f->entry[i].value_len};
}

/* ---- lines ---- */

static bool next_line(struct str *rest, struct str *line)
{
    if (rest->len == 0)
        return false;
    const char *end = memchr(rest->ptr, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->ptr) : rest->len, taken = len + (end != NULL);
    *line = (struct str){rest->ptr, len};
    while (line->len && (line->ptr[line->len - 1] == ' ' || line->ptr[line->len - 1] == '\t'))
        line->len--;
    *rest = (struct str){rest->ptr + taken, rest->len - taken};
    return true;
}

static size_t indent_of(struct str line)
{
    size_t indent = 0;
    while (indent < line.len && (line.ptr[indent] == ' ' || line.ptr[indent] == '\t'))
        indent++;
    return indent;
}

static bool is_item(struct str trimmed)
{
    return trimmed.len && trimmed.ptr[0] == '-' && (trimmed.len == 1 || trimmed.ptr[1] == ' ');
}

/* ---- entries ---- */

bool front_matter_begin(struct front_matter *f, struct str prefix, struct str key, bool list)
{
    if (f->count == FRONT_KEYS_MAX || key.len == 0)
        return false;
    f->entry[f->count].list = list;
    f->entry[f->count].key = f->text.len;
    if (prefix.len) {
        buf_append_str(&f->text, prefix);
        buf_append_byte(&f->text, '.');
    }
    buf_append_str(&f->text, key);
    f->entry[f->count].key_len = f->text.len - f->entry[f->count].key;
    f->entry[f->count].value = f->text.len;
    return true;
}

void front_matter_end(struct front_matter *f)
{
    size_t start = f->entry[f->count].value;
    if (f->text.len > start && f->text.data[f->text.len - 1] == FRONT_SEPARATOR)
        buf_truncate(&f->text, f->text.len - 1);
    f->entry[f->count].value_len = f->text.len - start;
    if (f->text.len > start && !f->text.failed)
        f->count++;
}

/* ---- scalars ---- */

static size_t append_unicode(struct str rest, struct buf *out)
{
    char bytes[UTF8_MAX];
    uint32_t code = 0;
    size_t digits = 0;
    for (; digits < 4 && digits < rest.len; digits++) {
        const char *hex = "0123456789abcdef", *at = memchr(hex, rest.ptr[digits] | ' ', 16);
        if (!at)
            break;
        code = code * 16 + (uint32_t)(at - hex);
    }
    buf_append(out, bytes, utf8_encode(code < ' ' ? ' ' : code, bytes));
    return digits;
}

/* A text in double quotes, behind the first, with its escapes. Returns the bytes up to and with the last quote. */
static size_t append_double(struct str text, struct buf *out)
{
    size_t at = 0;
    for (; at < text.len && text.ptr[at] != '"'; at++) {
        if (text.ptr[at] != '\\' || at + 1 == text.len) {
            buf_append_byte(out, text.ptr[at]);
            continue;
        }
        char c = text.ptr[++at];
        if (c == 'u')
            at += append_unicode(str_skip(text, at + 1), out);
        else
            buf_append_byte(out, c == 'n' ? '\n' : strchr("tbfr", c) ? ' ' : c);
    }
    return at < text.len ? at + 1 : at;
}

/* A text in single quotes, behind the first; '' is a quote. */
static size_t append_single(struct str text, struct buf *out)
{
    for (size_t at = 0; at < text.len; at++) {
        if (text.ptr[at] == '\'' && !(at + 1 < text.len && text.ptr[at + 1] == '\''))
            return at + 1;
        at += text.ptr[at] == '\'';
        buf_append_byte(out, text.ptr[at]);
    }
    return text.len;
}

/* A scalar up to the comment behind it; returns the bytes taken. In a list it ends at a comma or bracket. */
static size_t append_scalar(struct str text, bool in_list, struct buf *out)
{
    if (text.len && text.ptr[0] == '"')
        return 1 + append_double(str_skip(text, 1), out);
    if (text.len && text.ptr[0] == '\'')
        return 1 + append_single(str_skip(text, 1), out);
    size_t len = 0;
    while (len < text.len && !(in_list && strchr(",]", text.ptr[len])) &&
           !(text.ptr[len] == '#' && len && strchr(" \t\n", text.ptr[len - 1])))
        len++;
    struct str plain = str_trim((struct str){text.ptr, len});
    for (size_t i = 0; i < plain.len; i++)
        buf_append_byte(out, plain.ptr[i] == '\n' ? ' ' : plain.ptr[i]);
    return len;
}

/* Ends a value of a list; an empty one is none. */
static void end_value(struct buf *out, size_t start)
{
    if (out->len > start)
        buf_append_byte(out, FRONT_SEPARATOR);
}

/* "a, 'b', c]": what stands behind the bracket of a list. */
static void append_list(struct str text, struct buf *out)
{
    while (text.len) {
        while (text.len && (text.ptr[0] == '\n' || text.ptr[0] == ' ' || text.ptr[0] == '\t'))
            text = str_skip(text, 1);
        if (text.len == 0 || text.ptr[0] == ']')
            return;
        size_t start = out->len;
        text = str_skip(text, append_scalar(text, true, out));
        end_value(out, start);
        while (text.len && text.ptr[0] != ',' && text.ptr[0] != ']')
            text = str_skip(text, 1);
        if (text.len && text.ptr[0] == ',')
            text = str_skip(text, 1);
    }
}

/* ---- YAML ---- */

/* Takes "key:" off a line; false when it does not begin so. */
static bool take_key(struct str *line, struct str *key)
{
    char quote = line->len && strchr("\"'", line->ptr[0]) ? line->ptr[0] : '\0';
    const char *from = line->ptr + (quote != '\0');
    const char *end = line->len > 1 ? memchr(from, quote ? quote : ':', line->len - (quote != '\0')) : NULL;
    if (!end)
        return false;
    *key = str_trim((struct str){from, (size_t)(end - from)});
    size_t colon = (size_t)(end - line->ptr) + (quote != '\0');
    if (colon >= line->len || line->ptr[colon] != ':' ||
        (colon + 1 < line->len && !strchr(" \t", line->ptr[colon + 1])))
        return false;
    *line = str_trim(str_skip(*line, colon + 1));
    return key->len > 0;
}

/* Block scalar: | keeps its lines, > joins them. */
static void append_block(struct str lines, bool keep, struct buf *out)
{
    struct str line;
    size_t start = out->len;
    bool gap = false;
    while (next_line(&lines, &line)) {
        line = str_trim(line);
        if (line.len == 0) {
            gap = true;
            continue;
        }
        if (out->len > start)
            buf_append_text(out, gap ? "\n\n" : keep ? "\n" : " ");
        buf_append_str(out, line);
        gap = false;
    }
}

/* "- a" items; of one that is a mapping the name. */
static void append_items(struct str lines, struct buf *out)
{
    struct str line, key;
    while (next_line(&lines, &line)) {
        line = str_trim(line);
        bool item = is_item(line);
        if (item)
            line = str_trim(str_skip(line, 1));
        struct str value = line;
        bool pair = take_key(&value, &key);
        if (pair ? !str_equal(key, str_of("name")) : !item)
            continue;
        size_t start = out->len;
        append_scalar(pair ? value : line, false, out);
        end_value(out, start);
    }
}

/* The mapping under a key: one entry for each of its keys. */
static void read_mapping(struct front_matter *f, struct str prefix, struct str lines)
{
    struct str line, key;
    while (next_line(&lines, &line)) {
        line = str_trim(line);
        if (!take_key(&line, &key))
            continue;
        bool list = line.len && line.ptr[0] == '[';
        if (!front_matter_begin(f, prefix, key, list))
            continue;
        if (list)
            append_list(str_skip(line, 1), &f->text);
        else
            append_scalar(line, false, &f->text);
        front_matter_end(f);
    }
}

/* The value of a key: what stands behind it, and the lines under it. */
static void read_value(struct front_matter *f, struct str key, struct str value, struct str lines)
{
    struct str under = str_trim(lines);
    struct str whole =
        value.len ? str_trim((struct str){value.ptr, (size_t)(lines.ptr + lines.len - value.ptr)}) : under;
    bool block = value.len && strchr("|>", value.ptr[0]);
    bool mapping = !value.len && under.len && !is_item(under) && under.ptr[0] != '[' && under.ptr[0] != '#';
    if (mapping) {
        read_mapping(f, key, lines);
        return;
    }
    bool list = !block && whole.len && whole.ptr[0] == '[';
    if (!front_matter_begin(f, (struct str){NULL, 0}, key, list || !value.len))
        return;
    if (block)
        append_block(lines, value.ptr[0] == '|', &f->text);
    else if (list)
        append_list(str_skip(whole, 1), &f->text);
    else if (!value.len)
        append_items(lines, &f->text);
    else
        append_scalar(whole, false, &f->text);
    front_matter_end(f);
}

/* False when it is none: lines without a key. */
static bool read_yaml(struct front_matter *f, struct str text)
{
    struct str line, next, key, ahead;
    bool lines_only = false, keys = false;
    while (next_line(&text, &line)) {
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        if (indent_of(line) || !take_key(&line, &key)) {
            lines_only = true;
            continue;
        }
        keys = true;
        struct str lines = {text.ptr, 0};
        for (ahead = text;
             next_line(&ahead, &next) && (next.len == 0 || indent_of(next) || is_item(next) || next.ptr[0] == '#');
             text = ahead)
            lines.len = (size_t)(ahead.ptr - lines.ptr);
        read_value(f, key, line, lines);
    }
    return keys || !lines_only;
}

/* ---- TOML ---- */

/* A text between three quotes may go over lines: how far the value that begins there goes. */
static size_t toml_extent(struct str text)
{
    static const char *const fences[] = {"\"\"\"", "'''"};
    for (size_t i = 0; i < 2; i++)
        if (str_begins_with(text, str_of(fences[i]))) {
            const char *end = memmem(text.ptr + 3, text.len - 3, fences[i], 3);
            return end ? (size_t)(end - text.ptr) : text.len;
        }
    const char *end = text.len ? memchr(text.ptr, text.ptr[0] == '[' ? ']' : '\n', text.len) : NULL;
    return end ? (size_t)(end - text.ptr) : text.len;
}

static void append_toml(struct str value, struct buf *out)
{
    if (str_begins_with(value, str_of("\"\"\"")) || str_begins_with(value, str_of("'''")))
        buf_append_str(out, str_trim(str_skip(value, 3)));
    else if (value.len && value.ptr[0] == '[')
        append_list(str_skip(value, 1), out);
    else
        append_scalar(value, false, out);
}

/* As read_yaml. */
static bool read_toml(struct front_matter *f, struct str text)
{
    struct str line;
    bool lines_only = false, keys = false;
    for (struct str rest = text; next_line(&rest, &line); text = rest) {
        line = str_trim(line);
        const char *equals = line.len ? memchr(line.ptr, '=', line.len) : NULL;
        lines_only |= !equals && line.len && line.ptr[0] != '#' && line.ptr[0] != '[';
        if (!equals || line.ptr[0] == '#' || line.ptr[0] == '[')
            continue;
        keys = true;
        struct str key = str_trim((struct str){line.ptr, (size_t)(equals - line.ptr)});
        if (key.len > 1 && key.ptr[0] == '"')
            key = (struct str){key.ptr + 1, key.len - 2};
        struct str value = {equals + 1, (size_t)(text.ptr + text.len - equals - 1)};
        value = str_skip(value, indent_of(value));
        value.len = toml_extent(value);
        if (front_matter_begin(f, (struct str){NULL, 0}, key, value.len && value.ptr[0] == '[')) {
            append_toml(str_trim(value), &f->text);
            front_matter_end(f);
        }
        if (value.ptr + value.len > rest.ptr)
            rest = (struct str){value.ptr + value.len, (size_t)(rest.ptr + rest.len - value.ptr - value.len)};
    }
    return keys || !lines_only;
}

/* ---- the whole ---- */

size_t front_matter_read(struct front_matter *f, struct str text)
{
    struct str rest = text, first, line;
    buf_reset(&f->text);
    f->count = 0;
    if (text.len && text.ptr[0] == '{')
        return front_matter_json_read(f, text);
    if (!next_line(&rest, &first) || !(str_equal(first, str_of("---")) || str_equal(first, str_of("+++"))))
        return 0;
    bool toml = first.ptr[0] == '+';
    struct str inside = {rest.ptr, 0};
    while (next_line(&rest, &line) && inside.len < FRONT_BYTES_MAX) {
        if (str_equal(line, first) || (!toml && str_equal(line, str_of("...")))) {
            bool front = toml ? read_toml(f, inside) : read_yaml(f, inside);
            return front ? (size_t)(rest.ptr - text.ptr) : 0;
        }
        if (!toml && inside.len == 0 && line.len == 0)
            return 0;
        inside.len = (size_t)(rest.ptr - inside.ptr);
    }
    return 0;
}
