#include "indexer/html_hints.h"

#include <string.h>
#include <strings.h>

#include "core/ascii.h"
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

static bool is_word_end(struct str name, size_t i)
{
    return i == name.len || (!is_small(name.ptr[i]) && !is_capital(name.ptr[i]) && !ascii_is_digit(name.ptr[i]));
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
    for (; !is_word_end(*name, i) && !ascii_is_digit(name->ptr[i]); i++) {
        if (i > start && is_capital(name->ptr[i]) && is_small(name->ptr[i - 1]))
            break;
        if (len < HTML_WORD_BYTES - 1)
            word[len++] = (char)(name->ptr[i] | 0x20);
    }
    bool cut = !is_word_end(*name, i);
    while (i < name->len && ascii_is_digit(name->ptr[i]))
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

/* Page builders call every part of a page a widget: elementor-widget-text-editor. */
static unsigned says_name(struct str name)
{
    char word[HTML_WORD_BYTES], before[HTML_WORD_BYTES] = {0};
    unsigned says = 0;
    if (name.len > NAME_BYTES)
        return 0;
    while (next_word(&name, word)) {
        bool builder = strcmp(word, "widget") == 0 && strcmp(before, "elementor") == 0;
        says |= (word[0] && !builder ? html_word_says(word) : 0) | look_up_pair(before, word);
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
        return says & WAY ? HINT_FOREIGN | HINT_WAY : HINT_FOREIGN;
    if (says & WAY)
        return HINT_WAY;
    if (says & WALL)
        return HINT_WALL;
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

/* "gallery__lead" is first of all a lead: what the part of a name behind a double underscore says goes before what is
 * soft in the part before it. */
static uint32_t hints_of_name(struct str name)
{
    const char *mark = name.len > 2 ? memmem(name.ptr, name.len, "__", 2) : NULL;
    if (!mark)
        return hints_of(says_name(name));
    struct str block = {name.ptr, (size_t)(mark - name.ptr)};
    struct str element = {mark + 2, name.len - block.len - 2};
    uint32_t of_block = hints_of(says_name(block)), of_element = hints_of(says_name(element));
    bool soft = of_block & HINT_BESIDE && of_element;
    return soft ? of_element : hints_of(says_name(name));
}

static uint32_t hints_of_names(struct str value)
{
    uint32_t hints = 0;
    for (size_t i = 0; i < value.len;) {
        size_t len = 0;
        while (i + len < value.len && (unsigned char)value.ptr[i + len] > ' ')
            len++;
        if (len)
            hints |= hints_of_name((struct str){value.ptr + i, len});
        i += len + 1;
    }
    return hints;
}

static bool same(struct str value, const char *name)
{
    return value.len && (value.ptr[0] | 0x20) == (name[0] | 0x20) && value.len == strlen(name) &&
           strncasecmp(value.ptr, name, value.len) == 0;
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
    if (same(role, "heading"))
        return HINT_HEADING;
    if (same(role, "article"))
        return HINT_ARTICLE;
    if (same(role, "banner"))
        return HINT_HEADER;
    return any_of(role, foreign) ? HINT_FOREIGN : 0;
}

/* Without the prefix of a vocabulary: schema:articleBody. */
static struct str bare_property(struct str property)
{
    const char *colon = property.len ? memchr(property.ptr, ':', property.len) : NULL;
    size_t before = colon ? (size_t)(colon + 1 - property.ptr) : 0;
    return (struct str){property.ptr + before, property.len - before};
}

static uint32_t hints_of_property(struct str property)
{
    static const char *const beside[] = {"author", "datePublished", "dateModified", "publisher", "image", NULL};
    static const char *const lead[] = {"description", "abstract", "alternativeHeadline", NULL};
    if (same(property, "content:encoded"))
        return HINT_BODY;
    property = bare_property(property);
    if (same(property, "articleBody"))
        return HINT_BODY;
    if (any_of(property, lead))
        return HINT_LEAD;
    if (same(property, "comment"))
        return HINT_FOREIGN;
    return any_of(property, beside) ? HINT_BESIDE : 0;
}

/* The last part of "https://schema.org/NewsArticle" or "schema:NewsArticle". */
static uint32_t hints_of_type(struct str type)
{
    static const char *const foreign[] = {
        "Comment",   "UserComments",   "WPSideBar", "WPFooter", "SiteNavigationElement",
        "WPAdBlock", "BreadcrumbList", NULL};
    static const char *const articles[] = {"NewsArticle", "Article", "BlogPosting", "ReportageNewsArticle", NULL};
    for (size_t i = type.len; i-- > 0;)
        if (type.ptr[i] == '/' || type.ptr[i] == ':') {
            type = (struct str){type.ptr + i + 1, type.len - i - 1};
            break;
        }
    return any_of(type, foreign) ? HINT_FOREIGN : any_of(type, articles) ? HINT_ARTICLE : 0;
}

static uint32_t hints_of_style(struct str style)
{
    char text[128];
    size_t len = 0;
    for (size_t i = 0; i < style.len && len < sizeof text - 1; i++)
        if ((unsigned char)style.ptr[i] > ' ')
            text[len++] = (char)(is_capital(style.ptr[i]) ? style.ptr[i] | 0x20 : style.ptr[i]);
    text[len] = '\0';
    if (strstr(text, "display:none") || strstr(text, "visibility:hidden"))
        return HINT_HIDDEN;
    return strstr(text, "float:left") || strstr(text, "float:right") ? HINT_FLOAT : 0;
}

/* Attributes with names that pages give their parts. */
static bool names_part(struct str attribute)
{
    static const char *const names[] = {"class",         "id",         "data-testid",     "data-component",
                                        "data-test-tag", "data-qa",    "data-module",     "data-module-name",
                                        "data-region",   "data-block", "data-dtm-region", "data-tb-region",
                                        "data-section",  NULL};
    return any_of(attribute, names);
}

/* What a name says yields to what a vocabulary says. */
static uint32_t hints_of_attributes(const struct html_token *token)
{
    enum { LABEL_BYTES = 30 };
    uint32_t hints = 0, stated = 0;
    for (size_t i = 0; i < token->count; i++) {
        struct str name = token->attributes[i].name, value = token->attributes[i].value;
        if (names_part(name))
            hints |= hints_of_names(value);
        else if (same(name, "data-articlebody") || same(name, "data-article-body"))
            hints |= HINT_BODY;
        else if (same(name, "aria-label") && value.len <= LABEL_BYTES)
            hints |= hints_of(says_name(value)) & HINT_FOREIGN;
        else if (same(name, "role"))
            hints |= hints_of_role(value);
        else if (same(name, "itemprop") || same(name, "property"))
            stated |= hints_of_property(value);
        else if (same(name, "itemtype") || same(name, "typeof"))
            hints |= hints_of_type(value);
        else if (same(name, "align") && token->tag == TAG_TABLE && (same(value, "left") || same(value, "right")))
            hints |= HINT_FLOAT;
        else if (same(name, "hidden") || (same(name, "aria-hidden") && same(value, "true")))
            hints |= HINT_HIDDEN;
        else if (same(name, "style"))
            hints |= hints_of_style(value);
    }
    if (stated & (HINT_LEAD | HINT_BODY))
        hints &= ~(uint32_t)HINT_DROP;
    return hints | stated;
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

/* A block editor puts tables into figures. */
static bool has_table(struct str classes)
{
    return classes.len && memmem(classes.ptr, classes.len, "block-table", 11);
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
    case TAG_DIV:
    case TAG_SECTION:
        /* a paragraph that is called so is a part of the text */
        hints |= hints & HINT_WALL ? HINT_BESIDE : 0;
        break;
    case TAG_FIGURE:
        if (has_table(html_attribute(token, "class")))
            return 0;
        break;
    default:
        break;
    }
    if (hints & (HINT_ARTICLE | HINT_MAIN))
        hints &= ~(uint32_t)HINT_DROP;
    return of_tag | hints;
}

/* The length of a part of a name that is a number in hexadecimal, which a machine gave: "elementor-element-3f96c1a". */
static size_t number_len(struct str part)
{
    enum { LEAST = 6 };
    size_t len = 0, digits = 0;
    for (; !is_word_end(part, len); len++) {
        bool digit = ascii_is_digit(part.ptr[len]);
        if (!digit && (part.ptr[len] < 'a' || part.ptr[len] > 'f'))
            return 0;
        digits += digit;
    }
    return len >= LEAST && digits ? len : 0;
}

/* Numbers in names count parts of one kind: "para-3". */
static uint32_t hash_of(uint32_t hash, struct str names)
{
    enum { LONGEST = 64 };
    for (size_t i = 0; i < names.len && i < LONGEST; i++) {
        if (i == 0 || is_word_end(names, i - 1))
            i += number_len((struct str){names.ptr + i, names.len - i});
        if (i < names.len && !ascii_is_digit(names.ptr[i]))
            hash = (hash ^ (unsigned char)names.ptr[i]) * 16777619u;
    }
    return hash;
}

uint32_t html_signature(const struct html_token *token)
{
    uint32_t hash = hash_of(2166136261u ^ (uint32_t)token->tag, html_attribute(token, "class"));
    return hash_of(hash, html_attribute(token, "id"));
}
