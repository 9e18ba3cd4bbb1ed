#include "indexer/html_meta.h"

#include <string.h>
#include <strings.h>

#include "core/ascii.h"
#include "core/utf8.h"
#include "indexer/clean.h"
#include "indexer/html_byline.h"
#include "indexer/word.h"

/* ---- values ---- */

static bool is_same(struct str text, const char *name)
{
    return text.len && (text.ptr[0] | 0x20) == name[0] && text.len == strlen(name) && html_begins_nocase(text, name);
}

static bool is_address(struct str text)
{
    return html_begins_nocase(text, "http://") || html_begins_nocase(text, "https://");
}

/* What the markup calls an author may be a sentence about one. */
static bool is_short_name(struct str text)
{
    enum { WORDS = 8 };
    struct word word;
    unsigned words = 0;
    for (struct str rest = text; rest.len && word_next(&rest, &word);)
        words++;
    return words <= WORDS;
}

static bool is_usable(int field, struct str text)
{
    enum { NAME_MAX_BYTES = 120, TEXT_MAX_BYTES = 1000, LANG_MAX_BYTES = 35, URL_MAX_BYTES = 2000 };
    switch (field) {
    case FIELD_BYLINE:
        return !is_address(text) && text.len <= NAME_MAX_BYTES && text.ptr[0] != '@' && !html_is_nobody(text);
    case FIELD_URL:
        return is_address(text) && text.len <= URL_MAX_BYTES;
    case FIELD_SECTION:
        return text.len <= NAME_MAX_BYTES && !is_address(text) && !html_is_front_page(text) && is_short_name(text);
    case FIELD_LANG:
        return text.len <= LANG_MAX_BYTES;
    case FIELD_HEADLINE:
    case HTML_DESCRIPTION:
        return text.len <= TEXT_MAX_BYTES;
    default:
        return text.len <= NAME_MAX_BYTES && !is_address(text);
    }
}

/* Whether a field that has several values has this one. */
static bool has_value(const struct buf *values, struct str text)
{
    struct str rest = buf_str(values);
    while (rest.len) {
        const char *end = memchr(rest.ptr, ARTICLE_SEPARATOR, rest.len);
        size_t len = end ? (size_t)(end - rest.ptr) : rest.len;
        if (str_equal((struct str){rest.ptr, len}, text))
            return true;
        len += end != NULL;
        rest = (struct str){rest.ptr + len, rest.len - len};
    }
    return false;
}

/* Whether a date has the time of the day that is known. */
static bool is_finer(const struct date *date, const struct date *known)
{
    enum { DAY = 24 * 60 * 60 };
    int64_t local = date->seconds + (int64_t)date->zone_minutes * 60;
    return known->precision == DATE_DAY && date->precision == DATE_SECOND && local >= known->seconds &&
           local < known->seconds + DAY;
}

static void set_date(struct html_meta *m, int rank, struct str text)
{
    struct date date;
    if (date_parse(text, &date) && (rank < m->date_rank || is_finer(&date, &m->date))) {
        m->date = date;
        m->date_rank = rank;
    }
}

void html_meta_set(struct html_meta *m, int field, int rank, struct str value)
{
    enum { VALUES_MAX_BYTES = 4096 };
    struct str text;
    buf_reset(&m->scratch);
    html_append_resolved(value, &m->scratch);
    bool any = clean_line(buf_str(&m->scratch), &m->clean, &text);
    m->failed |= m->scratch.failed || m->clean.failed;
    if (!any)
        return;
    if (field == HTML_DATE) {
        set_date(m, rank, text);
        return;
    }
    if (field == FIELD_BYLINE)
        text = html_bare_byline(text);
    if (field == FIELD_BYLINE && rank >= RANK_CLASS && (m->values[field].text.len || !is_short_name(text)))
        return;
    struct html_value *to = &m->values[field];
    if (!text.len || !is_usable(field, text) || rank > to->rank)
        return;
    bool goes_on = field == FIELD_SECTION && rank == RANK_LINE && to->rank == rank; /* the way to the page does */
    if (rank < to->rank || goes_on)
        buf_reset(&to->text);
    else if (field >= FIELD_COUNT || !schema[field].several || to->text.len > VALUES_MAX_BYTES ||
             has_value(&to->text, text))
        return;
    if (to->text.len)
        buf_append_byte(&to->text, ARTICLE_SEPARATOR);
    buf_append_str(&to->text, text);
    m->failed |= to->text.failed;
    to->rank = rank;
}

static void set_list(struct html_meta *m, int rank, struct str list)
{
    while (list.len) {
        size_t len = 0;
        while (len < list.len && list.ptr[len] != ',' && list.ptr[len] != ';')
            len++;
        html_meta_set(m, FIELD_TAG, rank, (struct str){list.ptr, len});
        len += len < list.len;
        list = (struct str){list.ptr + len, list.len - len};
    }
}

/* ---- meta and link ---- */

/* The names of meta elements, for each field best first. */
static const struct {
    const char *name;
    int field;
} metas[] = {
    {"og:title", FIELD_HEADLINE},
    {"twitter:title", FIELD_HEADLINE},
    {"parsely-title", FIELD_HEADLINE},
    {"sailthru.title", FIELD_HEADLINE},
    {"dc.title", FIELD_HEADLINE},
    {"dcterms.title", FIELD_HEADLINE},
    {"headline", FIELD_HEADLINE},
    {"og:description", HTML_DESCRIPTION},
    {"twitter:description", HTML_DESCRIPTION},
    {"description", HTML_DESCRIPTION},
    {"dc.description", HTML_DESCRIPTION},
    {"article:published_time", HTML_DATE},
    {"og:article:published_time", HTML_DATE},
    {"datepublished", HTML_DATE},
    {"parsely-pub-date", HTML_DATE},
    {"sailthru.date", HTML_DATE},
    {"pubdate", HTML_DATE},
    {"publishdate", HTML_DATE},
    {"publish-date", HTML_DATE},
    {"publish_date", HTML_DATE},
    {"publication_date", HTML_DATE},
    {"publication-date", HTML_DATE},
    {"dc.date.issued", HTML_DATE},
    {"dcterms.issued", HTML_DATE},
    {"dc.date.created", HTML_DATE},
    {"dcterms.created", HTML_DATE},
    {"dc.date", HTML_DATE},
    {"dcterms.date", HTML_DATE},
    {"date", HTML_DATE},
    {"pdate", HTML_DATE},
    {"article_date_original", HTML_DATE},
    {"cxenseparse:recs:publishtime", HTML_DATE},
    {"originalpublicationdate", HTML_DATE},
    {"citation_publication_date", HTML_DATE},
    {"author", FIELD_BYLINE},
    {"byl", FIELD_BYLINE},
    {"article:author", FIELD_BYLINE},
    {"parsely-author", FIELD_BYLINE},
    {"sailthru.author", FIELD_BYLINE},
    {"dc.creator", FIELD_BYLINE},
    {"dcterms.creator", FIELD_BYLINE},
    {"article:section", FIELD_SECTION},
    {"parsely-section", FIELD_SECTION},
    {"section", FIELD_SECTION},
    {"cg", FIELD_SECTION},
    {"article:tag", FIELD_TAG},
    {"news_keywords", FIELD_TAG},
    {"parsely-tags", FIELD_TAG},
    {"sailthru.tags", FIELD_TAG},
    {"keywords", FIELD_TAG},
    {"dc.subject", FIELD_TAG},
    {"og:site_name", FIELD_SOURCE},
    {"dc.publisher", FIELD_SOURCE},
    {"dcterms.publisher", FIELD_SOURCE},
    {"publisher", FIELD_SOURCE},
    {"application-name", FIELD_SOURCE},
    {"og:url", FIELD_URL},
    {"dc.coverage.spatial", FIELD_PLACE},
    {"dcterms.spatial", FIELD_PLACE},
    {"dc.language", FIELD_LANG},
    {"dcterms.language", FIELD_LANG},
    {"content-language", FIELD_LANG},
    {"language", FIELD_LANG},
};

/* Ranks count from the first name of the field on. */
static void read_name(struct html_meta *m, struct str name, struct str content)
{
    for (size_t i = 0, first = 0; i < sizeof metas / sizeof metas[0]; i++) {
        if (metas[i].field != metas[first].field)
            first = i;
        if (!is_same(name, metas[i].name))
            continue;
        int rank = RANK_META + (int)(i - first);
        if (metas[i].field == FIELD_TAG && !is_same(name, "article:tag"))
            set_list(m, rank, content);
        else
            html_meta_set(m, metas[i].field, rank, content);
        return;
    }
}

static void read_meta(struct html_meta *m, const struct html_token *token)
{
    struct str content = html_attribute(token, "content"), name = html_attribute(token, "property");
    if (!name.len)
        name = html_attribute(token, "name");
    if (!name.len)
        name = html_attribute(token, "itemprop");
    if (!name.len)
        name = html_attribute(token, "http-equiv");
    if (!name.len || !content.len)
        return;
    if (is_same(name, "og:type"))
        m->article |= is_same(content, "article");
    else
        read_name(m, name, content);
}

static void read_link(struct html_meta *m, const struct html_token *token)
{
    if (is_same(html_attribute(token, "rel"), "canonical"))
        html_meta_set(m, FIELD_URL, RANK_META + 1, html_attribute(token, "href"));
}

/* ---- markup ---- */

/* Whether one of the words of a class list is `name`, or ends or begins with it behind or before a hyphen or
 * underscore. */
static bool has_class(struct str classes, const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 0; i + len <= classes.len; i++) {
        if ((classes.ptr[i] | 0x20) != name[0])
            continue;
        bool starts = i == 0 || !ascii_is_letter(classes.ptr[i - 1]);
        bool ends = i + len == classes.len || !ascii_is_letter(classes.ptr[i + len]);
        if (starts && ends && strncasecmp(classes.ptr + i, name, len) == 0)
            return true;
    }
    return false;
}

/* Whether the place is between the page's heading and its text, where a box is no other story's; a lead may stand
 * there. */
static bool is_under_heading(const struct html_meta *m, const struct html_blocks *b)
{
    enum { BLOCKS = 20, LEADS = 1 };
    if (!m->headed || b->count - m->heading > BLOCKS)
        return false;
    size_t prose = 0;
    for (size_t i = m->heading; i < b->count; i++)
        prose += html_is_prose(&b->blocks[i]);
    return prose <= LEADS;
}

/* WordPress links sections by rel=tag, too. */
static bool names_category(struct str address)
{
    static const char category[] = "/category/";
    return address.len && memmem(address.ptr, address.len, category, sizeof category - 1);
}

static struct html_capture what_element_says(const struct html_meta *m, const struct html_token *token, uint32_t around)
{
    static const struct {
        const char *attribute, *value;
        int field, rank;
    } marks[] = {
        {"itemprop", "author", FIELD_BYLINE, RANK_MARKUP},
        {"itemprop", "articleSection", FIELD_SECTION, RANK_MARKUP},
        {"itemprop", "datePublished", HTML_DATE, RANK_MARKUP},
        {"property", "author", FIELD_BYLINE, RANK_MARKUP},
        {"property", "foaf:name", FIELD_BYLINE, RANK_MARKUP},
        {"property", "datePublished", HTML_DATE, RANK_MARKUP},
        {"property", "dc:created", HTML_DATE, RANK_MARKUP},
        {"property", "dc:issued", HTML_DATE, RANK_MARKUP},
        {"property", "dc:date", HTML_DATE, RANK_MARKUP},
        {"property", "dcterms:created", HTML_DATE, RANK_MARKUP},
        {"property", "dcterms:issued", HTML_DATE, RANK_MARKUP},
        {"rel", "author", FIELD_BYLINE, RANK_RELATION},
        {"rel", "category", FIELD_SECTION, RANK_RELATION},
        {"rel", "tag", FIELD_TAG, RANK_RELATION},
        {"class", "byline", FIELD_BYLINE, RANK_CLASS},
        {"class", "author", FIELD_BYLINE, RANK_CLASS},
        {"class", "autor", FIELD_BYLINE, RANK_CLASS},
        {"class", "auteur", FIELD_BYLINE, RANK_CLASS},
        {"class", "autore", FIELD_BYLINE, RANK_CLASS},
        {"class", "createdby", FIELD_BYLINE, RANK_CLASS},
        {"class", "published", HTML_DATE, RANK_CLASS},
        {"class", "pubdate", HTML_DATE, RANK_CLASS},
        {"class", "date", HTML_DATE, RANK_CLASS},
        {"class", "timestamp", HTML_DATE, RANK_CLASS},
        {"class", "datestamp", HTML_DATE, RANK_CLASS},
    };
    struct html_capture says = {-1, RANK_NONE, 0};
    if (token->tag == TAG_TIME && (around & HINT_ARTICLE || m->headed || html_attribute(token, "pubdate").ptr))
        says = (struct html_capture){HTML_DATE, RANK_TIME, 0};
    for (size_t i = 0; token->count && i < sizeof marks / sizeof marks[0] && marks[i].rank < says.rank; i++) {
        struct str value = html_attribute(token, marks[i].attribute);
        if (value.len && has_class(value, marks[i].value))
            says = (struct html_capture){marks[i].field, marks[i].rank, 0};
    }
    if (says.field == FIELD_TAG && names_category(html_attribute(token, "href")))
        says.field = FIELD_SECTION;
    if (says.field < 0 && token->tag == TAG_A && around & HINT_WAY)
        says = (struct html_capture){FIELD_SECTION, RANK_LINE, 0};
    return says;
}

/* A date that an attribute gives, for machines. */
static struct str stated_date(const struct html_token *token)
{
    struct str value = html_attribute(token, "datetime");
    if (!value.len)
        value = html_attribute(token, "content");
    if (!value.len)
        value = html_attribute(token, "data-date-time");
    return value.len || token->tag != TAG_ABBR ? value : html_attribute(token, "title");
}

/* A day may still get its time. */
static int rank_of(const struct html_meta *m, int field)
{
    return field == HTML_DATE ? m->date.precision == DATE_DAY ? RANK_NONE : m->date_rank : m->values[field].rank;
}

static void end_capture(struct html_meta *m)
{
    struct str text = buf_str(&m->captured);
    int field = m->capture.field;
    m->capture.depth = 0;
    struct date date;
    if (field == FIELD_BYLINE && html_name_in_byline(str_trim(text)).len) {
        html_meta_set(m, field, m->capture.rank, html_name_in_byline(str_trim(text)));
    } else if (field != HTML_DATE) {
        html_meta_set(m, field, m->capture.rank, text);
    } else if (m->capture.rank < m->date_rank && html_date_in_byline(str_trim(text), &date)) {
        m->date = date;
        m->date_rank = m->capture.rank;
    }
}

/* An author that is the site itself gives way to what the markup says. */
static void drop_sites_byline(struct html_meta *m)
{
    struct html_value *byline = &m->values[FIELD_BYLINE];
    struct str name = buf_str(&byline->text), site = buf_str(&m->values[FIELD_SOURCE].text);
    bool in_title =
        name.len && m->title.len > name.len && memcmp(m->title.ptr + m->title.len - name.len, name.ptr, name.len) == 0;
    if (byline->rank >= RANK_META && byline->rank < RANK_MARKUP && (in_title || str_equal(name, site))) {
        buf_reset(&byline->text);
        byline->rank = RANK_NONE;
    }
}

/* hAtom, as blogs have it below the text: <abbr class="published" title="2011-06-08T21:26Z">, class="author vcard". */
static bool is_hatom(const struct html_token *token, uint32_t around)
{
    struct str classes = html_attribute(token, "class");
    return around & HINT_ARTICLE && ((token->tag == TAG_ABBR && has_class(classes, "published")) ||
                                     (has_class(classes, "author") && has_class(classes, "vcard")));
}

static void read_element(struct html_meta *m, const struct html_token *token, const struct html_blocks *b)
{
    uint32_t around = html_blocks_hints(b);
    struct html_capture says = what_element_says(m, token, around);
    bool of_story = says.field == FIELD_BYLINE || says.field == HTML_DATE;
    bool stated_here = says.rank == RANK_MARKUP && is_under_heading(m, b);
    bool foreign = of_story && around & HINT_FOREIGN && !stated_here && !is_hatom(token, around);
    if (says.field < 0 || foreign || b->silent || says.rank > rank_of(m, says.field))
        return;
    struct str stated = says.field == HTML_DATE ? stated_date(token) : (struct str){NULL, 0};
    if (stated.len) {
        html_meta_set(m, says.field, says.rank, stated);
    } else if (!(html_tag_flags(token->tag) & TAG_IS_VOID) && (!m->capture.depth || says.rank < m->capture.rank)) {
        m->capture = says;
        m->capture.depth = b->depth;
        buf_reset(&m->captured);
    }
}

static void capture_text(struct html_meta *m, struct str text)
{
    enum { CAPTURED_MAX = 400 };
    if (m->captured.len + text.len > CAPTURED_MAX)
        m->capture.depth = 0;
    else
        buf_append_str(&m->captured, text);
    m->failed |= m->captured.failed;
}

/* ---- tokens ---- */

static void read_open(struct html_meta *m, const struct html_token *token, const struct html_blocks *b)
{
    if (m->capture.depth && html_tag_flags(token->tag) & (TAG_IS_BLOCK | TAG_IS_VOID))
        capture_text(m, str_of(" "));
    switch (token->tag) {
    case TAG_META:
        read_meta(m, token);
        break;
    case TAG_LINK:
        read_link(m, token);
        break;
    case TAG_BODY:
        drop_sites_byline(m);
        break;
    case TAG_HTML:
        html_meta_set(m, FIELD_LANG, RANK_MARKUP, html_attribute(token, "lang"));
        html_meta_set(m, FIELD_LANG, RANK_MARKUP + 1, html_attribute(token, "xml:lang"));
        break;
    default:
        if (token->tag == TAG_H1) {
            m->headed = true;
            m->heading = b->count;
        }
        if (token->count || token->tag == TAG_TIME)
            read_element(m, token, b);
        break;
    }
}

void html_meta_token(struct html_meta *m, const struct html_token *token, const struct html_blocks *b)
{
    switch (token->kind) {
    case HTML_OPEN:
        read_open(m, token, b);
        break;
    case HTML_TEXT:
        if (m->capture.depth && !b->silent)
            capture_text(m, token->text);
        break;
    case HTML_CLOSE:
        break;
    case HTML_RAW:
        if (token->tag == TAG_TITLE && !m->title.len && !b->silent)
            m->title = token->text;
        break;
    }
    if (m->capture.depth && b->depth < m->capture.depth)
        end_capture(m);
}

void html_meta_begin(struct html_meta *m)
{
    for (int field = 0; field < HTML_VALUES; field++) {
        buf_reset(&m->values[field].text);
        m->values[field].rank = RANK_NONE;
    }
    buf_reset(&m->body);
    m->date = (struct date){0};
    m->date_rank = RANK_NONE;
    m->title = (struct str){NULL, 0};
    m->article = m->gallery = m->described = m->headed = m->failed = false;
    m->capture.depth = 0;
}

void html_meta_release(struct html_meta *m)
{
    for (int field = 0; field < HTML_VALUES; field++)
        buf_release(&m->values[field].text);
    buf_release(&m->body);
    buf_release(&m->scratch);
    buf_release(&m->clean);
    buf_release(&m->captured);
    json_parser_free(m->json);
    *m = (struct html_meta){0};
}
