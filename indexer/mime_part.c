#include "indexer/mime_part.h"

#include <gmime/gmime.h>
#include <string.h>
#include <strings.h>

#include "indexer/late.h"

static struct str slice(struct str text, size_t from, size_t to)
{
    return (struct str){from ? text.ptr + from : text.ptr, to - from};
}

static size_t line_length(struct str text)
{
    const char *end = text.len ? memchr(text.ptr, '\n', text.len) : NULL;
    return end ? (size_t)(end - text.ptr) + 1 : text.len;
}

/* ---- heads ---- */

static bool goes_on(struct str text)
{
    return text.len && (text.ptr[0] == ' ' || text.ptr[0] == '\t');
}

/* Appends a value and the lines that it is folded over. */
static void append_value(struct str text, struct buf *out)
{
    size_t start = out->len;
    do {
        size_t len = line_length(text);
        struct str line = str_trim(slice(text, 0, len));
        size_t room = MIME_VALUE_MAX - (out->len - start);
        if (out->len > start && line.len < room) {
            buf_append_byte(out, ' ');
            room--;
        }
        buf_append_str(out, slice(line, 0, line.len < room ? line.len : room));
        text = slice(text, len, text.len);
    } while (goes_on(text) && out->len - start < MIME_VALUE_MAX);
}

bool mime_field(struct str head, const char *name, struct buf *out)
{
    size_t size = strlen(name), before = out->len;
    while (head.len) {
        size_t len = line_length(head);
        if (len > size && head.ptr[size] == ':' && strncasecmp(head.ptr, name, size) == 0) {
            append_value(slice(head, size + 1, head.len), out);
            return out->len > before;
        }
        head = slice(head, len, head.len);
    }
    return false;
}

/* Parts the head from the body at the first empty line. */
static void split(struct str bytes, struct mime_part *out)
{
    struct str rest = bytes;
    while (rest.len) {
        size_t len = line_length(rest);
        bool empty = len == 1 || (len == 2 && rest.ptr[0] == '\r');
        struct str line = rest;
        rest = slice(rest, len, rest.len);
        if (empty && line.ptr[len - 1] == '\n') {
            out->head = slice(bytes, 0, (size_t)(line.ptr - bytes.ptr));
            out->body = rest;
            return;
        }
    }
    out->head = bytes;
    out->body = (struct str){"", 0};
}

static void copy_lower(const char *from, char *to, size_t size)
{
    size_t len = from ? strlen(from) : 0;
    if (len >= size)
        len = 0;
    for (size_t i = 0; i < len; i++)
        to[i] = g_ascii_tolower(from[i]);
    to[len] = '\0';
}

static bool is_parameter(GMimeContentType *type, const char *name, const char *value)
{
    const char *set = g_mime_content_type_get_parameter(type, name);
    return set && g_ascii_strcasecmp(set, value) == 0;
}

static void read_type(const char *text, struct mime_part *out)
{
    GMimeContentType *type = g_mime_content_type_parse(NULL, text);
    char *name = g_mime_content_type_get_mime_type(type);
    const char *boundary = g_mime_content_type_get_parameter(type, "boundary");
    copy_lower(name, out->type, sizeof out->type);
    copy_lower(g_mime_content_type_get_parameter(type, "charset"), out->charset, sizeof out->charset);
    if (boundary && strlen(boundary) < sizeof out->boundary)
        strcpy(out->boundary, boundary);
    out->flowed = is_parameter(type, "format", "flowed");
    out->delete_space = is_parameter(type, "delsp", "yes");
    g_free(name);
    g_object_unref(type);
}

enum status mime_part_read(struct str bytes, struct mime_part *out, struct err *err)
{
    static const char attachment[] = "attachment";
    struct buf value = {0};
    *out = (struct mime_part){.type = "text/plain"};
    split(bytes, out);
    out->declared = mime_field(out->head, "Content-Type", &value);
    if (out->declared && strchr(buf_text(&value), '/'))
        read_type(buf_text(&value), out);
    buf_truncate(&value, 0);
    if (mime_field(out->head, "Content-Disposition", &value))
        out->attached = strncasecmp(buf_text(&value), attachment, sizeof attachment - 1) == 0;
    enum status s = buf_status(&value, err);
    buf_release(&value);
    return s;
}

/* ---- transfer encodings ---- */

static void decode(GMimeContentEncoding kind, struct str text, struct buf *out)
{
    GMimeEncoding encoding;
    g_mime_encoding_init_decode(&encoding, kind);
    if (buf_reserve(out, g_mime_encoding_outlen(&encoding, text.len)))
        out->len += g_mime_encoding_flush(&encoding, text.ptr, text.len, out->data + out->len);
}

enum status mime_base64_decode(struct str text, struct buf *out, struct err *err)
{
    enum status s = late_mime(err);
    if (s)
        return s;
    decode(GMIME_CONTENT_ENCODING_BASE64, text.len ? text : (struct str){"", 0}, out);
    return buf_status(out, err);
}

enum status mime_part_decode(const struct mime_part *part, struct buf *scratch, struct str *out, struct err *err)
{
    *out = part->body;
    buf_reset(scratch);
    if (!mime_field(part->head, "Content-Transfer-Encoding", scratch))
        return buf_status(scratch, err);
    GMimeContentEncoding kind = g_mime_content_encoding_from_string(buf_text(scratch));
    buf_truncate(scratch, 0);
    if (scratch->failed || (kind != GMIME_CONTENT_ENCODING_BASE64 && kind != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE))
        return buf_status(scratch, err);
    decode(kind, part->body, scratch);
    *out = buf_str(scratch);
    return buf_status(scratch, err);
}

/* ---- parts in parts ---- */

enum boundary { NO_BOUNDARY, BOUNDARY, LAST_BOUNDARY };

/* Whether a line is "--" and the boundary, behind the last part with another "--". */
static enum boundary boundary_of(struct str line, const char *boundary)
{
    size_t len = strlen(boundary);
    if (line.len < len + 2 || memcmp(line.ptr, "--", 2) != 0 || memcmp(line.ptr + 2, boundary, len) != 0)
        return NO_BOUNDARY;
    struct str behind = str_trim(slice(line, len + 2, line.len));
    if (behind.len == 0)
        return BOUNDARY;
    return str_equal(behind, str_of("--")) ? LAST_BOUNDARY : NO_BOUNDARY;
}

/* The bytes before the next line that is the boundary; *next is what stands behind it, nothing when it is the last. */
static struct str up_to_boundary(struct str text, const char *boundary, struct str *next)
{
    struct str rest = text;
    while (rest.len) {
        size_t len = line_length(rest);
        struct str line = slice(rest, 0, len);
        rest = slice(rest, len, rest.len);
        enum boundary kind = line.ptr[0] == '-' ? boundary_of(line, boundary) : NO_BOUNDARY;
        if (kind == NO_BOUNDARY)
            continue;
        *next = kind == BOUNDARY ? rest : (struct str){"", 0};
        return slice(text, 0, (size_t)(line.ptr - text.ptr));
    }
    *next = (struct str){"", 0};
    return text;
}

static bool is_multipart(const struct mime_part *part)
{
    return strncmp(part->type, "multipart/", 10) == 0 && part->boundary[0];
}

static bool is_digest(const struct mime_part *part)
{
    return strcmp(part->type, "multipart/digest") == 0;
}

static bool holds_messages(const struct mime_part *part)
{
    return strncmp(part->type, "message/", 8) == 0 || is_digest(part);
}

/* A message that is a part, by its type or as a part of a digest. */
static bool is_message(const struct mime_walk *w, const struct mime_part *part)
{
    if (!part->declared)
        return w->depth && w->level[w->depth - 1].digest;
    return strcmp(part->type, "message/rfc822") == 0 || strcmp(part->type, "message/global") == 0;
}

/* Goes into a part: past what stands before its first boundary. */
static void go_into(struct mime_walk *w, const struct mime_part *part)
{
    struct str first;
    up_to_boundary(part->body, part->boundary, &first);
    w->level[w->depth].rest = first;
    w->level[w->depth].digest = is_digest(part);
    memcpy(w->level[w->depth].boundary, part->boundary, sizeof part->boundary);
    w->depth++;
}

static void go_into_message(struct mime_walk *w, const struct mime_part *part)
{
    w->level[w->depth].rest = part->body;
    w->level[w->depth].digest = false;
    w->level[w->depth].boundary[0] = '\0';
    w->depth++;
    w->messages++;
}

/* The bytes of the next part, of whatever kind. */
static bool next_bytes(struct mime_walk *w, struct str *bytes)
{
    if (w->whole.ptr) {
        *bytes = w->whole;
        w->whole = (struct str){NULL, 0};
        return true;
    }
    while (w->depth && !w->level[w->depth - 1].rest.len)
        w->depth--;
    if (!w->depth)
        return false;
    struct str rest = w->level[w->depth - 1].rest, next = {"", 0};
    const char *boundary = w->level[w->depth - 1].boundary;
    *bytes = *boundary ? up_to_boundary(rest, boundary, &next) : rest;
    w->level[w->depth - 1].rest = next;
    return true;
}

void mime_walk_begin(struct mime_walk *w, struct str message, bool inside)
{
    w->depth = w->parts = w->messages = 0;
    w->inside = inside;
    w->whole = message.len ? message : (struct str){"", 0};
    w->status = S_OK;
}

bool mime_walk_next(struct mime_walk *w, struct mime_part *part)
{
    struct str bytes;
    while (w->parts < MIME_PARTS_MAX && next_bytes(w, &bytes)) {
        w->parts++;
        if ((w->status = mime_part_read(bytes, part, NULL)))
            return false;
        bool deep = w->depth == MIME_DEPTH_MAX, message = is_message(w, part);
        if (w->inside && message && !deep)
            go_into_message(w, part);
        if (message || (holds_messages(part) && !(w->inside && is_multipart(part))))
            continue;
        if (!is_multipart(part))
            return true;
        if (!deep)
            go_into(w, part);
    }
    return false;
}
