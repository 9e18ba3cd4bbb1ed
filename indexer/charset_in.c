#include "indexer/charset_in.h"

#include <errno.h>
#include <string.h>

#include "core/utf8.h"
#include "indexer/charset.h"

/* Nothing but ASCII, and no escapes or NULs that would make another charset of it. */
static bool is_plain_ascii(struct str bytes)
{
    unsigned char other = 0; /* gathered without a branch: all of a file in English goes through here */
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        other |= (unsigned char)((c & 0x80) | (c == '\0') | (c == 0x1b));
    }
    return other == 0;
}

/* A few bytes that are no UTF-8: another charset, or damage in a file that turns out to be UTF-8. */
static bool is_doubtful(struct str bytes)
{
    enum { FEW = 8 };
    size_t bad = 0;
    for (size_t i = 0; i < bytes.len && bad < FEW;) {
        bool valid;
        i += utf8_decode(bytes.ptr + i, bytes.len - i, &(uint32_t){0}, &valid);
        bad += !valid;
    }
    return bad > 0 && bad < FEW;
}

static void close_converter(struct charset_in *c)
{
    if (c->converts)
        iconv_close(c->converter);
    c->converts = false;
}

void charset_in_init(struct charset_in *c, struct source *source)
{
    *c = (struct charset_in){.source = source};
}

void charset_in_release(struct charset_in *c)
{
    close_converter(c);
    buf_release(&c->raw);
    *c = (struct charset_in){0};
}

/* Chooses for these bytes, and when there is no doubt for all that follow. */
static void choose(struct charset_in *c, struct str bytes)
{
    close_converter(c);
    if (is_plain_ascii(bytes))
        return;
    const char *name = charset_choose(bytes, (struct str){NULL, 0});
    c->unit = strncmp(name, "UTF-32", 6) == 0 ? 4 : strncmp(name, "UTF-16", 6) == 0 ? 2 : 1;
    bool is_utf8 = strcmp(name, "UTF-8") == 0;
    c->chosen = is_utf8 || c->unit > 1 || !is_doubtful(bytes);
    if (is_utf8)
        return;
    c->converter = iconv_open("UTF-8", name);
    c->converts = c->converter != (iconv_t)-1;
}

/* Bytes of the mark that a converter would hand on as a character. */
static size_t mark_len(struct str bytes)
{
    static const struct str marks[] = {
        {"\xef\xbb\xbf", 3}, {"\0\0\xfe\xff", 4}, {"\xff\xfe\0\0", 4}, {"\xfe\xff", 2}, {"\xff\xfe", 2}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (str_begins_with(bytes, marks[i]))
            return marks[i].len;
    return 0;
}

/* Converts c->raw, up to a character that its end cuts when more is to come. */
static void convert(struct charset_in *c, struct buf *out)
{
    char chunk[16 << 10], *in = c->raw.data;
    size_t left = c->raw.len;
    while (left && !out->failed) {
        char *to = chunk;
        size_t room = sizeof chunk;
        size_t done = iconv(c->converter, &in, &left, &to, &room);
        int failure = done == (size_t)-1 ? errno : 0;
        buf_append(out, chunk, sizeof chunk - room);
        if (!failure || failure == E2BIG)
            continue;
        if (failure == EINVAL && !c->ended)
            break;
        size_t skip = failure == EINVAL || left < c->unit ? left : c->unit;
        buf_append_text(out, "\xef\xbf\xbd");
        in += skip;
        left -= skip;
    }
    memmove(c->raw.data, in, left);
    buf_truncate(&c->raw, left);
}

/* Bytes in front of a last character of UTF-8 that lacks its end. */
static size_t whole_characters(struct str bytes)
{
    size_t start = bytes.len;
    bool valid = true;
    while (start > 0 && bytes.len - start < UTF8_MAX && ((unsigned char)bytes.ptr[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0 || bytes.len - start == UTF8_MAX)
        return bytes.len;
    size_t len = utf8_decode(bytes.ptr + start - 1, bytes.len - start + 1, &(uint32_t){0}, &valid);
    return !valid && start - 1 + len == bytes.len ? start - 1 : bytes.len;
}

/* Hands on c->raw, but for what its converter cannot take yet. */
static void take_block(struct charset_in *c, bool first, struct buf *out)
{
    if (!c->chosen)
        choose(c, buf_str(&c->raw));
    size_t mark = first && c->chosen ? mark_len(buf_str(&c->raw)) : 0;
    if (mark) {
        memmove(c->raw.data, c->raw.data + mark, c->raw.len - mark);
        buf_truncate(&c->raw, c->raw.len - mark);
    }
    if (!c->converts) {
        c->mark += mark;
        buf_append_str(out, buf_str(&c->raw));
        buf_reset(&c->raw);
    } else if (c->raw.len) {
        convert(c, out);
    }
}

/* Before there is a choice, a character of UTF-8 that the block cuts waits for the next one: alone it would look like
 * another charset. */
static enum status read_block(struct charset_in *c, struct buf *out, struct err *err)
{
    char cut[UTF8_MAX];
    size_t before = c->raw.len;
    bool first = c->count == before;
    enum status s = source_read(c->source, &c->raw, err);
    if (s)
        return s;
    c->ended = c->raw.len == before;
    c->count += c->raw.len - before;
    size_t whole = c->chosen || c->ended ? c->raw.len : whole_characters(buf_str(&c->raw)), rest = c->raw.len - whole;
    if (rest)
        memcpy(cut, c->raw.data + whole, rest);
    buf_truncate(&c->raw, whole);
    take_block(c, first, out);
    buf_append(&c->raw, cut, rest);
    s = buf_status(&c->raw, err);
    return s ? s : buf_status(out, err);
}

enum status charset_in_read(struct charset_in *c, struct buf *out, struct err *err)
{
    size_t before = out->len;
    enum status s = S_OK;
    while (!s && !c->ended && out->len == before)
        s = read_block(c, out, err);
    return s;
}
