#include "indexer/wikitext_impl.h"

#include <string.h>

#include "core/ascii.h"
#include "core/utf8.h"
#include "indexer/entity.h"
#include "indexer/clean.h"

enum {
    REFERENCE_MAX = 34, /* bytes of "&name;" */
    SWITCH_MAX = 60,    /* bytes of "__NAME__" */
    TAG_NAME_MAX = 16,
    FEW_TILDES = 3,
    MANY_TILDES = 5
};

struct inline_text {
    struct paragraphs *p;
    struct str text;
    size_t at;
    size_t bracket;       /* where the next ']' behind an external link stands, or the length of the text */
    size_t bracket_drops; /* the ']' that closes one; the length when there is none */
    bool verbatim;
};

/* ---- paragraphs ---- */

static void begin(struct paragraphs *p)
{
    p->before = p->out->len;
    if (p->before)
        buf_append_text(p->out, "\n\n");
    p->start = p->line_break = p->out->len;
    p->open = true;
}

void paragraph_append(struct paragraphs *p, struct str text)
{
    if (!p->open)
        begin(p);
    buf_append_str(p->out, text);
}

void paragraph_end(struct paragraphs *p)
{
    if (!p->open)
        return;
    p->open = false;
    if (p->out->failed || p->out->len == 0)
        return;
    char *text = p->out->data + p->start;
    size_t len = p->out->len - p->start, kept = 0;
    for (size_t i = 0; i < len; i++) {
        bool space = text[i] == ' ' || text[i] == '\t' || text[i] == '\n';
        if (!space || (kept && text[kept - 1] != ' '))
            text[kept++] = space ? ' ' : text[i];
    }
    kept -= kept && text[kept - 1] == ' ';
    bool blank = text_is_blank((struct str){text, kept});
    buf_truncate(p->out, blank ? p->before : p->start + kept);
}

/* ---- what is special in a line; each takes what stands at t->at and moves behind it ---- */

static void take_literal(struct inline_text *t, size_t len)
{
    paragraph_append(t->p, (struct str){t->text.ptr + t->at, len});
    t->at += len;
}

static size_t run_at(const struct inline_text *t)
{
    size_t len = 1;
    while (t->at + len < t->text.len && t->text.ptr[t->at + len] == t->text.ptr[t->at])
        len++;
    return len;
}

/* Two quotes are italics, three bold, five both; what is over is text. */
static void take_quotes(struct inline_text *t)
{
    size_t run = run_at(t), text = run == 1 || run == 4 ? 1 : run > 5 ? run - 5 : 0;
    if (text)
        paragraph_append(t->p, (struct str){t->text.ptr + t->at, text});
    t->at += run;
}

static void take_tildes(struct inline_text *t)
{
    size_t run = run_at(t);
    if (run < FEW_TILDES || run > MANY_TILDES)
        take_literal(t, run);
    else
        t->at += run;
}

/* "__NOTOC__" and its like, in any language that writes them in ASCII capitals. */
static void take_switch(struct inline_text *t)
{
    const char *s = t->text.ptr + t->at;
    size_t left = t->text.len - t->at, max = left < SWITCH_MAX ? left : SWITCH_MAX, len = 2;
    bool begins = max > 4 && s[1] == '_' && s[2] != '_';
    while (begins && len + 1 < max && ((s[len] >= 'A' && s[len] <= 'Z') || (s[len] == '_' && s[len + 1] != '_')))
        len++;
    if (begins && len > 2 && len + 1 < max && s[len] == '_')
        t->at += len + 2;
    else
        take_literal(t, begins ? len : 1);
}

/* ---- character references ---- */

/* The number of "#8212" or "#x2014"; 0 when it is none that can be text. */
static uint32_t number_of(struct str name)
{
    bool hex = name.len > 2 && (name.ptr[1] == 'x' || name.ptr[1] == 'X');
    uint32_t number = 0;
    for (size_t i = hex ? 2 : 1; i < name.len; i++) {
        char c = name.ptr[i] | 0x20;
        bool digit = name.ptr[i] >= '0' && name.ptr[i] <= '9';
        if (!digit && !(hex && c >= 'a' && c <= 'f'))
            return 0;
        number = number * (hex ? 16 : 10) + (uint32_t)(digit ? name.ptr[i] - '0' : c - 'a' + 10);
        if (number > 0x10FFFF)
            return 0;
    }
    return number;
}

static uint32_t named(struct str name)
{
    char text[REFERENCE_MAX + 1];
    memcpy(text, name.ptr, name.len);
    text[name.len] = '\0';
    return entity_character(text);
}

static void take_reference(struct inline_text *t)
{
    const char *s = t->text.ptr + t->at;
    size_t left = t->text.len - t->at, max = left < REFERENCE_MAX ? left : REFERENCE_MAX;
    const char *end = memchr(s, ';', max);
    struct str name = {s + 1, end ? (size_t)(end - s) - 1 : 0};
    uint32_t c = name.len < 2 ? 0 : name.ptr[0] == '#' ? number_of(name) : named(name);
    if (c == 0 || (c >= 0xD800 && c <= 0xDFFF)) {
        take_literal(t, 1);
        return;
    }
    char out[UTF8_MAX] = " ";
    bool space = c < ' ' || (c >= 0x7F && c <= 0xA0);
    paragraph_append(t->p, (struct str){out, space ? 1 : utf8_encode(c, out)});
    t->at += name.len + 2;
}

/* ---- tags ---- */

static bool only_spaces(const struct buf *b, size_t from)
{
    while (from < b->len && b->data[from] == ' ')
        from++;
    return from == b->len;
}

/* Two breaks in a row are a way to begin a paragraph. */
static void take_line_break(struct paragraphs *p)
{
    bool second = p->open && p->line_break > p->start && only_spaces(p->out, p->line_break);
    if (second) {
        paragraph_end(p);
        return;
    }
    if (!p->open)
        return;
    paragraph_append(p, str_of(" "));
    p->line_break = p->out->len;
}

static struct str tag_name(struct str tag)
{
    size_t start = tag.len > 1 && tag.ptr[1] == '/' ? 2 : 1, end = start;
    while (end < tag.len &&
           (ascii_is_letter(tag.ptr[end]) || (end > start && tag.ptr[end] >= '0' && tag.ptr[end] <= '9')))
        end++;
    bool ends = end < tag.len && strchr(" \t/>", tag.ptr[end]);
    return (struct str){tag.ptr + start, ends ? end - start : 0};
}

static void take_tag(struct inline_text *t)
{
    size_t end = wikitext_tag_end(t->text, t->at);
    struct str tag = {t->text.ptr + t->at, end ? end - t->at : 0}, name = tag_name(tag);
    if (name.len == 0 || name.len > TAG_NAME_MAX) {
        take_literal(t, 1);
        return;
    }
    t->at = end;
    if (wikitext_listed(name, str_of("br")))
        take_line_break(t->p);
    else if (wikitext_listed(name, str_of("p|div|center|blockquote|poem|table|caption|tr|ul|ol|li|dl|dt|dd|hr|section|"
                                          "h1|h2|h3|h4|h5|h6")))
        paragraph_end(t->p);
    else if (wikitext_listed(name, str_of("td|th")) && t->p->open)
        paragraph_append(t->p, str_of(" "));
}

/* ---- external links ---- */

static bool begins_link(struct str text)
{
    static const char *const schemes[] = {"http://", "https://", "//", "ftp://", "mailto:", "news:", "irc://"};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (str_begins_with(text, str_of(schemes[i])))
            return true;
    return false;
}

/* The next ']'; looked for once, however many links ask. */
static size_t find_bracket(struct inline_text *t)
{
    if (t->bracket <= t->at) {
        const char *end = memchr(t->text.ptr + t->at, ']', t->text.len - t->at);
        t->bracket = end ? (size_t)(end - t->text.ptr) : t->text.len;
    }
    return t->bracket;
}

/* "[http://wire.example label]": the label, and the bracket behind it goes when it comes. */
static void take_bracket(struct inline_text *t)
{
    struct str rest = {t->text.ptr + t->at + 1, t->text.len - t->at - 1};
    size_t end;
    if (t->text.ptr[t->at] == ']' && t->at == t->bracket_drops) {
        t->at++;
        return;
    }
    if (t->text.ptr[t->at] == ']' || !begins_link(rest) || (end = find_bracket(t)) == t->text.len) {
        take_literal(t, 1);
        return;
    }
    while (t->at < end && t->text.ptr[t->at] != ' ')
        t->at++;
    while (t->at < end && t->text.ptr[t->at] == ' ')
        t->at++;
    t->bracket_drops = end;
}

/* ---- the line ---- */

static void take_special(struct inline_text *t)
{
    char c = t->text.ptr[t->at];
    if (c == VERBATIM_BEGIN || c == VERBATIM_END) {
        t->verbatim = c == VERBATIM_BEGIN;
        t->at++;
    } else if (c == '&')
        take_reference(t);
    else if (t->verbatim)
        take_literal(t, 1);
    else if (c == '\'')
        take_quotes(t);
    else if (c == '<')
        take_tag(t);
    else if (c == '_')
        take_switch(t);
    else if (c == '~')
        take_tildes(t);
    else
        take_bracket(t);
}

void wikitext_inline(struct paragraphs *p, struct str text)
{
    static const bool special[256] = {[VERBATIM_BEGIN] = true,
                                      [VERBATIM_END] = true,
                                      ['&'] = true,
                                      ['\''] = true,
                                      ['<'] = true,
                                      ['_'] = true,
                                      ['~'] = true,
                                      ['['] = true,
                                      [']'] = true};
    struct inline_text t = {.p = p, .text = text, .bracket_drops = text.len};
    while (t.at < text.len) {
        size_t len = 0;
        while (t.at + len < text.len && !special[(unsigned char)text.ptr[t.at + len]])
            len++;
        if (len)
            take_literal(&t, len);
        if (t.at < text.len)
            take_special(&t);
    }
}
