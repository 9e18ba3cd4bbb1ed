#include "indexer/wikitext_impl.h"

#include <string.h>

/* Headings of sections that are no part of the article, in languages that have much news or many articles. */
static const char dropped_sections[] =
    "Sources|Source|Related news|Related articles|Related stories|External links|External link|References|See also|"
    "Notes and references|Footnotes|Further reading|Sister links|"
    "Quellen|Weblinks|Einzelnachweise|Siehe auch|Themenverwandte Artikel|"
    "Références|Notes et références|Voir aussi|Liens externes|"
    "Fuentes|Referencias|Véase también|Enlaces externos|"
    "Fonti|Note|Voci correlate|Articoli correlati|Collegamenti esterni|"
    "Fontes|Referências|Ver também|Ligações externas|"
    "Źródła|Przypisy|Zobacz też|Linki zewnętrzne|"
    "Источники|Примечания|Ссылки|См. также";

struct lines {
    struct paragraphs p;
    unsigned tables;  /* that are open around the line */
    unsigned dropped; /* level of the heading whose section goes; 0: none */
};

/* ---- headings ---- */

static size_t count_equals(struct str line, bool from_end)
{
    size_t n = 0;
    while (n < line.len && line.ptr[from_end ? line.len - 1 - n : n] == '=')
        n++;
    return n;
}

/* The level of a heading and its text; 0: the line is none. */
static unsigned heading_level(struct str line, struct str *text)
{
    enum { LEVEL_MAX = 6 };
    size_t before = count_equals(line, false), behind = count_equals(line, true);
    size_t level = before < behind ? before : behind;
    if (level == 0 || before == line.len)
        return 0;
    if (level > LEVEL_MAX)
        level = LEVEL_MAX;
    *text = str_trim((struct str){line.ptr + level, line.len - 2 * level});
    return (unsigned)level;
}

static void take_heading(struct lines *l, unsigned level, struct str text)
{
    struct buf *out = l->p.out;
    paragraph_end(&l->p);
    l->tables = 0;
    if (l->dropped && level > l->dropped)
        return;
    size_t before = out->len;
    wikitext_inline(&l->p, text);
    paragraph_end(&l->p);
    l->dropped = 0;
    if (out->len == before)
        return;
    struct str said = str_trim((struct str){out->data + before, out->len - before});
    if (wikitext_listed(said, str_of(dropped_sections))) {
        l->dropped = level;
        buf_truncate(out, before);
    }
}

/* ---- tables ---- */

/* The first bar, or with `doubled` the first two in a row (in a line of headings "!!" as well), outside what is
 * verbatim; the length of the text when there is none. */
static size_t find_bar(struct str text, bool doubled, bool headings)
{
    bool verbatim = false;
    for (size_t at = 0; at < text.len; at++) {
        char c = text.ptr[at];
        verbatim = c == VERBATIM_BEGIN || (verbatim && c != VERBATIM_END);
        if (verbatim || (c != '|' && !(headings && c == '!')))
            continue;
        if (!doubled || (at + 1 < text.len && text.ptr[at + 1] == c))
            return at;
    }
    return text.len;
}

/* "style=... | text": the text. */
static struct str without_attributes(struct str cell)
{
    size_t bar = find_bar(cell, false, false);
    return str_trim(bar < cell.len ? (struct str){cell.ptr + bar + 1, cell.len - bar - 1} : cell);
}

static void take_cells(struct lines *l, struct str rest, bool headings)
{
    for (;;) {
        size_t len = find_bar(rest, true, headings);
        struct str cell = without_attributes((struct str){rest.ptr, len});
        if (cell.len && l->p.open)
            paragraph_append(&l->p, str_of(" | "));
        wikitext_inline(&l->p, cell);
        if (len == rest.len)
            return;
        rest = (struct str){rest.ptr + len + 2, rest.len - len - 2};
    }
}

/* "{|", "|}", "|-", "|+", "| cell || cell", "! heading !! heading"; false: the line is none of them. A row or an end
 * without a beginning is left by a template that is gone. */
static bool take_table(struct lines *l, struct str line)
{
    char first = line.ptr[0], second = line.len > 1 ? line.ptr[1] : ' ';
    bool mark = first == '|' && (second == '}' || second == '-' || second == '+');
    if (first == '{' && second == '|') {
        paragraph_end(&l->p);
        l->tables++;
    } else if (mark) {
        paragraph_end(&l->p);
        l->tables -= second == '}' && l->tables;
        struct str behind = {line.ptr + 2, line.len - 2};
        if (second != '-')
            wikitext_inline(&l->p, without_attributes(behind));
        if (second == '+')
            paragraph_end(&l->p);
    } else if (l->tables && (first == '|' || first == '!'))
        take_cells(l, (struct str){line.ptr + 1, line.len - 1}, first == '!');
    else
        return false;
    return true;
}

/* ---- lists, rules, text ---- */

static struct str without_run(struct str line, const char *chars)
{
    while (line.len && strchr(chars, line.ptr[0]))
        line = (struct str){line.ptr + 1, line.len - 1};
    return str_trim(line);
}

static void take_item(struct lines *l, struct str line, const char *marks)
{
    struct str text = without_run(line, marks);
    paragraph_end(&l->p);
    if (text.len == 0 || take_table(l, text))
        return;
    wikitext_inline(&l->p, text);
    paragraph_end(&l->p);
}

static void take_line(struct lines *l, struct str line)
{
    struct str text;
    unsigned level = line.len ? heading_level(line, &text) : 0;
    if (level)
        take_heading(l, level, text);
    else if (l->dropped)
        return;
    else if (line.len == 0)
        paragraph_end(&l->p);
    else if (strchr("*#:;", line.ptr[0]))
        take_item(l, line, "*#:; \t");
    else if (str_begins_with(line, str_of("----")))
        take_item(l, line, "-");
    else if (!take_table(l, line)) {
        if (l->p.open)
            paragraph_append(&l->p, str_of(" "));
        wikitext_inline(&l->p, line);
    }
}

void wikitext_lines(struct str flat, struct buf *out)
{
    struct lines l = {.p = {.out = out}};
    while (flat.len) {
        const char *newline = memchr(flat.ptr, '\n', flat.len);
        size_t len = newline ? (size_t)(newline - flat.ptr) : flat.len;
        take_line(&l, str_trim((struct str){flat.ptr, len}));
        len += newline != NULL;
        flat = (struct str){flat.ptr + len, flat.len - len};
    }
    paragraph_end(&l.p);
}
