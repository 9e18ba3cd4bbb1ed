#include "indexer/sgml_in.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/ascii.h"
#include "core/utf8.h"
#include "indexer/entity.h"
#include "indexer/charset.h"

/* ---- records ---- */

enum mark { MARK_NONE, MARK_START, MARK_END };

/* What stands at the "<" that text begins with; *len: bytes of an end tag. */
static enum mark mark_at(struct str text, const char *name, size_t *len)
{
    size_t size = strlen(name), at = 1;
    bool end = text.len > 1 && text.ptr[1] == '/';
    at += end;
    if (text.len < at + size + 1 || strncasecmp(text.ptr + at, name, size) != 0)
        return MARK_NONE;
    at += size;
    if (end)
        while (at < text.len && ascii_is_space(text.ptr[at]))
            at++;
    bool closed = at < text.len && text.ptr[at] == '>';
    *len = at + closed;
    if (end)
        return closed ? MARK_END : MARK_NONE;
    return closed || ascii_is_space(text.ptr[at]) ? MARK_START : MARK_NONE;
}

/* Looks for a mark from *at on, and moves *at to it, or to where the search goes on when more is there. */
static enum mark find_mark(const struct sgml_in *in, size_t *at, size_t *len)
{
    enum { TAG_TAIL = 64 }; /* bytes that an end tag has at most */
    struct str rest = window_rest(&in->window);
    const char *found;
    while (*at < rest.len && (found = memchr(rest.ptr + *at, '<', rest.len - *at))) {
        *at = (size_t)(found - rest.ptr);
        struct str here = {found, rest.len - *at < TAG_TAIL ? rest.len - *at : TAG_TAIL};
        enum mark mark = mark_at(here, in->name, len);
        if (mark != MARK_NONE || (here.len < TAG_TAIL && !in->window.ended))
            return mark;
        ++*at;
    }
    *at = rest.len;
    return MARK_NONE;
}

/* Passes over everything up to the next record; false at the end. */
static bool find_start(struct sgml_in *in, enum status *status, struct err *err)
{
    size_t at = 0, len;
    for (;;) {
        enum mark mark = find_mark(in, &at, &len);
        window_pass(&in->window, at);
        if (mark == MARK_START)
            return true;
        if (mark == MARK_END)
            window_pass(&in->window, len);
        at = 0;
        if (mark == MARK_NONE && (in->window.ended || (*status = window_fill(&in->window, err))))
            return false;
    }
}

enum ending { ENDS_WHOLE, ENDS_CUT, ENDS_TOO_LONG };

/* Passes over the record that begins here, at most SGML_RECORD_MAX bytes of which are kept. */
static enum status pass_record(struct sgml_in *in, struct str *record, enum ending *ending, struct err *err)
{
    size_t at = 1, len = 0;
    bool too_long = false;
    for (;;) {
        enum mark mark = find_mark(in, &at, &len);
        bool last = mark == MARK_NONE && in->window.ended && at == window_rest(&in->window).len;
        too_long |= at > SGML_RECORD_MAX;
        if (mark != MARK_NONE || last) {
            *record = (struct str){window_rest(&in->window).ptr, at};
            window_pass(&in->window, at + (mark == MARK_END ? len : 0));
            bool cut = last && (in->closed || !in->begun);
            *ending = too_long ? ENDS_TOO_LONG : cut ? ENDS_CUT : ENDS_WHOLE;
            in->closed |= mark == MARK_END;
            in->begun = true;
            return S_OK;
        }
        if (too_long) {
            window_pass(&in->window, at);
            at = 0;
        }
        enum status s = window_fill(&in->window, err);
        if (s)
            return s;
    }
}

static enum status to_utf8(struct sgml_in *in, struct str *record, struct err *err)
{
    if (utf8_valid(record->ptr, record->len))
        return S_OK;
    buf_reset(&in->text);
    enum status s = charset_to_utf8(*record, str_of("iso-8859-1"), &in->text, err);
    *record = buf_str(&in->text);
    return s ? s : buf_status(&in->text, err);
}

static bool refuse_none(struct sgml_in *in, struct reader *r, enum status *status, struct err *err)
{
    if (in->begun || in->told || window_place(&in->window).offset == 0)
        return false;
    in->told = true;
    r->place = (struct place){1, 0};
    *status = reader_refuse(r, REJECT_MALFORMED, err, "no <%s> element in it", in->name);
    return true;
}

bool sgml_in_next(struct sgml_in *in, struct reader *r, struct str *record, enum status *status, struct err *err)
{
    enum ending ending;
    if (!find_start(in, status, err))
        return !*status && refuse_none(in, r, status, err);
    r->place = window_place(&in->window);
    if ((*status = pass_record(in, record, &ending, err)))
        return false;
    if (ending == ENDS_TOO_LONG)
        *status = reader_refuse(r, REJECT_TOO_LONG, err, "longer than %d bytes", SGML_RECORD_MAX);
    else if (ending == ENDS_CUT)
        *status = reader_refuse(r, REJECT_MALFORMED, err, "cut off: no </%s>", in->name);
    else
        *status = to_utf8(in, record, err);
    return *status == S_OK || *status == S_INPUT;
}

void sgml_in_release(struct sgml_in *in)
{
    window_release(&in->window);
    buf_release(&in->text);
}

/* ---- tags ---- */

struct tag {
    struct str name, attributes;
    bool end;
    size_t len; /* 0: no tag */
};

/* The bytes up to the ">" that ends a tag, a comment or a declaration, or 0. A "<" ends the search, so that the bytes
 * of a record are looked at once. */
static size_t tag_end(struct str text, size_t at)
{
    char quote = '\0';
    for (; at < text.len && at < SGML_TAG_MAX && text.ptr[at] != '<'; at++) {
        char c = text.ptr[at];
        if (quote)
            quote = c == quote ? '\0' : quote;
        else if (c == '>')
            return at + 1;
        else if ((c == '"' || c == '\'') && text.ptr[at - 1] == '=')
            quote = c;
    }
    return 0;
}

/* The tag that begins with the "<" at the start of text. */
static struct tag tag_at(struct str text)
{
    struct tag tag = {0};
    size_t at = 1 + (text.len > 1 && text.ptr[1] == '/'), start = at;
    if (at >= text.len || !ascii_is_letter(text.ptr[at]))
        return (struct tag){.len = at < text.len && text.ptr[at] == '!' ? tag_end(text, at) : 0};
    while (at < text.len &&
           (ascii_is_letter(text.ptr[at]) || ascii_is_digit(text.ptr[at]) || strchr("-_.:", text.ptr[at])))
        at++;
    tag.len = tag_end(text, at);
    if (!tag.len)
        return tag;
    tag.end = start == 2;
    tag.name = (struct str){text.ptr + start, at - start};
    tag.attributes = (struct str){text.ptr + at, tag.len - 1 - at};
    return tag;
}

/* Takes the next tag off the front of `rest`; false when there is none. */
static bool next_tag(struct str *rest, struct tag *tag)
{
    const char *found;
    while (rest->len && (found = memchr(rest->ptr, '<', rest->len))) {
        struct str here = {found, rest->len - (size_t)(found - rest->ptr)};
        *tag = tag_at(here);
        size_t step = tag->len ? tag->len : 1;
        *rest = (struct str){here.ptr + step, here.len - step};
        if (tag->name.len)
            return true;
    }
    rest->len = 0;
    return false;
}

static int index_of(struct str name, const char *const *names)
{
    for (int i = 0; names[i]; i++)
        if (strlen(names[i]) == name.len && strncasecmp(names[i], name.ptr, name.len) == 0)
            return i;
    return -1;
}

bool sgml_next_element(struct str *rest, const char *const *names, struct sgml_element *out)
{
    struct tag tag;
    int name = -1;
    while (name < 0)
        if (!next_tag(rest, &tag))
            return false;
        else if (!tag.end)
            name = index_of(tag.name, names);
    *out = (struct sgml_element){.name = name, .attributes = tag.attributes, .content = *rest};
    while (next_tag(rest, &tag)) {
        if (index_of(tag.name, names) < 0)
            continue;
        out->content.len = (size_t)(rest->ptr - out->content.ptr) - tag.len;
        if (!tag.end) /* it is the next one */
            *rest = (struct str){rest->ptr - tag.len, rest->len + tag.len};
        return true;
    }
    return true; /* up to the end of the record */
}

struct str sgml_attribute(struct str attributes, const char *name)
{
    struct str rest = attributes;
    size_t size = strlen(name);
    while (rest.len) {
        rest = str_trim(rest);
        size_t len = 0;
        while (len < rest.len && rest.ptr[len] != '=' && !ascii_is_space(rest.ptr[len]))
            len++;
        bool wanted = len == size && strncasecmp(rest.ptr, name, size) == 0;
        rest = str_trim((struct str){rest.ptr + len, rest.len - len});
        if (rest.len == 0 || rest.ptr[0] != '=')
            continue;
        rest = str_trim((struct str){rest.ptr + 1, rest.len - 1});
        char quote = rest.len && (rest.ptr[0] == '"' || rest.ptr[0] == '\'') ? rest.ptr[0] : '\0';
        size_t start = quote != '\0', end = start;
        while (end < rest.len && (quote ? rest.ptr[end] != quote : !ascii_is_space(rest.ptr[end])))
            end++;
        if (wanted)
            return (struct str){rest.ptr + start, end - start};
        end += quote && end < rest.len;
        rest = (struct str){rest.ptr + end, rest.len - end};
    }
    return (struct str){NULL, 0};
}

/* ---- text ---- */

/* The character of a name without & and ;, or 0. */
static uint32_t character_of(const char *name)
{
    static const struct {
        const char *name;
        uint32_t character;
    } ours[] = {{"hyph", '-'}, {"blank", ' '}, {"dollar", '$'}};
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        if (strcmp(ours[i].name, name) == 0)
            return ours[i].character;
    return entity_character(name);
}

static void append_character(uint32_t c, struct buf *out)
{
    char bytes[UTF8_MAX];
    bool control = (c < ' ' && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7f && c < 0xa0);
    if (!control)
        buf_append(out, bytes, utf8_encode(c, bytes));
}

/* Appends what the reference at the start of text stands for and returns its length, or 0. */
static size_t append_reference(struct str text, struct buf *out)
{
    enum { NAME_MAX_BYTES = 10 };
    char name[NAME_MAX_BYTES + 1];
    size_t max = text.len - 1 < NAME_MAX_BYTES ? text.len - 1 : NAME_MAX_BYTES;
    const char *end = memchr(text.ptr + 1, ';', max);
    if (!end)
        return 0;
    struct str inside = {text.ptr + 1, (size_t)(end - text.ptr) - 1};
    memcpy(name, inside.ptr, inside.len);
    name[inside.len] = '\0';
    if (name[0] == '#') {
        char *behind;
        bool hex = (name[1] | 0x20) == 'x';
        unsigned long number = strtoul(name + 1 + hex, &behind, hex ? 16 : 10);
        bool whole = *behind == '\0' && behind > name + 1 + hex && name[1 + hex] != '-' && name[1 + hex] != '+';
        if (whole)
            append_character(number > UINT32_MAX ? UTF8_REPLACEMENT : (uint32_t)number, out);
        return whole ? inside.len + 2 : 0;
    }
    uint32_t c = character_of(name);
    if (c)
        append_character(c, out);
    return c ? inside.len + 2 : 0;
}

static size_t append_markup(struct str text, struct buf *out)
{
    if (text.ptr[0] == '&')
        return append_reference(text, out);
    struct tag tag = tag_at(text);
    if (tag.name.len == 1 && (tag.name.ptr[0] | 0x20) == 'p')
        buf_append_text(out, "\n\n");
    return tag.len;
}

void sgml_append_text(struct str markup, struct buf *out)
{
    size_t at = 0;
    while (at < markup.len) {
        size_t start = at;
        while (at < markup.len && markup.ptr[at] != '<' && markup.ptr[at] != '&')
            at++;
        buf_append(out, markup.ptr + start, at - start);
        if (at == markup.len)
            break;
        size_t len = append_markup((struct str){markup.ptr + at, markup.len - at}, out);
        if (!len)
            buf_append_byte(out, markup.ptr[at]);
        at += len ? len : 1;
    }
}
