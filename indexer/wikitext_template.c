#include "indexer/wikitext_impl.h"

#include <string.h>

enum { ARGUMENT_NAME_MAX = 30 /* bytes */ };

enum rule_kind {
    RULE_KEEP,    /* one argument, the first of those listed that is there */
    RULE_BLOCK,   /* the same as a paragraph of its own */
    RULE_MEASURE, /* number and unit, or two numbers with a word between, and unit */
    RULE_SIGN,    /* stands for a text */
    RULE_DATE,
    RULE_BYLINE
};

static const struct rule {
    const char *names;
    enum rule_kind kind;
    const char *what; /* arguments, or the text */
} rules[] = {
    {"w", RULE_KEEP, "2|1"},
    {"lang", RULE_KEEP, "2|text"},
    {"nowrap|nobr|small|big|abbr|tooltip", RULE_KEEP, "1"},
    {"quote|blockquote|block quote|cquote|bquote|quotation|quote box", RULE_BLOCK, "1|text|quote"},
    {"convert|cvt", RULE_MEASURE, NULL},
    {"date", RULE_DATE, "1|date"},
    {"byline|dateline", RULE_BYLINE, NULL},
    {"!", RULE_SIGN, "|"},
    {"=", RULE_SIGN, "="},
    {"ndash|endash", RULE_SIGN, "–"},
    {"mdash|emdash", RULE_SIGN, "—"},
    {"snd|spaced ndash", RULE_SIGN, " – "},
    {"nbsp", RULE_SIGN, " "},
};

static const struct rule language_rule = {NULL, RULE_KEEP, "1|text"};

/* ---- arguments ---- */

struct argument {
    struct str name;    /* absent: known by its number */
    uint32_t bar, stop; /* the marks around it */
    size_t start;       /* of the value in the text */
};

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80 ||
           c == ' ' || c == '\n' || c == '_' || c == '-';
}

static void split_name(const struct wikitext *w, struct argument *a, size_t end)
{
    size_t at = a->start;
    while (at < end && at - a->start < ARGUMENT_NAME_MAX && is_name_byte(w->clean.data[at]))
        at++;
    if (at == end || w->clean.data[at] != '=')
        return;
    a->name = str_trim((struct str){w->clean.data + a->start, at - a->start});
    a->start = at + 1;
}

/* Takes the argument behind *bar; false when that is the end of the template. */
static bool next_argument(const struct wikitext *w, uint32_t *bar, struct argument *out)
{
    const struct mark *marks = wikitext_marks(w);
    if (marks[*bar].kind != MARK_BAR)
        return false;
    *out = (struct argument){.bar = *bar, .stop = marks[*bar].next, .start = marks[*bar].end};
    split_name(w, out, marks[*bar + 1].at);
    *bar = out->stop;
    return true;
}

static struct str argument_value(const struct wikitext *w, const struct argument *a)
{
    size_t end = wikitext_marks(w)[a->stop].at;
    return str_trim((struct str){w->clean.data + a->start, end > a->start ? end - a->start : 0});
}

/* The argument of this name or number that has a value. */
static bool find_argument(const struct wikitext *w, uint32_t template, struct str wanted, struct argument *out)
{
    uint32_t bar = wikitext_marks(w)[template].next;
    char number = '1';
    while (next_argument(w, &bar, out)) {
        bool same = out->name.ptr ? str_equal(out->name, wanted) : wanted.len == 1 && wanted.ptr[0] == number;
        if (same && argument_value(w, out).len)
            return true;
        number += !out->name.ptr && number < ':';
    }
    return false;
}

/* The first of the names, separated by '|', that has a value. */
static bool find_listed(const struct wikitext *w, uint32_t template, const char *names, struct argument *out)
{
    for (const char *name = names; *name;) {
        size_t len = strcspn(name, "|");
        if (find_argument(w, template, (struct str){name, len}, out))
            return true;
        name += len + (name[len] == '|');
    }
    return false;
}

/* ---- rules ---- */

static const struct rule *find_rule(struct str name)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (wikitext_listed(name, str_of(rules[i].names)))
            return &rules[i];
    return str_begins_with(name, str_of("lang-")) ? &language_rule : NULL;
}

/* Goes on at the argument, and from `stop` on behind the template. */
static uint32_t keep(struct wikitext *w, uint32_t template, const struct argument *a, uint32_t stop, bool block,
                     size_t *at)
{
    struct mark *marks = wikitext_marks(w);
    marks[stop].kind = block ? MARK_STOP_BLOCK : MARK_STOP;
    marks[stop].close = marks[template].close;
    if (block)
        buf_append_text(&w->flat, "\n\n");
    *at = a->start;
    return a->bar + 1;
}

/* {{convert|5|km|mi}}, {{convert|5|to|7|km}}. */
static uint32_t keep_measure(struct wikitext *w, uint32_t template, size_t *at)
{
    struct argument first, next;
    if (!find_argument(w, template, str_of("1"), &first))
        return 0;
    uint32_t stop = first.stop, bar = stop;
    unsigned wanted = 2;
    for (unsigned taken = 1; taken < wanted && next_argument(w, &bar, &next) && !next.name.ptr; taken++) {
        if (taken == 1 && wikitext_listed(argument_value(w, &next), str_of("-|–|to|and|or|by|x|×|+/-")))
            wanted = 4;
        wikitext_marks(w)[stop].kind = MARK_SPACE;
        stop = next.stop;
    }
    return keep(w, template, &first, stop, false, at);
}

static void tell_value(const struct wikitext *w, uint32_t template, const char *names, struct str *out)
{
    struct argument a;
    if (w->plain || out->len || !find_listed(w, template, names, &a))
        return;
    struct str value = argument_value(w, &a);
    if (value.len <= WIKITEXT_VALUE_MAX)
        *out = value;
}

static uint32_t follow_rule(struct wikitext *w, const struct rule *rule, uint32_t template, size_t *at)
{
    struct argument a;
    switch (rule->kind) {
    case RULE_KEEP:
    case RULE_BLOCK:
        return find_listed(w, template, rule->what, &a) ? keep(w, template, &a, a.stop, rule->kind == RULE_BLOCK, at)
                                                        : 0;
    case RULE_MEASURE:
        return keep_measure(w, template, at);
    case RULE_SIGN:
        buf_append_text(&w->flat, rule->what);
        break;
    case RULE_DATE:
        tell_value(w, template, rule->what, &w->date_value);
        break;
    case RULE_BYLINE:
        tell_value(w, template, "date", &w->date_value);
        tell_value(w, template, "location|place", &w->place_value);
        break;
    }
    return 0;
}

uint32_t wikitext_template(struct wikitext *w, uint32_t i, size_t *at)
{
    const struct mark *marks = wikitext_marks(w), *opened = &marks[i];
    uint32_t close = opened->close;
    struct str name = {w->clean.data + opened->end, marks[i + 1].at - opened->end};
    const struct rule *rule = opened->end - opened->at == 2 ? find_rule(str_trim(name)) : NULL;
    uint32_t next = rule ? follow_rule(w, rule, i, at) : 0;
    if (next)
        return next;
    *at = wikitext_marks(w)[close].end;
    return close + 1;
}
