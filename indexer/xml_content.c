/* What is inside an element, as one text. */
#include <string.h>

#include "core/utf8.h"
#include "indexer/word.h"
#include "indexer/xml_in.h"

/* The next event inside the element that was opened at this depth; false at its end, with *status S_OK and *closed, and
 * as xml_in_next. */
static bool next_inside(struct xml_in *x, unsigned depth, enum xml_event *event, bool *closed, enum status *status,
                        struct err *err)
{
    *closed = false;
    if (!xml_in_next(x, event, status, err))
        return false;
    *closed = *event == XML_CLOSE && xml_in_depth(x) == depth;
    return !*closed;
}

/* Appends a text that begins at `start` in out, as far as the limit allows. */
static void append_bounded(struct buf *out, size_t start, struct str text, bool *full)
{
    size_t room = XML_TEXT_MAX - (out->len - start);
    if (!*full)
        buf_append(out, text.ptr, utf8_cut(text.ptr, text.len, room));
    *full |= text.len > room;
}

bool xml_in_append_content(struct xml_in *x, struct buf *out, bool *full, enum status *status, struct err *err)
{
    unsigned depth = xml_in_depth(x);
    size_t start = out->len;
    enum xml_event event;
    bool closed, cut = false;
    while (next_inside(x, depth, &event, &closed, status, err))
        if (event == XML_TEXT)
            append_bounded(out, start, xml_in_text(x), &cut);
    if (full)
        *full = cut;
    if (closed)
        *status = buf_status(out, err);
    return closed && *status == S_OK;
}

/* Elements of HTML without an end: an end tag would be one more of them. */
static bool is_void(struct str name)
{
    return word_in_list(name, "area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr");
}

static void append_tag(struct xml_in *x, bool end, struct buf *out, size_t start, bool *full)
{
    enum { MARKS = 3 };
    struct str name = xml_in_name(x);
    if (end && is_void(name))
        return;
    *full |= out->len - start + name.len + MARKS > XML_TEXT_MAX;
    if (!*full)
        buf_printf(out, "<%s%.*s>", end ? "/" : "", (int)name.len, name.ptr);
}

static void append_escaped(struct str text, struct buf *out, size_t start, bool *full)
{
    while (text.len) {
        size_t plain = 0;
        while (plain < text.len && text.ptr[plain] != '&' && text.ptr[plain] != '<' && text.ptr[plain] != '>')
            plain++;
        append_bounded(out, start, (struct str){text.ptr, plain}, full);
        if (plain == text.len)
            return;
        char mark = text.ptr[plain];
        append_bounded(out, start, str_of(mark == '&' ? "&amp;" : mark == '<' ? "&lt;" : "&gt;"), full);
        text = (struct str){text.ptr + plain + 1, text.len - plain - 1};
    }
}

/* What was appended as text becomes markup. */
static void escape_again(struct buf *out, size_t start, bool *full)
{
    struct buf text = {0};
    buf_append(&text, out->data + start, out->len - start);
    buf_truncate(out, start);
    append_escaped(buf_str(&text), out, start, full);
    out->failed |= text.failed;
    buf_release(&text);
}

/* With *markup everything is appended as markup, without from the first element on. */
static bool append_inside(struct xml_in *x, struct buf *out, bool *markup, bool *full, enum status *status,
                          struct err *err)
{
    unsigned depth = xml_in_depth(x);
    size_t start = out->len;
    enum xml_event event;
    bool closed, cut = false;
    while (next_inside(x, depth, &event, &closed, status, err)) {
        if (event == XML_TEXT && !*markup) {
            append_bounded(out, start, xml_in_text(x), &cut);
            continue;
        }
        if (!*markup && out->len > start)
            escape_again(out, start, &cut);
        *markup = true;
        if (event == XML_TEXT)
            append_escaped(xml_in_text(x), out, start, &cut);
        else
            append_tag(x, event == XML_CLOSE, out, start, &cut);
    }
    if (full)
        *full = cut;
    if (closed)
        *status = buf_status(out, err);
    return closed && *status == S_OK;
}

bool xml_in_append_markup(struct xml_in *x, struct buf *out, bool *full, enum status *status, struct err *err)
{
    bool markup = true;
    return append_inside(x, out, &markup, full, status, err);
}

bool xml_in_append_either(struct xml_in *x, struct buf *out, bool *markup, bool *full, enum status *status,
                          struct err *err)
{
    *markup = false;
    return append_inside(x, out, markup, full, status, err);
}

bool xml_in_skip(struct xml_in *x, enum status *status, struct err *err)
{
    unsigned depth = xml_in_depth(x);
    enum xml_event event;
    bool closed;
    while (next_inside(x, depth, &event, &closed, status, err))
        ;
    return closed;
}
