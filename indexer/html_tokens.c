#include "indexer/html_tokens.h"

#include <string.h>
#include <strings.h>

#include "core/ascii.h"
#include "core/utf8.h"
#include "indexer/entity.h"

/* What a page may lack an end of; each is looked for only once then. */
enum { NO_COMMENT_END = 1, NO_CDATA_END = 2, NO_DOUBLE_QUOTE = 4, NO_SINGLE_QUOTE = 8 };

void html_tokens_init(struct html_tokens *t, struct str page)
{
    *t = (struct html_tokens){.at = page.len ? page.ptr : "", .raw = TAG_OTHER};
    t->end = t->at + page.len;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static size_t left(const struct html_tokens *t)
{
    return (size_t)(t->end - t->at);
}

/* Finds `mark` from `from` on; NULL, at once the next time, when there is none. */
static const char *find(struct html_tokens *t, const char *from, const char *mark, unsigned missing)
{
    if (t->missing & missing)
        return NULL;
    size_t len = strlen(mark);
    const char *found = from < t->end ? memmem(from, (size_t)(t->end - from), mark, len) : NULL;
    if (!found)
        t->missing |= missing;
    return found;
}

/* Behind the next '>', or the end. */
static const char *behind_bracket(const struct html_tokens *t, const char *from)
{
    const char *found = from < t->end ? memchr(from, '>', (size_t)(t->end - from)) : NULL;
    return found ? found + 1 : t->end;
}

/* ---- tags ---- */

/* Where the next end tag of an element begins, or the end of the page. */
static const char *find_end_tag(struct html_tokens *t, enum html_tag tag)
{
    const char *p = t->end_tags[tag];
    if (p && p >= t->at)
        return p;
    for (p = t->at; p < t->end;) {
        p = memmem(p, (size_t)(t->end - p), "</", 2);
        if (!p)
            break;
        const char *name = p + 2, *end = name;
        while (end < t->end && (ascii_is_letter(*end) || (*end >= '0' && *end <= '9')))
            end++;
        if (html_tag_find((struct str){name, (size_t)(end - name)}) == tag)
            return t->end_tags[tag] = p;
        p = end;
    }
    return t->end_tags[tag] = t->end;
}

/* What stands between `from` and the quote that ends it; without one, up to the end of the tag. */
static struct str quoted_value(struct html_tokens *t, const char *from)
{
    char quote[2] = {from[-1], '\0'};
    const char *end = find(t, from, quote, quote[0] == '"' ? NO_DOUBLE_QUOTE : NO_SINGLE_QUOTE);
    if (end) {
        t->at = end + 1;
        return (struct str){from, (size_t)(end - from)};
    }
    t->at = from;
    while (t->at < t->end && *t->at != '>' && !is_space(*t->at))
        t->at++;
    return (struct str){from, (size_t)(t->at - from)};
}

static struct str read_value(struct html_tokens *t)
{
    const char *p = t->at;
    while (p < t->end && is_space(*p))
        p++;
    if (p == t->end || *p != '=')
        return (struct str){t->at, 0};
    do
        p++;
    while (p < t->end && is_space(*p));
    if (p < t->end && (*p == '"' || *p == '\''))
        return quoted_value(t, p + 1);
    const char *start = p;
    while (p < t->end && !is_space(*p) && *p != '>')
        p++;
    t->at = p;
    return (struct str){start, (size_t)(p - start)};
}

/* Takes one attribute off; false at the end of the tag, which is passed. */
static bool next_attribute(struct html_tokens *t, struct html_attribute *attribute)
{
    while (t->at < t->end && (is_space(*t->at) || *t->at == '/'))
        t->at++;
    if (t->at == t->end)
        return false;
    if (*t->at == '>') {
        t->at++;
        return false;
    }
    const char *start = t->at++;
    while (t->at < t->end && !is_space(*t->at) && *t->at != '/' && *t->at != '>' && *t->at != '=')
        t->at++;
    attribute->name = (struct str){start, (size_t)(t->at - start)};
    attribute->value = read_value(t);
    return true;
}

static void read_tag(struct html_tokens *t, struct html_token *token)
{
    const char *start = t->at;
    while (t->at < t->end && !is_space(*t->at) && *t->at != '/' && *t->at != '>')
        t->at++;
    token->tag = html_tag_find((struct str){start, (size_t)(t->at - start)});
    struct html_attribute attribute;
    token->count = 0;
    while (next_attribute(t, &attribute))
        if (token->count < HTML_ATTRIBUTES_MAX)
            token->attributes[token->count++] = attribute;
    unsigned flags = html_tag_flags(token->tag);
    if (token->kind == HTML_OPEN && flags & TAG_IS_RAW)
        t->raw = token->tag;
    token->ended = token->kind == HTML_OPEN && flags & TAG_IS_SILENT && find_end_tag(t, token->tag) != t->end;
}

struct str html_attribute(const struct html_token *token, const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < token->count; i++) {
        struct str other = token->attributes[i].name;
        if (other.len == len && strncasecmp(other.ptr, name, len) == 0)
            return token->attributes[i].value;
    }
    return (struct str){NULL, 0};
}

/* ---- texts ---- */

/* A script or style without an end takes all that follows; another element is read as if it were none. */
static bool take_raw(struct html_tokens *t, struct html_token *token)
{
    enum html_tag tag = t->raw;
    const char *end = find_end_tag(t, tag);
    t->raw = TAG_OTHER;
    if (end == t->end && tag != TAG_SCRIPT && tag != TAG_STYLE)
        return false;
    token->kind = HTML_RAW;
    token->tag = tag;
    token->text = (struct str){t->at, (size_t)(end - t->at)};
    t->at = end;
    return true;
}

static void take_text(struct html_tokens *t, const char *end, struct html_token *token)
{
    token->kind = HTML_TEXT;
    token->tag = TAG_OTHER;
    token->count = 0;
    token->text = (struct str){t->at, (size_t)(end - t->at)};
    t->at = end;
}

/* A comment ends with -->, and at once as <!-->. */
static void skip_comment(struct html_tokens *t)
{
    static const char begin[] = "<!--";
    const char *end = find(t, t->at + sizeof begin - 3, "-->", NO_COMMENT_END);
    t->at = end ? end + 3 : t->end;
}

/* A comment, a document type or an instruction; true with a token for a CDATA section. */
static bool pass_declaration(struct html_tokens *t, struct html_token *token)
{
    static const char cdata[] = "<![CDATA[";
    if (left(t) >= 4 && memcmp(t->at, "<!--", 4) == 0) {
        skip_comment(t);
        return false;
    }
    if (left(t) >= sizeof cdata - 1 && memcmp(t->at, cdata, sizeof cdata - 1) == 0) {
        const char *end = find(t, t->at, "]]>", NO_CDATA_END);
        if (end) {
            t->at += sizeof cdata - 1;
            take_text(t, end, token);
            t->at = end + 3;
            return true;
        }
    }
    t->at = behind_bracket(t, t->at);
    return false;
}

static bool begins_tag(const struct html_tokens *t)
{
    return left(t) > 1 && (ascii_is_letter(t->at[1]) || t->at[1] == '!' || t->at[1] == '?' || t->at[1] == '/');
}

bool html_tokens_next(struct html_tokens *t, struct html_token *token)
{
    if (t->raw != TAG_OTHER && take_raw(t, token))
        return true;
    while (t->at < t->end) {
        if (*t->at != '<' || !begins_tag(t)) {
            const char *end = memchr(t->at + 1, '<', left(t) - 1);
            take_text(t, end ? end : t->end, token);
            return true;
        }
        bool close = t->at[1] == '/';
        if (ascii_is_letter(t->at[1]) || (close && left(t) > 2 && ascii_is_letter(t->at[2]))) {
            token->kind = close ? HTML_CLOSE : HTML_OPEN;
            t->at += close ? 2 : 1;
            read_tag(t, token);
            return true;
        }
        if (pass_declaration(t, token))
            return true;
    }
    return false;
}

/* ---- character references ---- */

static size_t numeric_reference(struct str text, uint32_t *code_point)
{
    bool hex = text.len > 2 && (text.ptr[2] == 'x' || text.ptr[2] == 'X');
    size_t start = hex ? 3 : 2, i = start;
    uint32_t value = 0;
    for (; i < text.len; i++) {
        char c = text.ptr[i], low = (char)(c | 0x20);
        unsigned digit = c >= '0' && c <= '9'              ? (unsigned)(c - '0')
                         : hex && low >= 'a' && low <= 'f' ? (unsigned)(low - 'a' + 10)
                                                           : 16;
        if (digit == 16)
            break;
        value = value > 0x10ffff ? value : value * (hex ? 16 : 10) + digit;
    }
    if (i == start)
        return 0;
    *code_point = value && value <= 0x10ffff ? value : UTF8_REPLACEMENT;
    return i + (i < text.len && text.ptr[i] == ';');
}

/* Latin-1's names stand without a semicolon on old pages; HTML has them so up to a point. */
static size_t named_reference(struct str text, uint32_t *code_point)
{
    enum { LATIN1_LAST = 0xff };
    char name[ENTITY_NAME_LONGEST + 1];
    size_t len = 0;
    while (len < ENTITY_NAME_LONGEST && len + 1 < text.len &&
           (ascii_is_letter(text.ptr[len + 1]) || (text.ptr[len + 1] >= '0' && text.ptr[len + 1] <= '9'))) {
        name[len] = text.ptr[len + 1];
        len++;
    }
    name[len] = '\0';
    uint32_t character = len > 1 ? entity_character(name) : 0;
    bool ended = len + 1 < text.len && text.ptr[len + 1] == ';';
    if (!character || (!ended && (character > LATIN1_LAST || (len + 1 < text.len && text.ptr[len + 1] == '='))))
        return 0;
    *code_point = character;
    return len + 1 + ended;
}

size_t html_reference(struct str text, uint32_t *code_point)
{
    if (text.len < 3 || text.ptr[0] != '&')
        return 0;
    return text.ptr[1] == '#' ? numeric_reference(text, code_point) : named_reference(text, code_point);
}

/* Windows-1252 from 0x80 on. */
static uint32_t without_control(uint32_t code_point)
{
    static const uint16_t windows[] = {0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                       0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
                                       0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                       0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178};
    return code_point >= 0x80 && code_point < 0xa0 ? windows[code_point - 0x80] : code_point;
}

void html_append_resolved(struct str text, struct buf *out)
{
    while (text.len) {
        const char *mark = memchr(text.ptr, '&', text.len);
        size_t plain = mark ? (size_t)(mark - text.ptr) : text.len;
        buf_append(out, text.ptr, plain);
        text = (struct str){text.ptr + plain, text.len - plain};
        uint32_t code_point;
        size_t len = html_reference(text, &code_point);
        char bytes[UTF8_MAX];
        if (len)
            buf_append(out, bytes, utf8_encode(without_control(code_point), bytes));
        else if (text.len)
            buf_append_byte(out, text.ptr[0]);
        len = len ? len : text.len != 0;
        text = (struct str){text.ptr + len, text.len - len};
    }
}
