#include "indexer/http_message.h"

#include <string.h>
#include <strings.h>
#define ZLIB_CONST
#include <zlib.h>

#include "core/ascii.h"

static struct str slice(struct str text, size_t from, size_t to)
{
    return (struct str){from ? text.ptr + from : text.ptr, to - from};
}

/* ---- the head ---- */

/* Takes a line off the front of `rest`, without its end; false when none is whole. */
static bool next_line(struct str *rest, struct str *line)
{
    const char *end = rest->len ? memchr(rest->ptr, '\n', rest->len) : NULL;
    if (!end)
        return false;
    size_t len = (size_t)(end - rest->ptr);
    *line = slice(*rest, 0, len && end[-1] == '\r' ? len - 1 : len);
    *rest = slice(*rest, len + 1, rest->len);
    return true;
}

size_t head_length(struct str bytes)
{
    struct str rest = bytes, line;
    while (next_line(&rest, &line))
        if (line.len == 0)
            return bytes.len - rest.len;
    return 0;
}

struct str head_field(struct str head, const char *name)
{
    size_t size = strlen(name);
    struct str line;
    while (next_line(&head, &line))
        if (line.len > size && line.ptr[size] == ':' && strncasecmp(line.ptr, name, size) == 0)
            return str_trim(slice(line, size + 1, line.len));
    return (struct str){NULL, 0};
}

bool http_head_parse(struct str message, struct http_head *out)
{
    *out = (struct http_head){.len = head_length(message)};
    struct str head = slice(message, 0, out->len), line;
    if (!next_line(&head, &line) || !str_begins_with(line, str_of("HTTP/")))
        return false;
    const char *space = memchr(line.ptr, ' ', line.len);
    struct str code = space ? str_trim(slice(line, (size_t)(space - line.ptr), line.len)) : (struct str){NULL, 0};
    if (code.len < 3 || !ascii_is_digit(code.ptr[0]) || !ascii_is_digit(code.ptr[1]) || !ascii_is_digit(code.ptr[2]))
        return false;
    out->status = (code.ptr[0] - '0') * 100 + (code.ptr[1] - '0') * 10 + (code.ptr[2] - '0');
    out->type = head_field(head, "Content-Type");
    out->codings = head_field(head, "Content-Encoding");
    out->transfers = head_field(head, "Transfer-Encoding");
    return true;
}

/* ---- chunks ---- */

static int hex_value(char c)
{
    if (ascii_is_digit(c))
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The number that a chunk's line begins with; false when there is none that could be the length of something here. */
static bool chunk_size(struct str line, size_t *size)
{
    enum { DIGITS_MAX = 8 };
    size_t at = 0;
    *size = 0;
    while (at < line.len && at < DIGITS_MAX && hex_value(line.ptr[at]) >= 0)
        *size = *size * 16 + (size_t)hex_value(line.ptr[at++]);
    return at > 0 && (at == line.len || line.ptr[at] == ';' || line.ptr[at] == ' ');
}

/* Joins the chunks; false when the body does not begin with one. What is broken behind the first ends the body. */
static bool join_chunks(struct str body, struct buf *out)
{
    struct str line;
    size_t size;
    bool some = false;
    while (next_line(&body, &line) && chunk_size(line, &size)) {
        some = true;
        size = size < body.len ? size : body.len;
        if (size == 0)
            break;
        buf_append(out, body.ptr, size);
        body = slice(body, size, body.len);
        next_line(&body, &line);
    }
    return some;
}

/* ---- content codings ---- */

static bool is_gzip(struct str bytes)
{
    return bytes.len > 2 && memcmp(bytes.ptr, "\x1f\x8b", 2) == 0;
}

/* The two bytes of a zlib header: method 8, and a multiple of 31. */
static bool is_zlib(struct str bytes)
{
    if (bytes.len < 2)
        return false;
    unsigned first = (unsigned char)bytes.ptr[0], second = (unsigned char)bytes.ptr[1];
    return (first & 0x0f) == 8 && (first * 256 + second) % 31 == 0;
}

static bool too_long(struct str bytes, size_t len, size_t max)
{
    enum { FREE = 1 << 20 };
    return len > max || (len > FREE && len / HTTP_RATIO_MAX > bytes.len);
}

/* Inflates all of a stream into `out`; zlib's own verdict. */
static int inflate_all(z_stream *z, struct str bytes, size_t max, struct buf *out)
{
    enum { STEP = 64 << 10 };
    int verdict = Z_OK;
    while (verdict == Z_OK && !too_long(bytes, out->len, max) && buf_reserve(out, STEP)) {
        z->next_out = (Bytef *)out->data + out->len;
        z->avail_out = STEP;
        verdict = inflate(z, Z_NO_FLUSH);
        out->len += STEP - z->avail_out;
    }
    return verdict;
}

static enum status inflate_body(struct str bytes, int window_bits, size_t max, struct buf *out, enum http_fault *fault,
                                struct err *err)
{
    z_stream z = {.next_in = (const Bytef *)bytes.ptr, .avail_in = (uInt)bytes.len};
    if (inflateInit2(&z, window_bits) != Z_OK)
        return err_no_memory(err);
    buf_reset(out);
    int verdict = inflate_all(&z, bytes, max, out);
    inflateEnd(&z);
    if (verdict == Z_MEM_ERROR)
        return err_no_memory(err);
    if (too_long(bytes, out->len, max))
        *fault = HTTP_TOO_LONG;
    else if (verdict != Z_STREAM_END && verdict != Z_BUF_ERROR)
        *fault = HTTP_BROKEN;
    return buf_status(out, err);
}

static bool is_coding(struct str coding, const char *name)
{
    return coding.len == strlen(name) && strncasecmp(coding.ptr, name, coding.len) == 0;
}

static enum status remove_coding(struct str coding, struct str *body, size_t max, struct buf *out,
                                 enum http_fault *fault, struct err *err)
{
    enum { GZIP = 15 + 16, ZLIB = 15, RAW = -15 };
    int bits = 0;
    if (is_coding(coding, "gzip") || is_coding(coding, "x-gzip"))
        bits = is_gzip(*body) ? GZIP : 0;
    else if (is_coding(coding, "deflate"))
        bits = is_zlib(*body) ? ZLIB : body->len && body->ptr[0] != '<' ? RAW : 0;
    else if (coding.len && !is_coding(coding, "identity"))
        *fault = HTTP_OTHER_CODING;
    if (!bits || *fault)
        return S_OK;
    enum status s = inflate_body(*body, bits, max, out, fault, err);
    *body = buf_str(out);
    return s;
}

/* Takes the last name off a list. */
static struct str take_last(struct str *list)
{
    const char *comma = list->len ? memrchr(list->ptr, ',', list->len) : NULL;
    size_t at = comma ? (size_t)(comma - list->ptr) : 0;
    struct str name = str_trim(slice(*list, comma ? at + 1 : 0, list->len));
    *list = slice(*list, 0, at);
    return name;
}

enum status http_decode(const struct http_head *head, struct str body, size_t max, struct buf scratch[2],
                        struct str *out, enum http_fault *fault, struct err *err)
{
    enum { CODINGS_MAX = 3 };
    struct str codings = head->codings;
    int into = 0;
    *fault = HTTP_NO_FAULT;
    buf_reset(&scratch[0]);
    if (head->transfers.len &&
        is_coding(take_last(&(struct str){head->transfers.ptr, head->transfers.len}), "chunked") &&
        join_chunks(body, &scratch[0])) {
        body = buf_str(&scratch[0]);
        into = 1;
    }
    enum status s = buf_status(&scratch[0], err);
    for (int i = 0; !s && !*fault && codings.len; i++, into = !into) {
        if (i == CODINGS_MAX)
            *fault = HTTP_OTHER_CODING;
        else
            s = remove_coding(take_last(&codings), &body, max, &scratch[into], fault, err);
    }
    if (!*fault && body.len > max)
        *fault = HTTP_TOO_LONG;
    *out = body.len ? body : (struct str){"", 0};
    return s;
}
