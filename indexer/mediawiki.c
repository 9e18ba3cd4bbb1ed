/* The reader of MediaWiki's XML exports: dumps of a wiki, and what Special:Export gives.
 *
 * Format: https://www.mediawiki.org/wiki/Help:Export, schemas export-0.3 to export-0.11.
 *
 *     <mediawiki xml:lang="en"> <siteinfo> sitename, dbname, base, namespaces </siteinfo>
 *     <page> title, ns, id, redirect, <revision> timestamp, model, text ... </revision> ... </page> ... </mediawiki>
 *
 * A page of the main namespace is an article: its title the headline, its latest revision the body
 * (indexer/wikitext.h), the name of the site the source. Date and place are those of its date and byline templates; the
 * time of the revision is when the record was made. The address is the site's with the title, encoded as MediaWiki
 * does.
 *
 * The id is SITE:PAGE, "en.wikinews.org:1234": host and path of the wiki and the number of the page, so that dumps of
 * several wikis go into one archive, and a later dump of the same wiki replaces its pages. Where a dump does not say
 * its address, SITE is the name of the database or of the site, and a page without a number has its title there.
 *
 * No article: other namespaces (by <ns>, or in old dumps by the name before the colon), redirects, texts in another
 * model than wikitext, deleted texts. Dumps are read as they come; in memory is a page's latest revision and the one
 * that is being read, at most WIKITEXT_BYTES_MAX each. A page that the end of the file cuts in two is refused. */
#include <stdlib.h>
#include <string.h>

#include "indexer/clean.h"
#include "indexer/reader_impl.h"
#include "indexer/wikitext.h"
#include "indexer/xml_in.h"

enum {
    NAMESPACES_MAX = 64 << 10, /* bytes of all names of namespaces; further ones are not known */
    TITLE_MAX = 1 << 10        /* bytes; MediaWiki has 255 */
};

/* What decides about a page. */
struct revision {
    struct date made;
    bool deleted, other_model, too_long;
};

struct wiki_reader {
    struct reader reader;
    struct xml_in *xml;
    bool told; /* that the document is another one, or damaged; it ends there */
    /* of the site */
    struct buf source, database, base, lang;
    struct buf namespaces, file_names, category_names; /* lists, separated by '|' */
    /* of the page */
    struct buf title, page_id;
    bool placed;    /* it says its namespace */
    bool elsewhere; /* which is not the main one */
    bool redirect, revised;
    struct revision newest, present;
    struct buf text, present_text; /* of the two */

    struct wikitext wikitext;
    struct buf raw, clean, value; /* of an element that is read */
};

/* ---- elements ---- */

static bool is_named(const struct wiki_reader *m, const char *name)
{
    return str_equal(xml_in_name(m->xml), str_of(name));
}

/* Reads the content of an element that holds a value. */
static bool read_value(struct wiki_reader *m, struct buf *out, enum status *status, struct err *err)
{
    buf_reset(&m->raw);
    buf_reset(out);
    if (!xml_in_append_content(m->xml, &m->raw, NULL, status, err))
        return false;
    struct str value;
    if (clean_line(buf_str(&m->raw), &m->clean, &value))
        buf_append_str(out, value);
    return true;
}

/* Goes through the elements in the one that is open, which has this depth: true with one opened, false at the end of
 * the outer one (*status S_OK, *whole true) or of the document. */
static bool next_inside(struct wiki_reader *m, unsigned depth, bool *whole, enum status *status, struct err *err)
{
    enum xml_event event;
    *whole = false;
    while (xml_in_next(m->xml, &event, status, err)) {
        if (event == XML_OPEN)
            return true;
        *whole = event == XML_CLOSE && xml_in_depth(m->xml) == depth;
        if (*whole)
            return false;
    }
    return false;
}

/* ---- the site ---- */

static void add_name(struct buf *list, struct str name)
{
    if (list->len)
        buf_append_byte(list, '|');
    buf_append_str(list, name);
}

static bool read_namespace(struct wiki_reader *m, enum status *status, struct err *err)
{
    char key[8] = "";
    struct str number = str_trim(xml_in_attribute(m->xml, "key"));
    if (number.len < sizeof key)
        memcpy(key, number.ptr ? number.ptr : "", number.len);
    if (!read_value(m, &m->value, status, err))
        return false;
    struct str name = buf_str(&m->value);
    if (name.len == 0 || m->namespaces.len + name.len > NAMESPACES_MAX)
        return true;
    add_name(&m->namespaces, name);
    if (strcmp(key, "6") == 0)
        add_name(&m->file_names, name);
    if (strcmp(key, "14") == 0)
        add_name(&m->category_names, name);
    return true;
}

static bool read_site(struct wiki_reader *m, enum status *status, struct err *err)
{
    unsigned depth = xml_in_depth(m->xml);
    bool whole, more = true;
    while (more && next_inside(m, depth, &whole, status, err)) {
        if (is_named(m, "sitename"))
            more = read_value(m, &m->source, status, err);
        else if (is_named(m, "dbname"))
            more = read_value(m, &m->database, status, err);
        else if (is_named(m, "base"))
            more = read_value(m, &m->base, status, err);
        else if (is_named(m, "namespace"))
            more = read_namespace(m, status, err);
        else if (!is_named(m, "namespaces"))
            more = xml_in_skip(m->xml, status, err);
    }
    return more && whole;
}

/* The address without the title of the main page: "https://en.wikinews.org/wiki/". */
static struct str address_start(const struct wiki_reader *m)
{
    struct str base = buf_str(&m->base);
    while (base.len && base.ptr[base.len - 1] != '/' && base.ptr[base.len - 1] != '=')
        base.len--;
    return base;
}

static struct str without_end(struct str s, const char *end)
{
    size_t len = strlen(end);
    bool ends = s.len >= len && memcmp(s.ptr + s.len - len, end, len) == 0;
    return (struct str){s.ptr, s.len - (ends ? len : 0)};
}

/* "en.wikinews.org" of the address. */
static struct str site_name(const struct wiki_reader *m)
{
    struct str site = address_start(m);
    const char *host = site.len ? memmem(site.ptr, site.len, "//", 2) : NULL;
    if (!host)
        return m->database.len ? buf_str(&m->database) : buf_str(&m->source);
    site = (struct str){host + 2, site.len - (size_t)(host + 2 - site.ptr)};
    site = without_end(without_end(without_end(site, "?title="), "/"), "/index.php");
    return without_end(without_end(site, "/wiki"), "/");
}

/* ---- a page ---- */

static void swap_texts(struct wiki_reader *m)
{
    struct buf text = m->text;
    m->text = m->present_text;
    m->present_text = text;
    m->newest = m->present;
}

static bool is_older(const struct wiki_reader *m)
{
    return m->revised && m->present.made.precision && m->present.made.seconds < m->newest.made.seconds;
}

static bool read_text(struct wiki_reader *m, enum status *status, struct err *err)
{
    m->present.deleted = xml_in_attribute(m->xml, "deleted").ptr != NULL;
    buf_reset(&m->present_text);
    if (is_older(m))
        return xml_in_skip(m->xml, status, err);
    return xml_in_append_content(m->xml, &m->present_text, &m->present.too_long, status, err);
}

static bool read_revision(struct wiki_reader *m, enum status *status, struct err *err)
{
    unsigned depth = xml_in_depth(m->xml);
    bool whole, more = true;
    m->present = (struct revision){0};
    buf_reset(&m->present_text);
    while (more && next_inside(m, depth, &whole, status, err)) {
        if (is_named(m, "timestamp")) {
            more = read_value(m, &m->value, status, err);
            date_parse(buf_str(&m->value), &m->present.made);
        } else if (is_named(m, "model")) {
            more = read_value(m, &m->value, status, err);
            m->present.other_model = !str_equal(buf_str(&m->value), str_of("wikitext"));
        } else if (is_named(m, "text"))
            more = read_text(m, status, err);
        else
            more = xml_in_skip(m->xml, status, err);
    }
    if (!more || !whole)
        return false;
    if (!is_older(m))
        swap_texts(m);
    m->revised = true;
    return true;
}

static void begin_page(struct wiki_reader *m)
{
    m->reader.place = (struct place){xml_in_line(m->xml), xml_in_offset(m->xml)};
    m->reader.recorded = (struct date){0};
    buf_reset(&m->title);
    buf_reset(&m->page_id);
    buf_reset(&m->text);
    m->newest = (struct revision){0};
    m->placed = m->elsewhere = m->redirect = m->revised = false;
}

/* What is before the revisions says whether they are wanted. */
static bool read_page_element(struct wiki_reader *m, enum status *status, struct err *err)
{
    if (is_named(m, "title"))
        return read_value(m, &m->title, status, err);
    if (is_named(m, "id"))
        return read_value(m, &m->page_id, status, err);
    if (is_named(m, "ns")) {
        bool more = read_value(m, &m->value, status, err);
        m->elsewhere = m->value.len && !str_equal(buf_str(&m->value), str_of("0"));
        m->placed = true;
        return more;
    }
    m->redirect |= is_named(m, "redirect");
    if (is_named(m, "revision") && !m->redirect && !m->elsewhere)
        return read_revision(m, status, err);
    return xml_in_skip(m->xml, status, err);
}

static bool read_page(struct wiki_reader *m, enum status *status, struct err *err)
{
    unsigned depth = xml_in_depth(m->xml);
    bool whole, more = true;
    begin_page(m);
    while (more && next_inside(m, depth, &whole, status, err))
        more = read_page_element(m, status, err);
    return more && whole;
}

/* ---- what a page becomes ---- */

/* As MediaWiki's wfUrlencode writes a title. */
static void append_title(struct str title, struct buf *out)
{
    static const char plain[] = "-_.~;@$!*(),/:", hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < title.len; i++) {
        char c = title.ptr[i] == ' ' ? '_' : title.ptr[i];
        unsigned char byte = (unsigned char)c;
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter || (c && strchr(plain, c))) {
            buf_append_byte(out, c);
            continue;
        }
        buf_append_byte(out, '%');
        buf_append_byte(out, hex[byte >> 4]);
        buf_append_byte(out, hex[byte & 15]);
    }
}

static void set_names(struct wiki_reader *m, struct article *article)
{
    struct str start = address_start(m), title = buf_str(&m->title);
    buf_reset(&m->value);
    if (start.len && title.len) {
        buf_append_text(&m->value, str_begins_with(start, str_of("//")) ? "https:" : "");
        buf_append_str(&m->value, start);
        append_title(title, &m->value);
        article_set(article, FIELD_URL, buf_str(&m->value));
    }
    buf_reset(&m->value);
    buf_append_str(&m->value, site_name(m));
    buf_append_byte(&m->value, ':');
    buf_append_str(&m->value, m->page_id.len ? buf_str(&m->page_id) : title);
    if (m->page_id.len || title.len)
        article_set(article, FIELD_ID, buf_str(&m->value));
    article_set(article, FIELD_HEADLINE, title);
    article_set(article, FIELD_SOURCE, buf_str(&m->source));
    article_set(article, FIELD_LANG, buf_str(&m->lang));
}

static void set_text(struct wiki_reader *m, struct article *article)
{
    struct str tags = buf_str(&m->wikitext.tags), place;
    while (tags.len) {
        const char *newline = memchr(tags.ptr, '\n', tags.len);
        size_t len = newline ? (size_t)(newline - tags.ptr) : tags.len;
        article_add(article, FIELD_TAG, str_trim((struct str){tags.ptr, len}));
        len += newline != NULL;
        tags = (struct str){tags.ptr + len, tags.len - len};
    }
    if (clean_line(buf_str(&m->wikitext.place), &m->clean, &place))
        article_set(article, FIELD_PLACE, place);
    article->published = m->wikitext.published;
    article_set(article, FIELD_BODY, buf_str(&m->wikitext.text));
}

/* The name before the colon, in dumps that do not say the namespace. */
static bool is_elsewhere(const struct wiki_reader *m)
{
    struct str title = buf_str(&m->title);
    const char *colon = title.len && !m->placed ? memchr(title.ptr, ':', title.len) : NULL;
    struct str name = {title.ptr, colon ? (size_t)(colon - title.ptr) : 0};
    return m->elsewhere || wikitext_listed(name, buf_str(&m->namespaces));
}

/* Why the page is no article; NULL: it may be one. */
static const char *why_none(const struct wiki_reader *m)
{
    if (is_elsewhere(m))
        return "a page outside the main namespace";
    if (m->redirect || wikitext_is_redirect(buf_str(&m->text)))
        return "a redirect";
    if (m->newest.deleted)
        return "a deleted text";
    if (m->newest.other_model)
        return "a page that is not wikitext";
    return NULL;
}

static enum status take_page(struct wiki_reader *m, struct article *article, struct err *err)
{
    const char *why = why_none(m);
    if (why)
        return reader_refuse(&m->reader, REJECT_OTHER, err, "%s", why);
    if (m->title.len > TITLE_MAX || m->page_id.len > TITLE_MAX)
        return reader_refuse(&m->reader, REJECT_MALFORMED, err, "a title or number of over %d bytes", TITLE_MAX);
    if (m->newest.too_long)
        return reader_refuse(&m->reader, REJECT_TOO_LONG, err, "longer than %d bytes", WIKITEXT_BYTES_MAX);
    struct wikitext_names names = {buf_str(&m->file_names), buf_str(&m->category_names)};
    enum status s = wikitext_read(&m->wikitext, buf_str(&m->text), &names, err);
    if (s)
        return s;
    if (!m->wikitext.text.len)
        return reader_refuse(&m->reader, REJECT_NO_BODY, err, m->revised ? "no body" : "no body: no revision in it");
    m->reader.recorded = m->newest.made;
    set_names(m, article);
    set_text(m, article);
    return buf_status(&article->text, err);
}

/* ---- the reader ---- */

static enum status check_buffers(const struct wiki_reader *m, struct err *err)
{
    const struct buf *all[] = {&m->source,         &m->database,   &m->base,  &m->lang,        &m->title,
                               &m->page_id,        &m->file_names, &m->raw,   &m->text,        &m->namespaces,
                               &m->category_names, &m->clean,      &m->value, &m->present_text};
    enum status s = S_OK;
    for (size_t i = 0; !s && i < sizeof all / sizeof all[0]; i++)
        s = buf_status(all[i], err);
    return s;
}

/* A page that the end of the document cuts; what cut it comes with the next call, unless it is the document itself. */
static bool refuse_cut(struct wiki_reader *m, enum status *status, struct err *err)
{
    if (*status && *status != S_INPUT)
        return false;
    m->told = xml_in_is_damaged(m->xml);
    *status = reader_refuse(&m->reader, REJECT_MALFORMED, err, "a page without an end");
    return true;
}

/* Begins a site. A root of another name ends the reading. */
static bool read_root(struct wiki_reader *m, enum status *status, struct err *err)
{
    m->reader.place = (struct place){xml_in_line(m->xml), xml_in_offset(m->xml)};
    if (!is_named(m, "mediawiki")) {
        m->told = true;
        *status = reader_refuse(&m->reader, REJECT_MALFORMED, err, "not an export of MediaWiki");
        return false;
    }
    struct str lang;
    struct buf *site[] = {&m->source,     &m->database,   &m->base,          &m->lang,
                          &m->namespaces, &m->file_names, &m->category_names};
    for (size_t i = 0; i < sizeof site / sizeof site[0]; i++)
        buf_reset(site[i]);
    if (clean_line(xml_in_attribute(m->xml, "lang"), &m->clean, &lang))
        buf_append_str(&m->lang, lang);
    return true;
}

/* Takes the element that was opened; false when reading ends with it. */
static bool take_element(struct wiki_reader *m, bool page, enum status *status, struct err *err)
{
    bool more;
    if (xml_in_depth(m->xml) == 1)
        more = read_root(m, status, err);
    else if (page)
        more = read_page(m, status, err);
    else
        more = is_named(m, "siteinfo") ? read_site(m, status, err) : xml_in_skip(m->xml, status, err);
    enum status memory = check_buffers(m, err);
    if (memory)
        *status = memory;
    return more && !memory;
}

/* The document has ended. Damage of it is told once; that of the source ends it as reader_next says. */
static bool end_document(struct wiki_reader *m, enum status *status)
{
    if (m->told || *status != S_INPUT || !xml_in_is_damaged(m->xml))
        return false;
    m->told = true;
    m->reader.reject = REJECT_MALFORMED;
    return true;
}

static bool mediawiki_next(struct reader *r, struct article *article, enum status *status, struct err *err)
{
    struct wiki_reader *m = (struct wiki_reader *)r;
    enum xml_event event;
    while (!m->told && xml_in_next(m->xml, &event, status, err)) {
        if (event != XML_OPEN)
            continue;
        bool page = is_named(m, "page");
        if (!take_element(m, page, status, err))
            return m->told || (page ? refuse_cut(m, status, err) : end_document(m, status));
        if (!page)
            continue;
        *status = take_page(m, article, err);
        return *status == S_OK || *status == S_INPUT;
    }
    return end_document(m, status);
}

int mediawiki_sniff(struct str head)
{
    struct buf scratch = {0};
    bool ours = str_equal(xml_root_name(head, &scratch), str_of("mediawiki"));
    buf_release(&scratch);
    return ours ? 2 : 0;
}

static void mediawiki_close(struct reader *r)
{
    struct wiki_reader *m = (struct wiki_reader *)r;
    struct buf *all[] = {&m->source,         &m->database,   &m->base,  &m->lang,        &m->title,
                         &m->page_id,        &m->file_names, &m->raw,   &m->text,        &m->namespaces,
                         &m->category_names, &m->clean,      &m->value, &m->present_text};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        buf_release(all[i]);
    wikitext_release(&m->wikitext);
    xml_in_free(m->xml);
    free(m);
}

enum status mediawiki_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err)
{
    static const struct reader_verbs verbs = {mediawiki_next, mediawiki_close};
    struct wiki_reader *m = calloc(1, sizeof *m);
    if (!m)
        return err_no_memory(err);
    enum status s = xml_in_new(source, &m->xml, err);
    if (s) {
        free(m);
        return s;
    }
    m->reader = (struct reader){.verbs = &verbs, .source = source, .map = map};
    *out = &m->reader;
    return S_OK;
}
