#include "indexer/wikitext_impl.h"

#include <string.h>
#include <strings.h>

#include "core/ascii.h"

enum {
    TAG_MAX = 1000, /* bytes of a tag with its attributes; a longer one is text */
    NAME_MAX_BYTES = 24
};

/* Elements whose content is not text of the page, or not to be looked at. */
static const struct element {
    const char *name;
    enum mark_kind kind;
} elements[] = {
    {"ref", MARK_GONE},
    {"nowiki", MARK_VERBATIM},
    {"pre", MARK_VERBATIM},
    {"references", MARK_GONE},
    {"gallery", MARK_GONE},
    {"math", MARK_GONE},
    {"chem", MARK_GONE},
    {"ce", MARK_GONE},
    {"timeline", MARK_GONE},
    {"syntaxhighlight", MARK_GONE},
    {"source", MARK_GONE},
    {"score", MARK_GONE},
    {"hiero", MARK_GONE},
    {"graph", MARK_GONE},
    {"imagemap", MARK_GONE},
    {"inputbox", MARK_GONE},
    {"mapframe", MARK_GONE},
    {"maplink", MARK_GONE},
    {"dynamicpagelist", MARK_GONE},
    {"categorytree", MARK_GONE},
    {"templatedata", MARK_GONE},
    {"templatestyles", MARK_GONE},
    {"includeonly", MARK_GONE},
    {"script", MARK_GONE},
    {"style", MARK_GONE},
};
enum { ELEMENT_COUNT = sizeof elements / sizeof elements[0] };

/* A bracket that waits for its end. */
struct frame {
    uint32_t mark;
    uint32_t tail; /* its last bar, or itself */
};

struct scan {
    struct wikitext *w;
    struct str text;
    size_t at;
    unsigned templates;           /* frames that are templates */
    bool unclosed[ELEMENT_COUNT]; /* no end of the element comes any more */
    bool full;                    /* no more marks */
};

static uint32_t add_mark(struct scan *s, enum mark_kind kind, size_t at, size_t end)
{
    struct mark mark = {.at = (uint32_t)at, .end = (uint32_t)end, .kind = (uint8_t)kind};
    uint32_t index = wikitext_mark_count(s->w);
    s->full |= index >= WIKITEXT_MARKS_MAX;
    if (!s->full)
        buf_append(&s->w->marks, &mark, sizeof mark);
    s->full |= s->w->marks.failed;
    return s->full ? 0 : index;
}

/* ---- the stack ---- */

static struct frame *top(const struct scan *s)
{
    const struct buf *frames = &s->w->frames;
    return frames->len ? (struct frame *)(void *)(frames->data + frames->len) - 1 : NULL;
}

static enum mark_kind top_kind(const struct scan *s)
{
    return top(s) ? (enum mark_kind)wikitext_marks(s->w)[top(s)->mark].kind : MARK_END;
}

static void push(struct scan *s, enum mark_kind kind, size_t at, size_t end)
{
    uint32_t mark = add_mark(s, kind, at, end);
    if (!mark)
        return;
    s->templates += kind == MARK_TEMPLATE;
    buf_append(&s->w->frames, &(struct frame){mark, mark}, sizeof(struct frame));
    s->full |= s->w->frames.failed;
}

static void pop(struct scan *s)
{
    s->templates -= top_kind(s) == MARK_TEMPLATE;
    buf_truncate(&s->w->frames, s->w->frames.len - sizeof(struct frame));
}

/* A link that was begun and never closed does not hide the end of what is around it. */
static void pop_links(struct scan *s)
{
    while (top_kind(s) == MARK_LINK)
        pop(s);
}

static void close_top(struct scan *s, size_t len)
{
    uint32_t end = add_mark(s, MARK_END, s->at, s->at + len);
    if (!end)
        return;
    struct mark *marks = wikitext_marks(s->w);
    marks[top(s)->tail].next = end;
    marks[top(s)->mark].close = end;
    pop(s);
    s->at += len;
}

/* ---- brackets ---- */

static size_t run_of(struct str text, size_t at, char c)
{
    size_t len = 0;
    while (at + len < text.len && text.ptr[at + len] == c)
        len++;
    return len;
}

static void open_braces(struct scan *s)
{
    size_t run = run_of(s->text, s->at, '{');
    while (run >= 2 && !s->full) {
        size_t len = run == 3 ? 3 : 2;
        push(s, MARK_TEMPLATE, s->at, s->at + len);
        s->at += len;
        run -= len;
    }
    s->at += run;
}

static void close_braces(struct scan *s)
{
    size_t run = run_of(s->text, s->at, '}'), end = s->at + run;
    while (end - s->at >= 2 && s->templates && !s->full) {
        pop_links(s);
        struct mark *opened = wikitext_marks(s->w) + top(s)->mark;
        bool parameter = opened->end - opened->at == 3;
        if (parameter && end - s->at == 2)
            opened->at++;
        close_top(s, parameter && end - s->at >= 3 ? 3 : 2);
    }
    s->at = end;
}

static bool begins_address(struct str text)
{
    return str_begins_with(text, str_of("http")) || str_begins_with(text, str_of("//"));
}

static void open_links(struct scan *s)
{
    size_t run = run_of(s->text, s->at, '['), end = s->at + run;
    if (run > 1 && !begins_address((struct str){s->text.ptr + end, s->text.len - end}))
        for (s->at += run % 2; s->at < end && !s->full; s->at += 2)
            push(s, MARK_LINK, s->at, s->at + 2);
    s->at = end;
}

static void close_links(struct scan *s)
{
    size_t end = s->at + run_of(s->text, s->at, ']');
    while (end - s->at >= 2 && top_kind(s) == MARK_LINK && !s->full)
        close_top(s, 2);
    s->at = end;
}

/* Of a link the first bar matters only. */
static void take_bar(struct scan *s)
{
    struct frame *frame = top(s);
    if (frame && (top_kind(s) == MARK_TEMPLATE || frame->tail == frame->mark)) {
        uint32_t bar = add_mark(s, MARK_BAR, s->at, s->at + 1);
        if (bar) {
            wikitext_marks(s->w)[frame->tail].next = bar;
            frame->tail = bar;
        }
    }
    s->at++;
}

/* ---- comments and elements ---- */

static void take_comment(struct scan *s)
{
    const char *from = s->text.ptr + s->at + 4;
    const char *end = memmem(from, s->text.len - s->at - 4, "-->", 3);
    size_t behind = end ? (size_t)(end - s->text.ptr) + 3 : s->text.len;
    add_mark(s, MARK_COMMENT, s->at, behind);
    s->at = behind;
}

static size_t name_length(struct str text)
{
    size_t len = 0;
    while (len < text.len && len < NAME_MAX_BYTES && ascii_is_letter(text.ptr[len]))
        len++;
    return len;
}

static unsigned find_element(struct str text)
{
    size_t len = name_length(text);
    for (unsigned i = 0; i < ELEMENT_COUNT; i++)
        if (strlen(elements[i].name) == len && strncasecmp(elements[i].name, text.ptr, len) == 0)
            return i;
    return ELEMENT_COUNT;
}

size_t wikitext_tag_end(struct str text, size_t at)
{
    size_t limit = text.len - at < TAG_MAX ? text.len : at + TAG_MAX;
    for (size_t i = at + 1; i < limit && text.ptr[i] != '<'; i++)
        if (text.ptr[i] == '>')
            return i + 1;
    return 0;
}

/* Where "</name" stands behind `at`, and *behind its tag; the length of the text when it does not. */
static size_t find_closing(struct str text, size_t at, const char *name, size_t *behind)
{
    const char *end = text.ptr + text.len;
    size_t len = strlen(name);
    for (const char *p = text.ptr + at; (p = memchr(p, '<', (size_t)(end - p))); p++)
        if ((size_t)(end - p) >= len + 2 && p[1] == '/' && strncasecmp(p + 2, name, len) == 0 &&
            name_length((struct str){p + 2, (size_t)(end - p) - 2}) == len) {
            size_t closing = (size_t)(p - text.ptr), tag = wikitext_tag_end(text, closing);
            *behind = tag ? tag : closing + len + 2;
            return closing;
        }
    return text.len;
}

/* `inside` is where its first tag ends. */
static void take_element(struct scan *s, unsigned element, size_t inside)
{
    enum mark_kind kind = elements[element].kind;
    size_t behind = inside, closing = s->text.len;
    bool empty = s->text.ptr[inside - 2] == '/';
    if (!empty && !s->unclosed[element]) {
        closing = find_closing(s->text, inside, elements[element].name, &behind);
        s->unclosed[element] = closing == s->text.len;
    }
    bool whole = empty || closing < s->text.len;
    uint32_t mark = whole ? add_mark(s, empty ? MARK_GONE : kind, s->at, behind) : 0;
    if (mark && kind == MARK_VERBATIM && !empty) {
        wikitext_marks(s->w)[mark].next = (uint32_t)inside;
        wikitext_marks(s->w)[mark].close = (uint32_t)closing;
    }
    s->at = behind;
}

static void take_angle(struct scan *s)
{
    struct str rest = {s->text.ptr + s->at, s->text.len - s->at};
    if (str_begins_with(rest, str_of("<!--"))) {
        take_comment(s);
        return;
    }
    unsigned element = find_element((struct str){rest.ptr + 1, rest.len - 1});
    size_t inside = element < ELEMENT_COUNT ? wikitext_tag_end(s->text, s->at) : 0;
    if (inside)
        take_element(s, element, inside);
    else
        s->at++;
}

/* ---- the pass ---- */

static void take_special(struct scan *s)
{
    switch (s->text.ptr[s->at]) {
    case '{':
        open_braces(s);
        break;
    case '}':
        close_braces(s);
        break;
    case '[':
        open_links(s);
        break;
    case ']':
        close_links(s);
        break;
    case '|':
        take_bar(s);
        break;
    case '<':
        take_angle(s);
        break;
    default: /* a newline: no link goes on behind a blank line */
        s->at++;
        if (s->at < s->text.len && s->text.ptr[s->at] == '\n')
            pop_links(s);
    }
}

void wikitext_mark(struct wikitext *w)
{
    static const bool special[256] = {
        ['{'] = true, ['}'] = true, ['['] = true, [']'] = true, ['|'] = true, ['<'] = true, ['\n'] = true};
    struct scan s = {.w = w, .text = buf_str(&w->clean)};
    buf_reset(&w->marks);
    buf_reset(&w->frames);
    buf_append(&w->marks, &(struct mark){.kind = MARK_GONE}, sizeof(struct mark));
    while (s.at < s.text.len && !s.full) {
        if (special[(unsigned char)s.text.ptr[s.at]])
            take_special(&s);
        else
            s.at++;
    }
}
