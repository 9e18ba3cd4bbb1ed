#include "indexer/mail_text.h"

#include <string.h>

struct line {
    struct str text;  /* without its end */
    bool blank, soft; /* soft: the next belongs to it */
};

static struct str slice(struct str text, size_t from, size_t to)
{
    return (struct str){from ? text.ptr + from : text.ptr, to - from};
}

/* Takes a line off the front of `rest`; false at the end. */
static bool next_line(struct str *rest, struct str *line)
{
    if (rest->len == 0)
        return false;
    const char *end = memchr(rest->ptr, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->ptr) : rest->len, next = len + (end != NULL);
    len -= len && rest->ptr[len - 1] == '\r';
    *line = slice(*rest, 0, len);
    *rest = slice(*rest, next, rest->len);
    return true;
}

static bool is_signature(struct str line)
{
    return str_equal(line, str_of("-- "));
}

static struct str without_end(struct str line)
{
    while (line.len && (line.ptr[line.len - 1] == ' ' || line.ptr[line.len - 1] == '\t'))
        line.len--;
    return line;
}

static struct line line_of(struct str text, const struct mail_form *form)
{
    struct line line = {.blank = str_trim(text).len == 0};
    bool quoted = text.len && text.ptr[0] == '>';
    if (form->escaped && str_begins_with(text, str_of(">From ")))
        text = slice(text, 1, text.len);
    if (form->flowed && !quoted) {
        bool stuffed = text.len && text.ptr[0] == ' ';
        text = slice(text, stuffed, text.len);
        line.soft = text.len && text.ptr[text.len - 1] == ' ';
        text.len -= line.soft && form->delete_space;
    }
    line.text = line.soft ? text : without_end(text);
    return line;
}

/* Whether a line is one of prose as far as its start tells. */
static bool is_prose(struct str line)
{
    return line.len && !strchr(" \t>-*+|#@=<", line.ptr[0]);
}

/* A line that a program wrapped, and not its writer: it is long, and the next goes on. */
static bool is_wrapped(struct str line, struct str next)
{
    enum { LONG = 45 };
    return line.len >= LONG && is_prose(line) && is_prose(next);
}

/* What stands between two lines. */
static const char *between(const struct line *last, const struct line *line, const struct mail_form *form)
{
    if (last->blank)
        return "\n\n";
    if (last->soft)
        return "";
    return !form->flowed && is_wrapped(last->text, line->text) ? " " : "\n";
}

void mail_append_text(struct str text, const struct mail_form *form, struct buf *out)
{
    struct str raw;
    struct line last = {.blank = true};
    while (next_line(&text, &raw) && !is_signature(raw)) {
        struct line line = line_of(raw, form);
        if (!line.blank) {
            if (out->len)
                buf_append_text(out, between(&last, &line, form));
            buf_append_str(out, line.text);
        }
        last = line;
    }
}
