/* Words of q -> lexemes. Nothing is refused: a run that is no sign, operator or field is a word. Full-width forms of
 * signs, operators, parentheses and names of fields count as the ASCII ones; the text of a lexeme is as typed. */
#include <string.h>
#include <strings.h>

#include "core/ascii.h"
#include "core/utf8.h"
#include "query/full_width.h"
#include "query/parser_impl.h"

enum { FIELD_NAME_MAX = 16 /* letters: longer than any name */ };

/* ---- characters ---- */

/* Bytes of the white space at s, 0 when there is none. */
static size_t space_length(struct str s)
{
    if (s.len == 0)
        return 0;
    unsigned char c = (unsigned char)s.ptr[0];
    if (c < 0x80)
        return c <= ' ' || c == 0x7F;
    uint32_t code;
    size_t len = utf8_decode(s.ptr, s.len, &code, NULL);
    bool space = code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 ||
                 code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
    return space ? len : 0;
}

/* Quotation marks of one family open and close each other, since editors and keyboards mix them: " “ ” „ ‟ ＂, « »,
 * ‹ ›, 「 」, 『 』. */
enum quote { QUOTE_NONE, QUOTE_MARKS, QUOTE_GUILLEMETS, QUOTE_SINGLE_GUILLEMETS, QUOTE_CORNERS, QUOTE_WHITE_CORNERS };

static enum quote quote_of(uint32_t code)
{
    switch (code) {
    case '"':
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0xFF02:
        return QUOTE_MARKS;
    case 0xAB:
    case 0xBB:
        return QUOTE_GUILLEMETS;
    case 0x2039:
    case 0x203A:
        return QUOTE_SINGLE_GUILLEMETS;
    case 0x300C:
    case 0x300D:
    case 0xFF62: /* half-width */
    case 0xFF63:
        return QUOTE_CORNERS;
    case 0x300E:
    case 0x300F:
        return QUOTE_WHITE_CORNERS;
    default:
        return QUOTE_NONE;
    }
}

static enum quote quote_at(struct str s, size_t *len)
{
    *len = 1;
    if (s.len == 0)
        return QUOTE_NONE;
    if ((unsigned char)s.ptr[0] < 0x80)
        return quote_of((unsigned char)s.ptr[0]);
    uint32_t code;
    *len = utf8_decode(s.ptr, s.len, &code, NULL);
    return quote_of(code);
}

bool query_has_quotes(struct str words)
{
    enum quote quote = QUOTE_NONE;
    for (size_t at = 0, len; at < words.len && !quote; at += len)
        quote = quote_at(str_skip(words, at), &len);
    return quote != QUOTE_NONE;
}

static struct str rest_at(const struct parser *p, size_t at)
{
    return (struct str){p->input.ptr + at, p->input.len - at};
}

static bool ends_word(struct str rest)
{
    size_t len;
    if (rest.len == 0)
        return true;
    if (ascii_is_letter(rest.ptr[0]) || ascii_is_digit(rest.ptr[0])) /* what most are */
        return false;
    return begins_with_any(rest, "()") || space_length(rest) || quote_at(rest, &len);
}

/* ---- lexemes ---- */

struct lexer {
    struct parser *parser;
    size_t at;
    bool fresh; /* white space, an opening parenthesis or nothing stands in front: a sign may come */
    bool glued; /* a sign or a field stands directly in front */
};

static struct lexeme *emit(struct lexer *l, enum lexeme_kind kind, size_t start, size_t end)
{
    struct parser *p = l->parser;
    if (p->count + 1 >= p->capacity) {
        size_t capacity = p->capacity ? p->capacity * 2 : 8;
        struct lexeme *grown = arena_alloc(p->query->arena, capacity * sizeof *grown);
        if (!grown) {
            parser_no_memory(p);
            return NULL;
        }
        if (p->count)
            memcpy(grown, p->lexeme, p->count * sizeof *grown);
        p->lexeme = grown;
        p->capacity = capacity;
    }
    struct lexeme *lexeme = &p->lexeme[p->count++];
    *lexeme = (struct lexeme){.kind = kind, .text = {p->input.ptr + start, end - start}, .start = start, .end = end};
    p->lexeme[p->count] = (struct lexeme){.kind = LEX_END, .start = p->input.len, .end = p->input.len};
    l->at = end;
    l->fresh = kind == LEX_OPEN;
    l->glued = kind == LEX_PLUS || kind == LEX_MINUS || kind == LEX_FIELD;
    return lexeme;
}

/* "a phrase"~3 and "a phrase"^2 are other programs' syntax: what is glued on is left out. */
static void skip_suffix(struct lexer *l)
{
    struct parser *p = l->parser;
    size_t start = l->at, at = start;
    if (!begins_with_any(rest_at(p, at), "~^"))
        return;
    while (!ends_word(rest_at(p, at)))
        at++;
    parser_note(p, (struct str){p->input.ptr + start, at - start}, " behind a phrase was left out");
    l->at = at;
}

static void lex_phrase(struct lexer *l, enum quote quote, size_t quote_len)
{
    struct parser *p = l->parser;
    size_t start = l->at, inside = start + quote_len, at = inside, close_len = 0;
    while (at < p->input.len && quote_at(rest_at(p, at), &close_len) != quote)
        at += close_len;
    bool closed = at < p->input.len;
    struct lexeme *phrase = emit(l, LEX_PHRASE, start, closed ? at + close_len : at);
    if (!phrase)
        return;
    phrase->text = (struct str){p->input.ptr + inside, at - inside};
    if (closed)
        skip_suffix(l);
    else
        parser_note(p, rest_at(p, start), ": the quotation mark is not closed, the phrase was read to the end");
}

static bool lex_sign(struct lexer *l)
{
    struct str rest = rest_at(l->parser, l->at);
    size_t len;
    char sign = ascii_at(rest, &len);
    struct str behind = str_skip(rest, len);
    if (!l->fresh || (sign != '+' && sign != '-') || behind.len == 0 || space_length(behind) ||
        begins_with_any(behind, "+-)"))
        return false;
    emit(l, sign == '+' ? LEX_PLUS : LEX_MINUS, l->at, l->at + len);
    return true;
}

static bool is_searched(enum field field)
{
    return field < FIELD_COUNT && schema[field].kind != FIELD_KIND_STORED;
}

/* The letters that a text begins with, and the colon behind them. Returns the bytes of both, or 0. */
static size_t read_name(struct str text, char name[FIELD_NAME_MAX + 1])
{
    size_t at = 0, letters = 0, len;
    char c = ascii_at(text, &len);
    for (; letters < FIELD_NAME_MAX && (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; c = ascii_at(str_skip(text, at), &len)) {
        name[letters++] = c;
        at += len;
    }
    name[letters] = '\0';
    return letters && c == ':' ? at + len : 0;
}

static bool is_date(struct str name)
{
    return name.len == 4 && strncasecmp(name.ptr, "date", 4) == 0;
}

/* `name:` of a field that can be searched, with something directly behind it. */
static bool lex_field(struct lexer *l)
{
    char name[FIELD_NAME_MAX + 1];
    struct str rest = rest_at(l->parser, l->at);
    size_t len = read_name(rest, name);
    struct str value = str_skip(rest, len);
    if (len == 0 || value.len == 0 || space_length(value) || begins_with_any(value, ")"))
        return false;
    enum field field = schema_find(str_of(name));
    bool date = is_date(str_of(name));
    if (!date && !is_searched(field))
        return false;
    struct lexeme *lexeme = emit(l, LEX_FIELD, l->at, l->at + len);
    if (lexeme) {
        lexeme->field = field;
        lexeme->date = date;
    }
    return true;
}

/* The kind of a word that stands free; NEAR/n and ADJ/n with their window. */
static enum lexeme_kind operator_kind(struct str text, uint64_t *window)
{
    if (str_equal(text, str_of("AND")) || str_equal(text, str_of("&&")))
        return LEX_AND;
    if (str_equal(text, str_of("OR")) || str_equal(text, str_of("||")))
        return LEX_OR;
    if (str_equal(text, str_of("NOT")))
        return LEX_NOT;
    enum lexeme_kind kind = str_begins_with(text, str_of("NEAR"))  ? LEX_NEAR
                            : str_begins_with(text, str_of("ADJ")) ? LEX_ADJ
                                                                   : LEX_WORD;
    size_t at = kind == LEX_NEAR ? 4 : 3;
    *window = WINDOW_DEFAULT;
    if (kind == LEX_WORD || text.len == at)
        return kind;
    if (text.ptr[at++] != '/' || text.len == at)
        return LEX_WORD;
    for (*window = 0; at < text.len; at++) {
        if (text.ptr[at] < '0' || text.ptr[at] > '9')
            return LEX_WORD;
        if (*window <= QUERY_WINDOW_MAX)
            *window = *window * 10 + (uint64_t)(text.ptr[at] - '0');
    }
    return kind;
}

bool lexer_has_letters(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i], small = c | 0x20;
        if ((c >= '0' && c <= '9') || (small >= 'a' && small <= 'z') || c >= 0x80)
            return true;
    }
    return false;
}

/* Says what is syntax of other programs and is read as words. */
static void note_foreign(struct parser *p, struct str typed, struct str text)
{
    const char *raised = memchr(text.ptr, '^', text.len);
    if (text.ptr[0] == '!')
        parser_note(p, typed, " was read as a word: NOT or - in front of it leaves it out");
    else if (text.len > 2 && text.ptr[0] == '/' && text.ptr[text.len - 1] == '/')
        parser_note(p, typed, " was read as words: there are no regular expressions, but trail* and tr?il");
    else if (raised && raised > text.ptr && raised + 1 < text.ptr + text.len && raised[1] >= '0' && raised[1] <= '9')
        parser_note(p, typed, " was read as words: none has a weight of its own");
}

/* Whether what stands in front of a colon may be meant as the name of a field: a full-width colon has no white space
 * behind it in running text either, and names there what nobody takes for a field. */
static bool may_be_name(struct str typed, struct str name)
{
    bool ascii = name.len > 0;
    for (size_t i = 0; i < name.len; i++)
        ascii &= (unsigned char)name.ptr[i] < 0x80;
    return ascii || (name.len && memchr(typed.ptr, ':', typed.len));
}

/* Says of a word with a colon why it is no field. */
static void note_colon(struct parser *p, struct str typed, struct str text)
{
    const char *colon = memchr(text.ptr, ':', text.len);
    struct str name = {text.ptr, colon ? (size_t)(colon - text.ptr) : 0};
    enum field field = schema_find(name);
    bool at_end = name.len + 1 == text.len;
    if (!may_be_name(typed, name))
        return;
    if (!at_end && field < FIELD_COUNT && !is_searched(field))
        parser_note(p, typed, " was read as words: the field %s is shown and not searched", schema[field].name);
    else if (!at_end)
        parser_note(p, typed, " was read as words: there is no field of that name");
    else if (field < FIELD_COUNT || is_date(name))
        parser_note(p, typed, " was read as a word: the value of a field stands directly behind its colon");
}

/* Says what looked like syntax and is read as words. */
static void note_word(struct parser *p, struct str typed)
{
    struct str text = parser_ascii(p, typed, NULL);
    if (!lexer_has_letters(text))
        return;
    note_foreign(p, typed, text);
    if (str_begins_with(text, str_of("NEAR/")) || str_begins_with(text, str_of("ADJ/")))
        parser_note(p, typed, " was read as words: the number behind the slash is from 1 to %d", QUERY_WINDOW_MAX);
    else if (text.len > 2 && strchr("+-", text.ptr[0]) && strchr("+-", text.ptr[1]))
        parser_note(p, typed, " was read as words: one sign directly in front of a word counts");
    else
        note_colon(p, typed, text);
}

static void lex_word(struct lexer *l)
{
    struct parser *p = l->parser;
    size_t start = l->at, end = start;
    bool glued = l->glued;
    uint64_t window = 0;
    do
        end++;
    while (!ends_word(rest_at(p, end)));
    struct str text = {p->input.ptr + start, end - start};
    struct str ascii = parser_ascii(p, text, NULL);
    enum lexeme_kind kind = glued ? LEX_WORD : operator_kind(ascii, &window);
    bool value = glued && p->lexeme[p->count - 1].kind == LEX_FIELD;
    struct lexeme *lexeme = emit(l, kind, start, end);
    if (!lexeme)
        return;
    lexeme->window = window;
    lexeme->glued = glued;
    p->query->starred |= !glued && str_equal(ascii, str_of("*"));
    if (kind == LEX_WORD && !value)
        note_word(p, text);
}

static void lex_next(struct lexer *l)
{
    struct str rest = rest_at(l->parser, l->at);
    size_t space = space_length(rest), quote_len;
    enum quote quote = quote_at(rest, &quote_len);
    if (space) {
        l->at += space;
        l->fresh = true;
        l->glued = false;
    } else if (quote) {
        lex_phrase(l, quote, quote_len);
    } else if (begins_with_any(rest, "()")) {
        size_t len;
        bool open = ascii_at(rest, &len) == '(';
        emit(l, open ? LEX_OPEN : LEX_CLOSE, l->at, l->at + len);
    } else {
        bool value = l->glued && l->parser->lexeme[l->parser->count - 1].kind == LEX_FIELD;
        if (value || !(lex_sign(l) || lex_field(l)))
            lex_word(l);
    }
}

void lexer_run(struct parser *p)
{
    struct lexer l = {.parser = p, .fresh = true};
    while (l.at < p->input.len && !p->status)
        lex_next(&l);
}
