#include "query/parser_impl.h"

#include <stdarg.h>
#include <stdio.h>

#include "core/utf8.h"
#include "query/full_width.h"

void parser_fail(struct parser *p, enum status status, const char *format, ...)
{
    if (p->status)
        return;
    p->status = status;
    if (p->err) {
        va_list args;
        va_start(args, format);
        vsnprintf(p->err->text, sizeof p->err->text, format, args);
        va_end(args);
    }
}

void parser_no_memory(struct parser *p)
{
    parser_fail(p, S_NOMEM, "out of memory");
}

static void add_note(struct parser *p, struct str text)
{
    struct query_note *note = arena_alloc(p->query->arena, sizeof *note);
    struct str copy = arena_copy(p->query->arena, text);
    if (!note || !copy.ptr) {
        parser_no_memory(p);
        return;
    }
    struct query_note **end = &p->query->notes;
    while (*end)
        end = &(*end)->next;
    note->text = copy;
    *end = note;
}

/* What is read twice, as with query-fields, is told once. */
static bool is_noted(const struct parser *p, struct str line)
{
    bool noted = false;
    for (const struct query_note *n = p->query->notes; n && !noted; n = n->next)
        noted = str_equal(n->text, line);
    return noted;
}

void parser_note(struct parser *p, struct str what, const char *format, ...)
{
    char quoted[QUERY_NOTE_QUOTE + sizeof "..."], reason[200], line[sizeof quoted + sizeof reason];
    size_t len = utf8_cut(what.ptr, what.len, QUERY_NOTE_QUOTE);
    if (p->notes > QUERY_NOTES_MAX)
        return;
    snprintf(quoted, sizeof quoted, "%.*s%s", (int)len, what.ptr, len < what.len ? "..." : "");
    va_list args;
    va_start(args, format);
    vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    snprintf(line, sizeof line, "%s%s", quoted, reason);
    for (char *c = line; *c; c++)
        if ((unsigned char)*c < ' ')
            *c = ' ';
    if (is_noted(p, str_of(line)))
        return;
    add_note(p, str_of(++p->notes > QUERY_NOTES_MAX ? "and more of this kind" : line));
}

struct str parser_ascii(struct parser *p, struct str text, const char *characters)
{
    struct str ascii = full_width_to_ascii(p->query->arena, text, characters);
    if (text.len && !ascii.ptr)
        parser_no_memory(p);
    return ascii.ptr ? ascii : text;
}

struct node *parser_node(struct parser *p, enum node_kind kind)
{
    struct node *n = p->status ? NULL : node_new(p->query->arena, kind);
    if (!n)
        parser_no_memory(p);
    return n;
}
