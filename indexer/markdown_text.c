#include "indexer/markdown_text.h"

#include <string.h>

#include "indexer/clean.h"

enum {
    NUMBER_MAX = 9, /* digits of an item's number */
    MARKS_MAX = 16  /* quotes and items in one line */
};

struct blocks {
    struct markdown_text *m;
    char fence;          /* of the code block that is open, or NUL */
    size_t fence_length; /* its marks */
    struct str hidden;   /* what ends a comment, script or style that is open, or absent */
    bool in_table, in_item;
};

void markdown_text_release(struct markdown_text *m)
{
    buf_release(&m->headline);
    buf_release(&m->text);
    buf_release(&m->paragraph);
    buf_release(&m->plain);
}

/* ---- paragraphs ---- */

static void append_paragraph(struct markdown_text *m, struct str text)
{
    if (text.len == 0)
        return;
    if (m->text.len)
        buf_append_text(&m->text, "\n\n");
    buf_append_str(&m->text, text);
}

/* The paragraph's text; false when nothing is left. */
static bool text_of(struct markdown_text *m, struct str *text)
{
    buf_reset(&m->plain);
    markdown_append_inline(buf_str(&m->paragraph), &m->plain);
    return values_body(m->values, buf_str(&m->plain), text);
}

static void flush(struct blocks *b)
{
    struct str text;
    if (b->m->paragraph.len && text_of(b->m, &text))
        append_paragraph(b->m, text);
    buf_truncate(&b->m->paragraph, 0);
}

/* The paragraph is a heading; the first one of level 1 is the headline. */
static void flush_heading(struct blocks *b, size_t level)
{
    struct markdown_text *m = b->m;
    struct str text;
    if (level == 1 && !m->headline.len && !m->text.len && m->paragraph.len && text_of(m, &text)) {
        buf_append_str(&m->headline, text);
        buf_truncate(&m->paragraph, 0);
    }
    flush(b);
}

static void add_line(struct blocks *b, struct str line)
{
    struct buf *p = &b->m->paragraph;
    line = str_trim(line);
    if (line.len == 0)
        return;
    if (p->len && p->data[p->len - 1] == '\\')
        buf_truncate(p, p->len - 1);
    if (p->len)
        buf_append_byte(p, ' ');
    buf_append_str(p, line);
}

/* ---- lines ---- */

static bool next_line(struct str *rest, struct str *line)
{
    if (rest->len == 0)
        return false;
    const char *end = memchr(rest->ptr, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->ptr) : rest->len, taken = len + (end != NULL);
    *line = (struct str){rest->ptr, len};
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

static size_t run_of(struct str line, char c)
{
    size_t count = 0;
    while (count < line.len && line.ptr[count] == c)
        count++;
    return count;
}

static bool is_space_at(struct str line, size_t at)
{
    return at >= line.len || line.ptr[at] == ' ' || line.ptr[at] == '\t';
}

/* Nothing but three or more of one mark, and spaces. */
static bool is_rule(struct str line)
{
    size_t marks = 0;
    char mark = line.len ? line.ptr[0] : '\0';
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] == mark)
            marks++;
        else if (!is_space_at(line, i))
            return false;
    }
    return marks >= 3 && strchr("-*_", mark);
}

/* The level of "=====" or "-----" under a heading; 0 when it is none. */
static size_t underline_level(struct str line)
{
    char mark = line.len ? line.ptr[0] : '\0';
    if ((mark != '=' && mark != '-') || run_of(line, mark) != line.len)
        return 0;
    return mark == '=' ? 1 : 2;
}

/* Bytes of an item's mark with the spaces behind it; 0 when there is none. In a paragraph only 1 begins a list. */
static size_t item_mark(struct str line, bool in_paragraph)
{
    size_t digits = 0;
    if (line.len && strchr("-*+", line.ptr[0]))
        return is_space_at(line, 1) ? 1 + indent_of(str_skip(line, 1)) : 0;
    while (digits < line.len && digits <= NUMBER_MAX && line.ptr[digits] >= '0' && line.ptr[digits] <= '9')
        digits++;
    if (digits == 0 || digits > NUMBER_MAX || digits >= line.len || !strchr(".)", line.ptr[digits]) ||
        !is_space_at(line, digits + 1) || (in_paragraph && !(digits == 1 && line.ptr[0] == '1')))
        return 0;
    return digits + 1 + indent_of(str_skip(line, digits + 1));
}

static size_t task_mark(struct str line)
{
    bool task =
        line.len > 3 && line.ptr[0] == '[' && strchr(" xX", line.ptr[1]) && line.ptr[2] == ']' && is_space_at(line, 3);
    return task ? 4 : 0;
}

/* Takes the marks of quotes and items off a line. */
static struct str take_marks(struct blocks *b, struct str line)
{
    b->in_item = b->in_item && b->m->paragraph.len;
    for (int marks = 0; marks < MARKS_MAX; marks++) {
        struct str inside = str_skip(line, indent_of(line));
        size_t len = inside.len && inside.ptr[0] == '>' ? 1 : 0;
        if (!len && !is_rule(inside) && (len = item_mark(inside, b->m->paragraph.len && !b->in_item))) {
            flush(b);
            b->in_item = true;
            len += task_mark(str_skip(inside, len));
        }
        if (!len)
            break;
        line = str_skip(inside, len);
    }
    return line;
}

/* ---- blocks ---- */

/* "[label]: address" is nothing to read; of "[^1]: note" the note is. */
static bool take_definition(struct blocks *b, struct str *line)
{
    const char *end = line->len > 3 && line->ptr[0] == '[' ? memchr(line->ptr, ']', line->len) : NULL;
    size_t len = end ? (size_t)(end - line->ptr) + 1 : 0;
    if (len < 3 || len >= line->len || line->ptr[len] != ':' || b->m->paragraph.len)
        return false;
    if (line->ptr[1] != '^')
        return true;
    *line = str_skip(*line, len + 1);
    return false;
}

static bool take_heading(struct blocks *b, struct str line)
{
    size_t level = run_of(line, '#');
    if (level == 0 || level > 6 || !is_space_at(line, level))
        return false;
    struct str text = str_trim(str_skip(line, level));
    size_t end = text.len;
    while (end && text.ptr[end - 1] == '#')
        end--;
    if (end == 0 || text.ptr[end - 1] == ' ')
        text = str_trim((struct str){text.ptr, end});
    const char *attributes = text.len && text.ptr[text.len - 1] == '}' ? memmem(text.ptr, text.len, "{#", 2) : NULL;
    if (attributes)
        text.len = (size_t)(attributes - text.ptr);
    flush(b);
    add_line(b, text);
    flush_heading(b, level);
    return true;
}

/* ":---|---:" under the head of a table. */
static bool is_table_rule(struct str line)
{
    if (!line.len || !memchr(line.ptr, '|', line.len) || !memchr(line.ptr, '-', line.len))
        return false;
    for (size_t i = 0; i < line.len; i++)
        if (!strchr("|:- \t", line.ptr[i]))
            return false;
    return true;
}

/* Bytes up to a pipe that no backslash stands before. */
static size_t cell_length(struct str line)
{
    size_t len = 0;
    while (len < line.len && line.ptr[len] != '|')
        len += line.ptr[len] == '\\' && len + 1 < line.len ? 2 : 1;
    return len;
}

/* A row of a table is a paragraph, its cells side by side. */
static bool take_row(struct blocks *b, struct str line)
{
    bool rule = is_table_rule(line), row = line.len && memchr(line.ptr, '|', line.len);
    b->in_table = rule || (b->in_table && row);
    if (rule)
        flush(b);
    if (rule || !(b->in_table || (row && line.ptr[0] == '|')))
        return rule;
    flush(b);
    while (line.len) {
        size_t len = cell_length(line);
        add_line(b, (struct str){line.ptr, len});
        line = str_skip(line, len < line.len ? len + 1 : len);
    }
    flush(b);
    return true;
}

/* ---- what is passed over or kept as it is ---- */

static bool opens_fence(struct blocks *b, struct str line)
{
    char mark = line.len ? line.ptr[0] : '\0';
    size_t count = mark == '`' || mark == '~' ? run_of(line, mark) : 0;
    if (count < 3 || (mark == '`' && memchr(line.ptr + count, '`', line.len - count)))
        return false;
    flush(b);
    b->fence = mark;
    b->fence_length = count;
    return true;
}

/* A line of code, or the end of the block. */
static void take_code_line(struct blocks *b, struct str line)
{
    struct buf *code = &b->m->paragraph;
    struct str marks = str_trim(line);
    size_t count = run_of(marks, b->fence);
    if (count < b->fence_length || count != marks.len) {
        buf_append_str(code, line);
        buf_append_byte(code, '\n');
        return;
    }
    b->fence = '\0';
    append_paragraph(b->m, str_trim(buf_str(code)));
    buf_truncate(code, 0);
}

/* Takes comments, scripts and styles out of a line, in which they may begin or end; false when nothing is left. */
static bool show(struct blocks *b, struct str *line, struct buf *shown)
{
    static const struct {
        struct str begin, end;
    } hidden[] = {{{"<!--", 4}, {"-->", 3}}, {{"<script", 7}, {"</script>", 9}}, {{"<style", 6}, {"</style>", 8}}};
    buf_reset(shown);
    for (struct str rest = *line; rest.len;) {
        if (b->hidden.len) {
            const char *end = memmem(rest.ptr, rest.len, b->hidden.ptr, b->hidden.len);
            rest = end ? str_skip(rest, (size_t)(end - rest.ptr) + b->hidden.len) : str_skip(rest, rest.len);
            b->hidden = end ? (struct str){NULL, 0} : b->hidden;
            continue;
        }
        const char *angle = memchr(rest.ptr, '<', rest.len);
        size_t len = angle ? (size_t)(angle - rest.ptr) : rest.len;
        buf_append(shown, rest.ptr, len);
        rest = str_skip(rest, len);
        for (size_t i = 0; i < sizeof hidden / sizeof hidden[0] && !b->hidden.len; i++)
            if (str_begins_with(rest, hidden[i].begin))
                b->hidden = hidden[i].end;
        if (rest.len && !b->hidden.len) {
            buf_append_byte(shown, '<');
            rest = str_skip(rest, 1);
        }
    }
    *line = buf_str(shown);
    return line->len > 0;
}

static void take_line(struct blocks *b, struct str line)
{
    line = take_marks(b, line);
    struct str text = str_trim(line);
    size_t level = b->m->paragraph.len ? underline_level(text) : 0;
    if (text.len == 0) {
        flush(b);
        b->in_table = false;
    } else if (level)
        flush_heading(b, level);
    else if (is_rule(text))
        flush(b);
    else if (!opens_fence(b, text) && !take_heading(b, text) && !take_definition(b, &text) && !take_row(b, text))
        add_line(b, text);
}

enum status markdown_text_read(struct markdown_text *m, struct str document, struct err *err)
{
    struct blocks b = {.m = m};
    struct buf shown = {0};
    struct str line;
    buf_reset(&m->headline);
    buf_reset(&m->text);
    buf_reset(&m->paragraph);
    while (next_line(&document, &line)) {
        bool angle = b.hidden.len || (line.len && memchr(line.ptr, '<', line.len));
        if (b.fence)
            take_code_line(&b, line);
        else if (!angle || show(&b, &line, &shown))
            take_line(&b, line);
    }
    if (b.fence)
        append_paragraph(m, str_trim(buf_str(&m->paragraph)));
    else
        flush(&b);
    enum status s = buf_status(&shown, err);
    buf_release(&shown);
    if (s || (s = buf_status(&m->headline, err)) || (s = buf_status(&m->text, err)) ||
        (s = buf_status(&m->paragraph, err)) || (s = buf_status(&m->plain, err)))
        return s;
    return values_status(m->values, err);
}
