#include "indexer/html_hints.h"

#include <string.h>
#include <strings.h>

#include "indexer/html_words.h"

enum { NAME_BYTES = 80 /* a longer name is made by a machine */ };

/* ---- words of a name ---- */

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word_end(struct str name, size_t i)
{
    return i == name.len || (!is_small(name.ptr[i]) && !is_capital(name.ptr[i]) && !is_digit(name.ptr[i]));
}

/* Takes a word off the front in small letters: "articleBody2" is article and body. One with digits inside, or of one or
 * two letters beside a capital, is a number or a hash, and empty. */
static bool next_word(struct str *name, char word[HTML_WORD_BYTES])
{
    size_t i = 0, len = 0;
    memset(word, 0, HTML_WORD_BYTES);
    while (i < name->len && is_word_end(*name, i))
        i++;
    if (i == name->len)
        return false;
    size_t start = i;
    for (; !is_word_end(*name, i) && !is_digit(name->ptr[i]); i++) {
        if (i > start && is_capital(name->ptr[i]) && is_small(name->ptr[i - 1]))
            break;
        if (len < HTML_WORD_BYTES - 1)
            word[len++] = (char)(name->ptr[i] | 0x20);
    }
    bool cut = !is_word_end(*name, i);
    while (i < name->len && is_digit(name->ptr[i]))
        i++;
    bool numbered = i > start + len, hash = numbered && !is_word_end(*name, i);
    if (hash)
        while (!is_word_end(*name, i))
            i++;
    if (hash || (len < 3 && (cut || numbered)))
        memset(word, 0, HTML_WORD_BYTES);
    *name = (struct str){name->ptr + i, name->len - i};
    return true;
}

/* What two words say as one: "side-bar". */
static unsigned look_up_pair(const char first[HTML_WORD_BYTES], const char second[HTML_WORD_BYTES])
{
    char pair[HTML_WORD_BYTES] = {0};
    size_t a = strnlen(first, HTML_WORD_BYTES), b = strnlen(second, HTML_WORD_BYTES);
    if (!a || !b || a + b >= HTML_WORD_BYTES)
        return 0;
    memcpy(pair, first, a);
    memcpy(pair + a, second, b);
    return html_word_says(pair);
}

static unsigned says_name(struct str name)
{
    char word[HTML_WORD_BYTES], before[HTML_WORD_BYTES] = {0};
    unsigned says = 0;
    if (name.len > NAME_BYTES)
        return 0;
    while (next_word(&name, word)) {
        says |= (word[0] ? html_word_says(word) : 0) | look_up_pair(before, word);
        memcpy(before, word, HTML_WORD_BYTES);
    }
    return says;
}

/* ---- what names mean ---- */

static uint32_t hints_of(unsigned says)
{
    if (says & HIDDEN)
        return HINT_HIDDEN;
    if (says & ALOOF)
        return 0;
    if (says & ARTICLE)
        return HINT_ARTICLE;
    if (says & HARD)
        return HINT_FOREIGN;
    if (says & CAPTION)
        return HINT_CAPTION;
    if (says & SOFT)
        return HINT_BESIDE;
    if (says & LEAD)
        return HINT_LEAD;
    if (says & BODY || (says & SUBJECT && says & MATTER))
        return HINT_BODY;
    return says & (STORY | MATTER | SUBJECT | PLACE) ? HINT_STORY : 0;
}

static uint32_t hints_of_names(struct str value)
{
    uint32_t hints = 0;
    for (size_t i = 0; i < value.len;) {
        size_t len = 0;
        while (i + len < value.len && (unsigned char)value.ptr[i + len] > ' ')
            len++;
        if (len)
            hints |= hints_of(says_name((struct str){value.ptr + i, len}));
        i += len + 1;
    }
    return hints;
}

static bool same(struct str value, const char *name)
{
    return value.len == strlen(name) && strncasecmp(value.ptr, name, value.len) == 0;
}

static bool any_of(struct str value, const char *const *names)
{
    value = str_trim(value);
    for (; *names; names++)
        if (same(value, *names))
            return true;
    return false;
}

static uint32_t hints_of_role(struct str role)
{
    static const char *const foreign[] = {"navigation",  "complementary", "contentinfo", "search", "dialog",
                                          "alertdialog", "menu",          "menubar",     NULL};
    if (same(role, "main"))
        return HINT_MAIN;
    if (same(role, "article"))
        return HINT_ARTICLE;
    if (same(role, "banner"))
        return HINT_HEADER;
    return any_of(role, foreign) ? HINT_FOREIGN : 0;
}

static uint32_t hints_of_property(struct str property)
{
    static const char *const beside[] = {"author", "datePublished", "dateModified", "publisher", "image", NULL};
    if (same(property, "articleBody"))
        return HINT_BODY;
    if (same(property, "comment"))
        return HINT_FOREIGN;
    return any_of(property, beside) ? HINT_BESIDE : 0;
}

/* The last part of "https://schema.org/NewsArticle". */
static uint32_t hints_of_type(struct str type)
{
    static const char *const foreign[] = {
        "Comment",   "UserComments",   "WPSideBar", "WPFooter", "SiteNavigationElement",
        "WPAdBlock", "BreadcrumbList", NULL};
    static const char *const articles[] = {"NewsArticle", "Article", "BlogPosting", "ReportageNewsArticle", NULL};
    for (size_t i = type.len; i-- > 0;)
        if (type.ptr[i] == '/') {
            type = (struct str){type.ptr + i + 1, type.len - i - 1};
            break;
        }
    return any_of(type, foreign) ? HINT_FOREIGN : any_of(type, articles) ? HINT_ARTICLE : 0;
}

static bool is_hiding_style(struct str style)
{
    char text[128];
    size_t len = 0;
    for (size_t i = 0; i < style.len && len < sizeof text - 1; i++)
        if ((unsigned char)style.ptr[i] > ' ')
            text[len++] = (char)(is_capital(style.ptr[i]) ? style.ptr[i] | 0x20 : style.ptr[i]);
    text[len] = '\0';
    return strstr(text, "display:none") || strstr(text, "visibility:hidden");
}

static uint32_t hints_of_attributes(const struct html_token *token)
{
    uint32_t hints = 0;
    for (size_t i = 0; i < token->count; i++) {
        struct str name = token->attributes[i].name, value = token->attributes[i].value;
        if (same(name, "class") || same(name, "id") || same(name, "data-testid") || same(name, "data-component"))
            hints |= hints_of_names(value);
        else if (same(name, "role"))
            hints |= hints_of_role(value);
        else if (same(name, "itemprop"))
            hints |= hints_of_property(value);
        else if (same(name, "itemtype"))
            hints |= hints_of_type(value);
        else if (same(name, "hidden") || (same(name, "aria-hidden") && same(value, "true")) ||
                 (same(name, "style") && is_hiding_style(value)))
            hints |= HINT_HIDDEN;
    }
    return hints;
}

static uint32_t hints_of_tag(enum html_tag tag)
{
    switch (tag) {
    case TAG_ARTICLE:
        return HINT_ARTICLE;
    case TAG_MAIN:
        return HINT_MAIN;
    case TAG_NAV:
    case TAG_ASIDE:
    case TAG_FOOTER:
    case TAG_MENU:
        return HINT_FOREIGN;
    case TAG_HEADER:
        return HINT_HEADER;
    case TAG_FORM:
        return HINT_FORM;
    case TAG_FIGURE:
    case TAG_FIGCAPTION:
    case TAG_CAPTION:
        return HINT_CAPTION;
    case TAG_ADDRESS:
        return HINT_BESIDE;
    case TAG_BLOCKQUOTE:
        return HINT_QUOTE;
    default:
        return 0;
    }
}

uint32_t html_hints(const struct html_token *token)
{
    uint32_t of_tag = hints_of_tag(token->tag), hints = token->count ? hints_of_attributes(token) : 0;
    switch (token->tag) {
    case TAG_HTML:
    case TAG_BODY:
        return 0; /* their classes speak of the page: "single has-comments" */
    case TAG_MAIN:
        return of_tag | (hints & HINT_BODY);
    case TAG_ARTICLE:
        hints &= ~(uint32_t)(HINT_BESIDE | HINT_CAPTION | HINT_LEAD);
        break;
    default:
        break;
    }
    if (hints & (HINT_ARTICLE | HINT_MAIN))
        hints &= ~(uint32_t)HINT_DROP;
    return of_tag | hints;
}

/* Numbers in names count parts of one kind: "para-3". */
static uint32_t hash_of(uint32_t hash, struct str names)
{
    enum { LONGEST = 64 };
    for (size_t i = 0; i < names.len && i < LONGEST; i++)
        if (!is_digit(names.ptr[i]))
            hash = (hash ^ (unsigned char)names.ptr[i]) * 16777619u;
    return hash;
}

uint32_t html_signature(const struct html_token *token)
{
    uint32_t hash = hash_of(2166136261u ^ (uint32_t)token->tag, html_attribute(token, "class"));
    return hash_of(hash, html_attribute(token, "id"));
}
