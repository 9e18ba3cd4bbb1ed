#include "indexer/utf8_in.h"

#include <errno.h>
#include <string.h>

#include "core/utf8.h"
#include "indexer/charset.h"

void utf8_in_init(struct utf8_in *u, struct source *source)
{
    *u = (struct utf8_in){.source = source};
}

void utf8_in_release(struct utf8_in *u)
{
    if (u->converts)
        iconv_close(u->converter);
    buf_release(&u->raw);
    buf_release(&u->converted);
    *u = (struct utf8_in){0};
}

static enum status fill(struct utf8_in *u, struct err *err)
{
    size_t before = u->raw.len;
    enum status s = source_read(u->source, &u->raw, err);
    u->ended = !s && u->raw.len == before;
    return s;
}

enum status utf8_in_head(struct utf8_in *u, struct str *head, struct err *err)
{
    enum status s = S_OK;
    while (!s && !u->ended && u->raw.len < UTF8_IN_HEAD)
        s = fill(u, err);
    /* Damage is reported by the reads, behind what came before it. */
    if (s == S_INPUT && u->raw.len)
        s = S_OK;
    *head = buf_str(&u->raw);
    if (head->len > UTF8_IN_HEAD)
        head->len = UTF8_IN_HEAD;
    return s;
}

/* The bytes of a character that the end of a block has cut in two. */
static size_t cut_bytes(struct str text)
{
    for (size_t back = 1; back < UTF8_MAX && back <= text.len; back++) {
        unsigned char c = (unsigned char)text.ptr[text.len - back];
        if (c < 0x80)
            return 0;
        if (c >= 0xC0)
            return back < (c < 0xE0 ? 2U : c < 0xF0 ? 3U : 4U) ? back : 0;
    }
    return 0;
}

enum status utf8_in_start(struct utf8_in *u, struct str declared, struct err *err)
{
    struct str head = buf_str(&u->raw);
    if (head.len > UTF8_IN_HEAD)
        head.len = UTF8_IN_HEAD;
    head.len -= cut_bytes(head);
    const char *name = charset_choose(head, declared);
    if (strcmp(name, "UTF-8") == 0)
        return S_OK;
    u->converter = iconv_open("UTF-8", name);
    if (u->converter == (iconv_t)-1)
        return errno == ENOMEM ? err_no_memory(err) : S_OK;
    u->converts = true;
    return S_OK;
}

static void drop(struct buf *b, size_t len)
{
    if (len && len < b->len)
        memmove(b->data, b->data + len, b->len - len);
    buf_truncate(b, b->len - len);
}

/* A character that the converter has kept to see what follows it. */
static void flush(struct utf8_in *u)
{
    enum { KEPT_MAX = 32 };
    if (!buf_reserve(&u->converted, KEPT_MAX))
        return;
    char *out = u->converted.data + u->converted.len;
    size_t room = KEPT_MAX;
    iconv(u->converter, NULL, NULL, &out, &room);
    u->converted.len += KEPT_MAX - room;
}

/* What iconv cannot take is one byte that becomes U+FFFD; a character that the block has cut waits for the next. */
static size_t convert(struct utf8_in *u)
{
    enum { GROWTH = 4 /* bytes of UTF-8 for one byte of any charset, at most */ };
    char *in = u->raw.data;
    size_t left = u->raw.len;
    buf_reset(&u->converted);
    while (left && buf_reserve(&u->converted, left * GROWTH + UTF8_MAX)) {
        char *out = u->converted.data + u->converted.len;
        size_t room = u->converted.capacity - u->converted.len;
        size_t result = iconv(u->converter, &in, &left, &out, &room);
        u->converted.len = (size_t)(out - u->converted.data);
        if (result != (size_t)-1 || (errno == EINVAL && !u->ended))
            break;
        if (errno == E2BIG)
            continue;
        buf_append_text(&u->converted, "\xEF\xBF\xBD");
        in++;
        left--;
    }
    if (!left && u->ended)
        flush(u);
    return u->raw.len - left;
}

uint32_t utf8_in_windows(uint32_t code_point)
{
    static const uint16_t table[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                       0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                       0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                       0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    return code_point >= 0x80 && code_point < 0xA0 ? table[code_point - 0x80] : code_point;
}

/* Appends clean UTF-8, with the C1 controls, which are C2 80 to C2 9F, made what they were meant to be. */
static void append_clean(struct str text, struct buf *out)
{
    char character[UTF8_MAX];
    while (text.len) {
        size_t len = 0;
        do {
            const char *lead = memchr(text.ptr + len, 0xC2, text.len - len);
            len = lead ? (size_t)(lead - text.ptr) + 1 : text.len;
        } while (len < text.len && (unsigned char)text.ptr[len] >= 0xA0);
        bool control = len < text.len && (unsigned char)text.ptr[len] >= 0x80;
        utf8_repair(text.ptr, control ? len - 1 : len, out);
        if (control) {
            size_t taken = utf8_encode(utf8_in_windows((unsigned char)text.ptr[len++]), character);
            utf8_repair(character, taken, out);
        }
        text = (struct str){text.ptr + len, text.len - len};
    }
}

static enum status give(struct utf8_in *u, struct buf *out, struct err *err)
{
    size_t taken;
    if (u->converts) {
        taken = convert(u);
        append_clean(buf_str(&u->converted), out);
    } else {
        taken = u->raw.len - (u->ended ? 0 : cut_bytes(buf_str(&u->raw)));
        append_clean((struct str){u->raw.data, taken}, out);
    }
    drop(&u->raw, taken);
    enum status s = buf_status(&u->converted, err);
    return s ? s : buf_status(out, err);
}

enum status utf8_in_read(struct utf8_in *u, struct buf *out, struct err *err)
{
    enum status s;
    for (size_t before = out->len; out->len == before;) {
        if (u->raw.len && (s = give(u, out, err)))
            return s;
        if (out->len > before || (u->ended && !u->raw.len))
            return S_OK;
        if (!u->ended && (s = fill(u, err)))
            return s;
    }
    return S_OK;
}
