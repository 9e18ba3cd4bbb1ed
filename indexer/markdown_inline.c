/* What stands inside a paragraph of Markdown. Bytes that are taken back once they were written become GONE, which clean
 * text does not hold, and are swept out at the end. */
#include <string.h>

#include "indexer/markdown_text.h"

enum {
    GONE = '\x01',
    OPENERS_MAX = 256,  /* emphasis that is open, of one kind */
    BRACKETS_MAX = 64,  /* brackets that are open */
    ADDRESS_MAX = 1000, /* bytes of the address of a link, with its title */
    ATTRIBUTES_MAX = 200,
    DEPTH_MAX = 32, /* parentheses in it */
    TICKS_MAX = 32  /* backticks around code */
};

struct opener {
    size_t at, count; /* in out; marks that are left there */
};

struct openers {
    struct opener stack[OPENERS_MAX];
    size_t count;
};

struct bracket {
    size_t at; /* in out: of the bracket, or of the ! before it */
    bool image;
};

struct inline_text {
    struct str text;
    size_t at;
    struct buf *out;
    size_t start; /* of the paragraph in out */
    bool markup;
    struct openers stars, underscores, tildes;
    struct bracket brackets[BRACKETS_MAX];
    size_t bracket_count;
    bool unclosed[TICKS_MAX + 1]; /* no run of so many backticks follows any more */
    size_t searched[2];           /* up to there nothing ends a {{ or a {% */
};

static char peek(const struct inline_text *t, size_t ahead)
{
    return t->at + ahead < t->text.len ? t->text.ptr[t->at + ahead] : '\0';
}

static size_t run_of(const struct inline_text *t, char c)
{
    size_t count = 0;
    while (peek(t, count) == c)
        count++;
    return count;
}

/* A character that HTML must not take for its own. */
static void append_literal(struct inline_text *t, char c)
{
    if (t->markup && c == '<')
        buf_append_text(t->out, "&lt;");
    else if (t->markup && c == '&')
        buf_append_text(t->out, "&amp;");
    else
        buf_append_byte(t->out, c);
}

static void append_literals(struct inline_text *t, struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        append_literal(t, text.ptr[i]);
}

/* ---- code ---- */

/* Bytes from the place to the run of `ticks` backticks that ends the code; 0 when there is none. */
static size_t find_ticks(struct inline_text *t, size_t ticks)
{
    if (ticks > TICKS_MAX || t->unclosed[ticks])
        return 0;
    for (size_t at = t->at + ticks; at < t->text.len;) {
        const char *tick = memchr(t->text.ptr + at, '`', t->text.len - at);
        if (!tick)
            break;
        at = (size_t)(tick - t->text.ptr);
        size_t count = 0;
        while (at + count < t->text.len && t->text.ptr[at + count] == '`')
            count++;
        if (count == ticks)
            return at - t->at;
        at += count;
    }
    t->unclosed[ticks] = true;
    return 0;
}

static void take_code(struct inline_text *t)
{
    size_t ticks = run_of(t, '`'), end = find_ticks(t, ticks);
    if (end == 0) {
        append_literals(t, (struct str){t->text.ptr + t->at, ticks});
        t->at += ticks;
        return;
    }
    struct str code = {t->text.ptr + t->at + ticks, end - ticks};
    append_literals(t, str_trim(code));
    t->at += end + ticks;
}

/* ---- emphasis ---- */

static bool is_space(char c)
{
    return c == '\0' || c == ' ' || c == '\n' || c == '\t';
}

/* Of ASCII; other letters count as letters, other marks too. */
static bool is_punctuation(char c)
{
    return c && (unsigned char)c < 0x80 && strchr("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", c);
}

static void erase(struct buf *out, size_t at, size_t len)
{
    if (!out->failed)
        memset(out->data + at, GONE, len);
}

/* Takes the marks of a pair out of what has been written; returns those of the closing run that are left. */
static size_t close_emphasis(struct inline_text *t, struct openers *o, size_t at, size_t count)
{
    while (count && o->count) {
        struct opener *open = &o->stack[o->count - 1];
        size_t pair = open->count < count ? open->count : count;
        erase(t->out, open->at + open->count - pair, pair);
        erase(t->out, at + count - pair, pair);
        open->count -= pair;
        count -= pair;
        if (!open->count)
            o->count--;
    }
    return count;
}

static void take_emphasis(struct inline_text *t, struct openers *o, char mark)
{
    size_t count = run_of(t, mark), at = t->out->len;
    char before = t->at ? t->text.ptr[t->at - 1] : '\0', behind = peek(t, count);
    bool left = !is_space(behind) && (!is_punctuation(behind) || is_space(before) || is_punctuation(before));
    bool right = !is_space(before) && (!is_punctuation(before) || is_space(behind) || is_punctuation(behind));
    bool opens = left && (mark != '_' || !right || is_punctuation(before));
    bool closes = right && (mark != '_' || !left || is_punctuation(behind));
    buf_append_repeat(t->out, mark, count);
    t->at += count;
    if (mark == '~' && count != 2)
        return;
    if (closes)
        count = close_emphasis(t, o, at, count);
    if (opens && count && o->count < OPENERS_MAX)
        o->stack[o->count++] = (struct opener){at, count};
}

static void drop_openers(struct openers *o, size_t len)
{
    while (o->count && o->stack[o->count - 1].at >= len)
        o->count--;
}

/* ---- links ---- */

static void open_bracket(struct inline_text *t, bool image)
{
    if (t->bracket_count == BRACKETS_MAX) {
        memmove(t->brackets, t->brackets + 1, sizeof t->brackets - sizeof t->brackets[0]);
        t->bracket_count--;
    }
    t->brackets[t->bracket_count++] = (struct bracket){t->out->len, image};
    buf_append_text(t->out, image ? "![" : "[");
    t->at += image ? 2 : 1;
}

/* Bytes of "{{ site.url }}" or "{% link a.md %}" in an address; 0 when it is neither. */
static size_t template_length(const struct inline_text *t, size_t from)
{
    char mark = peek(t, from + 1) == '{' ? '}' : '%';
    if (peek(t, from) != '{' || (peek(t, from + 1) != '{' && peek(t, from + 1) != '%'))
        return 0;
    for (size_t i = from + 2; i < from + ADDRESS_MAX && peek(t, i + 1) && peek(t, i) != '\n'; i++)
        if (peek(t, i) == mark && peek(t, i + 1) == '}')
            return i + 2 - from;
    return 0;
}

/* Bytes of "(address "title")" at the place; 0 when it is none. */
static size_t address_length(const struct inline_text *t, size_t from)
{
    char quote = '\0';
    bool angle = false, space = false, open = false; /* open: a brace that nothing closes */
    size_t depth = 0;
    for (size_t i = from; i < from + ADDRESS_MAX; i++) {
        char c = peek(t, i);
        size_t template = c == '{' && !quote && !open ? template_length(t, i) : 0;
        open |= c == '{' && !template;
        if (c == '\0')
            return 0;
        if (template) {
            i += template - 1;
            continue;
        }
        if (c == '\\')
            i++;
        else if (quote)
            quote = c == quote ? '\0' : quote;
        else if (angle)
            angle = c != '>';
        else if (c == '<' && i == from + 1)
            angle = true;
        else if (space && (c == '"' || c == '\''))
            quote = c;
        else if (c == '(' && ++depth > DEPTH_MAX)
            return 0;
        else if (c == ')' && --depth == 0)
            return i + 1 - from;
        else if (space && !is_space(c))
            return 0;
        space = space || (is_space(c) && i > from + 1);
    }
    return 0;
}

/* Bytes of "[label]" at the place; 0 when it is none. */
static size_t label_length(const struct inline_text *t, size_t from)
{
    for (size_t i = from + 1; i < from + ADDRESS_MAX && peek(t, i) && peek(t, i) != '['; i++)
        if (peek(t, i) == ']')
            return i + 1 - from;
    return 0;
}

static void take_bracket_end(struct inline_text *t)
{
    size_t len = 0;
    if (t->bracket_count && peek(t, 1) == '(')
        len = address_length(t, 1);
    else if (t->bracket_count && peek(t, 1) == '[' && peek(t, 2) != '^')
        len = label_length(t, 1);
    t->at++;
    if (!t->bracket_count) {
        buf_append_byte(t->out, ']');
        return;
    }
    struct bracket b = t->brackets[--t->bracket_count];
    if (len && b.image) {
        buf_truncate(t->out, b.at);
        drop_openers(&t->stars, b.at);
        drop_openers(&t->underscores, b.at);
        drop_openers(&t->tildes, b.at);
    } else if (len)
        erase(t->out, b.at, 1);
    else
        buf_append_byte(t->out, ']');
    t->at += len;
}

/* The mark of a footnote, "[^1]". */
static bool take_footnote(struct inline_text *t)
{
    size_t len = peek(t, 1) == '^' ? label_length(t, 0) : 0;
    t->at += len;
    return len > 0;
}

/* ---- what stands between brackets of other kinds ---- */

/* "<https://a.example>" is its own text, "<!-- -->" none; tags stay. */
static void take_angle(struct inline_text *t)
{
    const char *text = t->text.ptr + t->at;
    size_t left = t->text.len - t->at, len = 1;
    const char *end = memchr(text, '>', left < ADDRESS_MAX ? left : ADDRESS_MAX);
    while (end && text + len < end && !is_space(text[len]) && text[len] != '<')
        len++;
    if (end && text + len == end && (memmem(text, len, "://", 3) || memchr(text, '@', len))) {
        append_literals(t, (struct str){text + 1, len - 1});
        t->at += len + 1;
        return;
    }
    buf_append_byte(t->out, '<');
    t->at++;
}

/* Bytes of "{: .class target="_blank"}" at the place, which Jekyll's Markdown has behind what it is about; 0 when it is
 * none. */
static size_t attributes_length(const struct inline_text *t)
{
    for (size_t i = 2; i < ATTRIBUTES_MAX && peek(t, i) && peek(t, i) != '{'; i++)
        if (peek(t, i) == '}')
            return i + 1;
    return 0;
}

/* Bytes of "{{...}}" or "{%...%}" at the place; 0 when it is neither. */
static size_t brace_length(struct inline_text *t)
{
    bool percent = peek(t, 1) == '%';
    if (peek(t, 1) == ':')
        return attributes_length(t);
    if (!percent && peek(t, 1) != '{')
        return 0;
    size_t *searched = &t->searched[percent], from = t->at + 2, to = t->at + ADDRESS_MAX;
    from = from < *searched ? *searched : from;
    to = to < t->text.len ? to : t->text.len;
    if (from >= to)
        return 0;
    const char *end = memmem(t->text.ptr + from, to - from, percent ? "%}" : "}}", 2);
    if (!end)
        *searched = to - 1;
    return end ? (size_t)(end - t->text.ptr) + 2 - t->at : 0;
}

static void take_brace(struct inline_text *t)
{
    size_t len = brace_length(t);
    if (!len)
        append_literal(t, '{');
    t->at += len ? len : 1;
}

static void take_escape(struct inline_text *t)
{
    bool escapes = is_punctuation(peek(t, 1));
    append_literal(t, escapes ? peek(t, 1) : '\\');
    t->at += escapes ? 2 : 1;
}

/* ---- the paragraph ---- */

static void take(struct inline_text *t)
{
    char c = peek(t, 0);
    switch (c) {
    case '\\':
        take_escape(t);
        return;
    case '`':
        take_code(t);
        return;
    case '*':
        take_emphasis(t, &t->stars, c);
        return;
    case '_':
        take_emphasis(t, &t->underscores, c);
        return;
    case '~':
        take_emphasis(t, &t->tildes, c);
        return;
    case ']':
        take_bracket_end(t);
        return;
    case '<':
        take_angle(t);
        return;
    case '{':
        take_brace(t);
        return;
    default:
        break;
    }
    if (c == '[' && take_footnote(t))
        return;
    if (c == '[' || (c == '!' && peek(t, 1) == '['))
        open_bracket(t, c == '!');
    else {
        buf_append_byte(t->out, c);
        t->at++;
    }
}

static void sweep(struct buf *out, size_t start)
{
    size_t len = start;
    for (size_t i = start; i < out->len; i++)
        if (out->data[i] != GONE)
            out->data[len++] = out->data[i];
    out->len = len;
}

/* The stacks are left as they are: most paragraphs need little of them. */
static void begin(struct inline_text *t, struct str paragraph, struct buf *out)
{
    t->text = paragraph;
    t->at = 0;
    t->out = out;
    t->start = out->len;
    t->markup = values_is_markup(paragraph);
    t->stars.count = t->underscores.count = t->tildes.count = t->bracket_count = 0;
    memset(t->unclosed, 0, sizeof t->unclosed);
    memset(t->searched, 0, sizeof t->searched);
}

void markdown_append_inline(struct str paragraph, struct buf *out)
{
    struct inline_text t;
    begin(&t, paragraph, out);
    while (t.at < t.text.len && !out->failed)
        take(&t);
    if (!out->failed)
        sweep(out, t.start);
}
