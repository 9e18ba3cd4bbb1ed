#include "query/wrap.h"

#include <string.h>

#include "core/utf8.h"

/* A line holds at least this many columns behind its indent, however narrow the terminal. */
enum { WRAP_COLUMNS_MIN = 20 };

const char WRAP_RESET[] = "\033[0m";

struct wrapper {
    const struct marked *marked;
    const struct wrap_style *style;
    struct buf *out;
    size_t width; /* SIZE_MAX: endless */
    size_t column;
    size_t next_mark;
    const char *in_force; /* style that is switched on; NULL: none */
};

static void switch_style(struct wrapper *w, const char *style)
{
    if (style == w->in_force)
        return;
    if (w->in_force)
        buf_append_text(w->out, WRAP_RESET);
    if (style)
        buf_append_text(w->out, style);
    w->in_force = style;
}

/* The style of the byte at `at`; `at` never goes back. */
static const char *style_at(struct wrapper *w, size_t at)
{
    const struct marked *m = w->marked;
    while (w->next_mark < m->mark_count && m->mark[w->next_mark].end <= at)
        w->next_mark++;
    bool inside = w->next_mark < m->mark_count && m->mark[w->next_mark].start <= at;
    return inside ? w->style->mark : w->style->text;
}

static void break_line(struct wrapper *w)
{
    switch_style(w, NULL);
    buf_append_byte(w->out, '\n');
    buf_append_repeat(w->out, ' ', w->style->indent);
    w->column = w->style->indent;
}

static size_t decode_at(const struct wrapper *w, size_t at, uint32_t *c)
{
    return utf8_decode(w->marked->text.data + at, w->marked->text.len - at, c, NULL);
}

/* Closing punctuation does not begin a line, opening punctuation does not end one. */
static bool clings_to_left(uint32_t c)
{
    switch (c) {
    case '*':
    case 0x3001: /* ideographic comma and full stop */
    case 0x3002:
    case 0x300b: /* closing brackets */
    case 0x300d:
    case 0x300f:
    case 0x3011:
    case 0x30fc: /* prolonged sound mark */
    case 0xff01: /* full-width ! ) , : ; ? */
    case 0xff09:
    case 0xff0c:
    case 0xff1a:
    case 0xff1b:
    case 0xff1f:
        return true;
    default:
        return utf8_width(c) == 0;
    }
}

static bool clings_to_right(uint32_t c)
{
    return c == '*' || c == 0x300a || c == 0x300c || c == 0x300e || c == 0x3010 || c == 0xff08;
}

static bool may_break_between(uint32_t left, uint32_t right)
{
    return (utf8_width(left) == 2 || utf8_width(right) == 2) && !clings_to_right(left) && !clings_to_left(right);
}

/* The end of the piece that begins at `at` and has no place for a break in it, and its columns. */
static size_t piece_end(const struct wrapper *w, size_t at, size_t *columns)
{
    uint32_t left = ' ', c;
    *columns = 0;
    for (size_t len; at < w->marked->text.len; at += len, left = c) {
        len = decode_at(w, at, &c);
        if (c == ' ' || (left != ' ' && may_break_between(left, c)))
            break;
        *columns += (size_t)utf8_width(c);
    }
    return at;
}

static void write_piece(struct wrapper *w, size_t at, size_t end)
{
    for (size_t len; at < end; at += len) {
        uint32_t c;
        len = decode_at(w, at, &c);
        size_t columns = (size_t)utf8_width(c);
        if (columns && w->column + columns > w->width)
            break_line(w);
        switch_style(w, style_at(w, at));
        if (len == 1)
            buf_append_byte(w->out, w->marked->text.data[at]);
        else
            buf_append(w->out, w->marked->text.data + at, len);
        w->column += columns;
    }
}

/* One endless line without styles: the text, with one space for several and none at its ends. Most answers are written
 * so, into a pipe, where no column matters. */
static void write_plain_line(struct str text, struct buf *out)
{
    const char *at = text.ptr, *end = text.ptr + text.len;
    while (end > at && end[-1] == ' ')
        end--;
    for (const char *run_end; at < end; at = run_end) {
        while (*at == ' ')
            at++;
        run_end = memmem(at, (size_t)(end - at), "  ", 2);
        run_end = run_end ? run_end + 1 : end;
        buf_append(out, at, (size_t)(run_end - at));
    }
}

void wrap_marked(const struct marked *marked, size_t column, const struct wrap_style *style, struct buf *out)
{
    if (marked->text.len == 0)
        return;
    if (!style->width && !style->text && !style->mark) {
        write_plain_line(buf_str(&marked->text), out);
        return;
    }
    struct wrapper w = {.marked = marked, .style = style, .out = out, .width = SIZE_MAX, .column = column};
    if (style->width) {
        size_t least = (size_t)style->indent + WRAP_COLUMNS_MIN;
        w.width = style->width < least ? least : style->width;
    }
    bool line_begun = false;
    for (size_t at = 0; at < marked->text.len;) {
        size_t spaces = at;
        while (at < marked->text.len && marked->text.data[at] == ' ')
            at++;
        size_t columns;
        size_t end = piece_end(&w, at, &columns);
        if (end == at)
            break;
        bool space = line_begun && at > spaces;
        if (line_begun && w.column + space + columns > w.width) {
            break_line(&w);
        } else if (space) {
            switch_style(&w, style_at(&w, spaces));
            buf_append_byte(out, ' ');
            w.column++;
        }
        write_piece(&w, at, end);
        line_begun = true;
        at = end;
    }
    switch_style(&w, NULL);
}
