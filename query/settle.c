/* Between lexemes and tree: matches parentheses and finds the operators that have nothing to join. What cannot stand as
 * syntax is left out or read as a word, and a note says so. After this pass a binary operator has an operand on each
 * side, NOT, a sign and a field have one behind them, and parentheses pair, except that the end closes what is open. */
#include <string.h>

#include "query/parser_impl.h"

/* ---- parentheses ---- */

struct open {
    size_t at;      /* of the parenthesis */
    size_t content; /* lexemes inside */
};

static void leave_out(struct parser *p, size_t at)
{
    p->lexeme[at].kind = LEX_GONE;
}

static bool needs_operand(enum lexeme_kind kind)
{
    return kind == LEX_FIELD || kind == LEX_PLUS || kind == LEX_MINUS;
}

/* Leaves out a group without content, and the signs and fields directly in front of it. */
static void leave_out_group(struct parser *p, size_t at, size_t *content)
{
    for (leave_out(p, at); at > 0 && needs_operand(p->lexeme[at - 1].kind); at--) {
        leave_out(p, at - 1);
        --*content;
    }
    parser_note(p, str_of("()"), " with nothing inside was left out");
}

static void settle_parentheses(struct parser *p)
{
    struct open open[QUERY_DEPTH_MAX + 1] = {0};
    size_t depth = 0;

    for (size_t i = 0; i < p->count; i++) {
        enum lexeme_kind kind = p->lexeme[i].kind;
        if (kind == LEX_OPEN && depth == QUERY_DEPTH_MAX) {
            parser_fail(p, S_LIMIT, "the query is nested deeper than %d", QUERY_DEPTH_MAX);
            return;
        }
        if (kind == LEX_OPEN) {
            open[++depth] = (struct open){.at = i};
        } else if (kind != LEX_CLOSE) {
            open[depth].content++;
        } else if (depth == 0) {
            leave_out(p, i);
            parser_note(p, p->lexeme[i].text, " closes nothing and was left out");
        } else if (open[depth--].content) {
            open[depth].content++;
        } else {
            leave_out(p, i);
            leave_out_group(p, open[depth + 1].at, &open[depth].content);
        }
    }
    if (depth)
        parser_note(p, p->lexeme[open[depth].at].text, " is not closed: its group was read to the end");
    for (; depth; depth--) {
        if (open[depth].content)
            open[depth - 1].content++;
        else
            leave_out_group(p, open[depth].at, &open[depth - 1].content);
    }
}

/* ---- operators ---- */

static enum follow follow_of(enum lexeme_kind kind, enum follow behind)
{
    switch (kind) {
    case LEX_WORD:
    case LEX_PHRASE:
    case LEX_OPEN:
    case LEX_FIELD:
        return FOLLOW_OPERAND;
    case LEX_PLUS:
    case LEX_MINUS:
    case LEX_NOT:
        return behind ? FOLLOW_SIGNED : FOLLOW_NOTHING;
    case LEX_GONE:
        return behind;
    default:
        return FOLLOW_NOTHING;
    }
}

static void find_follows(struct parser *p)
{
    enum follow behind = FOLLOW_NOTHING;
    for (size_t i = p->count; i-- > 0;) {
        p->lexeme[i].follow = behind;
        behind = follow_of(p->lexeme[i].kind, behind);
    }
}

/* "AND" is the word and; && has no letters, and NEAR/3 would be no words that anybody means. */
static void read_as_word(struct parser *p, struct lexeme *l)
{
    struct str text = parser_ascii(p, l->text, NULL);
    bool near = l->kind == LEX_NEAR || l->kind == LEX_ADJ;
    bool has_number = near && !strchr("RJ", text.ptr[text.len - 1]);
    bool gone = has_number || !lexer_has_letters(text);
    parser_note(p, l->text,
                gone ? " has nothing to join and was left out" : " has nothing to join and was read as a word");
    l->kind = gone ? LEX_GONE : LEX_WORD;
}

static void settle_window(struct parser *p, struct lexeme *l)
{
    uint64_t window = l->window == 0 ? 1 : l->window > QUERY_WINDOW_MAX ? QUERY_WINDOW_MAX : l->window;
    if (window != l->window)
        parser_note(p, l->text, " was read as %s/%d: the number is from 1 to %d", l->kind == LEX_NEAR ? "NEAR" : "ADJ",
                    (int)window, QUERY_WINDOW_MAX);
    l->window = window;
}

static bool is_binary(enum lexeme_kind kind)
{
    return kind == LEX_AND || kind == LEX_OR || kind == LEX_NEAR || kind == LEX_ADJ;
}

static void settle_operators(struct parser *p)
{
    bool left = false; /* an operand stands in front */
    for (size_t i = 0; i < p->count; i++) {
        struct lexeme *l = &p->lexeme[i];
        bool near = l->kind == LEX_NEAR || l->kind == LEX_ADJ;
        enum follow needed = near ? FOLLOW_OPERAND : FOLLOW_SIGNED;
        if (is_binary(l->kind) && (!left || l->follow < needed))
            read_as_word(p, l);
        else if (l->kind == LEX_NOT && !l->follow)
            read_as_word(p, l);
        else if (near)
            settle_window(p, l);
        if (l->kind != LEX_GONE)
            left = l->kind == LEX_WORD || l->kind == LEX_PHRASE || l->kind == LEX_CLOSE;
    }
}

void settle(struct parser *p)
{
    settle_parentheses(p);
    if (p->status)
        return;
    find_follows(p);
    settle_operators(p);
}
