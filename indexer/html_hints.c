#include "indexer/html_hints.h"

#include <string.h>
#include <strings.h>

/* What a word in a name says. */
enum {
    SUBJECT = 1,  /* behind it MATTER is the text: article */
    MATTER = 2,   /* body */
    PLACE = 4,    /* behind it MATTER is a part of the page: main */
    BODY = 8,     /* both in one: articlebody */
    STORY = 16,   /* a part of the page: maincontent */
    ARTICLE = 32, /* an article as a whole */
    ALOOF = 64,   /* the name tells of a state or a layout: has-sidebar */
    HARD = 128,   /* no part of the story */
    SOFT = 256,   /* beside its text */
    CAPTION = 512,
    LEAD = 1024,
    HIDDEN = 2048
};

enum { WORD_BYTES = 20, NAME_BYTES = 80 /* a longer name is made by a machine */ };

/* In order, for the search. */
static const struct {
    char word[WORD_BYTES];
    uint16_t says;
} words[] = {
    {"abo", HARD},
    {"abonnement", HARD},
    {"active", ALOOF},
    {"ad", HARD},
    {"adbox", HARD},
    {"addthis", HARD},
    {"ads", HARD},
    {"adsbygoogle", HARD},
    {"adslot", HARD},
    {"adunit", HARD},
    {"advert", HARD},
    {"advertisement", HARD},
    {"advertising", HARD},
    {"adverts", HARD},
    {"alsoread", HARD},
    {"anzeige", HARD},
    {"appeal", HARD},
    {"appstore", HARD},
    {"are", ALOOF},
    {"article", SUBJECT},
    {"articlebody", BODY},
    {"articlebodytext", BODY},
    {"articlecontent", BODY},
    {"articles", SUBJECT},
    {"articletext", BODY},
    {"articolo", SUBJECT},
    {"articulo", SUBJECT},
    {"artikel", SUBJECT},
    {"artikeltext", BODY},
    {"artikkel", SUBJECT},
    {"artykul", SUBJECT},
    {"assistivetext", HIDDEN},
    {"audio", SOFT},
    {"auteur", SOFT},
    {"auteurs", SOFT},
    {"author", SOFT},
    {"authorbox", SOFT},
    {"authorinfo", SOFT},
    {"authors", SOFT},
    {"autor", SOFT},
    {"autore", SOFT},
    {"autorin", SOFT},
    {"bajada", LEAD},
    {"bajadilla", LEAD},
    {"bildtext", CAPTION},
    {"bildunterschrift", CAPTION},
    {"bio", SOFT},
    {"blog", PLACE},
    {"body", MATTER},
    {"bodycopy", BODY},
    {"bodytext", BODY},
    {"boletin", HARD},
    {"bookmarks", HARD},
    {"bottombar", HARD},
    {"breadcrumb", HARD},
    {"breadcrumbs", HARD},
    {"byline", SOFT},
    {"bylines", SOFT},
    {"caption", CAPTION},
    {"captions", CAPTION},
    {"carousel", HARD},
    {"center", PLACE},
    {"chapeau", LEAD},
    {"chapo", LEAD},
    {"cmp", HARD},
    {"col", ALOOF},
    {"columns", ALOOF},
    {"comentario", HARD},
    {"comentarios", HARD},
    {"comment", HARD},
    {"commentaire", HARD},
    {"commentaires", HARD},
    {"commenti", HARD},
    {"commentlist", HARD},
    {"comments", HARD},
    {"compartilhar", HARD},
    {"compartir", HARD},
    {"condividi", HARD},
    {"consent", HARD},
    {"contactform", HARD},
    {"contenido", MATTER},
    {"content", MATTER | PLACE},
    {"contentbody", BODY},
    {"contentmain", STORY},
    {"contenuto", MATTER},
    {"conteudo", MATTER},
    {"cookie", HARD},
    {"cookies", HARD},
    {"copy", MATTER},
    {"copyright", HARD},
    {"corpo", MATTER},
    {"corps", MATTER},
    {"correlate", HARD},
    {"correlati", HARD},
    {"credit", CAPTION},
    {"credits", SOFT},
    {"crumbs", HARD},
    {"cuerpo", MATTER},
    {"dachzeile", SOFT},
    {"date", SOFT},
    {"datepublished", SOFT},
    {"datetime", SOFT},
    {"datum", SOFT},
    {"deck", LEAD},
    {"dek", LEAD},
    {"dela", HARD},
    {"delen", HARD},
    {"description", LEAD},
    {"detailtext", BODY},
    {"dfp", HARD},
    {"didascalia", CAPTION},
    {"disabled", ALOOF},
    {"disclaimer", HARD},
    {"disqus", HARD},
    {"donate", HARD},
    {"donation", HARD},
    {"donations", HARD},
    {"email", SOFT},
    {"enabled", ALOOF},
    {"entradilla", LEAD},
    {"entry", SUBJECT},
    {"entrycontent", BODY},
    {"entrymeta", SOFT},
    {"excerpt", LEAD},
    {"eyebrow", SOFT},
    {"factbox", SOFT},
    {"fecha", SOFT},
    {"feedback", HARD},
    {"footer", HARD},
    {"format", ALOOF},
    {"foto", CAPTION},
    {"fotos", CAPTION},
    {"fulltext", MATTER | BODY},
    {"fundraising", HARD},
    {"fuss", HARD},
    {"fusszeile", HARD},
    {"galerie", SOFT},
    {"galleria", SOFT},
    {"gallery", SOFT},
    {"gdpr", HARD},
    {"gpt", HARD},
    {"grid", ALOOF},
    {"has", ALOOF},
    {"hentry", SUBJECT | ARTICLE},
    {"image", CAPTION},
    {"imagecaption", CAPTION},
    {"imgcaption", CAPTION},
    {"infobox", SOFT},
    {"ingress", LEAD},
    {"inhalt", MATTER},
    {"intro", LEAD},
    {"is", ALOOF},
    {"js", ALOOF},
    {"kicker", SOFT},
    {"kommentar", HARD},
    {"kommentare", HARD},
    {"kommentarer", HARD},
    {"layout", ALOOF},
    {"lead", LEAD},
    {"leaderboard", HARD},
    {"lede", LEAD},
    {"leftbar", HARD},
    {"leftnav", HARD},
    {"leftrail", HARD},
    {"legal", HARD},
    {"legenda", CAPTION},
    {"legende", CAPTION},
    {"leyenda", CAPTION},
    {"lid", LEAD},
    {"lightbox", HARD},
    {"livefyre", HARD},
    {"login", HARD},
    {"main", PLACE},
    {"maincontent", STORY},
    {"maintext", BODY},
    {"masthead", HARD},
    {"menu", HARD},
    {"menubar", HARD},
    {"meta", SOFT},
    {"metadata", SOFT},
    {"modal", HARD},
    {"modified", SOFT},
    {"morefrom", HARD},
    {"morestories", HARD},
    {"mostpopular", HARD},
    {"mostread", HARD},
    {"mostviewed", HARD},
    {"nav", HARD},
    {"navbar", HARD},
    {"navbox", HARD},
    {"navi", HARD},
    {"navigation", HARD},
    {"news", SUBJECT},
    {"newsbody", BODY},
    {"newscontent", BODY},
    {"newsletter", HARD},
    {"newsletters", HARD},
    {"newslettersignup", HARD},
    {"newstext", BODY},
    {"no", ALOOF},
    {"node", PLACE},
    {"not", ALOOF},
    {"nota", SUBJECT},
    {"noticia", SUBJECT},
    {"occhiello", LEAD},
    {"offscreen", HIDDEN},
    {"onderschrift", CAPTION},
    {"onetrust", HARD},
    {"open", ALOOF},
    {"opmerkingen", HARD},
    {"outbrain", HARD},
    {"overlay", HARD},
    {"page", PLACE},
    {"pagecontent", STORY},
    {"pagefooter", HARD},
    {"pager", HARD},
    {"pagination", HARD},
    {"paging", HARD},
    {"paragraphs", MATTER},
    {"partager", HARD},
    {"paywall", HARD},
    {"photo", CAPTION},
    {"photocaption", CAPTION},
    {"photocredit", CAPTION},
    {"photos", CAPTION},
    {"pied", HARD},
    {"player", SOFT},
    {"playlist", HARD},
    {"poll", HARD},
    {"popular", HARD},
    {"popup", HARD},
    {"post", SUBJECT},
    {"postbody", BODY},
    {"postcontent", BODY},
    {"postmeta", SOFT},
    {"powiazane", HARD},
    {"primary", PLACE},
    {"primarycontent", STORY},
    {"print", SOFT},
    {"printlink", SOFT},
    {"promo", HARD},
    {"promobox", HARD},
    {"promos", HARD},
    {"promotion", HARD},
    {"promotions", HARD},
    {"prose", MATTER},
    {"pubblicita", HARD},
    {"pubdate", SOFT},
    {"publicidad", HARD},
    {"publicidade", HARD},
    {"publicite", HARD},
    {"published", SOFT},
    {"pullquote", SOFT},
    {"quiz", HARD},
    {"rating", SOFT},
    {"reacties", HARD},
    {"readalso", HARD},
    {"readmore", HARD},
    {"readnext", HARD},
    {"recirc", HARD},
    {"recirculation", HARD},
    {"recommendation", HARD},
    {"recommendations", HARD},
    {"recommended", HARD},
    {"recommends", HARD},
    {"redakteur", SOFT},
    {"register", HARD},
    {"regwall", HARD},
    {"reklam", HARD},
    {"reklama", HARD},
    {"relacionada", HARD},
    {"relacionadas", HARD},
    {"relacionado", HARD},
    {"relacionados", HARD},
    {"related", HARD},
    {"relatedarticles", HARD},
    {"relatedlinks", HARD},
    {"relatednews", HARD},
    {"relatedposts", HARD},
    {"relaterade", HARD},
    {"relaterat", HARD},
    {"replies", HARD},
    {"respond", HARD},
    {"richtext", BODY},
    {"rightbar", HARD},
    {"rightnav", HARD},
    {"rightrail", HARD},
    {"rodape", HARD},
    {"row", ALOOF},
    {"screenreader", HIDDEN},
    {"search", HARD},
    {"searchbox", HARD},
    {"searchform", HARD},
    {"seealso", HARD},
    {"seitenleiste", HARD},
    {"share", HARD},
    {"shareaholic", HARD},
    {"sharebar", HARD},
    {"sharebuttons", HARD},
    {"sharedaddy", HARD},
    {"sharelinks", HARD},
    {"shares", HARD},
    {"sharethis", HARD},
    {"sharing", HARD},
    {"show", ALOOF},
    {"sidebar", HARD},
    {"sidenav", HARD},
    {"signin", HARD},
    {"signup", HARD},
    {"single", PLACE},
    {"sitefooter", HARD},
    {"sitemap", HARD},
    {"sitenav", HARD},
    {"skip", HARD},
    {"skiplink", HARD},
    {"skiplinks", HARD},
    {"skyscraper", HARD},
    {"slideshow", SOFT},
    {"social", HARD},
    {"socialmedia", HARD},
    {"socialshare", HARD},
    {"sommario", LEAD},
    {"sottotitolo", LEAD},
    {"sponsor", HARD},
    {"sponsored", HARD},
    {"sponsors", HARD},
    {"sronly", HIDDEN},
    {"srtext", HIDDEN},
    {"standfirst", LEAD},
    {"status", ALOOF},
    {"story", SUBJECT},
    {"storybody", BODY},
    {"storycolumn", STORY},
    {"storycontent", BODY},
    {"storytext", BODY},
    {"subhead", LEAD},
    {"subheadline", LEAD},
    {"submenu", HARD},
    {"subnav", HARD},
    {"subscribe", HARD},
    {"subscribebox", HARD},
    {"subscription", HARD},
    {"subscriptions", HARD},
    {"subtitle", LEAD},
    {"suche", HARD},
    {"summary", LEAD},
    {"supports", ALOOF},
    {"suscripcion", HARD},
    {"taboola", HARD},
    {"tagcloud", HARD},
    {"taglist", HARD},
    {"tags", HARD},
    {"teaser", HARD},
    {"teasers", HARD},
    {"teilen", HARD},
    {"tekst", MATTER},
    {"template", ALOOF},
    {"testo", MATTER},
    {"text", MATTER},
    {"textbody", BODY},
    {"texte", MATTER},
    {"texto", MATTER},
    {"theme", ALOOF},
    {"ticker", HARD},
    {"timestamp", SOFT},
    {"toc", SOFT},
    {"toggled", ALOOF},
    {"toolbar", HARD},
    {"toolbox", HARD},
    {"tools", SOFT},
    {"topnav", HARD},
    {"trending", HARD},
    {"tresc", MATTER},
    {"trust", SOFT},
    {"type", ALOOF},
    {"updated", SOFT},
    {"upnext", HARD},
    {"verwandt", HARD},
    {"verwandte", HARD},
    {"video", SOFT},
    {"videos", SOFT},
    {"visuallyhidden", HIDDEN},
    {"vorspann", LEAD},
    {"weather", HARD},
    {"werbung", HARD},
    {"whatsapp", HARD},
    {"widget", HARD},
    {"widgets", HARD},
    {"with", ALOOF},
    {"without", ALOOF},
};

/* `word` is padded with NULs. */
static unsigned look_up(const char word[WORD_BYTES])
{
    size_t low = 0, high = sizeof words / sizeof words[0];
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = memcmp(word, words[middle].word, WORD_BYTES);
        if (order == 0)
            return words[middle].says;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 0;
}

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
static bool next_word(struct str *name, char word[WORD_BYTES])
{
    size_t i = 0, len = 0;
    memset(word, 0, WORD_BYTES);
    while (i < name->len && is_word_end(*name, i))
        i++;
    if (i == name->len)
        return false;
    size_t start = i;
    for (; !is_word_end(*name, i) && !is_digit(name->ptr[i]); i++) {
        if (i > start && is_capital(name->ptr[i]) && is_small(name->ptr[i - 1]))
            break;
        if (len < WORD_BYTES - 1)
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
        memset(word, 0, WORD_BYTES);
    *name = (struct str){name->ptr + i, name->len - i};
    return true;
}

/* What two words say as one: "side-bar". */
static unsigned look_up_pair(const char first[WORD_BYTES], const char second[WORD_BYTES])
{
    char pair[WORD_BYTES] = {0};
    size_t a = strnlen(first, WORD_BYTES), b = strnlen(second, WORD_BYTES);
    if (!a || !b || a + b >= WORD_BYTES)
        return 0;
    memcpy(pair, first, a);
    memcpy(pair + a, second, b);
    return look_up(pair);
}

static unsigned says_name(struct str name)
{
    char word[WORD_BYTES], before[WORD_BYTES] = {0};
    unsigned says = 0;
    if (name.len > NAME_BYTES)
        return 0;
    while (next_word(&name, word)) {
        says |= (word[0] ? look_up(word) : 0) | look_up_pair(before, word);
        memcpy(before, word, WORD_BYTES);
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

uint32_t html_signature(const struct html_token *token)
{
    enum { LONGEST = 64 };
    struct str classes = html_attribute(token, "class");
    uint32_t hash = 2166136261u ^ (uint32_t)token->tag;
    for (size_t i = 0; i < classes.len && i < LONGEST; i++)
        hash = (hash ^ (unsigned char)classes.ptr[i]) * 16777619u;
    return hash;
}
